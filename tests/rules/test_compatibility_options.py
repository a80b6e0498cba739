"""docs/compatibility.md names every option, and only tests that exist."""
import os
import re
import unittest

from test_security import TOP, exists, read, test_lists

OPTIONS = re.compile(r'^    \{ "([a-z-]+)", TAKES_', re.M)
NAMED = re.compile(r"`(e2e_\w+)`((?:,?\s+`test_\w+`)+)")
AWS_CLI = """creation-time-after creation-time-before image-name last-modified-time-after
last-modified-time-before sort-by sort-order max-results next-token cli-input-json cli-input-yaml
starting-token page-size max-items generate-cli-skeleton debug endpoint-url no-verify-ssl no-paginate
output query profile region version color no-sign-request ca-bundle cli-read-timeout
cli-connect-timeout cli-binary-format no-cli-pager cli-auto-prompt no-cli-auto-prompt
cli-error-format""".split()


class OptionsTest(unittest.TestCase):
    def setUp(self):
        text = read("docs/compatibility.md")
        self.options = text[text.index("\n## Options\n"):].split("\n## ", 2)[1]

    def test_every_option_of_the_aws_cli_has_its_row_in_order(self):
        rows = re.findall(r"(?m)^\| `--([a-z-]+)`", self.options)
        self.assertEqual(rows, AWS_CLI)

    def test_every_option_of_the_command_is_named(self):
        options = OPTIONS.findall(read("tools/cli/args.c"))
        self.assertGreater(len(options), 30)
        for option in options:
            self.assertIn("`--%s`" % option, self.options)

    def test_the_tests_that_are_named_exist(self):
        lists = test_lists()
        named = NAMED.findall(self.options)
        self.assertGreater(len(named), 40)
        for name, functions in named:
            self.assertTrue(exists(name, lists), name)
            source = read("tests/e2e", name.replace("e2e_", "test_", 1) + ".py")
            for function in re.findall(r"test_\w+", functions):
                self.assertIn("def %s(" % function, source)

    def test_every_row_names_a_test(self):
        for row in re.findall(r"(?m)^\| `--.*$", self.options):
            self.assertRegex(row, r"`e2e_\w+` `test_\w+`")


if __name__ == "__main__":
    unittest.main()
