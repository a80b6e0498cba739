"""Errors in each --cli-error-format, beside what the AWS CLI printed (make_error_goldens.py)."""

import json
import os
import unittest

from command_fixture import ScriptedServer, answer, run_command, run_listing
from endpoint_fixture import Endpoint, client_environ
from make_error_goldens import FORMATS, cases, run_case

GOLDENS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "error_goldens.json")
AWS_USAGE = ("usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n"
             "To see help text, you can run:\n\n  aws help\n  aws <command> help\n"
             "  aws <command> <subcommand> help\n")
USAGE = ("usage: sagepager [options] list-image-versions --image-name NAME [options]\n"
         "To see help text, you can run:\n\n  sagepager --help\n")
HINTS = ("Give one with --region, in AWS_REGION or in the profile.\n",
         "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are "
         "temporary, or configure a profile.\n")


def as_ours(text):
    """The AWS CLI's text with this command's name and usage block."""
    for aws, ours in ((AWS_USAGE, USAGE), (json.dumps(AWS_USAGE)[1:-1], json.dumps(USAGE)[1:-1]),
                      ("aws: [ERROR]: ", "sagepager: [ERROR]: ")):
        text = text.replace(aws, ours)
    return text


def without_hint(text):
    """A hint follows only errors that a person reads."""
    for hint in HINTS:
        if text.startswith("\n") and text.endswith(hint):
            return text[:-len(hint)]
    return text


def run_ours(args, environ, server):
    with server:
        done = run_command(*args, env=environ)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class ErrorFormatTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        with open(GOLDENS, encoding="ascii") as file:
            cls.goldens = json.load(file)

    def test_the_goldens_are_of_the_generators_cases(self):
        inputs = [{name: value for name, value in golden.items()
                   if name not in ("code", "stdout", "stderr")} for golden in self.goldens]
        self.assertEqual(inputs, json.loads(json.dumps(list(cases()))))

    def test_errors_are_the_aws_clis(self):
        for golden in self.goldens:
            with self.subTest(**{name: value for name, value in golden.items() if name != "stderr"}):
                code, stdout, stderr = run_case(golden, run_ours)
                wanted, seen = as_ours(golden["stderr"]), without_hint(stderr)
                self.assertEqual((code, stdout), (golden["code"], golden["stdout"]))
                self.assertEqual(seen, wanted)

    def test_errors_of_the_local_endpoint(self):
        """An image that it does not have; then one page and an error."""
        documents = {"json": json.loads, "text": lambda text: dict(
            zip(("Code", "Message"), text.rstrip("\n").split("\t")))}
        for name, parse in documents.items():
            with Endpoint("--generate", "3:img") as endpoint:
                done = run_listing(endpoint.url, "--cli-error-format", name, image="other")
            self.assertEqual((done.returncode, done.stdout), (254, b""))
            found = parse(done.stderr.decode())
            self.assertEqual(found["Code"], "ResourceNotFound")
            self.assertIn("other", found["Message"])

    def test_token_of_a_listing_that_failed(self):
        """It is in the output, so that standard error stays a document; else it is told there."""
        denied = answer('{"__type": "AccessDenied", "message": "no"}', "400 Bad Request")
        first = answer('{"ImageVersions": [{"Version": 1}], "NextToken": "t1"}')
        for output, name, is_told in (("json", "json", False), ("jsonl", "json", True),
                                      ("json", "enhanced", True), ("json", "legacy", True)):
            with self.subTest(output=output, name=name), ScriptedServer(first, denied) as server:
                done = run_listing(server.url, "--output", output, "--cli-error-format", name)
                self.assertEqual(done.returncode, 254)
                self.assertEqual(b"resume with" in done.stderr, is_told)

    def test_hints_and_usage_are_for_persons(self):
        environ = client_environ(AWS_REGION="", AWS_DEFAULT_REGION="")
        for name in FORMATS:
            done = run_command("list-image-versions", "--image-name", "x", "--cli-error-format",
                               name, env=environ)
            self.assertEqual(done.stderr.decode().endswith(HINTS[0]),
                             name in ("enhanced", "legacy"))

    def test_unknown_options_are_never_a_document(self):
        """awscli/errorhandler.py, UnknownArgumentErrorHandler."""
        plain = run_command("list-image-versions", "--image-name", "x", "--bogus")
        for name in FORMATS:
            done = run_command("list-image-versions", "--image-name", "x", "--bogus",
                               "--cli-error-format", name)
            self.assertEqual((done.returncode, done.stderr), (252, plain.stderr))

    def test_value_that_is_none(self):
        done = run_command("list-image-versions", "--cli-error-format", "bogus")
        self.assertEqual(done.returncode, 252)
        self.assertIn(b"argument --cli-error-format: Found invalid choice 'bogus', valid choices "
                      b"are: legacy, json, yaml, text, table, enhanced\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
