"""Makes civil_cases.inc: the calendar of Python.

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


main()
