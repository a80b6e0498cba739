#!/usr/bin/env python3
"""Writes login_goldens.json: what botocore does with login sessions.

python3 make_login_goldens.py, with botocore 1.43.67 and its newer sessions (its EC, of awscrt, is
replaced by es256.py). For each case: the session's file, what the sign-in service answers, and then
botocore's error, or its request, its proof and the file that it has written.
"""

import json
import os
import tempfile

import botocore.credentials
import botocore.session

import es256
from aws_stand_in import StandIn

SESSION = "arn:aws:sts::123456789012:assumed-role/Admin/\u00e9"
OLD = {"accessToken": {"accessKeyId": "OLD", "secretAccessKey": "old secret",
                       "sessionToken": "old token", "accountId": "123456789012",
                       "expiresAt": "2020-01-01T00:00:00Z"},
       "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
       "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "r\u00e9\"fresh",
       "idToken": "an.id.token", "dpopKey": es256.PEM, "further": {"a": [1, None, 2.5]}}
GOOD = {"accessToken": {"accessKeyId": "NEW", "secretAccessKey": "new secret",
                        "sessionToken": "new token"},
        "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "next"}


def without(*names):
    return {name: value for name, value in OLD.items() if name not in names}


def denied(error):
    return [403, {"x-amzn-ErrorType": "AccessDeniedException"},
            json.dumps({"error": error, "message": "Why not"})]


CASES = {
    "refreshed": (OLD, [200, {}, json.dumps(GOOD)]),
    "no file": (None, None),
    "members missing": (without("refreshToken", "clientId"), None),
    "nothing in it": ({}, None),
    "no key": (without("dpopKey"), None),
    "expired": (OLD, denied("TOKEN_EXPIRED")),
    "password changed": (OLD, denied("USER_CREDENTIALS_CHANGED")),
    "not permitted": (OLD, denied("INSUFFICIENT_PERMISSIONS")),
    "denied": (OLD, denied("AUTHCODE_EXPIRED")),
    "not valid": (OLD, [400, {"x-amzn-ErrorType": "ValidationException"},
                        json.dumps({"error": "INVALID_REQUEST", "message": "Why not"})]),
}


class Key:
    def get_public_coords(self):
        point = es256.multiply(es256.D, es256.G)
        return point[0].to_bytes(32, "big"), point[1].to_bytes(32, "big")

    def sign(self, digest):
        return es256.sign(digest)


class Curve:
    @staticmethod
    def new_key_from_der_data(_der):
        return Key()

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        assert pad_to == 32
        return signature


def run(aws, home, session, given):
    cache = os.path.join(home, "cache")
    os.environ.update(AWS_LOGIN_CACHE_DIRECTORY=cache, AWS_CONFIG_FILE=home + "/config",
                      AWS_ENDPOINT_URL_SIGNIN=aws.url + "/signin", AWS_DEFAULT_REGION="us-west-2",
                      AWS_EC2_METADATA_DISABLED="true")
    with open(home + "/config", "w", encoding="utf-8") as file:
        file.write(f"[default]\nlogin_session = {SESSION}\n")
    os.makedirs(cache, exist_ok=True)
    name = botocore.utils.generate_login_cache_key(SESSION) + ".json"
    if session is not None:
        with open(os.path.join(cache, name), "w", encoding="utf-8") as file:
            json.dump(session, file)
    aws.reset()
    aws._signin = lambda *_: given
    outcome = {"file": name}
    try:
        found = botocore.session.get_session().get_credentials().get_frozen_credentials()
    except botocore.exceptions.BotoCoreError as error:
        return {**outcome, "error": str(error)}
    except botocore.exceptions.ClientError as error:
        return {**outcome, "error": str(error)}
    with open(os.path.join(cache, name), encoding="utf-8") as file:
        saved = json.load(file)
    method, path, headers, body = aws.requests[0]
    header, claims = es256.read_proof(headers["DPoP"])
    return {**outcome, "access_key": found.access_key, "saved": saved, "method": method,
            "path": path, "body": body.decode(), "content_type": headers["Content-Type"],
            "proof_header": header, "claims": {**claims, "htu": claims["htu"].replace(aws.url, "")}}


def main():
    botocore.credentials.EC = Curve
    goldens = {"session": SESSION, "botocore": botocore.__version__, "cases": {}}
    with StandIn() as aws:
        for name, (session, given) in CASES.items():
            with tempfile.TemporaryDirectory() as home:
                goldens["cases"][name] = {"cache": session, "answer": given,
                                          **run(aws, home, session, given)}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "login_goldens.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(goldens, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
