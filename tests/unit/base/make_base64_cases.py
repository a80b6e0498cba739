"""Makes base64_cases.inc: what Python's base64.b64decode makes of odd texts.

Run: python3 make_base64_cases.py (standard library only; fixed seed).
"""

import base64
import binascii
import random

import c_table

ODD = [
    b"", b"=", b"==", b"====", b"A", b"A=", b"A==", b"A===", b"AA", b"AA=", b"AA==", b"AA===",
    b"AAA", b"AAA=", b"AAA==", b"AAAA", b"AAAA=", b"AAAA==", b"AAAA====", b"AAAAA", b"AAAAAA==",
    b"QUJD", b"QUI=", b"QQ==", b"Q Q = =", b"QQ=\n=", b"Q\r\nQ==", b"QQ=x=", b"QQ=Q=", b"QQ=QQ==",
    b"QQ==QQ==", b"QUI=QUI=", b"QUJDQQ==QUJD", b"=QUJD", b"==QUJD", b"Q=UJD", b"Q==UJD",
    b"QU=JD", b"QU=JDQU=JD", b"QU==JD", b"QUJ=D", b"QUJ=", b"QUJ==", b"-_-_", b"A-_A", b"++//", b"/+/+",
    b"QU\x00JD", b"\x00", b"QUJD\x00", b"\x00QUJD=", b"Q\xc3\xa9UJD", b"\xff\xfe", b"Q!U@J#D$",
    b"!!!!", b"QQ", b"QQQ", b"QR==", b"QUF=", b"/w==", b"//8=", b"////", b"eyJOZXh0VG9rZW4iOiBudWxs",
    b"eyJOZXh0VG9rZW4iOiBudWxsfQ==", b"my-next-token", b"None", b"null", b"1", b"e30=", b"e30",
    b"W10=", b"TOKEN___5", b" QUJD ", b"\tQU\tJD\t", b"QUJD.", b"=Q=U=J=D=", b"QU=J=D=", b"QU=J=",
]


def decode(text):
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return None


def mutations(rng, count):
    """Encodings with one to three bytes put in, taken out or changed."""
    for _ in range(count):
        text = bytearray(base64.b64encode(rng.randbytes(rng.randrange(0, 13))))
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(text) + 1)
            extra = rng.choice([b"=", b"==", b"A", b"-", b"\n", b"\x80", b" ", b""])
            text[at : at + rng.randrange(2)] = extra
        yield bytes(text)


def row(text):
    data = decode(text)
    if data is None:
        return "%s, 0, NULL, 0" % c_table.counted(text)
    return "%s, 1, %s" % (c_table.counted(text), c_table.counted(data))


def main():
    rng = random.Random(20260101)
    plain = [rng.randbytes(length) for length in range(20)] + [bytes(range(256))[0xF8:]]
    c_table.write(
        "base64_cases.inc",
        "Python 3 base64.b64decode(text), not strict, and base64.b64encode(bytes).",
        [
            (
                "struct { const char *text; size_t len; int ok; const char *bytes; size_t count; }\n"
                "    decode_cases[]",
                [row(text) for text in ODD + list(mutations(rng, 120))],
            ),
            (
                "struct { const char *bytes; size_t len; const char *text; } encode_cases[]",
                [
                    "%s, %s" % (c_table.counted(data), c_table.quote(base64.b64encode(data)))
                    for data in plain
                ],
            ),
        ],
    )


main()
