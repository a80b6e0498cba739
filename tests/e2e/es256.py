"""ES256 (RFC 7518, 3.4) in Python alone: the tests check and make signatures without the libraries
that are tested. Slow, and only for tests: its arithmetic takes a time that depends on the key."""

import base64
import hashlib
import json

# The curve P-256 (FIPS 186-4, D.1.2.3).
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)

# The key of RFC 7515, A.3.1, as the AWS CLI writes it into a session's file.
D = int.from_bytes(base64.urlsafe_b64decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI="), "big")
PEM = """-----BEGIN EC PRIVATE KEY-----
MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49
AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b
focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END EC PRIVATE KEY-----
"""


def add(one, two):
    if one is None or two is None:
        return one or two
    if one[0] == two[0]:
        if (one[1] + two[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, P)
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P)
    x = (slope * slope - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def multiply(factor, point):
    result = None
    while factor:
        if factor & 1:
            result = add(result, point)
        point = add(point, point)
        factor >>= 1
    return result


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_valid(point, message, signature):
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    x, y = point
    if len(signature) != 64 or not (0 < r < N and 0 < s < N) or (y * y - x**3 + 3 * x - B) % P:
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    w = pow(s, -1, N)
    at = add(multiply(digest * w % N, G), multiply(r * w % N, point))
    return at is not None and at[0] % N == r


def sign(digest):
    """With D; the nonce is fixed, so nobody may use it for anything else."""
    nonce = 0x1234567
    r = multiply(nonce, G)[0] % N
    s = (int.from_bytes(digest, "big") + r * D) * pow(nonce, -1, N) % N
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def read_proof(proof):
    """(header, claims) of a DPoP proof (RFC 9449). Fails unless its own key has signed it."""
    head, claims, signature = proof.split(".")
    header = json.loads(decode(head))
    point = tuple(int.from_bytes(decode(header["jwk"][name]), "big") for name in "xy")
    if not is_valid(point, f"{head}.{claims}".encode(), decode(signature)):
        raise ValueError("the signature is not valid")
    return header, json.loads(decode(claims))
