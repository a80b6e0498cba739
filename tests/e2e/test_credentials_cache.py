"""The credentials of roles in ~/.aws/cli/cache, which the command shares with the AWS CLI."""

import contextlib
import glob
import json
import os
import pty
import subprocess
import sys
import unittest

from aws_stand_in import HOUR, StandIn, utc
from command_fixture import needs_aws, run_command
from endpoint_fixture import AWS_CLI
from test_credentials import LIST, ROLE, Home

FOLDER = ".aws/cli/cache"

# What Debian's AWS CLI does when a role has to be assumed, with an answer instead of STS; it prints
# the key ID.
ASSUME = """
import datetime, json, sys
from awscli.botocore.credentials import AssumeRoleCredentialFetcher, JSONFileCache
from dateutil.tz import tzutc

class Sts:
    def assume_role(self, **kwargs):
        end = datetime.datetime.now(tzutc()).replace(microsecond=0) + datetime.timedelta(hours=1)
        return {"Credentials": {"AccessKeyId": "FROM-AWS", "SecretAccessKey": "s",
                                "SessionToken": "t", "Expiration": end},
                "AssumedRoleUser": {"AssumedRoleId": "X:s", "Arn": "arn:aws:sts::1:x/y"},
                "ResponseMetadata": {"HTTPStatusCode": 200, "RetryAttempts": 0}}

class Source:
    def get_frozen_credentials(self):
        return type("Frozen", (), {"access_key": "a", "secret_key": "b", "token": None})

fetcher = AssumeRoleCredentialFetcher(
    lambda *_, **__: Sts(), Source(), sys.argv[2], json.loads(sys.argv[3]),
    mfa_prompter=lambda text: "123456", cache=JSONFileCache(sys.argv[1]))
print(fetcher.fetch_credentials()["access_key"])
"""


