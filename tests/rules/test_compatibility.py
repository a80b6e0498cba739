"""docs/compatibility.md names all variables and settings that are read, and tests that exist."""
import os
import re
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
VARIABLE = re.compile(r'"((?:AWS|REQUESTS)_[A-Z0-9_]+)"')
SETTING = re.compile(r'"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)"')
# Files whose words with a "_" are names of settings.
READ_SETTINGS = [
    "src/auth/creds_profile.c", "src/wiring/profile_provider.c", "src/wiring/profile_role.c",
    "src/wiring/profile_sources.c", "src/wiring/settings.c", "src/wiring/imds_options.c",
    "tools/cli/client_options.c", "tools/cli/pager.c", "tools/cli/output.c",
]
NO_SETTING = {"sso_oidc"}  # a service in the section `services`
OUR_FUNCTIONS = "sgp_"


def read(*path):
    with open(os.path.join(TOP, *path), encoding="utf-8") as file:
        return file.read()


def sources():
    for top in ("src", "tools"):
        for folder, _, names in os.walk(os.path.join(TOP, top)):
            for name in names:
                if name.endswith((".c", ".h")):
                    yield os.path.join(folder, name)


def rows():
    return [line.split("|") for line in read("docs", "compatibility.md").splitlines()
            if line.startswith("| `")]


def named():
    return {name for row in rows() for name in re.findall(r"`([^`]+)`", row[1])}


class CompatibilityTest(unittest.TestCase):
    def test_every_variable_is_in_the_table(self):
        read_here = {name for path in sources() for name in VARIABLE.findall(read(path))}
        self.assertIn("AWS_PROFILE", read_here)
        self.assertEqual(sorted(read_here - named()), [])

    def test_every_setting_is_in_the_table(self):
        read_here = {name for path in READ_SETTINGS for name in SETTING.findall(read(path))
                     if not name.startswith(OUR_FUNCTIONS)}
        self.assertIn("role_arn", read_here)
        self.assertEqual(sorted(read_here - NO_SETTING - named()), [])

    def test_every_test_that_is_named_exists(self):
        files = re.findall(r"`(tests/[^`]+)`", read("docs", "compatibility.md"))
        self.assertGreater(len(files), 20)
        for name in sorted(set(files)):
            self.assertTrue(os.path.isfile(os.path.join(TOP, name)), name)


if __name__ == "__main__":
    unittest.main()
