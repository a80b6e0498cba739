#!/usr/bin/env python3
"""Prints retry_schedules.inc: what botocore's retry modes make of sequences of failures.

Each row is one attempt of a call of one client: the number of the client, its mode, whether the
attempt is the first one of a call, microseconds between the end of the attempt before and its start,
microseconds until its answer, the request's amz-sdk-request without its ttl, the answer, the random
number of the delay that follows, and how the call goes on.

The client is botocore's own, with its transport, clock, sleep and random numbers replaced. Made
with botocore 1.43.67: AWS_NEW_RETRIES_2026=true python3 make_retry_schedules.py > retry_schedules.inc
"""
import itertools
import os
import random
import re
import sys

os.environ["AWS_NEW_RETRIES_2026"] = "true"

import botocore.awsrequest  # noqa: E402 (the variable is read on import)
import botocore.config  # noqa: E402
import botocore.endpoint  # noqa: E402
import botocore.retryhandler  # noqa: E402
import botocore.session  # noqa: E402
from botocore import exceptions  # noqa: E402
from botocore.retries import bucket, standard  # noqa: E402

TRANSIENT = [(500, "InternalFailure"), (502, "502"), (503, "ServiceUnavailable"), (504, "504"),
             (400, "RequestTimeout"), (400, "RequestTimeoutException"), (503, "SlowDown"), (400, "Throttling"),
             (400, "PriorRequestNotComplete"), (429, "ThrottlingException"), (400, "TooManyRequestsException"),
             (400, "LimitExceededException"), (403, "ThrottledException"), (400, "EC2ThrottledException")]
FINAL = [(400, "ValidationException"), (400, "ResourceNotFound"), (403, "AccessDenied"), (429, "429"), (501, "501"),
         (509, "509"), (404, "404")]
EXCEPTIONS = {"CONNECT": lambda: exceptions.EndpointConnectionError(endpoint_url="u", error="e"),
              "NETWORK": lambda: exceptions.ConnectionClosedError(endpoint_url="u", request=None),
              "TIMEOUT": lambda: exceptions.ReadTimeoutError(endpoint_url="u", error="e"),
              "TLS": lambda: exceptions.SSLError(endpoint_url="u", error="e"),
              "PROXY": lambda: exceptions.ProxyConnectionError(proxy_url="u", error="e")}
HEADERS = ["0", "30", "60", "700", "1500", "5001", "5060", "7000", "60000", "-1", "+90", "1_000", "1.5", "x", "",
           "99999999999999999999"]
# Mode, max_attempts (None: the default), calls, how often an attempt fails, how often it fails for good, how often a
# failure has the header.
CLIENTS = [("standard", None, 60, 0.5, 0.05, 0.3), ("standard", None, 90, 0.9, 0, 0.2),
           ("standard", 12, 30, 0.85, 0.02, 0.3), ("standard", 1, 10, 0.5, 0.3, 0.5),
           ("standard", 5, 40, 0.4, 0.02, 0), ("standard", 60, 4, 1, 0, 0),
           ("legacy", None, 30, 0.6, 0.05, 0.5), ("legacy", 8, 10, 0.8, 0.02, 0),
           ("adaptive", None, 80, 0.4, 0.05, 0.3), ("adaptive", 4, 40, 0.8, 0, 0.2)]


class World:
    """The clock, the transport and the random numbers of one client."""

    def __init__(self, seed, fails, final, headers):
        self.rng = random.Random(seed)
        self.fails, self.final, self.headers = fails, final, headers
        self.now, self.ended = 1000.0, 1000.0
        self.rows, self.draw = [], 0

    def sleep(self, seconds):
        self.now += max(seconds, 1e-6)

    def random(self):
        self.draw = self.rng.getrandbits(32)
        self.rows[-1]["draw"] = self.draw
        return self.draw / 2**32

    def answer(self):
        if self.rng.random() >= self.fails:
            return 200, "", None
        if self.rng.random() < self.final:
            return (*self.rng.choice(FINAL), None)
        if self.rng.random() < 0.25:
            return 0, self.rng.choice(sorted(EXCEPTIONS)), None
        header = self.rng.choice(HEADERS) if self.rng.random() < self.headers else None
        return (*self.rng.choice(TRANSIENT), header)

    def send(self, request, **_):
        status, code, header = self.answer()
        said = re.sub("ttl=[^;]*; ", "", request.headers["amz-sdk-request"].decode())
        self.rows.append({"waited": self.now - self.ended, "said": said, "status": status, "code": code,
                          "header": header, "draw": 0})
        self.rows[-1]["took"] = self.rng.choice((2000, 80000, 600000))
        self.now += self.rows[-1]["took"] / 1e6
        self.ended = self.now
        if status == 0:
            raise EXCEPTIONS[code]()
        body = b'{"ImageVersions": []}' if status == 200 else b'{"__type": "%s"}' % code.encode()
        headers = {} if header is None else {"x-amz-retry-after": header}
        return botocore.awsrequest.AWSResponse("http://h/", status, headers, Raw(body))


class Raw:
    def __init__(self, body):
        self.body = body

    def stream(self):
        yield self.body


def client_of(world, mode, max_attempts):
    standard.ExponentialBackoff.__init__.__defaults__ = (20, world.random, None, None)
    botocore.retryhandler.random.random = world.random
    botocore.endpoint.time.sleep = world.sleep
    bucket.Clock.current_time = lambda self: world.now
    retries = {"mode": mode}
    if max_attempts:
        retries["total_max_attempts"] = max_attempts
    session = botocore.session.Session()
    session.set_credentials("AKID", "secret")
    client = session.create_client("sagemaker", region_name="us-west-2",
                                   config=botocore.config.Config(retries=retries))
    client.meta.events.register_last("before-send", world.send)  # after the rate limit
    return client


def outcome_of(failure):
    if failure is None:
        return "SUCCEEDS"
    text = str(failure)
    return "FAILS_AT_LAST" if "(reached max retries" in text else "FAILS"


def wait_on_virtual_time(world):
    def new_condition(*_):
        return Condition(world)
    return new_condition


class Condition:
    """Waiting is the clock's moving on."""

    def __init__(self, world):
        self.world = world

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def wait(self, seconds):
        self.world.sleep(seconds)

    def notify(self):
        pass


def quoted(text):
    return "NULL" if text is None else '"%s"' % text


def print_client(number, mode, max_attempts, calls, *rates):
    world = World(number, *rates)
    bucket.threading.Condition = wait_on_virtual_time(world)
    client = client_of(world, mode, max_attempts)
    printed = 0
    for _ in range(calls):
        failure = None
        try:
            client.list_image_versions(ImageName="img")
        except (exceptions.BotoCoreError, exceptions.ClientError) as e:
            failure = e
        rows = world.rows[printed:]
        for place, row in enumerate(rows):
            status = row["status"] or "SGP_ERR_" + row["code"]
            outcome = "IS_RETRIED" if row is not rows[-1] else outcome_of(failure)
            print('{ %d, SGP_RETRY_%s, %d, %d, %.3f, %d, "%s", %s, "%s", %s, 0x%08Xu, %s },' % (
                number, mode.upper(), max_attempts or 0, place == 0, row["waited"] * 1e6, row["took"],
                row["said"], status, row["code"] if row["status"] else "", quoted(row["header"]), row["draw"], outcome))
        printed = len(world.rows)


def main():
    if not hasattr(standard, "MaxAttemptsSeeder"):
        sys.exit("botocore 1.43.67 or newer is needed, and this is " + botocore.__version__)
    for number, client in zip(itertools.count(), CLIENTS):
        print_client(number, *client)


main()
