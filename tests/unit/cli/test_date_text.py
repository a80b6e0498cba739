"""Times as people write them: read as Python's dateutil reads them, over generated texts.

SGP_DATE_CASES: how many (default 20000). SGP_DATE_SEED: another seed.
"""

import datetime
import os
import random
import subprocess
import unittest
import warnings

try:
    import dateutil.parser
    import dateutil.tz
    NO_DATEUTIL = None
except ImportError:
    NO_DATEUTIL = "no module dateutil: TIMES ARE NOT COMPARED WITH IT"

DRIVER = os.environ["SGP_DATE_DRIVER"]
CASES = int(os.environ.get("SGP_DATE_CASES", "20000"))
SEED = int(os.environ.get("SGP_DATE_SEED", "7"))
TODAY = (2026, 1, 31)

# From facts of the AWS CLI and the pages of dateutil, UTC+0 as local zone.
WRITTEN = [
    ("2020-01-02", "2020-01-02T00:00:00"), ("2020-01-02T03", "2020-01-02T03:00:00"),
    ("2020-01-02T03:04:05,678Z", "2020-01-02T03:04:05.678000+00:00"),
    ("2020-01-02 03:04 +0530", "2020-01-02T03:04:00+05:30"), ("2020-01", "2020-01-31T00:00:00"),
    ("Jan 5 2020", "2020-01-05T00:00:00"), ("01/02/2020", "2020-01-02T00:00:00"),
    ("13/02/2020", "2020-02-13T00:00:00"), ("10:00", "2026-01-31T10:00:00"),
    ("Thu, 02 Jan 2020 03:04:05 GMT", "2020-01-02T03:04:05+00:00"),
    ("10:36:28 GMT+3", "2026-01-31T10:36:28-03:00"), ("Sat", "2026-01-31T00:00:00"),
    ("Fri", "2026-02-06T00:00:00"), ("20200102T030405", "2020-01-02T03:04:05"),
    ("5 in the afternoon", "-"), ("24:00:00", "-"), ("2020-01-02T03:04:60", "-"),
    ("2020-W05-1", "-"), ("10:00+24:00", "-"), ("", "-"), ("at", "-"), ("feb 30 2020", "-"),
    ("1 " * 40, "-")]

PIECES = (["2020", "1999", "20", "5", "31", "12", "0", "00", "7.5", "10,25", "199912", "19991231",
           "235959", "235959.5", "199912312359", "19991231235959", "123", "9999", "0001", "62",
           "10:20", "10:20:30", "10:20:30.123456789", "1:2", "10h", "36m", "28s", "1.5h", "2.25 m"]
          + ["jan", "February", "SEPT", "May", "of", "Mon", "sunday", "am", "PM", "a", "p", "t", "T",
             "at", "on", "th", "st", "and", "Z", "z", "UTC", "GMT", "gmt", "CET", "CEST", "EST",
             "BRST", "h", "m", "s", "hours", "minute", "second", "xyz", "a.m.", "Sep.20.2009"]
          + ["+", "-", "+3", "-0330", "+05:45", "+01", "(CET)", "(UTC)", ".", ",", ":", "/", "-", "/",
             " ", " ", " ", " ", "-", "T", "'", ";", "(", ")", "é", "_", "\t"])
TEMPLATES = ["{y}-{m}-{d}", "{y}-{m}-{d}T{H}:{M}", "{y}-{m}-{d} {H}:{M}:{S}", "{d} {b} {y}",
             "{b} {d}, {y} {H}:{M}", "{m}/{d}/{y}", "{d}.{m}.{y}", "{a}, {d} {b} {y} {H}:{M}:{S} {z}",
             "{y}{m}{d}T{H}{M}{S}{z}", "{H}:{M} {p} {m}-{d}-{y}", "{y}/{m}", "{b}-{d}-{y}", "{H}h{M}m{S}s",
             "{y}-{m}-{d}T{H}:{M}:{S}.{f}{z}", "{d}{b}{y}", "{a} {b} {d} {H}:{M}:{S} {z} {y}", "{b} of {y}"]


def from_template(rng):
    two = lambda low, high: rng.choice(("%d", "%02d")) % rng.randint(low, high)
    return rng.choice(TEMPLATES).format(
        y=rng.choice(("2020", "1999", "0042", "20", "99", "49", "76")), m=two(0, 13), d=two(0, 32),
        H=two(0, 24), M=two(0, 60), S=two(0, 60), f=rng.choice(("1", "123", "1234567")),
        b=rng.choice(("Jan", "feb", "Sept", "December")), a=rng.choice(("Mon", "Sunday")),
        p=rng.choice(("am", "PM")), z=rng.choice(("", "Z", "UTC", "+01:00", "-0730", "+3", " CET", "EST")))


def generated(rng):
    text = from_template(rng) if rng.random() < 0.5 else ""
    if not text or rng.random() < 0.3:
        pieces = [rng.choice(PIECES) for _ in range(rng.randint(1, 7))]
        text = rng.choice((text + " ", text, "")) + rng.choice(("", " ")).join(pieces)
    return text


def by_dateutil(text):
    """As botocore/utils.py calls it, but without its today."""
    try:
        date = dateutil.parser.parse(text, default=datetime.datetime(*TODAY),
                                     tzinfos={"GMT": dateutil.tz.tzutc()})
        date.utcoffset()
        return date.isoformat()
    except (ValueError, TypeError, ArithmeticError):
        return "-"


def read(texts, zone):
    done = subprocess.run([DRIVER, *map(str, TODAY)], input="".join(text + "\n" for text in texts).encode(),
                          stdout=subprocess.PIPE, check=True, env={**os.environ, "TZ": zone})
    return done.stdout.decode().split("\n")[:-1]


class DateText(unittest.TestCase):
    def test_written(self):
        texts, expected = zip(*WRITTEN)
        for text, got, wanted in zip(texts, read(texts, "UTC"), expected):
            with self.subTest(text=text):
                self.assertEqual(got, wanted)

    def test_a_name_tells_which_hour_is_meant_when_clocks_go_back(self):
        texts = ["2020-10-25 02:30 CEST", "2020-10-25 02:30 CET", "2020-07-01 10:00 CET"]
        self.assertEqual(read(texts, "Europe/Berlin"),
                         ["2020-10-25T02:30:00+02:00", "2020-10-25T02:30:00+01:00",
                          "2020-07-01T10:00:00+02:00"])

    @unittest.skipIf(NO_DATEUTIL, NO_DATEUTIL)
    def test_as_dateutil(self):
        rng = random.Random(SEED)
        texts = [generated(rng) for _ in range(CASES)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = [by_dateutil(text) for text in texts]
        self.assertGreater(sum(one != "-" for one in expected), CASES // 10)
        answers = read(texts, "UTC")
        self.assertEqual(len(answers), CASES)
        different = [(text, got, wanted) for text, got, wanted in zip(texts, answers, expected)
                     if got != wanted]
        self.assertEqual(different[:20], [], f"{len(different)} of {CASES}")


if __name__ == "__main__":
    unittest.main()
