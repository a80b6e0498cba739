"""The device example in QEMU against the real endpoint, compared with the native command.

SGP_DEVICE, SGP_DEVICE_BROKEN, SGP_COMMAND and SGP_ENDPOINT name the programs; scripts/test-device
builds them and sets these. Cases run two at a time.
"""

import concurrent.futures
import datetime
import hashlib
import json
import os
import re
import socket
import unittest

from device_fixture import HERE, image, run_device
from command_fixture import run_listing
from endpoint_fixture import Endpoint, SECRET_ACCESS_KEY, client_environ
from fault_matrix import EXPECTED, RETRIED, WHOLE

WORKERS = 2
POOL_LIMITS = {10: 12 * 1024, 100: 28 * 1024}  # bytes by page size; docs/embedded.md
COUNT = 2500

# fault_matrix.py has the command's sentences; these are the statuses behind them.
SERVICE = {"throttle", "unavailable", "internal", "denied", "error-bare", "error-html", "error-number",
           "redirect"}
RESPONSE = {"body-empty", "body-html", "body-gzip", "body-cut", "body-array", "body-types", "body-bytes",
            "length-short"}
NETWORK = {"length-long", "chunk-no-end", "close", "reset", "close-in-head", "close-in-body",
           "reset-in-body"}
TIMEOUT = {"stall", "stall-in-head", "stall-in-body"}
LIMIT = {"interim-storm", "body-huge", "head-long", "head-many"}
# The limits that they exceed are larger than the device's memory.
LARGER_THAN_THE_POOL = {"body-deep"}
# Over the UART the surplus bytes come after the body's end. So the body, which length-short cuts, is
# decoded before anyone sees them.
OTHER_SENTENCE = LARGER_THAN_THE_POOL | {"length-short"}


def expected_status(fault):
    if EXPECTED[fault] is WHOLE:
        return "SGP_END"
    for status, faults in (("SERVICE", SERVICE), ("RESPONSE", RESPONSE), ("NETWORK", NETWORK),
                           ("TIMEOUT", TIMEOUT), ("LIMIT", LIMIT), ("MEMORY", LARGER_THAN_THE_POOL),
                           ("PAGING", {"same-token"})):
        if fault in faults:
            return f"SGP_ERR_{status}"
    return "SGP_ERR_PROTOCOL"


def all_of(function, cases):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(zip(cases, pool.map(function, cases)))


def microseconds(text):
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (datetime.datetime.fromisoformat(text) - epoch) // datetime.timedelta(microseconds=1)


def as_on_the_device(item):
    """The line that print_version of main.c prints; `item` is the command's."""
    failure = re.sub("[\0-\x1f]", "?", item.get("FailureReason", ""))
    return (f"version={item['Version']} status={item['ImageVersionStatus']}"
            f" created_us={microseconds(item['CreationTime'])}"
            f" modified_us={microseconds(item['LastModifiedTime'])} arn={item['ImageVersionArn']}"
            f" image={item['ImageArn']} failure={failure}")


