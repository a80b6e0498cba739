"""Makes double_cases.inc: what Python's float() makes of number texts.

Run: python3 make_double_cases.py (standard library only; fixed seed). sgp__parse_double takes less
than float(): no blanks, no '_', no words, nothing that is not finite. Those are listed as refused.
"""

import math
import random

import c_table

TEXTS = [
    "0", "-0", "+0", "0.0", "00", "007", "1", "-1", "+1", "1.", ".5", "-.5", "+.5e1", "1.5", "1e3",
    "1E3", "1e+3", "1e-3", "1.e2", "1.6142304E9", "1614230400.123", "946845296.123", "-1.5",
    "253402300799.999999", "123456789012345678901234567890", "0.1", "0.30000000000000004",
    "9007199254740993", "9007199254740992.5", "1e22", "1e23", "8.5e22", "2.2250738585072011e-308",
    "2.2250738585072014e-308", "4.9e-324", "2.4e-324", "2.5e-324", "1e-400", "-1e-400",
    "1.7976931348623157e308", "1.7976931348623158e308", "179769313486231570" + "0" * 291,
    "0" * 399 + "1", "0." + "0" * 397 + "1", "1" + "0" * 99 + "e-99", "5e-0", "5e00000000000001",
    "0e999999999999999999999", "1e-999999999999999999999",
    "1.00000000000000011102230246251565", "1.00000000000000011102230246251566",
    "1.00000000000000033306690738754696",
]
NOT_FINITE = ["1e309", "1e400", "-1e400", "1.7976931348623159e308", "1e999999999999999999999"]
NO_NUMBER = [
    "", "+", "-", ".", "-.", "e", "e5", ".e5", "1e", "1e+", "1e-", "+-1", "--1", "1..", "1.2.3",
    "1e5.5", "1e5e5", "0x10", "0x1p3", "1f", "1d", "1L", "abc", "1a", "a1", "1,5", "1;", "1/2",
    "1\u066b5", "NULL", "true",
]
ONLY_PYTHON = [
    " 1", "1 ", "1\n", "\t1", "1_000", "inf", "-inf", "Infinity", "nan", "NaN", "-nan", "\u00a01",
    "1\x0b", "\u0661",
]
TOO_LONG = ["1" + "0" * 400, "0" * 400 + "1", "1." + "0" * 399]


def random_texts(rng):
    for _ in range(300):
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randrange(1, 30)))
        point = rng.randrange(len(digits) + 1)
        exponent = rng.choice(["", "", "e%d" % rng.randrange(-330, 280), "E+%d" % rng.randrange(99)])
        yield rng.choice(["", "-", "+"]) + digits[:point] + "." + digits[point:] + exponent
    for _ in range(100):
        yield repr(rng.uniform(-62135596800, 253402300799))


def check_refused():
    """Keeps the lists above honest: each says what float() does with its texts."""
    for text in NOT_FINITE:
        assert not math.isfinite(float(text)), text
    for text in ONLY_PYTHON + TOO_LONG:
        float(text)
    for text in NO_NUMBER:
        try:
            float(text)
        except ValueError:
            continue
        raise AssertionError(text)


def main():
    rng = random.Random(20260103)
    check_refused()
    accepted = [text for text in TEXTS + list(random_texts(rng)) if math.isfinite(float(text))]
    refused = NOT_FINITE + NO_NUMBER + ONLY_PYTHON + TOO_LONG + ["1\0", "\0", "1.5\0", "1\0e5", "\0001"]
    c_table.write(
        "double_cases.inc",
        "Python 3 float(text); ok is 0 for what sgp__parse_double refuses.",
        [(
            "struct { const char *text; size_t len; int ok; double value; } double_cases[]",
            ["%s, 1, %s" % (c_table.counted(text), float(text).hex()) for text in accepted]
            + ["%s, 0, 0.0" % c_table.counted(text) for text in refused],
        )],
    )


main()
