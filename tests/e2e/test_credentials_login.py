"""Sessions of `aws login`, end to end: compared with what botocore did (login_goldens.json), and
refreshed by several processes at once, which botocore does not survive."""

import hashlib
import json
import os
import subprocess
import threading
import unittest

import es256
from aws_stand_in import StandIn, utc
from command_fixture import command_binary, run_command
from test_credentials import LIST, Home

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "login_goldens.json"),
          encoding="utf-8") as goldens_file:
    GOLDENS = json.load(goldens_file)
ARN = "arn:aws:sts::123456789012:assumed-role/Admin/me"


class Login(Home):
    folder = ".aws/login/cache"

    def setUp(self):
        super().setUp()
        os.makedirs(os.path.join(self.home, self.folder))

    def use_login(self, session=ARN, expiry=-60, **further):
        """Returns the path of the session's file."""
        self.write(".aws/config", f"[default]\nlogin_session = {session}\n")
        return self.write_session(session, {
            "accessToken": {"accessKeyId": "CACHED", "secretAccessKey": "hidden-secret",
                            "sessionToken": "hidden-token", "accountId": "123456789012",
                            "expiresAt": utc(expiry)},
            "clientId": "c", "refreshToken": "hidden-refresh-token", "dpopKey": es256.PEM, **further})

    def write_session(self, session, content):
        name = hashlib.sha256(session.encode()).hexdigest() + ".json"
        return self.write(os.path.join(self.folder, name), json.dumps(content, indent=2))


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class AsBotocore(Login):
    def run_case(self, aws, case):
        self.write(".aws/config", f"[default]\nlogin_session = {GOLDENS['session']}\n")
        path = os.path.join(self.home, self.folder, case["file"])
        if os.path.exists(path):
            os.remove(path)
        if case["cache"] is not None:
            self.write(path, json.dumps(case["cache"]))
        aws.reset()
        signin = aws._signin

        def answer(*request):
            signin(*request)
            return tuple(case["answer"])
        aws._signin = answer
        done = self.list(aws, AWS_REGION="us-west-2")
        aws._signin = signin
        return done, path

    def test_the_request_the_proof_and_the_file_are_botocores(self):
        case = GOLDENS["cases"]["refreshed"]
        with StandIn() as aws:
            done, path = self.run_case(aws, case)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            method, url, headers, body = aws.requests[0]
            header, claims = aws.proofs[0]
            claims["htu"] = claims["htu"].replace(aws.url, "")
            self.assertEqual(aws.picks, [case["access_key"]])
        self.assertEqual((method, url, body.decode(), headers["Content-Type"]),
                         (case["method"], case["path"], case["body"], case["content_type"]))
        self.assertEqual(header, case["proof_header"])
        self.assertEqual(list(claims), list(case["claims"]))
        self.assertEqual((claims["htm"], claims["htu"]),
                         (case["claims"]["htm"], case["claims"]["htu"]))
        self.assertRegex(claims["jti"], "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                        "[0-9a-f]{12}$")
        saved = read_json(path)
        self.assertGreater(saved["accessToken"]["expiresAt"], utc(600))
        saved["accessToken"]["expiresAt"] = case["saved"]["accessToken"]["expiresAt"]
        self.assertEqual(json.dumps(saved), json.dumps(case["saved"]))  # the order too
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_the_errors_are_botocores(self):
        refused = {name: case for name, case in GOLDENS["cases"].items() if "error" in case}
        self.assertGreater(len(refused), 7)
        with StandIn() as aws:
            for name, case in refused.items():
                with self.subTest(name):
                    done, path = self.run_case(aws, case)
                    self.assertIn(done.returncode, (254, 255))
                    self.assertIn("profile 'default': " + case["error"], done.stderr.decode())
                    if case["cache"] is not None:
                        self.assertEqual(read_json(path), case["cache"])
                    self.assertNotIn("MHcCAQEE", done.stderr.decode())


class Sessions(Login):
    def test_a_session_that_lasts_is_used_as_it_is(self):
        path = self.use_login(expiry=400)
        with StandIn() as aws:
            before = os.stat(path)
            done = self.list(aws)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual((aws.picks, aws.proofs), (["CACHED"], []))
            self.assertEqual(os.stat(path), before)
            shown = run_command("configure", "list", env=self.environ(aws)).stdout.decode()
        self.assertRegex(shown, r"access_key +\*+CHED +login ")

    def test_the_folder_may_be_elsewhere(self):
        path = self.use_login(expiry=400)
        os.makedirs(os.path.join(self.home, "else/where"))
        os.rename(path, os.path.join(self.home, "else/where", os.path.basename(path)))
        with StandIn() as aws:
            for folder in ("~/else/where", "$HOME/else/where", "${PART}/where/"):
                done = self.list(aws, AWS_LOGIN_CACHE_DIRECTORY=folder,
                                 PART=os.path.join(self.home, "else"))
                self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(self.list(aws).returncode, 255)

    def test_the_place_in_the_order_is_botocores(self):
        """After the keys of the credentials file, before credential_process and config keys."""
        self.use_login(expiry=400)
        config = self.write(".aws/config", "[default]\nlogin_session = " + ARN + "\n"
                            "credential_process = false\naws_access_key_id = CONFIG\n"
                            "aws_secret_access_key = s\n")
        with StandIn() as aws:
            self.assertEqual(self.list(aws).returncode, 0)
            self.write(".aws/credentials", "[default]\naws_access_key_id = SHARED\n"
                                           "aws_secret_access_key = s\n")
            self.assertEqual(self.list(aws).returncode, 0)
            self.assertEqual(aws.picks, ["CACHED", "SHARED"])
            os.remove(os.path.join(self.home, ".aws/credentials"))
            with open(config, "a", encoding="utf-8") as file:
                file.write(f"[profile role]\nrole_arn = arn:aws:iam::123456789012:role/r\n"
                           f"source_profile = login\n[profile login]\nlogin_session = {ARN}\n")
            self.assertEqual(self.list(aws, AWS_PROFILE="role").returncode, 0)
            self.assertEqual(aws.picks[-1], "ROLE:r:CACHED")
            done = self.list(aws, "--no-sign-request", AWS_LOGIN_CACHE_DIRECTORY="/none")
            self.assertEqual(done.returncode, 0)

    def test_a_folder_that_cannot_be_written_loses_no_session(self):
        """The refresh token must not be used up if nobody can save the next one."""
        path = self.use_login()
        os.mkdir(path + ".lock")
        with StandIn() as aws:
            done = self.list(aws)
            self.assertEqual((done.returncode, aws.proofs), (255, []))
            self.assertIn("cannot be locked", done.stderr.decode())

    def test_no_secret_is_shown(self):
        self.use_login()
        with StandIn() as aws:
            for given in (None, (400, '{"message": "hidden-refresh-token hidden-answer"}'), (200, "{}")):
                aws.reset()
                if given:
                    aws.answers["/signin"] = given
                done = self.list(aws, "--debug")
                shown = done.stderr.decode().replace("hidden-answer", "")
                self.assertNotIn("hidden-", shown)
                self.assertNotIn("MHcCAQEE", shown)
                self.use_login()


class AtOnce(Login):
    def test_processes_share_the_session_that_one_of_them_refreshes(self):
        """The service answers when a second request has come, or none is to be expected. Without
        the lock all processes send the refresh token, and all but one fail."""
        count = 4
        path = self.use_login(unknown={"kept": True})
        with StandIn() as aws:
            second, signin = threading.Event(), aws._signin

            def late(*request):
                given = signin(*request)
                if given[0] == 200:
                    second.wait(1)
                else:
                    second.set()
                return given
            aws._signin = late
            running = [subprocess.Popen([command_binary(), *LIST], env=self.environ(aws),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                       for _ in range(count)]
            done = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
            self.assertEqual(done, [(b"", 0)] * count)
            self.assertEqual(aws.picks, ["LOGIN:hidden-refresh-token"] * count)
            self.assertEqual(len(aws.proofs), 1)
        saved = read_json(path)
        self.assertEqual((saved["refreshToken"], saved["unknown"]),
                         ("hidden-refresh-token2", {"kept": True}))
        self.assertEqual(sorted(os.listdir(os.path.dirname(path))),
                         [os.path.basename(path), os.path.basename(path) + ".lock"])

    def test_a_process_that_is_killed_blocks_nobody(self):
        self.use_login()
        with StandIn() as aws:
            arrived, forever, signin = threading.Event(), threading.Event(), aws._signin

            def hang(*_):
                arrived.set()
                forever.wait(60)
                return 500, {}, ""
            aws._signin = hang
            with subprocess.Popen([command_binary(), *LIST], env=self.environ(aws)) as killed:
                self.assertTrue(arrived.wait(30))
                killed.kill()
            aws._signin = signin
            self.assertEqual(self.list(aws).returncode, 0)
            forever.set()
            self.assertEqual(aws.picks, ["LOGIN:hidden-refresh-token"])


if __name__ == "__main__":
    unittest.main()
