"""Every fault of sagepager-endpoint --fault, over plain HTTP and over TLS: see fault_matrix.py."""

import concurrent.futures
import json
import os
import subprocess
import unittest

from command_fixture import run_listing
from endpoint_fixture import Endpoint, client_environ, endpoint_binary
from fault_matrix import EXPECTED, RETRIED, WHOLE, table

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/testing.md")
COUNT, PAGE_SIZE = 5, 2


def listed_faults():
    lines = subprocess.run([endpoint_binary(), "--fault", "list"], check=True, stdout=subprocess.PIPE,
                           universal_newlines=True).stdout.splitlines()
    return [line.split(None, 1) for line in lines]


def listing(fault, attempts, tls):
    """(exit code, versions, token or None, standard error)"""
    args = ["--tls"] if tls else []
    with Endpoint(*args, "--generate", f"{COUNT}:img", "--fault", "good:1", "--fault", fault) as endpoint:
        done = run_listing(endpoint.url, "--page-size", PAGE_SIZE, "--cli-read-timeout", 2, "--sort-by", "VERSION",
                           env=client_environ(endpoint, AWS_MAX_ATTEMPTS=str(attempts)))
    document = json.loads(done.stdout)  # whole, whatever went wrong
    return (done.returncode, [item["Version"] for item in document["ImageVersions"]],
            document.get("NextToken"), done.stderr.decode())


def all_of(faults, attempts, tls=False):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return dict(zip(faults, pool.map(lambda fault: listing(fault, attempts, tls), faults)))


class FaultTest(unittest.TestCase):
    whole = list(range(COUNT, 0, -1))

    def expect(self, results, expected):
        for fault, (code, versions, token, stderr) in results.items():
            with self.subTest(fault=fault):
                outcome = expected(fault)
                if outcome is WHOLE:
                    self.assertEqual((code, versions, token, stderr), (0, self.whole, None, ""))
                    continue
                self.assertEqual((code, versions), (outcome[0], self.whole[:PAGE_SIZE]), stderr)
                self.assertIn(outcome[1], stderr)
                self.assertIsNotNone(token)
                self.assertIn(f"resume with --starting-token {token}", stderr)

    def test_the_table_names_each_of_them(self):
        faults = listed_faults()
        self.assertEqual([name for name, _ in faults], list(EXPECTED))
        self.assertGreaterEqual(len(faults), 40)
        with open(DOCUMENT, encoding="utf-8") as file:
            self.assertIn(table(faults), file.read(), "run fault_matrix.py and paste its table")

    def test_bad_names_and_counts(self):
        for value, said in (("nope", "there is none of that name: see --fault list"), ("", "there is none of"),
                            ("reset:x", "it must be an integer from 0 to 1000000"), ("reset:", "it must be")):
            done = subprocess.run([endpoint_binary(), "--fault", value], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, universal_newlines=True)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(said, done.stderr)
        many = [word for _ in range(17) for word in ("--fault", "close:1")]
        done = subprocess.run([endpoint_binary(), *many], stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there are 16 of them already", done.stderr)

    def test_they_come_one_after_the_other(self):
        with Endpoint("--generate", "5:img", "--fault", "throttle:1", "--fault", "good:1", "--fault", "close:1",
                      "--fault", "good") as endpoint:
            done = run_listing(endpoint.url, "--page-size", 2, env=client_environ(endpoint))
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(len(endpoint.request_log()), 5)

    def test_each_for_ever(self):
        self.expect(all_of(EXPECTED, 1), EXPECTED.get)

    def test_each_for_ever_over_tls(self):
        self.expect(all_of([fault for fault in EXPECTED if fault != "drip"], 1, tls=True), EXPECTED.get)

    def test_one_of_each(self):
        results = all_of([f"{fault}:1" for fault in EXPECTED if fault not in ("same-token", "drip")], 2)
        self.expect(results, lambda use: WHOLE if use[:-2] in RETRIED else EXPECTED[use[:-2]])


if __name__ == "__main__":
    unittest.main()
