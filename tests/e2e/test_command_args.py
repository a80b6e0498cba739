"""Command lines that sagepager refuses: text, exit code 252, empty standard output, no request.

The sentences are argparse's and the AWS CLI's, in the form of AWS CLI 2.34.
"""

import os
import re
import unittest

from command_fixture import ScriptedServer, command_binary, page, run, run_command, run_listing
from endpoint_fixture import client_environ

USAGE = b"""
usage: sagepager [options] list-image-versions --image-name NAME [options]
To see help text, you can run:

  sagepager --help
"""
LIST = "list-image-versions"
MATCHED_VERSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../../tools/cli/matched_versions.h")
TIME_HINT = ("Write it as 2020-01-02T03:04:05Z (UTC without an offset), 2020-01-02, or epoch seconds "
             "(1614230400).")


def invalid(sentence):
    return f"\nsagepager: [ERROR]: An error occurred (ParamValidation): {sentence}\n".encode()


def unknown(sentence):
    return f"\nsagepager: [ERROR]: Unknown options: {sentence}\n".encode()


class RefusedTest(unittest.TestCase):
    maxDiff = None

    def assert_refused(self, args, stderr):
        with self.subTest(args=args):
            done = run_command(*args)
            self.assertEqual((done.stderr, done.stdout, done.returncode), (stderr, b"", 252))

    def test_nothing_asked(self):
        self.assert_refused((), invalid("the following arguments are required: command") + USAGE)
        self.assert_refused(("--debug",),
                            invalid("the following arguments are required: command") + USAGE)

    def test_image_name_missing(self):
        for args in ((LIST,), ("--region", "us-west-2", LIST, "--max-items", "1")):
            self.assert_refused(
                args, invalid("the following arguments are required: --image-name") + USAGE)

    def test_unknown_command(self):
        start = "argument command: Found invalid choice "
        self.assert_refused(("list-image-version",), invalid(
            start + "'list-image-version'\nDid you mean list-image-versions?") + USAGE)
        self.assert_refused(("frobnicate",), invalid(
            start + "'frobnicate'\nThe commands are list-image-versions and configure list.") + USAGE)

    def test_unknown_option(self):
        for args, sentence in (
                (("--imagename", "x"), "--imagename\nDid you mean --image-name?"),
                (("--max-itmes=3",), "--max-itmes=3\nDid you mean --max-items?"),
                (("--frobnicate",), "--frobnicate"),
                (("--" + "x" * 300,), "--" + "x" * 300),
                (("-q",), "-q"),
                (("-qx",), "-q"),
                (("extra",), "extra"),
                (("--", "extra"), "extra")):
            self.assert_refused((LIST, "--image-name", "x", *args), unknown(sentence) + USAGE)

    def test_options_that_are_not_supported(self):
        """docs/compatibility.md; nothing is sent, so nobody takes them for supported."""
        for args in (("--cli-input-yaml", "x"), ("--cli-auto-prompt",)):
            done = run_command(LIST, "--image-name", "x", *args)
            self.assertEqual((done.stdout, done.returncode), (b"", 252))
            self.assertIn(f"Unknown options: {args[0]}".encode(), done.stderr)
        done = run_command(LIST, "--image-name", "x", "--generate-cli-skeleton", "yaml-input")
        self.assertEqual((done.stdout, done.returncode), (b"", 252))

    def test_ambiguous_option(self):
        self.assert_refused((LIST, "--sort=x"), invalid(
            "ambiguous option: --sort could match --sort-by, --sort-order") + USAGE)

    def test_flag_with_a_value(self):
        self.assert_refused((LIST, "--debug=1"), invalid(
            "argument --debug: ignored explicit argument '1'") + USAGE)

    def test_option_without_its_value(self):
        for args in (("--image-name",), ("--image-name", "--debug"), ("--image-name", "-x")):
            self.assert_refused((LIST, *args), invalid(
                "argument --image-name: expected one argument") + USAGE)

    def test_bad_integers(self):
        for option in ("--max-items", "--page-size"):
            for value in ("abc", "", " ", "1.0", "1__0", "_1", "1_", "0x10", "+-1", "1 2",
                          "1e3"):
                self.assert_refused((LIST, "--image-name", "x", option, value), invalid(
                    f"argument {option}: invalid int value: '{value}'") + USAGE)

    def test_bad_integers_that_are_read_late(self):
        for option in ("--max-results", "--cli-read-timeout", "--cli-connect-timeout"):
            done = run_command(LIST, "--image-name", "x", option, "abc")
            self.assertEqual((done.returncode, done.stdout, done.stderr.decode()), (
                255, b"", "\nsagepager: [ERROR]: invalid literal for int() with base 10: 'abc'\n"))

    def test_bad_output(self):
        for value in ("xml", "JSON", ""):
            self.assert_refused((LIST, "--image-name", "x", "--output", value), invalid(
                f"argument --output: Found invalid choice '{value}', valid choices are: json, "
                "jsonl, off, table, text, yaml, yaml-stream") + USAGE)

    def test_bad_choices(self):
        for option, choices in (("--color", "on, off, auto"), ("--generate-cli-skeleton", "input, output"),
                                ("--cli-binary-format", "base64, raw-in-base64-out")):
            self.assert_refused((LIST, "--image-name", "x", option, "bogus"), invalid(
                f"argument {option}: Found invalid choice 'bogus', valid choices are: {choices}") + USAGE)

    def test_a_sample_answer_needs_a_whole_request(self):
        self.assert_refused((LIST, "--generate-cli-skeleton", "output"), invalid(
            "the following arguments are required: --image-name") + USAGE)

    def test_bad_backend(self):
        choices = os.environ["SGP_BACKENDS"].replace(",", ", ")
        for value in ("gnutls", "OpenSSL", ""):
            self.assert_refused((LIST, "--image-name", "x", "--tls-backend", value), invalid(
                f"argument --tls-backend: Found invalid choice '{value}', valid choices are: "
                f"{choices}") + USAGE)

    def test_bad_times(self):
        for option, member in (("--creation-time-after", "CreationTimeAfter"),
                               ("--creation-time-before", "CreationTimeBefore"),
                               ("--last-modified-time-after", "LastModifiedTimeAfter"),
                               ("--last-modified-time-before", "LastModifiedTimeBefore")):
            for value in ("24:00:00", "", "2020-W01", "2020-01-01T00:00:60Z", "0000-01-01"):
                self.assert_refused((LIST, "--image-name", "x", option, value), invalid(
                    f"Parameter validation failed:\nInvalid type for parameter {member}, value: "
                    f"{value}, type: <class 'str'>, valid types: <class 'datetime.datetime'>, "
                    f"timestamp-string\n{TIME_HINT}"))

    def test_times_beyond_all_clocks(self):
        """Exit code and sentence of the AWS CLI 2.9 for 1e17."""
        for value in ("1e17", "-1e17", "inf", "1e400"):
            done = run_command(LIST, "--image-name", "x", f"--creation-time-after={value}")
            self.assertEqual((done.returncode, done.stdout, done.stderr.decode()), (
                255, b"", "\nsagepager: [ERROR]: Unable to calculate correct timezone offset for "
                f'"{value}"\n'))

    def test_endpoint_without_a_scheme(self):
        for value in ("foo", "", "localhost:8080"):
            self.assert_refused((LIST, "--image-name", "x", "--endpoint-url", value), invalid(
                f'Bad value for --endpoint-url "{value}": scheme is missing.  Must be of the form '
                "http://<hostname>/ or https://<hostname>/"))

    def test_long_values_are_cut_and_do_no_harm(self):
        done = run_command(LIST, "--image-name", "x", "--max-items", "9" * 99999 + "x")
        self.assertEqual((done.returncode, done.stdout), (252, b""))
        self.assertIn(b"argument --max-items: invalid int value: '999", done.stderr)


