#!/usr/bin/env python3
"""Prints login_proofs.inc: the DPoP proofs that botocore makes with the key and the signature of
test_creds_login.c, for some URLs and times.

The key's public numbers are 32 bytes 'x' and 32 bytes '~', the signature is the SHA-256 of what is
signed, twice, and all random bytes are zero. The checked-in table was made with botocore 1.43.67:
python3 make_login_proofs.py > login_proofs.inc
"""
import botocore.credentials
from botocore.awsrequest import prepare_request_dict

UUID = "00000000-0000-4000-8000-000000000000"
CASES = [("https://us-west-2.signin.aws.amazon.com", 1767323045),
         ("https://us-west-2.signin.aws.amazon.com/", 1767326645),
         ("https://Signin.TEST:8443/base", 1767323045),
         ("http://localhost:8080/base/", 1767323045),
         ("http://127.0.0.1", 1767323045)]


class Key:
    def get_public_coords(self):
        return b"x" * 32, b"~" * 32

    def sign(self, digest):
        return digest


class Curve:
    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        assert pad_to == 32
        return signature * 2


def url_of(endpoint):
    request = {"url_path": "/v1/token", "query_string": {}, "headers": {}, "method": "POST",
               "body": b""}
    prepare_request_dict(request, endpoint)
    return request["url"]


botocore.credentials.EC = Curve
for endpoint, now in CASES:
    proof = botocore.credentials._build_dpop_header(Key(), url_of(endpoint), UUID, now)
    parts = [f'"{proof[at:at + 80]}"' for at in range(0, len(proof), 80)]
    print(f'{{ "{endpoint}", INT64_C({now}000000),')
    print("  " + "\n  ".join(parts) + " },")
