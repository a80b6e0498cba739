"""`sagepager configure list` beside the AWS CLI's, byte for byte; and --no-verify-ssl."""

import json
import os
import shutil
import tempfile
import unittest

from aws_stand_in import StandIn
from command_fixture import needs_aws, run, run_command
from endpoint_fixture import AWS_CLI, Endpoint, client_environ

KEYS = "aws_access_key_id = AKID{0}\naws_secret_access_key = secret{0}\n"
PROCESS = json.dumps({"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "secret"})
CONFIG = f"""[default]
region = eu-west-1
[profile keys]
{KEYS.format("CONFIG")}
[profile process]
credential_process = echo '{PROCESS}'
[profile role]
role_arn = arn:aws:iam::123456789012:role/forbidden
source_profile = keys
region = us-west-2
"""
HEAD = b"      Name                    Value             Type    Location\n"


class ConfigureList(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="sagepager-home-")
        self.addCleanup(shutil.rmtree, self.home)
        os.mkdir(os.path.join(self.home, ".aws"))
        self.write("config", CONFIG)

    def write(self, name, text):
        with open(os.path.join(self.home, ".aws", name), "w", encoding="utf-8") as file:
            file.write(text)

    def environ(self, **further):
        environ = client_environ(HOME=self.home)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION",
                     "AWS_DEFAULT_REGION"):
            del environ[name]
        return {**environ, **further}

    @needs_aws
    def test_the_table_is_the_aws_clis(self):
        keys = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "abc"}
        with StandIn() as aws:
            container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": aws.url + "/container/x"}
            instance = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": aws.url + "/imds/",
                        "AWS_EC2_METADATA_DISABLED": "false", "AWS_REGION": "us-west-2"}
            bare = {**instance, "AWS_CONFIG_FILE": os.devnull}
            del bare["AWS_REGION"]
            cases = [((), {}), ((), keys), ((), {**keys, "AWS_REGION": "r1", "AWS_PROFILE": "keys"}),
                     ((), {"AWS_DEFAULT_REGION": "r2", "AWS_DEFAULT_PROFILE": "process"}),
                     (("--profile", "keys"), keys), (("--profile", "process"), {}),
                     ((), container), ((), instance), ((), bare),
                     ((), {"AWS_CONFIG_FILE": os.path.join(self.home, ".aws/config")})]
            for args, further in cases:
                with self.subTest(args=args, environ=further):
                    environ = self.environ(**further)
                    ours = run_command("configure", "list", *args, env=environ)
                    theirs = run([AWS_CLI], "configure", "list", *args, env=environ)
                    self.assertEqual((ours.returncode, ours.stdout), (0, theirs.stdout),
                                     (ours.stderr, theirs.stderr))
                    self.assertEqual(ours.stderr, b"")

    def test_keys_of_the_credentials_file_are_masked(self):
        self.write("credentials", "[default]\n" + KEYS.format("SHARED"))
        done = run_command("configure", "list", env=self.environ())
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(done.stdout.startswith(HEAD), done.stdout)
        self.assertIn(b"****************ARED shared-credentials-file", done.stdout)
        self.assertNotIn(b"secretSHARED", done.stdout)

    def test_what_fails_prints_nothing(self):
        with StandIn() as aws:
            done = run_command("configure", "list", "--profile", "role",
                               env=self.environ(AWS_ENDPOINT_URL_STS=aws.url + "/sts"))
        self.assertEqual((done.returncode, done.stdout), (254, b""))
        self.assertIn(b"AccessDenied", done.stderr)
        done = run_command("configure", "list", "--profile", "none", env=self.environ())
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"The config profile (none) could not be found", done.stderr)


class NoVerifySsl(unittest.TestCase):
    def test_it_takes_any_certificate_and_says_so(self):
        with Endpoint("--tls", "--generate", "3:img") as endpoint:
            args = ("list-image-versions", "--image-name", "img", "--endpoint-url", endpoint.url)
            refused = run_command(*args, env=client_environ())
            taken = run_command(*args, "--no-verify-ssl", env=client_environ())
        self.assertEqual(refused.returncode, 255)
        self.assertIn(b"SSL validation failed", refused.stderr)
        self.assertEqual(taken.returncode, 0)
        self.assertEqual(len(json.loads(taken.stdout)["ImageVersions"]), 3)
        self.assertIn(b"nothing is verified (--no-verify-ssl)", taken.stderr)


if __name__ == "__main__":
    unittest.main()
