#!/usr/bin/env python3
"""The command of a build that leaves something out: it lists what every build lists, and what is left
out fails with a message, or a number, that says so.

SGP_COMMAND is the command, SGP_ENDPOINT the endpoint, SGP_OFF the options that were set to OFF, such
as "-DSGP_TEXTS -DSGP_TRACE".
"""

import json
import os
import re
import subprocess
import sys
import unittest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(TOP, "tests", "e2e"))
from endpoint_fixture import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Endpoint  # noqa: E402

COMMAND = os.environ["SGP_COMMAND"]
OFF = set(re.findall(r"-DSGP_(\w+)", os.environ["SGP_OFF"]))


def explain(number):
    """The sentence of a place."""
    done = subprocess.run([os.path.join(TOP, "scripts/explain-error"), number], check=True,
                          stdout=subprocess.PIPE, text=True)
    return done.stdout


class SwitchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint("--generate", "25").__enter__()
        cls.addClassCleanup(cls.endpoint.__exit__, None, None, None)

    def run_command(self, *args, url=True, **environ):
        environ = {"AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
                   "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
                   "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_REGION": "us-west-2", **environ}
        if url:
            environ["AWS_ENDPOINT_URL"] = self.endpoint.url
        return subprocess.run([COMMAND, "list-image-versions", "--image-name", "demo-image", *args],
                              env=environ, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)

    def assert_fails(self, done, sentence):
        """The message holds the sentence; without texts, its number stands for it."""
        self.assertNotEqual(done.returncode, 0)
        if "TEXTS" not in OFF:
            self.assertIn(sentence, done.stderr)
            return
        number = re.search(r"error -\d+ at (\d+), HTTP status", done.stderr)
        self.assertTrue(number, done.stderr)
        self.assertIn(sentence, explain(number[1]))

    def test_a_listing_is_whole(self):
        done = self.run_command("--page-size", "10")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 25)

    def test_a_listing_resumes(self):
        done = self.run_command("--max-items", "7")
        token = json.loads(done.stdout)["NextToken"]
        done = self.run_command("--starting-token", token)
        self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 18, done.stderr)

    def test_an_error_keeps_its_code(self):
        done = self.run_command("--image-name", "no-such-image")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ResourceNotFound", done.stderr)

    def test_a_bad_token(self):
        done = self.run_command("--starting-token", "eyJOZXh0VG9rZW4iOiAxfQ==")
        self.assertNotEqual(done.returncode, 0)

    def test_traces(self):
        done = self.run_command("--debug")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual("attempt 1: POST" in done.stderr, "TRACE" not in OFF, done.stderr)

    def test_proxies(self):
        done = self.run_command(HTTP_PROXY="http://127.0.0.1:1", http_proxy="http://127.0.0.1:1",
                                AWS_MAX_ATTEMPTS="1")
        if "PROXIES" in OFF:
            self.assert_fails(done, "this library was built without SGP_PROXIES")
        else:
            self.assertNotEqual(done.returncode, 0)

    def test_partitions(self):
        if "PARTITIONS" in OFF:
            self.assert_fails(self.run_command(url=False),
                              "this library was built without SGP_PARTITIONS")

    def test_retry_modes(self):
        for mode in "legacy", "adaptive":
            done = self.run_command(AWS_RETRY_MODE=mode)
            if "RETRY_MODES" in OFF:
                self.assert_fails(done, "this library was built without SGP_RETRY_MODES")
            else:
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_stable_tokens(self):
        done = self.run_command("--starting-token", "sgp-stable-1:0:0:0")
        if "STABLE_TOKENS" in OFF:
            self.assert_fails(done, "this library was built without SGP_STABLE_TOKENS")
        else:
            self.assert_fails(done, "it was made for another image, order or filter")


if __name__ == "__main__":
    unittest.main()
