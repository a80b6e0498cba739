"""The output formats text, table, yaml and json: golden listings of the AWS CLI, byte for byte.

format_goldens.json is made by make_format_goldens.py.
"""

import base64
import json
import os
import tempfile
import unittest

from command_fixture import ScriptedServer, answer, command_binary, run_listing, run_on_terminal
from endpoint_fixture import client_environ

GOLDENS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "format_goldens.json")


class SameAsAwsTest(unittest.TestCase):
    maxDiff = None

    def test_goldens(self):
        with open(GOLDENS, encoding="ascii") as file:
            goldens = json.load(file)
        self.assertGreater(len(goldens), 100)
        for number, golden in enumerate(goldens):
            with self.subTest(number=number, args=golden["args"]):
                code, stdout, stderr = self.replayed(golden)
                self.assertEqual((stdout.decode(), code),
                                 (base64.b64decode(golden["stdout"]).decode(), golden["code"]), stderr)

    @staticmethod
    def replayed(golden):
        server = ScriptedServer(*[answer(json.dumps(page)) for page in golden["pages"]])
        with tempfile.NamedTemporaryFile("w", suffix=".config") as config:
            config.write(golden.get("config", ""))
            config.flush()
            environ = client_environ(AWS_CONFIG_FILE=config.name, TZ=golden.get("zone", "UTC"))
            if "columns" in golden:
                return *run_on_terminal(server, [command_binary()], *golden["args"], env=environ,
                                        columns=golden["columns"]), b""
            with server:
                done = run_listing(server.url, *golden["args"], env=environ)
        return done.returncode, done.stdout, done.stderr


class FormatTest(unittest.TestCase):
    page = answer('{"ImageVersions": [{"Version": 1}]}')

    def stdout(self, *args, **further):
        with ScriptedServer(self.page) as server:
            done = run_listing(server.url, *args, env=client_environ(**further))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def test_off_prints_nothing(self):
        self.assertEqual(self.stdout("--output", "off"), b"")

    def test_the_format_comes_from_option_variable_and_profile(self):
        with tempfile.NamedTemporaryFile("w", suffix=".config") as config:
            config.write("[default]\noutput = yaml\n")
            config.flush()
            text, yaml = b"IMAGEVERSIONS\t1\n", b"ImageVersions:\n- Version: 1\n"
            self.assertEqual(self.stdout(AWS_CONFIG_FILE=config.name), yaml)
            self.assertEqual(self.stdout(AWS_CONFIG_FILE=config.name, AWS_DEFAULT_OUTPUT="text"), text)
            self.assertEqual(self.stdout("--output", "text", AWS_DEFAULT_OUTPUT="yaml"), text)

    def test_options_that_change_nothing(self):
        self.assertEqual(self.stdout("--no-cli-auto-prompt", "--cli-binary-format", "raw-in-base64-out",
                                     "--output", "text"), b"IMAGEVERSIONS\t1\n")

    def test_a_format_that_is_none(self):
        done = run_listing("http://127.0.0.1:1", env=client_environ(AWS_DEFAULT_OUTPUT="bogus"))
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"Unknown output type: bogus", done.stderr)

    def test_null_elements_do_not_crash(self):
        """The AWS CLI does."""
        pages = [answer('{"ImageVersions": [{"ImageArn": "a"}, null, {"Version": 2}]}')]
        for name, part in (("text", b"\nIMAGEVERSIONS\tNone\n"), ("yaml", b"\n- null\n"),
                           ("table", b"|")):
            with ScriptedServer(*pages) as server:
                done = run_listing(server.url, "--output", name)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn(part, done.stdout)

    def test_a_later_page_that_fails_leaves_a_whole_document_with_a_token(self):
        first = answer('{"ImageVersions": [{"Version": 1}], "NextToken": "t"}')
        refusal = answer('{"__type": "X", "message": "no"}', "400 Bad Request")
        for name, part in (("text", b"NEXTTOKEN\t"), ("yaml", b"NextToken: "), ("table", b"NextToken")):
            with ScriptedServer(first, refusal) as server:
                done = run_listing(server.url, "--output", name)
            self.assertEqual(done.returncode, 254)
            self.assertIn(part, done.stdout)


if __name__ == "__main__":
    unittest.main()
