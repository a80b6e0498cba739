"""Makes civil_cases.inc and seconds_cases.inc: the calendar and float rounding of Python.

Run: python3 make_time_cases.py (standard library only; fixed seed).
"""

import datetime
import random

import c_table

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
US = datetime.timedelta(microseconds=1)
LOWEST = datetime.datetime(1, 1, 1, tzinfo=UTC)
HIGHEST = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def to_us(moment):
    return (moment - EPOCH) // US


def borders():
    """Both ends, the epoch, and the days around every end of February that a rule decides."""
    yield from (LOWEST, LOWEST + US, HIGHEST, HIGHEST - US, EPOCH, EPOCH - US, EPOCH + US)
    for year in (1, 4, 100, 400, 1600, 1700, 1900, 1969, 1970, 1999, 2000, 2023, 2024, 2100, 9996):
        march = datetime.datetime(year, 3, 1, tzinfo=UTC)
        yield from (march - US, march)
        yield datetime.datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
        yield datetime.datetime(year, 1, 1, tzinfo=UTC)


def instants(rng):
    span = to_us(HIGHEST) - to_us(LOWEST)
    for _ in range(500):
        yield LOWEST + rng.randrange(span + 1) * US


def civil_row(t):
    return "%s, { %d, %d, %d, %d, %d, %d, %d }, %s" % (
        c_table.int64(to_us(t)), t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond,
        c_table.quote("%04d" % t.year + t.strftime("%m%dT%H%M%SZ")),
    )


def floats(rng):
    """Ties, both signs, magnitudes where a double has few fraction bits left, and the ends."""
    for whole in (0, 1, 2, 3, 1000, 1614230400, 253402300799, -1, -2, -1614230400, -62135596800):
        for fraction in (0.0, 0.5, 2.0**-7, 3 * 2.0**-7, 5 * 2.0**-7, 0.1234565, 0.1234575, 1e-7,
                         5e-7, 1.5e-6, 2.5e-6, 0.999999, 0.9999994, 0.9999995, 0.9999999):
            yield whole + fraction
            yield whole - fraction
    yield from (1614230400.123, 946845296.123, 1.6142304e9, 1600000000.5, -1.5, 1e10, -0.0)
    yield from (253402300799.99997, 253402300800.0, 253402300800.5, -62135596800.5, 1e11, -1e11)
    yield from (1e18, -1e18, 1e300, -1e300)
    for _ in range(200):
        yield rng.uniform(-62135596800, 253402300799)
        yield rng.randrange(-(2**33), 2**33) + rng.randrange(2000000) / 2000000
        yield rng.randrange(-1000, 1000) / 128 / 15625


def rounded(value):
    try:
        return to_us(datetime.datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def seconds_row(value):
    us = rounded(value)
    return "%s, %d, %s" % (value.hex(), us is not None, c_table.int64(us or 0))


def main():
    rng = random.Random(20260102)
    c_table.write(
        "civil_cases.inc",
        "Python 3 datetime: microseconds since the epoch, the fields, and X-Amz-Date.",
        [(
            "struct { int64_t us; sgp__civil civil; const char *amz_date; } civil_cases[]",
            [civil_row(t) for t in list(borders()) + list(instants(rng))],
        )],
    )
    c_table.write(
        "seconds_cases.inc",
        "Python 3 datetime.fromtimestamp(seconds, utc); ok is 0 where it raises.",
        [(
            "struct { double seconds; int ok; int64_t us; } seconds_cases[]",
            [seconds_row(value) for value in floats(rng)],
        )],
    )


main()
