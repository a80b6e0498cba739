#!/usr/bin/env python3
"""Prints cache_keys.inc: the keys under which the AWS CLI stores credentials.

python3 make_cache_keys.py > cache_keys.inc, with the botocore of AWS CLI 2.36.7 in awscli.botocore.
Each line has the options of the role or of SSO in the order of the structs of test_cache_keys.c.
"""
import itertools
import sys
from unittest import mock

for name in ("awscrt", "awscrt.auth", "awscrt.crypto", "awscrt.http", "awscrt.io", "awscrt.s3"):
    sys.modules[name] = mock.MagicMock()  # no key needs it

from awscli.botocore.credentials import AssumeRoleCredentialFetcher, SSOCredentialFetcher  # noqa: E402

ARNS = ["arn:aws:iam::123456789012:role/r", "arn:aws-cn:iam::123456789012:role/p/\u00e9"]
NAMES = [None, "", "me", 'q"\\/\n\u007f\u20ac\U0001f600']
EXTERNALS = [None, "", "x y+z/"]
SERIALS = [None, "arn:aws:iam::123456789012:mfa/me"]
DURATIONS = [None, 900, 43200]


def text(value):
    if value is None:
        return "NULL"
    plain = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}"
                    for b in value.encode())
    return f'"{plain}"'


def role_key(arn, name, external, serial, duration):
    arguments = {"RoleSessionName": name, "ExternalId": external, "SerialNumber": serial,
                 "DurationSeconds": duration}
    given = {key: value for key, value in arguments.items() if value is not None}
    return AssumeRoleCredentialFetcher(None, None, arn, given)._cache_key


def sso_key(account, role, session, url):
    return SSOCredentialFetcher(url, "r", role, account, None, sso_session_name=session)._cache_key


print("/* roles */")
for arn, name, external, serial, duration in itertools.product(ARNS, NAMES, EXTERNALS, SERIALS,
                                                               DURATIONS):
    print(f"ROLE({text(arn)}, {text(name)}, {text(external)}, {text(serial)}, {duration or 0}, "
          f'"{role_key(arn, name, external, serial, duration)}")')
print("/* SSO */")
for account, role, session, url in itertools.product(
        ["123456789012", "1"], ["Admin", "\u00c4/\""], [None, "", "my session"],
        ["https://start.test/#/", "https://d-1.awsapps.com/start"]):
    print(f"SSO({text(account)}, {text(role)}, {text(session)}, {text(url)}, "
          f'"{sso_key(account, role, session, url)}")')