def aws_assumes(folder, arn, arguments):
    """(exit code, output) of that program."""
    done = subprocess.run([sys.executable, "-c", ASSUME, folder, arn, json.dumps(arguments)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode().strip()


def has_awscli_sources():
    return subprocess.run([sys.executable, "-c", "import awscli.botocore.credentials"],
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


needs_awscli_sources = unittest.skipUnless(
    has_awscli_sources(),
    "this Python has no AWS CLI version 2: NO CACHE FILE IS EXCHANGED WITH THE AWS CLI")


class Cache(Home):
    def cached(self):
        return sorted(glob.glob(os.path.join(self.home, FOLDER, "*")))

    def sts_calls(self, aws):
        return sum(path.startswith("/sts") for _, path, _, _ in aws.requests)

    def passes(self, aws, picked, **further):
        done = self.list(aws, **further)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(aws.picks[-1], picked)


class MfaOnce(Cache):
    def setUp(self):
        super().setUp()
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nsource_profile = k\n"
                                  "mfa_serial = arn:mfa\n[profile k]\naws_access_key_id = K\n"
                                  "aws_secret_access_key = s\n")

    def run_on_terminal(self, aws, environ):
        """Gives the code 123456 if it is asked for one."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(os.environ["SGP_COMMAND"], ["sagepager", *LIST], environ)
        said, is_given = b"", False
        with contextlib.suppress(OSError):  # the end of a terminal is EIO
            while piece := os.read(terminal, 100):
                said += piece
                if b": " in said and b"MFA" in said and not is_given:
                    os.write(terminal, b"123456\n")
                    is_given = True
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said

    def test_a_code_that_works_once_is_enough_for_two_runs(self):
        with StandIn() as aws:
            used, sts = set(), aws._sts

            def accept_once(method, path, headers, body):
                code = body.rsplit(b"TokenCode=", 1)[-1]
                if code in used:
                    return 403, {"Content-Type": "text/xml"}, (
                        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>invalid MFA one "
                        "time pass code</Message></Error></ErrorResponse>")
                used.add(code)
                return sts(method, path, headers, body)
            aws._sts = accept_once
            code, said = self.run_on_terminal(aws, self.environ(aws))
            self.assertEqual(code, 0, said)
            self.assertIn(b"Enter MFA code for arn:mfa: ", said)
            code, said = self.run_on_terminal(aws, self.environ(aws))
            self.assertEqual(code, 0, said)
            self.assertNotIn(b"MFA", said)
            self.assertEqual(aws.picks, ["ROLE:r:K"] * 2)
            done = self.list(aws)  # without a terminal
            self.assertEqual(done.returncode, 0, done.stderr)


class Sources(Cache):
    def test_each_source_of_the_aws_cli_is_cached(self):
        token = self.write("token", "web")
        role = f"[default]\nrole_arn = {ROLE}a\nsource_profile = b\n[profile b]\n"
        chain = role + f"role_arn = {ROLE}b\nsource_profile = k\n"
        keys = "[profile k]\naws_access_key_id = K\naws_secret_access_key = s\n"
        web = f"[default]\nrole_arn = {ROLE}w\nweb_identity_token_file = {token}\n"
        sso = ("[default]\nsso_account_id = 123456789012\nsso_role_name = r\nsso_session = s\n"
               "[sso-session s]\nsso_region = us-west-2\nsso_start_url = https://x\n")
        self.write_token("s", json.dumps({"accessToken": "a", "expiresAt": utc(7200)}))
        for config, picked, files in ((chain + keys, "ROLE:a:ROLE:b:K", 2), (web, "WEB:w:web", 3),
                                      (sso, "SSO:r:a", 4)):
            with self.subTest(picked=picked), StandIn() as aws:
                self.write(".aws/config", config)
                self.passes(aws, picked)
                issued = aws.issued
                self.passes(aws, picked)
                self.assertEqual(aws.issued, issued)
                self.assertEqual(len(self.cached()), files)
        for path in self.cached():
            self.assertRegex(os.path.basename(path), r"^[0-9a-f]{40}\.json$")
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            with open(path, encoding="utf-8") as file:
                content = json.load(file)
            self.assertEqual(content["Credentials"]["AccountId"], "123456789012")
            is_sso = content["Credentials"]["AccessKeyId"].startswith("SSO")
            self.assertEqual(content.get("ProviderType"), "sso" if is_sso else None)

    def test_credentials_that_end_soon_are_requested_again(self):
        self.use_role()
        with StandIn() as aws:
            for lifetime, calls in ((800, 1), (HOUR, 2), (HOUR, 2)):
                aws.lifetime_seconds = lifetime
                self.passes(aws, "ROLE:r:K")
                self.assertEqual(self.sts_calls(aws), calls)

    def test_other_arguments_are_other_credentials(self):
        with StandIn() as aws:
            for number, line in enumerate(("", "external_id = x\n", "external_id = y\n",
                                           "role_session_name = me\n", "duration_seconds = 900\n")):
                self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\n{line}"
                                          "source_profile = k\n[profile k]\naws_access_key_id = K\n"
                                          "aws_secret_access_key = s\n")
                self.passes(aws, "ROLE:r:K")
                self.passes(aws, "ROLE:r:K")
                self.assertEqual(self.sts_calls(aws), number + 1)

    def test_credentials_that_the_service_rejects_are_replaced(self):
        self.use_role()
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
            sagemaker, rejected = aws._sagemaker, []

            def reject_once(headers):
                if not rejected:
                    rejected.append(headers)
                    return 400, {}, '{"__type": "ExpiredTokenException", "message": "old"}'
                return sagemaker(headers)
            aws._sagemaker = reject_once
            self.passes(aws, "ROLE:r:K")
            self.assertEqual(self.sts_calls(aws), 2)

    def test_configure_list_names_the_source(self):
        self.use_role()
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
            shown = run_command("configure", "list", env=self.environ(aws)).stdout.decode()
            self.assertEqual(self.sts_calls(aws), 1)
        self.assertRegex(shown, r"access_key +\*+:r:K +assume-role")


class BadFiles(Cache):
    def test_a_file_that_is_no_use_is_replaced(self):
        self.use_role()
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
            path, = self.cached()
            with open(path, encoding="utf-8") as file:
                good = file.read()
            for number, text in enumerate(("", "{", "[]", '{"Credentials": []}',
                                           good.replace("Expiration", "Expires"), "x" * 100000)):
                self.write(path, text)
                self.passes(aws, "ROLE:r:K")
                self.assertEqual(self.sts_calls(aws), number + 2)
                with open(path, encoding="utf-8") as file:
                    self.assertEqual(json.load(file).keys(), json.loads(good).keys())

    def test_a_cache_that_cannot_be_written_is_no_error(self):
        self.use_role()
        self.write(".aws/cli", "not a folder")
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
            self.passes(aws, "ROLE:r:K")
            self.assertEqual(self.sts_calls(aws), 2)
            done = self.list(aws, "--debug")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"assume-role: not stored in the cache: ", done.stderr)
        self.assertNotIn(b"token3", done.stderr)

    def test_the_folder_has_the_modes_of_the_aws_cli(self):
        self.use_role()
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
        mask = os.umask(0)
        os.umask(mask)
        for folder in (".aws/cli", FOLDER):
            mode = os.stat(os.path.join(self.home, folder)).st_mode & 0o777
            self.assertEqual(mode, 0o777 & ~mask)


class WithTheAwsCli(Cache):
    ARGUMENTS = {"ExternalId": "x\u00e9", "DurationSeconds": 900, "SerialNumber": "arn:mfa"}

    def setUp(self):
        super().setUp()
        self.write(".aws/config", f"[default]\nregion = us-west-2\nrole_arn = {ROLE}r\n"
                                  "source_profile = k\nexternal_id = x\u00e9\n"
                                  "duration_seconds = 900\nmfa_serial = arn:mfa\n"
                                  "[profile k]\naws_access_key_id = K\naws_secret_access_key = s\n")
        self.folder = os.path.join(self.home, FOLDER)

    @needs_awscli_sources
    def test_we_use_what_the_aws_cli_has_stored(self):
        self.assertEqual(aws_assumes(self.folder, ROLE + "r", self.ARGUMENTS), (0, "FROM-AWS"))
        with StandIn() as aws:
            self.passes(aws, "FROM-AWS")
            self.assertEqual(self.sts_calls(aws), 0)

    @needs_awscli_sources
    def test_the_aws_cli_uses_what_we_have_stored(self):
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nsource_profile = k\n"
                                  "external_id = x\u00e9\n"
                                  "[profile k]\naws_access_key_id = K\naws_secret_access_key = s\n")
        with StandIn() as aws:
            self.passes(aws, "ROLE:r:K")
        self.assertEqual(aws_assumes(self.folder, ROLE + "r", {"ExternalId": "x\u00e9"}),
                         (0, "ROLE:r:K"))

    @needs_aws
    def test_the_aws_command_asks_for_no_code_after_us(self):
        """It reaches only loopback: every other host is behind a proxy that is not there."""
        self.assertEqual(self.store_ours(), 0)
        with StandIn() as aws:
            environ = {**self.environ(aws), "HTTPS_PROXY": "http://127.0.0.1:9",
                       "NO_PROXY": "127.0.0.1", "AWS_PAGER": ""}
            done = subprocess.run([AWS_CLI, "sagemaker", "list-image-versions", "--image-name", "i",
                                   "--endpoint-url", aws.url], env=environ, check=False,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(aws.picks, ["ROLE:r:K"])

    def store_ours(self):
        with StandIn() as aws:
            code, _ = MfaOnce.run_on_terminal(self, aws, self.environ(aws))
        return code


if __name__ == "__main__":
    unittest.main()
