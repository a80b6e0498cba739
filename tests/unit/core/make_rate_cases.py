#!/usr/bin/env python3
"""Prints rate_cases.inc: what botocore's adaptive mode makes of sequences of answers.

Each row is one attempt: microseconds since the start at which it asks to be sent, microseconds
until its answer, whether that throttles, when the attempt was allowed, and the fill rate
afterwards. Made with botocore 1.43.11, its own clock replaced:
python3 make_rate_cases.py > rate_cases.inc
"""
import random

from botocore.retries import adaptive, bucket, throttling

START = 1000.0
DAY_US = 86400 * 1000000
USUAL_GAPS = (1000, 20000, 300000, 900000)
# Attempts, of these without throttling at first, gaps between them, answer times, and how often an
# answer throttles.
SEQUENCES = [(40, 0, USUAL_GAPS, (10000,), often) for often in (0.3, 0.1, 0.6) * 2] + [
    (400, 0, (1000, 20000), (10000,), 0.05),  # nearly each attempt waits
    (300, 0, (100, 2000000), (80000, 250000, 1700000), 0.4),  # low rates
    (500, 300, (0, 50, 6000), (1, 40, 300), 0.03),  # high rates
    (200, 0, (1000, 300000, 31000000), (20000,), 0.2),  # CUBIC far beyond its plateau
    (200, 9, (1000, 1000, 300000, DAY_US, 400 * DAY_US), (150000,), 0.2),
]


class Clock:
    now = START

    def current_time(self):
        return self.now


class Detector:
    throttles = False

    def is_throttling_error(self, **_):
        return self.throttles


def wait_on(token_bucket, clock):
    """Sleeping is the clock's moving on."""
    def wait(seconds):
        clock.now += max(seconds, 1e-6)
    token_bucket._new_fill_rate_condition.wait = wait


def print_sequence(rng, sequence, attempts, quiet, gaps, answers, often):
    clock, detector = Clock(), Detector()
    tokens = bucket.TokenBucket(max_rate=1, clock=clock)
    wait_on(tokens, clock)
    limiter = adaptive.ClientRateLimiter(
        throttling.CubicCalculator(starting_max_rate=0, start_time=clock.now),
        adaptive.RateClocker(clock), tokens, detector, clock)
    answer_rng = random.Random(sequence)
    asked = 0
    for attempt in range(attempts):
        asked = max(asked, int((clock.now - START) * 1e6)) + rng.choice(gaps)
        clock.now = START + asked / 1e6
        limiter.on_sending_request(None)
        sent = clock.now - START
        detector.throttles = rng.random() < often and attempt >= quiet
        answer = answer_rng.choice(answers)
        clock.now += answer / 1e6
        limiter.on_receiving_response()
        print("{ %d, INT64_C(%d), %d, %d, %.3f, %.6f }," % (
            sequence, asked, answer, detector.throttles, sent * 1e6, tokens.max_rate))


def main():
    rng = random.Random(8)
    for number, sequence in enumerate(SEQUENCES):
        print_sequence(rng, number, *sequence)


main()