class CheckedByTheLibraryTest(unittest.TestCase):
    """The library's sentences in the command's form; nothing is sent."""

    def assert_refused(self, args, stderr, image="img"):
        with self.subTest(args=args), ScriptedServer(page([1])) as server:
            done = run_listing(server.url, *args, image=image)
            self.assertEqual((done.stderr, done.stdout, done.returncode), (stderr, b"", 252))
            self.assertEqual(server.bodies, [])

    def test_empty_image_name(self):
        self.assert_refused((), invalid("Parameter validation failed:\nInvalid length for "
                                        "parameter ImageName, value: 0, valid min length: 1"), "")

    def test_page_size_below_one(self):
        for value in ("0", "-3"):
            self.assert_refused(("--page-size", value), invalid(
                "Parameter validation failed:\nInvalid value for parameter MaxResults, value: "
                f"{value}, valid min value: 1"))

    def test_negative_max_items(self):
        self.assert_refused(("--max-items=-1",), invalid("max_items is -1; accepted is 0 or more"))


class TextTest(unittest.TestCase):
    def test_version(self):
        """Laid out as by curl -V; the releases are those of the one file that names them."""
        with open(MATCHED_VERSIONS, encoding="utf-8") as file:
            matched = dict(re.findall(r'#define MATCHED_(\w+) "(.+)"', file.read()))
        backends = os.environ["SGP_BACKENDS"].replace(",", " ")
        libraries = "".join({"openssl": r" OpenSSL/3[0-9.]+", "mbedtls": r" mbedTLS/[23][0-9.]+"}[
            name] for name in sorted(backends.split(), reverse=True))
        wanted = (rf"sagepager 0\.1\.0{libraries}\n"
                  rf"Matches: aws-cli/{matched['AWS_CLI']} botocore/{matched['BOTOCORE']}\n"
                  rf"Backends: {backends}\n"
                  r"Formats: json jsonl off table text yaml yaml-stream\n"
                  r"Credentials: [a-z -]+\nFeatures: [a-z -]+\n")
        for args in (("--version",), ("--vers",), (LIST, "--version"), ("--version", "--bogus")):
            done = run_command(*args)
            self.assertRegex(done.stdout.decode(), rf"\A{wanted}\Z")
            self.assertEqual((done.stderr, done.returncode), (b"", 0))

    def test_help_names_every_option(self):
        done = run_command("--help")
        self.assertEqual((done.stderr, done.returncode), (b"", 0))
        for option in ("--image-name", "--creation-time-after", "--creation-time-before",
                       "--last-modified-time-after", "--last-modified-time-before", "--sort-by",
                       "--sort-order", "--max-items", "--page-size", "--starting-token",
                       "--region", "--profile", "--endpoint-url", "--ca-bundle", "--output", "--debug",
                       "--no-sign-request", "--cli-connect-timeout", "--cli-read-timeout",
                       "--version", "--help", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_CA_BUNDLE"):
            self.assertIn(f"{option}".encode(), done.stdout)
        for code in (0, 130, 252, 253, 254, 255):
            self.assertRegex(done.stdout.decode(), rf"(?m)^ +{code}  \S")
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)

    def test_short_help(self):
        for args in (("-h",), (LIST, "-h"), (LIST, "--image-name", "x", "-h")):
            done = run_command(*args)
            self.assertEqual((done.stdout, done.stderr, done.returncode),
                             (run_command("--help").stdout, b"", 0))

    def test_configure_alone_names_its_subcommands(self):
        done = run_command("configure")
        self.assertEqual((done.stdout, done.returncode), (b"", 252))
        self.assertIn(b"the following arguments are required: subcommand\n"
                      b"The only one is configure list.\n", done.stderr)

    def test_help_on_a_full_disk(self):
        with open("/dev/full", "wb") as full:
            done = run_command("--help", stdout=full)
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Could not write to standard output", done.stderr)

    def test_posix_mode_changes_nothing(self):
        """getopt would stop at the command word."""
        with ScriptedServer(page([1])) as server:
            done = run([command_binary()], LIST, "--image-name", "x", "--endpoint-url", server.url,
                       env=client_environ(POSIXLY_CORRECT="1"))
        self.assertEqual((done.stderr, done.returncode), (b"", 0))


if __name__ == "__main__":
    unittest.main()
