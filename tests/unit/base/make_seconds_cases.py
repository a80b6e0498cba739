"""Makes seconds_cases.inc: what Python makes of epoch seconds as text.

Run: python3 make_seconds_cases.py (standard library only; fixed seed). The expected value is
datetime.fromtimestamp(float(text), utc), as in botocore. sgp__decimal_seconds_to_us takes less than
float(): no blanks, no '_', no words and at most 400 characters. Those texts are listed as refused.
"""

import datetime
import math
import random
from fractions import Fraction

import c_table

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
FIRST, END = -62135596800, 253402300800  # years 1..9999

SPELLINGS = [
    "0", "-0", "+0", "0.0", "00", "007", "1", "-1", "+1", "1.", ".5", "-.5", "+.5e1", "1.5", "1e3",
    "1E3", "1e+3", "1e-3", "1.e2", "1.6142304E9", "1614230400.123", "946845296.123", "-1.5",
    "1.7e9", "1634021093.2850001", "1e11", "0.1", "0.30000000000000004", "5e-0",
    "5e00000000000001", "0e999999999999999999999", "1e-999999999999999999999", "-1e-400",
    "4.9e-324", "0" * 399 + "1", "-" + "0" * 398 + "1", "0." + "0" * 397 + "1",
    "1" + "0" * 99 + "e-99",
    "0." + "0" * 380 + "17e+00390", "17" + "0" * 380 + "e-372", "0." + "0" * 380 + "17e+391",
    "." + "0" * 393 + "1e394", "1.00000000000000011102230246251565",
    "1.00000000000000011102230246251566", "1.00000000000000033306690738754696",
]
OUT_OF_RANGE = [
    "1e12", "-1e11", "1e18", "-1e18", "1e22", "1e300", "253402300800", "253402300799.99999",
    "-62135596800.00001", "-62135596801", "253402300799.999999", "9007199254740993",
    "123456789012345678901234567890", "18446744073709551616", "18446744073709551617",
    "36893488147419103233", "1" + "0" * 399,
    "1e9999", "1e10000", "1e2147483648", "1e4294967296", "1e18446744073709551616", "-1e400",
    "1.7976931348623157e308", "1e309",
]
NO_NUMBER = [
    "", "+", "-", ".", "-.", "e", "e5", ".e5", "1e", "1e+", "1e-", "1e+-1", "1e-+1", "+-1", "-+1",
    "--1", "1..", "1.2.3", "1e5.5", "1e5e5", "0x10", "0x1p3", "1f", "1d", "1L", "abc", "1a", "a1",
    "1,5", "1;", "1/2", "1\u066b5", "NULL", "true",
]
ONLY_PYTHON = [
    " 1", "1 ", "1\n", "\t1", "1_000", "inf", "-inf", "Infinity", "nan", "NaN", "-nan", "\u00a01",
    "1\x0b", "\u0661",
]
TOO_LONG = ["1" + "0" * 400, "0" * 400 + "1", "1." + "0" * 399, "-" + "0" * 399 + "1"]


def exact(value):
    """All digits of a value whose denominator is a power of two."""
    places = value.denominator.bit_length() - 1
    digits = str(abs(value.numerator) * 5**places).rjust(places + 1, "0")
    point = len(digits) - places
    return ("-" if value < 0 else "") + digits[:point] + ("." + digits[point:] if places else "")


def middle(double):
    return exact((Fraction(double) + Fraction(math.nextafter(double, math.inf))) / 2)


def around(middle_text):
    """The tie between two doubles, and both sides of it, next to it and far away."""
    below = middle_text[:-1] + str(int(middle_text[-1]) - 1)
    for sign in ("", "-"):
        yield sign + middle_text
        for zeros in (0, 20, 100):
            yield sign + middle_text + "0" * zeros + "1"
            yield sign + below + "9" * (zeros + 1)


