#!/usr/bin/env python3
"""Prints rate_cases.inc: what botocore's adaptive mode makes of sequences of answers.

Each row is one attempt: microseconds since the start at which it asks to be sent, whether its
answer throttles, when it was allowed, and the fill rate afterwards. Made with botocore 1.43.11, its
own clock replaced: python3 make_rate_cases.py > rate_cases.inc
"""
import random
import types

from botocore.retries import adaptive, bucket, throttling

START = 1000.0


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


rng = random.Random(8)
for sequence in range(6):
    clock, detector = Clock(), Detector()
    clock.now = START
    tokens = bucket.TokenBucket(max_rate=1, clock=clock)
    wait_on(tokens, clock)
    limiter = adaptive.ClientRateLimiter(
        throttling.CubicCalculator(starting_max_rate=0, start_time=clock.now),
        adaptive.RateClocker(clock), tokens, detector, clock)
    asked = 0
    for attempt in range(40):
        asked = max(asked, int((clock.now - START) * 1e6)) + rng.choice((1000, 20000, 300000, 900000))
        clock.now = START + asked / 1e6
        limiter.on_sending_request(None)
        sent = clock.now - START
        detector.throttles = rng.random() < (0.3, 0.1, 0.6)[sequence % 3]
        clock.now += 0.01
        limiter.on_receiving_response()
        print("{ %d, %d, %d, %.3f, %.6f }," % (sequence, asked, detector.throttles, sent * 1e6,
                                               tokens.max_rate))
