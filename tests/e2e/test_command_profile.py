"""The command with profiles: where region, endpoint and keys come from, and what is refused."""
import json
import os
import tempfile
import unittest

from command_fixture import error_text, needs_aws, run, run_command
from endpoint_fixture import (ACCESS_KEY_ID, AWS_CLI, SECRET_ACCESS_KEY, Endpoint, client_environ)

KEYS = f"aws_access_key_id = {ACCESS_KEY_ID}\naws_secret_access_key = {SECRET_ACCESS_KEY}\n"
WRONG = "aws_access_key_id = AKIDWRONG\naws_secret_access_key = wrong\n"
LIST = ("list-image-versions", "--image-name", "img", "--max-items", "3")


class ProfileTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        os.mkdir(os.path.join(self.home.name, ".aws"))

    def write(self, name, text):
        with open(os.path.join(self.home.name, ".aws", name), "w", encoding="utf-8") as file:
            file.write(text)

    def environ(self, **extra):
        environ = client_environ(None, HOME=self.home.name)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION",
                     "AWS_DEFAULT_REGION"):
            del environ[name]
        environ.update(extra)
        return environ

    def test_everything_from_a_profile(self):
        with Endpoint("--tls", "--generate", "5:img", "--region", "eu-west-1") as endpoint:
            self.write("config", f"[profile dev]\nregion = eu-west-1\nendpoint_url = {endpoint.url}"
                                 f"\nca_bundle = {endpoint.ca}\n")
            self.write("credentials", f"[default]\n{WRONG}[dev]\n{KEYS}")
            for args, environ in ((("--profile", "dev"), {}), ((), {"AWS_PROFILE": "dev"})):
                with self.subTest(args=args):
                    done = run_command(*LIST, *args, "--debug", env=self.environ(**environ))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 3)
                    source = "--profile" if args else "AWS_PROFILE"
                    for line in (f"profile = dev (from {source})",
                                 "region = eu-west-1 (from the profile)",
                                 f"ca_bundle = {endpoint.ca} (from the profile)"):
                        self.assertIn(f"settings: {line}\n", done.stderr.decode())
                    self.assertNotIn(SECRET_ACCESS_KEY, done.stderr.decode())

    def test_keys_of_the_environment_win_unless_a_profile_is_named(self):
        self.write("credentials", f"[default]\nregion = us-west-2\n{KEYS}")
        wrong = {"AWS_ACCESS_KEY_ID": "AKIDWRONG", "AWS_SECRET_ACCESS_KEY": "wrong"}
        with Endpoint("--generate", "5:img") as endpoint:
            environ = self.environ(AWS_ENDPOINT_URL=endpoint.url, **wrong)
            self.assertEqual(run_command(*LIST, env=environ).returncode, 254)
            self.assertEqual(run_command(*LIST, "--profile", "default", env=environ).returncode, 0)

    def refused(self, *args, **environ):
        done = run_command(*LIST, *args, env=self.environ(AWS_REGION="us-west-2", **environ))
        self.assertEqual(done.stdout, b"")
        return done.returncode, done.stderr

    def test_an_endpoint_that_is_ignored_is_not_named_as_the_source(self):
        with Endpoint("--generate", "5:img") as endpoint:
            done = run_command(*LIST, "--debug", "--endpoint-url", endpoint.url,
                               env=self.environ(AWS_ENDPOINT_URL="http://127.0.0.1:1",
                                                AWS_REGION="us-west-2"))
            self.assertIn(b"(from --endpoint-url)\n", done.stderr)
        # Without credentials nothing is sent, and it would only go to a proxy that is not there.
        done = run_command(*LIST, "--debug", env=self.environ(
            AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_REGION="us-west-2",
            AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true", HTTPS_PROXY="http://127.0.0.1:1"))
        self.assertEqual(done.returncode, 253)
        self.assertIn(b"endpoint_url = https://api.sagemaker.us-west-2.amazonaws.com "
                      b"(from the profile or the region)\n", done.stderr)

    def test_a_profile_that_does_not_exist(self):
        self.assertEqual(self.refused("--profile", "no"), (
            255, error_text("The config profile (no) could not be found")))

    def test_a_file_that_cannot_be_parsed(self):
        self.write("config", "[default]\nregion = us-west-2\n\nrubbish\n")
        path = os.path.join(self.home.name, ".aws/config")
        self.assertEqual(self.refused(), (255, error_text(
            f"Unable to parse config file: {path} (line 4: there is no '=' or ':')")))

    def test_half_of_the_keys(self):
        self.write("credentials", "[default]\naws_access_key_id = AKID\n")
        code, stderr = self.refused()
        self.assertEqual(code, 255)
        self.assertIn(b"Partial credentials found in shared-credentials-file, missing: "
                      b"aws_secret_access_key", stderr)

    def test_a_profile_with_a_role(self):
        self.write("config", "[profile dev]\nrole_arn = arn\n" + KEYS)
        code, stderr = self.refused("--profile", "dev")
        self.assertEqual((code, stderr), (255, error_text(
            "Partial credentials found in assume-role, missing: source_profile or "
            "credential_source")))

    def test_unsigned_requests_look_for_no_credentials(self):
        self.write("credentials", "[default]\naws_access_key_id = AKID\n")
        with Endpoint("--no-auth", "--generate", "5:img") as endpoint:
            done = run_command(*LIST, "--no-sign-request", env=self.environ(
                AWS_ENDPOINT_URL=endpoint.url, AWS_REGION="us-west-2"))
            headers = [set(dict(entry["headers"])) for entry in endpoint.request_log()]
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(len(headers), 1)
        self.assertFalse(headers[0] & {"Authorization", "X-Amz-Date", "X-Amz-Security-Token"})

    @needs_aws
    def test_the_aws_cli_picks_the_same(self):
        self.write("config", "[profile dev]\nregion = eu-west-1\n[default]\nregion = us-east-1\n")
        self.write("credentials", f"[dev]\n{KEYS}[default]\n{KEYS}region = us-west-1\n")
        for args in ((), ("--profile", "dev")):
            with Endpoint("--generate", "5:img") as endpoint:
                environ = self.environ(AWS_ENDPOINT_URL=endpoint.url)
                ours = run_command(*LIST, *args, env=environ)
                theirs = run([AWS_CLI, "sagemaker"], *LIST, "--endpoint-url", endpoint.url, *args,
                             env=environ)
                scopes = {dict(entry["headers"])["Authorization"].split("/")[2]
                          for entry in endpoint.request_log()}
            self.assertEqual((ours.returncode, theirs.returncode), (0, 0), theirs.stderr)
            self.assertEqual(len(scopes), 1, scopes)


if __name__ == "__main__":
    unittest.main()