def floats(rng):
    """Ties, both signs, magnitudes where a double has few fraction bits left, and the ends."""
    for whole in (0, 1, 2, 3, 1000, 1614230400, 253402300799, -1, -2, -1614230400, -62135596800):
        for fraction in (0.0, 0.5, 2.0**-7, 3 * 2.0**-7, 5 * 2.0**-7, 0.1234565, 0.1234575, 1e-7,
                         5e-7, 1.5e-6, 2.5e-6, 0.999999, 0.9999994, 0.9999995, 0.9999999):
            yield whole + fraction
            yield whole - fraction
    for _ in range(200):
        yield rng.uniform(FIRST, END)
        yield rng.randrange(-(2**33), 2**33) + rng.randrange(2000000) / 2000000
        yield rng.randrange(-1000, 1000) / 128 / 15625


def ties(rng):
    """Where one unit in the last place decides: between doubles, and then between microseconds."""
    for microsecond in (0, 1, 2, 3, 10, 499, 999, 123456, 499999, 999998):
        double = (microsecond + 0.5) / 1e6
        for _ in range(3):
            double = math.nextafter(double, 0.0)
        for _ in range(6):
            yield exact(Fraction(double))
            yield middle(double)
            double = math.nextafter(double, 1.0)
    for double in (5e-7, math.nextafter(5e-7, 0), 1.5e-6, 1614230400.1, 2.0**33 + 0.1, END - 0.1):
        yield from around(middle(double))
    for _ in range(10):
        yield from around(middle(rng.uniform(2.0**33, END - 1)))
        yield exact(rng.randrange(2**31) + Fraction(2 * rng.randrange(64) + 1, 128))


def digits_of(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def random_texts(rng):
    for _ in range(200):
        digits = digits_of(rng, rng.randrange(1, 30))
        point = rng.randrange(len(digits) + 1)
        exponent = rng.choice(["", "", "e%d" % rng.randrange(-330, 0), "E+%d" % rng.randrange(20)])
        yield rng.choice(["", "-", "+"]) + digits[:point] + "." + digits[point:] + exponent
    for _ in range(100):
        digits = str(rng.randrange(FIRST, END))
        yield digits + "." + digits_of(rng, rng.choice([7, 8, 9, 12, 17, 30, 120, 380]))
        shift = rng.randrange(1, 40)
        yield digits + digits_of(rng, shift) + "e-%02d" % shift
    for end in (FIRST, END):
        for _ in range(40):
            yield repr(end + rng.choice([-1, 1]) * 10 ** rng.uniform(-7, 1))


def to_us(text):
    """None where Python raises."""
    try:
        moment = datetime.datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def is_float(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def check_lists():
    """Keeps the lists above honest: each says what Python does with its texts."""
    assert all(len(text) <= 400 and to_us(text) is not None for text in SPELLINGS)
    assert all(len(text) <= 400 and to_us(text) is None for text in OUT_OF_RANGE)
    assert all(is_float(text) for text in ONLY_PYTHON + TOO_LONG + OUT_OF_RANGE)
    assert not any(is_float(text) for text in NO_NUMBER)


def main():
    rng = random.Random(20260103)
    check_lists()
    numbers = SPELLINGS + OUT_OF_RANGE + [repr(value) for value in floats(rng)]
    numbers += list(ties(rng)) + list(random_texts(rng))
    refused = NO_NUMBER + ONLY_PYTHON + TOO_LONG + ["1\0", "\0", "1.5\0", "1\0e5", "\0001"]
    rows = [(text, to_us(text)) for text in numbers] + [(text, None) for text in refused]
    c_table.write(
        "seconds_cases.inc",
        "Python 3 datetime.fromtimestamp(float(text), utc); ok is 0 where it raises and for texts\n"
        " * that sgp__decimal_seconds_to_us refuses.",
        [(
            "struct { const char *text; size_t len; int ok; int64_t us; } seconds_cases[]",
            ["%s, %d, %s" % (c_table.counted(text), us is not None, c_table.int64(us or 0))
             for text, us in rows],
        )],
    )


main()
