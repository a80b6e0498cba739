#!/usr/bin/python3
"""Writes sigv4_cases.json: random requests as botocore's SigV4Auth signs them.

Run with Debian 12's python3-botocore (1.29.27): make_sigv4_cases.py > sigv4_cases.json
The seed is fixed, so the same botocore gives the same file. Left out on purpose: a '=' inside a
query value (botocore signs a URL's query as it stands, AWS wants it escaped) and Unicode white
space (Python's split collapses it, AWS's Trimall does not).
"""
import datetime
import hashlib
import json
import random
import string
import sys
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

COUNT = 240
RANDOM = random.Random(20170724)
WORDS = 'aZ09-._~é日ß%+ /&?#@!$\'()*,;:=[]{}|"<>^`\\'
HOSTS = ['api.sagemaker.us-east-1.amazonaws.com', 'localhost', '127.0.0.1', '::1', '2001:db8::7',
         'proxy.example-1.org']
NAMES = ['Content-Type', 'X-Amz-Target', 'Accept', 'My-Header1', 'my-header1', 'MY-HEADER2', 'a',
         'a-b', 'a_b', 'X-Z', 'User-Agent', 'Expect', 'X-Amzn-Trace-Id', 'x-amz-date-extra',
         'Content-Length']


def text(alphabet, low, high):
    return ''.join(RANDOM.choice(alphabet) for _ in range(RANDOM.randint(low, high)))


def path():
    """A path as it goes on the wire: escaped, with dot segments and repeated slashes."""
    plain = string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@"
    segments = []
    for _ in range(RANDOM.randint(0, 6)):
        escaped = quote(text(WORDS, 1, 4), safe='')
        segments.append(RANDOM.choice(['', '.', '..', '...', text(plain, 1, 8), escaped]))
    return '/' + '/'.join(segments)


def query():
    pairs = []
    for _ in range(RANDOM.choice([0, 0, 1, 2, 5, 12])):
        name = RANDOM.choice(['a', 'a-', 'a1', 'A', 'Param', quote(text(WORDS, 1, 5), safe='-_.~')])
        value = quote(text(WORDS, 0, 5), safe='-_.~')
        pairs.append(RANDOM.choice([name + '=' + value, name + '=' + value, name, '']))
    return '&'.join(pairs)


def header_value():
    letters = string.ascii_letters + string.digits + '/+=;,:"é日 \t'
    return RANDOM.choice(['', ' ', '\t']) + text(letters, 0, 24) + RANDOM.choice(['', '  ', ' \t'])


def url(case):
    host = '[%s]' % case['host'] if ':' in case['host'] else case['host']
    return '%s://%s:%d%s' % ('https' if case['tls'] else 'http', host, case['port'], case['target'])


def make_case():
    wanted = query()
    tls = RANDOM.random() < 0.8
    return {
        'method': RANDOM.choice(['POST', 'POST', 'GET', 'PUT']),
        'tls': tls,
        'host': RANDOM.choice(HOSTS),
        'port': RANDOM.choice([443 if tls else 80, 443 if tls else 80, 443, 80, 8443]),
        'target': path() + ('?' + wanted if wanted else ''),
        'headers': [[RANDOM.choice(NAMES), header_value()] for _ in range(RANDOM.randint(0, 11))],
        'body': bytes(RANDOM.randrange(256) for _ in range(RANDOM.choice([0, 2, 40]))).hex(),
        'id': text(string.ascii_uppercase + string.digits, 16, 24),
        'secret': text(string.ascii_letters + string.digits + '/+', 1, 90),
        'token': RANDOM.choice(['', text(string.ascii_letters + '/+=', 1, 200)]),
        'region': RANDOM.choice(['us-east-1', 'eu-west-3', 'cn-north-1', 'x']),
        'service': RANDOM.choice(['sagemaker', 'service', 'sts']),
        'now_us': RANDOM.randrange(946684800, 2145916800) * 1000000 + RANDOM.randrange(1000000),
    }


def sign(case):
    request = AWSRequest(method=case['method'], url=url(case), data=bytes.fromhex(case['body']))
    for name, value in case['headers']:
        request.headers.add_header(name, value)
    keys = Credentials(case['id'], case['secret'], case['token'] or None)
    signer = botocore.auth.SigV4Auth(keys, case['service'], case['region'])
    now = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=case['now_us'])
    with mock.patch('botocore.auth.datetime') as frozen:
        frozen.datetime.utcnow.return_value = now
        signer.add_auth(request)
    # The Authorization header is not there yet when botocore makes the canonical request.
    authorization = request.headers.get_all('Authorization')[0]
    del request.headers['Authorization']
    canonical = signer.canonical_request(request)
    case['canonical_sha256'] = hashlib.sha256(canonical.encode('utf-8')).hexdigest()
    case['authorization'] = authorization
    return case


def main():
    lines = [json.dumps(sign(make_case()), separators=(',', ':')) for _ in range(COUNT)]
    sys.stdout.write('[\n' + ',\n'.join(lines) + '\n]\n')


if __name__ == '__main__':
    main()
