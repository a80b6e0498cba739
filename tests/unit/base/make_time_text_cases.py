"""Makes time_text_cases.inc: what botocore makes of time texts.

Run: python3 make_time_text_cases.py with Debian 12's python3-botocore (1.29.27) and python3-dateutil
(2.8.2); fixed seed. A time without an offset is UTC (botocore/utils.py, parse_to_aware_datetime).
"""

import datetime
import random

import c_table
from botocore.utils import parse_timestamp

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
CLOCKS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S,%f", "%H"]
OFFSETS = ["", "Z", "z", "+00:00", "-00:00", "+05:30", "-0800", "+14", "-12:45", " Z", " +01:00",
           "UTC", " GMT", " UTC", "+23:59", "-23:59"]
NUMBERS = [
    "0", "2020", "20200101", "1614230400", "1.6142304E9", "1614230400.123", "946845296.123", "-1.5",
    "1e9", "-62135596800", "253402300799", "253402300799.9", "0.0000005", "0.0000015", "0.0000025",
    "-0.0000005", "-0.0000015", "0.00000049", "1600000000.5", "  5  ", "\t5", "+5", "1e-9", "-1e-9",
    "1600000000.1234565",
]
OTHERS = [
    "2020-02-29", "2000-02-29T00:00", "0001-01-01", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z", "9999-12-31", "2020-01-02t03:04:05", "2020-01-02T03:04:05.1",
    "2020-01-02T03:04:05.1234567", "2020-01-02T03:04:05.9999999999", "2020-01-02T03:04:05.000000999",
    "2020-01-02T03:04:05 +0000", " 2020-01-02 ", "2020-01-02 03:04", "2020-01-02T00:00:00+00",
    "1969-12-31T23:59:59.999999Z", "0001-01-02T00:00:00+23:59", "9999-12-31T00:00:00-23:59",
    "Thu, 02 Jan 2020 03:04:05 GMT", "02 Jan 2020 03:04:05 GMT", "2 Jan 2020 03:04 GMT",
    "Thu, 2 Jan 2020 03:04:05 +0100", "Mon, 02 Jan 2020 03:04:05 GMT", "thu, 02 jan 2020 03:04:05 GMT",
    "Sun, 29 Feb 2004 23:59:59 UTC", "Thu, 02 Jan 2020 03:04:05 -0830", "Thu, 02 Jan 2020 03:04:05",
    "Thursday, 02 Jan 2020 03:04:05 GMT", "02-Jan-2020 03:04:05", "20200102T030405Z",
    "20990529T002143Z", "20990529t0021+0200", "20990529 00:21:43", "2099-05-29T002143.25Z",
    "20990529002143", "20990529T00", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06-Nov-26 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994", "sat Nov 16 08:49:37 1994", "Nov 6 08:49:37 2004",
    "Thu, 02 Jan 2020 03:04:05 Z", "THU, 02 JAN 2020 03:04:05 GMT",
]
# Refused by botocore too; main() checks that.
REFUSED = [
    "", " ", "abc", "24:00:00", "2020-01-02T24:00:00", "2020-01-02T03:04:60Z", "2020-01-02T03:60:00",
    "2020-13-01", "2020-00-01", "2020-01-00", "2020-01-32", "2020-02-30", "2021-02-29", "1900-02-29",
    "2020-04-31T00:00", "0000-01-01", "2020-01-02T03:04:05+24:00", "2020-01-02T03:04:05-99:00",
    "2020-W01-1", "Thu, 32 Jan 2020 03:04:05 GMT", "Thu, 02 Foo 2020 03:04:05 GMT",
    "Thu, 00 Jan 2020 03:04:05 GMT", "29 Feb 2021 00:00:00 GMT", "1e12", "-1e11", "253402300800",
    "-62135596801", "inf", "nan", "1e400", "1.2.3.4.5", "now",
    "2020-01-02T03:04:05++01:00", "2020-01-02Tab:cd", "2020-01-02T03:04:05 gmt", "2020-01-02T03:04:05utc",
    "thu, 02 jan 2020 03:04:05 gmt", "2020-01-02T03:04:05+01:", "2020-01-02Z",
    "9999-12-31T23:59:60Z",
]
# Taken by botocore (dateutil's free parser, float()'s spellings) but none of the documented forms.
ONLY_BOTOCORE = [
    "Jan 5 2020", "01/02/2020", "10:00", "2020-01", "1_000", "2020-1-2", "20-01-02", "Jan 2020",
    "2020-01-02T03:04:05 PM", "2020/01/02", "2020.01.02", "Thursday",
    "2020-01-02T3:04:05", "2020-01-02T03:4:05", "2 January 2020 03:04:05 GMT",
    "2020-01-02T03:04:05 GMT+3",
    "2020-01-02T", "--1", "2020-01-02T03:04:05.Z.",
]
# Times outside years 1..9999 once the offset is taken off: botocore holds them, as a local time.
OUT_OF_RANGE = ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"]


def to_us(text):
    moment = parse_timestamp(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def fails(text):
    try:
        to_us(text)
    except (ValueError, OverflowError, RuntimeError, TypeError):
        return True
    return False


def random_texts(rng):
    for _ in range(4):
        for clock in CLOCKS:
            for offset in OFFSETS:
                us = rng.randrange(-(2**55), 2**57)
                moment = EPOCH + datetime.timedelta(microseconds=us)
                date = "%04d-%02d-%02d" % (moment.year, moment.month, moment.day)
                yield date + rng.choice("T ") + moment.strftime(clock) + offset
    for _ in range(40):
        moment = EPOCH + datetime.timedelta(microseconds=rng.randrange(2**57))
        yield moment.strftime("%a, %d %b %Y %H:%M:%S") + rng.choice([" GMT", " +0930", " -0100"])


def main():
    rng = random.Random(20260104)
    taken_after_all = [text for text in REFUSED if not fails(text)]
    assert not taken_after_all, taken_after_all
    refused_after_all = [text for text in ONLY_BOTOCORE if fails(text)]
    assert not refused_after_all, refused_after_all
    c_table.write(
        "time_text_cases.inc",
        "botocore 1.29.27 utils.parse_timestamp(text), naive times as UTC.",
        [
            (
                "struct { const char *text; int64_t us; } accepted_times[]",
                [
                    "%s, %s" % (c_table.quote(text), c_table.int64(to_us(text)))
                    for text in NUMBERS + OTHERS + list(random_texts(rng))
                ],
            ),
            (
                "char *const refused_times[]",
                [c_table.quote(text) for text in REFUSED + ONLY_BOTOCORE + OUT_OF_RANGE],
            ),
        ],
    )


main()
