"""The device example over TLS. SGP_DEVICE_TLS names the image, which scripts/test-device-tls builds; the
other variables are those of test_device.py.
"""

import json
import tempfile
import unittest

from device_fixture import image, run_device
from command_fixture import run_listing
from endpoint_fixture import Endpoint, client_environ
from fault_matrix import EXPECTED, WHOLE
import test_device
from test_device import COUNT, OTHER_SENTENCE, all_of, as_on_the_device, expected_status, hash_of

WARNING = "WARNING: the entropy of this board is a dummy. This TLS protects nothing."
# A TLS record brings the surplus bytes together with the end of the body, unlike the UART alone.
TOGETHER = {"length-short"}


def run_tls(name, endpoint, **settings):
    return run_device(f"TLS, {name}", endpoint.url, image("SGP_DEVICE_TLS"), image="img",
                      **{"ca": endpoint.ca, **settings})


class TlsTest(test_device.DeviceCase):
    stack_limit = 6144  # bytes, Mbed TLS's handshake included

    def expect(self, result, status, items=None):
        super().expect(result, status, items)
        self.assertIn(WARNING, result.output)
        self.assertIn(result.number("tls-left"), (0, None))

    def test_whole(self):
        with Endpoint("--tls", "--generate", f"{COUNT}:img") as endpoint:
            done = run_listing(endpoint.url, "--page-size", 10, env=client_environ(endpoint))
            lines = [as_on_the_device(item) for item in json.loads(done.stdout)["ImageVersions"]]
            self.assertEqual(len(lines), COUNT)
            for size, result in all_of(lambda size: run_tls(f"{COUNT} items, page size {size}", endpoint,
                                                            page_size=size), (10, 100)):
                with self.subTest(page_size=size):
                    self.expect(result, "SGP_END", COUNT)
                    self.assertEqual(hash_of(result.versions), hash_of(lines))

    def test_another_authority(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint, Endpoint("--tls") as other:
            result = run_tls("another authority", endpoint, ca=other.ca, attempts=1)
        self.expect(result, "SGP_ERR_TLS")
        self.assertIn("SSL validation failed", result.error)

    def test_another_host(self):
        """The certificate names 127.0.0.1, not 127.0.0.2."""
        with Endpoint("--tls", "--host", "127.0.0.2", "--generate", "5:img") as endpoint:
            result = run_tls("another host", endpoint, attempts=1)
        self.expect(result, "SGP_ERR_TLS")
        self.assertIn("SSL validation failed", result.error)

    def test_no_authority(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint:
            self.expect(run_tls("no authority", endpoint, ca="/nonexistent"), "SGP_ERR_CONFIG")
            with tempfile.NamedTemporaryFile("w") as file:
                file.write("no certificate")
                file.flush()
                self.expect(run_tls("no certificate", endpoint, ca=file.name), "SGP_ERR_CONFIG")

    def test_wrong_clock(self):
        """Nothing corrects the clock before the certificate is checked."""
        with Endpoint("--tls", "--generate", "5:img") as endpoint:
            for seconds in (0, 4102444800):
                self.expect(run_tls(f"time={seconds}", endpoint, time=seconds, attempts=1), "SGP_ERR_TLS")

    def test_faults(self):
        def listing(fault):
            with Endpoint("--tls", "--generate", "5:img", "--fault", "good:1", "--fault", fault) as endpoint:
                return run_tls(f"fault {fault}", endpoint, page_size=2, attempts=1, read_timeout_ms=2000)

        for fault, result in all_of(listing, [fault for fault in EXPECTED if fault != "drip"]):
            with self.subTest(fault=fault):
                whole = EXPECTED[fault] is WHOLE
                status = "SGP_ERR_PROTOCOL" if fault in TOGETHER else expected_status(fault)
                self.expect(result, status, 5 if whole else 2)
                if not whole and status != "SGP_ERR_SERVICE" and fault not in OTHER_SENTENCE - TOGETHER:
                    self.assertIn(EXPECTED[fault][1], result.error)


if __name__ == "__main__":
    unittest.main()
