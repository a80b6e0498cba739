#!/usr/bin/env python3
"""examples/bare_metal in QEMU against the real sagepager-endpoint: whole listings, resuming, wrong
settings, broken connections and every fault of the endpoint, compared with the native command.

SGP_DEVICE is the example's program, SGP_DEVICE_SMALL the same with every switch of docs/embedded.md
off, SGP_DEVICE_BROKEN tests/device/broken.c; SGP_COMMAND and SGP_ENDPOINT are the native programs.
Runs that need long begin together, in as many processes as there are processors and one more.
"""

import concurrent.futures
import datetime
import json
import os
import re
import socket
import subprocess
import sys
import threading
import unittest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(TOP, "tests", "e2e"))
from command_fixture import run_listing  # noqa: E402
from endpoint_fixture import Endpoint, client_environ  # noqa: E402
from fault_matrix import EXPECTED, RETRIED, WHOLE  # noqa: E402

RUN = os.path.join(TOP, "examples/bare_metal/run")
IMAGE = "demo-image"
RUN_SECONDS = 300
# bytes, of docs/embedded.md
STACK_LISTING_MAX, STACK_ERROR_MAX = 1536, 2560
POOL_MAX = {10: 12 * 1024, 100: 28 * 1024}

# The line is slower than the decoder, so the surplus bytes come when the body, cut by the length, has
# been refused.
OTHERWISE = {"length-short": "the answer is no JSON"}

# (what was run, bytes of stack, bytes of memory)
figures = []

executor = concurrent.futures.ThreadPoolExecutor((os.cpu_count() or 1) + 1)


class Device:
    """One run: .status (0: at the end), .items, .hash, .token, .message, .place, .stack, .pool_peak,
    .pool_left, .text."""

    def __init__(self, *words, program="SGP_DEVICE"):
        done = subprocess.run([RUN, os.environ[program], *words], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=RUN_SECONDS, check=False, text=True)
        self.text = done.stdout
        self.returncode = done.returncode
        self.status = self.number("error")
        self.place = self.number("place")
        self.items = self.number("items")
        self.hash = self.number("hash")
        self.stack = self.number("stack")
        self.pool_peak = self.number("pool-peak")
        self.pool_left = self.number("pool-left")
        token = re.search(r"^token (\S+)$", self.text, re.M)
        self.token = token and token[1]
        message = re.search(r"^message (.*)$", self.text, re.M)
        self.message = message[1] if message else ""

    def number(self, name):
        found = re.search(r"(?:^| )%s (-?\d+)" % name, self.text, re.M)
        return int(found[1]) if found else 0


def native(url, *args):
    """What the native command lists: (items, token)"""
    done = run_listing(url, "--output", "json", *args, image=IMAGE)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    document = json.loads(done.stdout)
    return document["ImageVersions"], document.get("NextToken")


def hash_of(items):
    """The hash that main.c computes: FNV-1a over ARN, creation time in microseconds and status."""
    value = 2166136261
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    for item in items:
        created = datetime.datetime.fromisoformat(item["CreationTime"])
        time_us = (created - epoch) // datetime.timedelta(microseconds=1)
        for byte in (item["ImageVersionArn"].encode() + time_us.to_bytes(8, "little", signed=True)
                     + item["ImageVersionStatus"].encode()):
            value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


class ResettingServer:
    """Accepts connections and resets each, after reading `read_bytes` of the request."""

    def __init__(self, read_bytes):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.server.getsockname()[1]
        self.read_bytes = read_bytes
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.server.accept()
            if self.read_bytes:
                connection.recv(self.read_bytes)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()


def fault_run(fault):
    with Endpoint("--generate", "5:" + IMAGE, "--fault", "good:1", "--fault", fault) as endpoint:
        return Device("url=" + endpoint.url, "page=2", "attempts=1", "timeout=2000", "quiet=1")


class DeviceTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint("--generate", "2500:" + IMAGE).__enter__()
        cls.addClassCleanup(cls.endpoint.__exit__, None, None, None)
        cls.small = Endpoint("--generate", "60:" + IMAGE).__enter__()
        cls.addClassCleanup(cls.small.__exit__, None, None, None)
        url = "url=" + cls.endpoint.url
        cls.whole = {size: executor.submit(Device, url, "page=%d" % size, "quiet=1")
                     for size in (10, 100)}
        cls.bare = executor.submit(Device, "url=" + cls.small.url, "page=10", "quiet=1",
                                   program="SGP_DEVICE_SMALL")
        cls.faults = {fault: executor.submit(fault_run, fault) for fault in EXPECTED}

    def device(self, *words, url=None, **options):
        return Device("url=" + (url or self.small.url), "quiet=1", *words, **options)

    def check_end(self, done, stack_max=STACK_LISTING_MAX):
        self.assertEqual((done.returncode, done.pool_left), (0, 0), done.text)
        self.check_stack(done, stack_max)

    def check_stack(self, done, stack_max):
        self.assertGreater(done.stack, 0, done.text)
        self.assertLessEqual(done.stack, stack_max, done.text)

    def check_failure(self, done, status, message):
        self.assertEqual((done.returncode, done.status, done.pool_left), (1, status, 0), done.text)
        self.assertIn(message, done.text)
        self.assertGreater(done.place, 0, done.text)
        self.check_stack(done, STACK_ERROR_MAX)

    def check_whole(self, size):
        done = self.whole[size].result()
        items, _ = native(self.endpoint.url)
        self.check_end(done)
        self.assertEqual((done.items, done.hash), (2500, hash_of(items)), done.text)
        self.assertLessEqual(done.pool_peak, POOL_MAX[size])
        figures.append(("listing, page size %d" % size, done.stack, done.pool_peak))

    def test_2500_items_by_10(self):
        self.check_whole(10)

    def test_2500_items_by_100(self):
        self.check_whole(100)

    def test_max_items_and_resume(self):
        first = self.device("page=10", "max=25")
        self.check_end(first)
        native_items, native_token = native(self.small.url, "--page-size", "10", "--max-items", "25")
        self.assertEqual((first.items, first.hash, first.token),
                         (25, hash_of(native_items), native_token))
        rest, _ = native(self.small.url, "--page-size", "10", "--starting-token", first.token)
        again = self.device("page=10", "token=" + native_token)
        self.check_end(again)
        self.assertEqual((again.items, again.hash), (35, hash_of(rest)))

    def test_stable_tokens(self):
        first = self.device("page=10", "max=25", "stable=1")
        self.check_end(first)
        self.assertTrue(first.token.startswith("sgp-stable-1:"), first.text)
        rest, _ = native(self.small.url, "--page-size", "10", "--starting-token", first.token)
        again = self.device("page=10", "stable=1", "token=" + first.token)
        self.check_end(again)
        self.assertEqual((again.items, again.hash), (35, hash_of(rest)))

    def test_a_wrong_clock(self):
        for time in "0", "1000000000", "4000000000":
            with self.subTest(time=time):
                done = self.device("page=100", "time=" + time)
                self.check_end(done, STACK_ERROR_MAX) # the first answer refuses the signature
                self.assertEqual(done.items, 60)

    def test_wrong_keys(self):
        self.check_failure(self.device("secret=wrong"), -15, "(InvalidSignatureException)")
        self.check_failure(self.device("id=wrong"), -15, "(UnrecognizedClientException)")
        self.check_failure(self.device("id="), -8, "Partial credentials found in options")

    def test_an_unknown_image(self):
        self.check_failure(self.device("image=unknown"), -15, "(ResourceNotFound)")

    def test_bad_settings(self):
        self.check_failure(self.device(url="ftp://127.0.0.1"), -5, "starts with neither http:// nor")
        self.check_failure(self.device("region=us_west"), -5, "doesn't match a supported format")
        self.check_failure(self.device("page=-1"), -4, "valid min value: 1")
        self.check_failure(self.device("max=-1"), -4, "max_items is -1")
        self.check_failure(self.device("token=%%%"), -17, "Bad starting token")
        self.check_failure(self.device(url="https://127.0.0.1:1"), -1, "TLS")

    def test_refused_and_reset_connections(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = "http://127.0.0.1:%d" % unused.getsockname()[1]
            self.check_failure(self.device("attempts=1", url=url), -9, "Could not connect")
        for read_bytes in 0, 65536:
            done = self.device("attempts=2", url=ResettingServer(read_bytes).url)
            self.check_failure(done, -12, "Connection was closed before we received a valid response")

    def test_a_pool_that_is_too_small(self):
        for size in 2000, 4000, 6000, 8000:
            with self.subTest(size=size):
                done = self.device("pool=%d" % size, "page=60")
                self.check_failure(done, -2, "out of memory")

    def test_every_fault(self):
        for fault, run in self.faults.items():
            with self.subTest(fault=fault):
                done = run.result()
                expected = EXPECTED[fault]
                if expected is WHOLE:
                    self.check_end(done, STACK_ERROR_MAX)
                    self.assertEqual(done.items, 5, done.text)
                    continue
                self.assertEqual((done.returncode, done.items, done.pool_left), (1, 2, 0), done.text)
                self.assertIn(OTHERWISE.get(fault, expected[1]), done.text)
                self.assertTrue(done.token, done.text)
                self.check_stack(done, STACK_ERROR_MAX)
        self.assertTrue(RETRIED <= set(self.faults))
        runs = [run.result() for run in self.faults.values()]
        figures.append(("every fault of the endpoint, at most", max(run.stack for run in runs),
                        max(run.pool_peak for run in runs)))

    def test_the_smallest_build(self):
        done = self.bare.result()
        items, _ = native(self.small.url)
        self.check_end(done)
        self.assertEqual((done.items, done.hash), (60, hash_of(items)), done.text)
        done = self.device("image=unknown", program="SGP_DEVICE_SMALL")
        self.assertEqual((done.returncode, done.status, done.pool_left), (1, -15, 0), done.text)
        self.assertIn("code 'ResourceNotFound'", done.message)
        done = self.device("max=-1", program="SGP_DEVICE_SMALL")
        explained = subprocess.run([os.path.join(TOP, "scripts/explain-error"), str(done.place)],
                                   check=True, stdout=subprocess.PIPE, text=True).stdout
        self.assertIn("accepted is 0 or more", explained)

    def test_broken_parts(self):
        for part, status, message in (
                ("wall-clock", -19, "wall clock failed"),
                ("monotonic-clock", -19, "monotonic clock failed"),
                ("no-wall-clock", -1, "wall_us"),
                ("no-random", -1, "random"),
                ("random", -19, "random function failed"),
                ("wait", -19, "wait function failed"),
                ("stream-reads-nothing", -1, "sgp_stream.read"),
                ("stream-reads-too-much", -1, "sgp_stream.read"),
                ("stream-writes-too-much", -1, "sgp_stream.write"),
                ("stream-without-read", -1, "read"),
                ("sha256", -18, "SHA-256 failed"),
                ("no-allocator", -1, "allocator")):
            with self.subTest(part=part):
                done = self.device("broken=" + part, program="SGP_DEVICE_BROKEN")
                self.assertEqual((done.returncode, done.status, done.pool_left), (1, status, 0),
                                 done.text)
                self.assertIn(message, done.message)


def write_document(path, table):
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    text = re.sub(r"(<!-- device: begin -->\n).*?(<!-- device: end -->)",
                  lambda m: m[1] + "\n" + table + "\n\n" + m[2], text, flags=re.S)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    rows = ["| %s | %s | %s |" % (what, format(stack, ",d"), format(memory, ",d"))
            for what, stack, memory in sorted(figures, reverse=True)]
    made = "\n".join(["| run | stack | memory |", "|---|---|---|"] + rows)
    print(made)
    if "SGP_DOCUMENT" in os.environ:
        write_document(os.environ["SGP_DOCUMENT"], made)
    sys.exit(not result.wasSuccessful())
