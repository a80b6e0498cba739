#!/usr/bin/env python3
"""Writes ip_cases.inc: texts and what Python's socket.inet_pton makes of them.

    python3 make_ip_cases.py > ip_cases.inc
"""
import random
import socket

FIXED = """127.0.0.1 0.0.0.0 255.255.255.255 256.0.0.1 1.2.3 1.2.3.4.5 01.2.3.4 1.2.3.00 1..2.3 1.2.3.4.
.1.2.3.4 0x7f.0.0.1 2130706433 +1.2.3.4 1.2.3.-4 999999999999.1.1.1 :: ::1 1:: 1::1 :::1 ::1:: 1:::2
1:2:3:4:5:6:7:8 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1:2:3:4::5:6:7:8
12345::1 fe80::1%eth0 fe80::1%1 ::ffff:1.2.3.4 ::1.2.3.4 1:2:3:4:5:6:1.2.3.4 1:2:3:4:5:6:7:1.2.3.4
::1.2.3 ::1.2.3.256 ::1.2.3.4:5 1.2.3.4:: [::1] ABCD:ef01::9 ::g :1 1: : a b localhost 1:2 ::00001
2001:db8::8:800:200c:417a ::01.2.3.4 0:0:0:0:0:0:0:0""".split()


def value(text):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_pton(family, text)
        except (OSError, ValueError):
            pass
    return b""


def mutated(rng):
    text = list(rng.choice(FIXED))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text) + 1)
        if text and rng.random() < 0.5:
            del text[at - 1]
        else:
            text.insert(at, rng.choice("0123456789abcdefF:.:.::"))
    return "".join(text)


def main():
    rng = random.Random(20211)
    cases = sorted(set([""] + FIXED + [mutated(rng) for _ in range(400)]))
    print("/* ip_cases.inc - made by make_ip_cases.py from Python's socket.inet_pton. */")
    for text in cases:
        known = value(text)
        array = ", ".join("0x%02x" % byte for byte in known) or "0"
        print('{ "%s", %d, { %s } },' % (text, len(known), array))


main()