def hash_of(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def command_listing(url, *args):
    """(lines as the device prints them, token or None)"""
    done = run_listing(url, "--page-size", 10, *args, env=client_environ())
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    document = json.loads(done.stdout)
    return [as_on_the_device(item) for item in document["ImageVersions"]], document.get("NextToken")


class DeviceCase(unittest.TestCase):
    maxDiff = 2000
    stack_limit = 1536  # bytes, without the TLS library; docs/embedded.md

    def expect(self, result, status, items=None):
        """Whatever happened, no memory is left, and the program ended by itself."""
        self.assertEqual(result.status, status, result.output[-2000:])
        self.assertEqual(result.code, 0 if status == "SGP_END" else 1)
        self.assertEqual(result.pool_left, 0)
        self.assertLess(result.stack, result.stack_size)
        self.assertLessEqual(result.stack, self.stack_limit)
        if items is not None:
            self.assertEqual((result.items, len(result.versions)), (items, items))


class ListingTest(DeviceCase):
    def test_whole(self):
        with Endpoint("--generate", f"{COUNT}:img") as endpoint:
            lines, _ = command_listing(endpoint.url)
            self.assertEqual(len(lines), COUNT)
            for size, result in all_of(lambda size: run_device(
                    f"{COUNT} items, page size {size}", endpoint.url, image="img", page_size=size), (10, 100)):
                with self.subTest(page_size=size):
                    self.expect(result, "SGP_END", COUNT)
                    self.assertEqual(result.number("pages"), COUNT // size)
                    self.assertIsNone(result.token)
                    self.assertEqual(hash_of(result.versions), hash_of(lines))
                    self.assertLessEqual(result.pool_peak, POOL_LIMITS[size])

    def test_resume(self):
        """MaxItems within a page and at its end; the other program goes on from there."""
        for stable in ({}, {"stable": 1}):
            option = ["--stable-tokens"] if stable else []
            with self.subTest(stable=bool(stable)), Endpoint("--generate", "45:img") as endpoint:
                whole, _ = command_listing(endpoint.url)
                for count, result in all_of(lambda count, extra=stable: run_device(
                        f"max-items={count}", endpoint.url, image="img", page_size=10, max_items=count,
                        **extra), (10, 23)):
                    self.expect(result, "SGP_END", count)
                    first, token = command_listing(endpoint.url, "--max-items", count, *option)
                    self.assertEqual((result.versions, result.token), (first, token))
                    self.assertEqual(token.startswith("sgp-stable-1:"), bool(stable))
                    rest, _ = command_listing(endpoint.url, "--starting-token", result.token)
                    resumed = run_device(f"resume at {count}", endpoint.url, image="img", page_size=10,
                                         token=token)
                    self.expect(resumed, "SGP_END", 45 - count)
                    self.assertEqual((first + rest, first + resumed.versions), (whole, whole))
                # The clock was right, so nothing was sent twice.
                self.assertEqual({entry["status"] for entry in endpoint.request_log()}, {200})

    def test_bad_token(self):
        with Endpoint("--generate", "45:img") as endpoint:
            result = run_device("bad token", endpoint.url, image="img", token="sgp-stable-1:x")
            self.expect(result, "SGP_ERR_TOKEN")

    def test_no_items(self):
        with Endpoint("--generate", "45:img") as endpoint:
            self.expect(run_device("max-items=0", endpoint.url, image="img", max_items=0), "SGP_END", 0)
            self.expect(run_device("max-items=-1", endpoint.url, image="img", max_items=-1), "SGP_ERR_PARAM")


class RefusalTest(DeviceCase):
    def test_wrong_clock(self):
        """1970, 2001 and 2100. The first answer's Date corrects the clock for all later requests."""
        with Endpoint("--generate", "25:img") as endpoint:
            for seconds, result in all_of(lambda seconds: run_device(
                    f"time={seconds}", endpoint.url, image="img", page_size=10, time=seconds),
                    (0, 1000000000, 4102444800)):
                with self.subTest(seconds=seconds):
                    self.expect(result, "SGP_END", 25)
            statuses = [entry["status"] for entry in endpoint.request_log()]
            self.assertEqual(sorted(statuses), [200] * 9 + [400] * 3)

    def test_wrong_key(self):
        with Endpoint("--generate", "5:img") as endpoint:
            result = run_device("wrong secret", endpoint.url, image="img", secret="x" + SECRET_ACCESS_KEY)
            self.expect(result, "SGP_ERR_SERVICE")
            self.assertEqual(result.service_code, "InvalidSignatureException")
            result = run_device("wrong key ID", endpoint.url, image="img", key_id="AKIDOTHER")
            self.expect(result, "SGP_ERR_SERVICE")
            self.assertEqual(result.service_code, "UnrecognizedClientException")

    def test_unknown_image(self):
        with Endpoint("--generate", "5:img") as endpoint:
            result = run_device("unknown image", endpoint.url, image="other")
            self.expect(result, "SGP_ERR_SERVICE")
            self.assertEqual((result.service_code, result.number("http-status")), ("ResourceNotFound", 400))
            self.assertEqual(result.error, "No Image with the name other exists.")

    def test_refused_connection(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        result = run_device("refused", f"http://127.0.0.1:{port}", attempts=2, trace=1)
        self.expect(result, "SGP_ERR_CONNECT")
        cause = f"modem: 127.0.0.1 port {port}: Connection refused"
        self.assertIn(f'Could not connect to the endpoint URL: "http://127.0.0.1:{port}/" ({cause})', result.error)
        self.assertEqual((result.attempts, result.number("retryable")), (2, 1))
        self.assertEqual(result.output.count(cause), 3)  # in two lines of the trace and in the error

    def test_bad_settings(self):
        for name, settings, status in (("region", {"region": "not a region"}, "SGP_ERR_CONFIG"),
                                       ("attempts", {"attempts": -1}, "SGP_ERR_CONFIG"),
                                       ("page-size", {"page_size": 0}, "SGP_ERR_PARAM")):
            with self.subTest(name):
                settings = {key: value.replace(" ", "_") if isinstance(value, str) else value
                            for key, value in settings.items()}
                self.expect(run_device(f"bad {name}", "http://127.0.0.1:9", **settings), status)
        self.expect(run_device("https without TLS", "https://127.0.0.1:9"), "SGP_ERR_USAGE")


class FaultTest(DeviceCase):
    """The faults of sagepager-endpoint on the second of three pages."""

    @staticmethod
    def listing(fault, attempts):
        with Endpoint("--generate", "5:img", "--fault", "good:1", "--fault", fault) as endpoint:
            return run_device(f"fault {fault}, attempts={attempts}", endpoint.url, image="img", page_size=2,
                              attempts=attempts, read_timeout_ms=2000)

    def test_each_for_ever(self):
        for fault, result in all_of(lambda fault: self.listing(fault, 1), EXPECTED):
            with self.subTest(fault=fault):
                whole = EXPECTED[fault] is WHOLE
                self.expect(result, expected_status(fault), 5 if whole else 2)
                self.assertEqual(result.token is None, whole)
                if result.status == "SGP_ERR_SERVICE":
                    self.assertIn(f"({result.service_code})", EXPECTED[fault][1])
                elif not whole and fault not in OTHER_SENTENCE:
                    self.assertIn(EXPECTED[fault][1], result.error)

    def test_one_of_each_that_is_retried(self):
        for fault, result in all_of(lambda fault: self.listing(f"{fault}:1", 2), sorted(RETRIED)):
            with self.subTest(fault=fault):
                self.expect(result, "SGP_END", 5)


class ScarceMemoryTest(DeviceCase):
    def test_pool_sizes(self):
        """From too small for anything to large enough: an error that says so, or the whole listing."""
        with Endpoint("--generate", "25:img") as endpoint:
            results = all_of(lambda size: run_device(f"pool-bytes={size}", endpoint.url, image="img",
                                                     page_size=10, pool_bytes=size),
                             range(200, 24000, 1400))
        for size, result in results:
            with self.subTest(pool=size):
                self.expect(result, "SGP_END" if result.status == "SGP_END" else "SGP_ERR_MEMORY")
                self.assertLessEqual(result.pool_peak, size)
                self.assertEqual(result.number("pool-wanted") > 0, result.status != "SGP_END")
        statuses = [result.status for _, result in results]
        self.assertEqual((statuses[0], statuses[-1]), ("SGP_ERR_MEMORY", "SGP_END"))

    def test_no_pool(self):
        result = run_device("pool-bytes=10", "http://127.0.0.1:9", pool_bytes=10)
        self.assertEqual((result.code, result.status, result.error),
                         (1, "SGP_ERR_USAGE", "pool-bytes is too small for a pool"))


class BrokenPartTest(DeviceCase):
    """broken_parts.c misbehaves as the setting "broken" says."""

    def run_broken(self, broken, *faults, **settings):
        with Endpoint("--generate", "5:img", *faults) as endpoint:
            return run_device(f"broken={broken}", endpoint.url, image("SGP_DEVICE_BROKEN"), image="img",
                              page_size=2, broken=broken, **{"attempts": 1, "read_timeout_ms": 500,
                                                            "connect_timeout_ms": 500, **settings})

    def expect_each(self, cases):
        for (broken, status, said), result in all_of(lambda case: self.run_broken(case[0]), cases):
            with self.subTest(broken=broken):
                self.expect(result, status)
                self.assertIn(said, result.error)

    def test_nothing_is_broken(self):
        self.expect(self.run_broken("nothing"), "SGP_END", 5)

    def test_a_full_ring_loses_nothing(self):
        with Endpoint("--generate", "100:img") as endpoint:
            lines, _ = command_listing(endpoint.url)
            result = run_device("broken=read-slow", endpoint.url, image("SGP_DEVICE_BROKEN"), image="img",
                                page_size=100, broken="read-slow")
        self.expect(result, "SGP_END", 100)
        self.assertEqual(result.versions, lines)

    def test_streams(self):
        self.expect_each((
            ("connect-end", "SGP_ERR_USAGE", "sgp_stream.connect broke its contract"),
            ("connect-unknown", "SGP_ERR_USAGE", "sgp_stream.connect broke its contract"),
            ("connect-silent", "SGP_ERR_TIMEOUT", "Connect timeout"),
            ("read-too-much", "SGP_ERR_USAGE", "sgp_stream.read broke its contract"),
            ("read-nothing", "SGP_ERR_USAGE", "sgp_stream.read broke its contract"),
            ("read-unknown", "SGP_ERR_USAGE", "sgp_stream.read broke its contract"),
            ("read-silent", "SGP_ERR_TIMEOUT", "Read timeout"),
            ("write-too-much", "SGP_ERR_USAGE", "sgp_stream.write broke its contract"),
            ("write-nothing", "SGP_ERR_USAGE", "sgp_stream.write broke its contract"),
            ("write-end", "SGP_ERR_USAGE", "sgp_stream.write broke its contract"),
            ("no-read", "SGP_ERR_USAGE", "the new stream (broken) lacks the mandatory slot read"),
            ("open-nothing", "SGP_ERR_USAGE", "sgp_dialer.open: the new stream is NULL")))

    def test_platforms(self):
        self.expect_each((
            ("wall-fails", "SGP_ERR_PLATFORM", "the platform's wall clock failed"),
            ("monotonic-fails", "SGP_ERR_PLATFORM", "the platform's monotonic clock failed"),
            ("wait-fails", "SGP_ERR_PLATFORM", "the platform's wait function failed"),
            ("no-wall", "SGP_ERR_USAGE", "platform (board) lacks the mandatory slot wall_us"),
            ("no-monotonic", "SGP_ERR_USAGE", "platform (board) lacks the mandatory slot monotonic_us"),
            ("no-random", "SGP_ERR_USAGE", "platform (board) lacks the mandatory slot random"),
            ("no-wait", "SGP_ERR_USAGE", "platform (board) lacks the mandatory slot wait")))

    def test_no_random_numbers(self):
        """Only a wait between attempts needs them."""
        result = self.run_broken("random-fails", "--fault", "internal", attempts=2)
        self.expect(result, "SGP_ERR_PLATFORM")
        self.assertEqual(result.error, "the platform's random function failed")

    def test_crypto(self):
        self.expect_each((("crypto-fails", "SGP_ERR_CRYPTO", "no SHA-256 today"),))

    def test_faults_of_the_processor(self):
        """CFSR: ARMv7-M Architecture Reference Manual, B3.2.15. 0x80: mmfar is valid."""
        for broken, result in all_of(self.run_broken,
                                     ("null-read", "null-write", "null-call", "stack-overflow")):
            with self.subTest(broken=broken):
                self.assertEqual(result.code, 99)
                self.assertIn("fault: exception 3", result.output)
                if broken in ("null-read", "null-write"):
                    self.assertIn("cfsr=0x00000082 mmfar=0x00000004", result.output)
                elif broken == "null-call":
                    self.assertIn("pc=0x00000000", result.output)
                else:
                    self.assertIn("stack overflow", result.output)


class ModemTest(DeviceCase):
    """Modems that misbehave (broken_modem.py)."""

    def run_with(self, kind, **settings):
        os.environ["BROKEN_MODEM"] = kind
        return run_device(f"modem: {kind}", "http://127.0.0.1:9", modem=os.path.join(HERE, "broken_modem.py"),
                          attempts=1, read_timeout_ms=500, connect_timeout_ms=500, **settings)

    def test_silent(self):
        result = self.run_with("silent")
        self.expect(result, "SGP_ERR_TIMEOUT")
        self.assertIn("Connect timeout", result.error)

    def test_garbage(self):
        result = self.run_with("garbage", trace=1)
        self.expect(result, "SGP_ERR_CONNECT")
        self.assertIn("modem: unknown frame 0x3f: were bytes lost on the UART?", result.output)

    def test_late_frames_are_skipped(self):
        """Frames of another connection come before the answer to ours, whose text is truncated."""
        result = self.run_with("late", trace=1)
        self.expect(result, "SGP_ERR_CONNECT")
        self.assertIn("modem: " + "busy " * 12 + "bus", result.output)
        self.assertNotIn("busy " * 13, result.output)


if __name__ == "__main__":
    unittest.main()
