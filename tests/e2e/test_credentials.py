"""Each way to get credentials, end to end against its stand-in, and what may go wrong with it.

Which of them is picked is compared with botocore in test_credentials_vs_botocore.py; here is what
botocore does not promise: named errors for every bad document, a listing that outlives its
credentials, no connection that nobody needs, secrets that are never shown.
"""

import contextlib
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import es256
from aws_stand_in import StandIn, utc
from command_fixture import ScriptedServer, answer, command_binary, run_command
from endpoint_fixture import ACCESS_KEY_ID, SECRET_ACCESS_KEY, client_environ

LIST = ("list-image-versions", "--image-name", "i")
ROLE = "arn:aws:iam::123456789012:role/"
MEGABYTE = 1024 * 1024

JSON_MEMBERS = {"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t", "Expiration": utc(7200)}
SSO_MEMBERS = {"accessKeyId": "A", "secretAccessKey": "s", "sessionToken": "t",
               "expiration": int((time.time() + 7200) * 1000)}


def without(members, name):
    return {key: value for key, value in members.items() if key != name}


def sts_xml(**members):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in members.items())
    return (f"<AssumeRoleResponse><AssumeRoleResult><Credentials>{inner}</Credentials>"
            "</AssumeRoleResult></AssumeRoleResponse>")


STS_MEMBERS = {"AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t",
               "Expiration": utc(7200)}


def bad_json(members, expiry, wrap=lambda m: m):
    """(body, what must be named) of each way a JSON document can be no use."""
    whole = json.dumps(wrap(members))
    yield whole[:len(whole) // 2], "byte "
    yield "", "byte 0"
    yield "[1]", "expected an object"
    yield "<html><body>Sign in</body></html>", "byte 0"
    yield "x" * MEGABYTE, ("byte 0", "max_body_bytes", "prints more than")
    yield whole[:-1] + " " * MEGABYTE + "}", ("max_body_bytes", "prints more than")
    for name in members:
        yield json.dumps(wrap(without(members, name))), name
        yield json.dumps(wrap({**members, name: []})), name
    old = 1000 if isinstance(members[expiry], int) else "2020-01-01T00:00:00Z"
    yield json.dumps(wrap({**members, expiry: old})), (expiry, "IMDS takes it")
    yield json.dumps(wrap({**members, expiry: "soon"})), expiry


def bad_xml():
    whole = sts_xml(**STS_MEMBERS)
    yield whole[:len(whole) // 2], "line 1: "
    yield "", "line 1: "
    yield "{}", "line 1: "
    yield "<html><body>Sign in<br></body></html>", "line 1: "
    yield "<html/>", "AccessKeyId"
    yield "<x>" + "y" * MEGABYTE + "</x>", "max_body_bytes"
    yield '<!DOCTYPE x [<!ENTITY e "f">]>' + whole, "document type declaration"
    for name in STS_MEMBERS:
        yield sts_xml(**without(STS_MEMBERS, name)), name
    yield sts_xml(**{**STS_MEMBERS, "Expiration": "2020-01-01T00:00:00Z"}), "Expiration"
    yield sts_xml(**{**STS_MEMBERS, "Expiration": "soon"}), "Expiration"


class Home(unittest.TestCase):
    """A home folder, and an environment without any credentials."""

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="sagepager-home-")
        self.addCleanup(shutil.rmtree, self.home)
        os.makedirs(os.path.join(self.home, ".aws/sso/cache"))

    def write(self, path, text):
        path = os.path.join(self.home, path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path

    def write_token(self, key, text):
        return self.write(f".aws/sso/cache/{hashlib.sha1(key.encode()).hexdigest()}.json", text)

    def environ(self, aws, **further):
        environ = client_environ(HOME=self.home, **aws.environ())
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
            del environ[name]
        return {**environ, **further}

    def list(self, aws, *args, **further):
        return run_command(*LIST, *args, env=self.environ(aws, **further))

    def use_sso(self):
        self.write(".aws/config", "[default]\nsso_account_id = 1\nsso_role_name = r\n"
                                  "sso_session = s\n[sso-session s]\nsso_region = us-west-2\n"
                                  "sso_start_url = https://x\n")

    def use_role(self):
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nsource_profile = k\n[profile k]\n"
                                  "aws_access_key_id = K\naws_secret_access_key = s\n")


class BadDocuments(Home):
    def check(self, aws, source, named, most_requests, **further):
        aws.requests.clear()
        done = self.list(aws, **further)
        stderr = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout), (255, b""), stderr)
        self.assertIn(source, stderr)
        named = (named,) if isinstance(named, str) else named
        self.assertTrue(any(name.lower() in stderr.lower() for name in named), (named, stderr))
        self.assertLessEqual(len(aws.requests), most_requests)
        self.assertEqual(aws.picks, [])

    def test_container(self):
        with StandIn() as aws:
            for body, named in bad_json(JSON_MEMBERS, "Expiration"):
                aws.answers["/container"] = (200, body)
                self.check(aws, "Error when retrieving credentials from container-role", named, 3,
                           AWS_CONTAINER_CREDENTIALS_FULL_URI=aws.url + "/container/x")

    def test_instance(self):
        with StandIn() as aws:
            for body, named in bad_json(JSON_MEMBERS, "Expiration"):
                if "IMDS takes it" in named:
                    continue  # an instance's old credentials are used, as botocore does
                aws.answers["/imds/latest/meta-data/iam/security-credentials/instance"] = (200, body)
                self.check(aws, "Error when retrieving credentials from iam-role", named, 3)

    def test_role(self):
        self.use_role()
        with StandIn() as aws:
            for body, named in bad_xml():
                aws.answers["/sts"] = (200, body)
                self.check(aws, "profile 'default': Error when retrieving credentials from "
                                "assume-role", named, 3)

    def test_sso(self):
        self.use_sso()
        self.write_token("s", json.dumps({"accessToken": "a", "expiresAt": utc(7200)}))
        with StandIn() as aws:
            for body, named in bad_json(SSO_MEMBERS, "expiration",
                                        lambda members: {"roleCredentials": members}):
                aws.answers["/sso"] = (200, body)
                self.check(aws, "profile 'default': Error when retrieving credentials from sso",
                           named, 3)

    def test_sso_token_file(self):
        self.use_sso()
        token = {"accessToken": "a", "expiresAt": utc(7200)}
        cases = [("", "byte 0"), (json.dumps(token)[:20], "byte "), ("[]", "expected an object"),
                 ("y" * MEGABYTE, "longer than 65535 bytes"),
                 (json.dumps({**token, "expiresAt": 7}), "expiresAt"),
                 (json.dumps(without(token, "accessToken")), "accessToken"),
                 (json.dumps({**token, "expiresAt": "2020-01-01T00:00:00Z"}), "aws sso login")]
        with StandIn() as aws:
            for text, named in cases:
                self.write_token("s", text)
                self.check(aws, "profile 'default': Error", named, 0)

    def test_process(self):
        document = self.write("document", "")
        self.write(".aws/config", f"[default]\ncredential_process = cat {document}\n")
        members = {"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t",
                   "Expiration": utc(7200)}
        with StandIn() as aws:
            for body, named in bad_json(members, "Expiration"):
                if body.startswith("{") and named in ("SessionToken", "Expiration") and \
                        named not in json.loads(body):
                    continue  # these two may be missing
                self.write("document", body)
                self.check(aws, "profile 'default': Error when retrieving credentials from "
                                "custom-process", named, 0)


class Failures(Home):
    def refused(self, aws, *args, **further):
        done = self.list(aws, *args, **further)
        self.assertEqual(done.stdout, b"")
        return done.returncode, done.stderr.decode().replace("\n", " ")

    def test_nobody_there(self):
        dead = "http://127.0.0.1:1"
        with StandIn() as aws:
            code, said = self.refused(aws, AWS_CONTAINER_CREDENTIALS_FULL_URI=dead + "/x")
            self.assertEqual(code, 255)
            self.assertIn('container-role: Could not connect to the endpoint URL: "' + dead, said)
            start = time.monotonic()
            code, said = self.refused(aws, AWS_EC2_METADATA_SERVICE_ENDPOINT=dead)
            self.assertEqual(code, 253)
            self.assertIn("Unable to locate credentials", said)
            self.assertLess(time.monotonic() - start, 1)
            self.use_role()
            code, said = self.refused(aws, AWS_ENDPOINT_URL_STS=dead)
            self.assertEqual(code, 255)
            self.assertIn("assume-role: Could not connect", said)

    def test_what_sts_refuses_ends_as_a_service_error_does(self):
        self.use_role()
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}forbidden\nsource_profile = k\n"
                                  "[profile k]\naws_access_key_id = K\naws_secret_access_key = s\n")
        with StandIn() as aws:
            code, said = self.refused(aws)
        self.assertEqual(code, 254)
        self.assertIn("An error occurred (AccessDenied) when calling the AssumeRole operation: "
                      "Not you", said)

    def test_a_role_that_needs_a_code_without_a_terminal(self):
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nsource_profile = k\n"
                                  "mfa_serial = arn:mfa\n[profile k]\naws_access_key_id = K\n"
                                  "aws_secret_access_key = s\n")
        with StandIn() as aws:
            done = run_command(*LIST, env=self.environ(aws), start_new_session=True,
                               stdin=subprocess.DEVNULL)
            self.assertEqual(aws.requests, [])
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"no MFA code of arn:mfa was given", done.stderr)

    def test_a_role_that_needs_a_code_asks_the_terminal_for_it(self):
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nsource_profile = k\n"
                                  "mfa_serial = arn:mfa\n[profile k]\naws_access_key_id = K\n"
                                  "aws_secret_access_key = s\n")
        aws = StandIn()
        environ = self.environ(aws)
        pid, terminal = pty.fork()  # before there are threads
        if pid == 0:
            os.execve(os.environ["SGP_COMMAND"], ["sagepager", *LIST], environ)
        with aws:
            said = b""
            while b": " not in said:
                said += os.read(terminal, 100)
            os.write(terminal, b"123456\n")
            with contextlib.suppress(OSError):  # the end of a terminal is EIO
                while piece := os.read(terminal, 100):
                    said += piece
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, said)
            os.close(terminal)
            form = aws.requests[0][3]
        self.assertTrue(said.startswith(b"Enter MFA code for arn:mfa: "), said)
        self.assertNotIn(b"123456", said)
        self.assertIn(b"&SerialNumber=arn%3Amfa&", form)
        self.assertTrue(form.endswith(b"&TokenCode=123456"), form)

    def test_the_region_comes_from_the_instance_last(self):
        for region, expected in ((None, "eu-west-3"), ("us-west-2", "us-west-2")):
            with StandIn() as aws:
                environ = self.environ(aws)
                for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
                    del environ[name]
                if region:
                    environ["AWS_DEFAULT_REGION"] = region
                done = run_command(*LIST, env=environ)
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                self.assertIn(f"/{expected}/sagemaker/aws4_request", aws.requests[-1][2]["Authorization"])

    def test_a_slow_instance_is_given_up(self):
        with StandIn() as aws:
            aws.answers["/imds"] = lambda: time.sleep(3)
            start = time.monotonic()
            code, _ = self.refused(aws)
            self.assertEqual(code, 253)
            self.assertLess(time.monotonic() - start, 2)


class Lifetimes(Home):
    def pages(self, count):
        pages = [{"ImageVersions": [{"Version": 2 * n}, {"Version": 2 * n + 1}],
                  "NextToken": f"t{n}"} for n in range(count)]
        del pages[-1]["NextToken"]
        return pages

    def versions(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [item["Version"] for item in json.loads(done.stdout)["ImageVersions"]]

    def test_a_listing_outlives_its_credentials(self):
        with StandIn() as aws:
            aws.pages = self.pages(12)
            aws.lifetime_seconds = 1
            aws.answers["/"] = lambda: time.sleep(0.15)  # then the usual answer
            done = self.list(aws, AWS_CONTAINER_CREDENTIALS_FULL_URI=aws.url + "/container/x")
            fetches = sum(path.startswith("/container") for _, path, _, _ in aws.requests)
        self.assertEqual(self.versions(done), list(range(24)))
        self.assertGreaterEqual(fetches, 2)

    def test_credentials_that_the_service_calls_expired_are_renewed_once(self):
        with StandIn() as aws:
            aws.pages = self.pages(4)
            expired = [True, False, True, False, False, False]
            body = json.dumps({"__type": "ExpiredTokenException", "message": "It has expired"})
            aws.answers["/x"] = None
            original = aws._sagemaker
            aws._sagemaker = lambda headers: ((400, {}, body) if expired and expired.pop(0)
                                              else original(headers))
            container = aws.url + "/container/x"
            done = self.list(aws, AWS_CONTAINER_CREDENTIALS_FULL_URI=container)
            self.assertEqual(self.versions(done), list(range(8)))
            self.assertEqual(aws.issued, 3)
            aws._sagemaker = lambda headers: (400, {}, body)
            aws.issued = 0
            done = self.list(aws, AWS_CONTAINER_CREDENTIALS_FULL_URI=container)
        self.assertEqual((done.returncode, aws.issued), (254, 2))
        self.assertIn(b"ExpiredTokenException", done.stderr)

    def test_a_token_of_sso_is_refreshed_and_kept(self):
        self.use_sso()
        path = self.write_token("s", json.dumps({
            "startUrl": "https://x", "region": "us-west-2", "accessToken": "old",
            "expiresAt": utc(60), "refreshToken": "refresh", "clientId": "c", "clientSecret": "s",
            "registrationExpiresAt": utc(7200)}))
        with StandIn() as aws:
            done = self.list(aws)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(aws.picks, ["SSO:r:of-refresh"])
            self.list(aws)
            self.assertEqual(sum(path.startswith("/oidc") for _, path, _, _ in aws.requests), 1)
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        self.assertEqual((kept["accessToken"], kept["refreshToken"]), ("of-refresh", "refresh2"))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_processes_that_refresh_at_once_share_the_token_that_one_of_them_gets(self):
        """The service accepts a refresh token once, after all processes have sent it."""
        count = 6
        self.use_sso()
        path = self.write_token("s", json.dumps({
            "startUrl": "https://x", "region": "us-west-2", "accessToken": "old",
            "expiresAt": utc(-60), "refreshToken": "refresh", "clientId": "c", "clientSecret": "s",
            "registrationExpiresAt": utc(7200)}))
        with StandIn() as aws:
            everyone, lock, accept, used = threading.Barrier(count, timeout=30), threading.Lock(), \
                aws._oidc, []

            def accept_once(method, path, headers, body):
                everyone.wait()
                with lock:
                    used.append(json.loads(body)["refreshToken"])
                    if len(used) > 1:
                        return 400, {}, '{"error": "invalid_grant"}'
                return accept(method, path, headers, body)

            aws._oidc = accept_once
            running = [subprocess.Popen([command_binary(), *LIST], env=self.environ(aws),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                       for _ in range(count)]
            done = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
            self.assertEqual(done, [(b"", 0)] * count)
            self.assertEqual(used, ["refresh"] * count)
            self.assertEqual(aws.picks, ["SSO:r:of-refresh"] * count)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(json.load(file)["refreshToken"], "refresh2")
        self.assertEqual(os.listdir(os.path.dirname(path)), [os.path.basename(path)])


class NothingNeedless(Home):
    def test_keys_in_the_environment_connect_to_the_service_alone(self):
        """Everything else is configured as well; strace sees each connection that is tried."""
        self.use_role()
        if not shutil.which("strace") or subprocess.run(
                ["strace", "-o", "/dev/null", "true"], check=False, capture_output=True).returncode:
            self.skipTest("strace cannot trace here: CONNECTIONS ARE NOT LOOKED AT")
        trace = os.path.join(self.home, "trace")
        with StandIn() as aws:
            environ = self.environ(
                aws, AWS_ACCESS_KEY_ID=ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY,
                AWS_CONTAINER_CREDENTIALS_FULL_URI="http://127.0.0.2:9/x",
                AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.3:9/",
                AWS_ENDPOINT_URL_STS="http://127.0.0.4:9/", ASAN_OPTIONS="detect_leaks=0")
            done = subprocess.run(["strace", "-f", "-e", "trace=network", "-o", trace,
                                   os.environ["SGP_COMMAND"], *LIST], env=environ, check=False,
                                  capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            port = aws.url.rsplit(":", 1)[1]
        with open(trace, encoding="utf-8") as file:
            connects = re.findall(r"connect\(\d+, .*?sin_port=htons\((\d+)\)", file.read())
        self.assertEqual(connects, [port])

    def test_the_instance_is_not_asked_when_that_is_switched_off(self):
        with StandIn() as aws:
            done = self.list(aws, AWS_EC2_METADATA_DISABLED="TRUE")
            self.assertEqual((done.returncode, aws.requests), (253, []))


class ClearText(Home):
    """The HTTP proxy stands for whoever is on the path."""

    def sources(self):
        """(name in the message, its variable, what it is set to) of each source in turn."""
        self.write(".aws/config", f"[default]\nrole_arn = {ROLE}r\nweb_identity_token_file = "
                   + self.write("token", "hidden-token") + "\n")
        yield "STS", "AWS_ENDPOINT_URL_STS", "http://sts.example/"
        self.use_role()
        yield "STS", "AWS_ENDPOINT_URL_STS", "HTTP://sts.example/path?hidden-query"
        self.use_sso()
        self.write_token("s", json.dumps({
            "accessToken": "hidden-access", "expiresAt": utc(60), "refreshToken": "hidden-refresh",
            "clientId": "c", "clientSecret": "hidden-secret",
            "registrationExpiresAt": utc(7200)}))
        yield "SSO OIDC", "AWS_ENDPOINT_URL_SSO_OIDC", "http://10.0.0.1/"
        yield "SSO portal", "AWS_ENDPOINT_URL_SSO", "http://sso.example/"
        yield "SSO portal", "AWS_ENDPOINT_URL", "http://aws.example/"
        os.makedirs(os.path.join(self.home, ".aws/login/cache"))
        self.write(".aws/config", "[default]\nlogin_session = s\n")
        self.write(f".aws/login/cache/{hashlib.sha256(b's').hexdigest()}.json", json.dumps({
            "accessToken": {**dict.fromkeys(("accessKeyId", "secretAccessKey", "sessionToken"),
                                            "hidden-key"), "expiresAt": utc(-60)},
            "refreshToken": "hidden-refresh", "clientId": "c", "dpopKey": es256.PEM}))
        yield "sign-in", "AWS_ENDPOINT_URL_SIGNIN", "http://signin.example/"
        self.write(".aws/config", "")
        yield "ec2_metadata", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://imds.local/"
        yield "FULL_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://agent.example/?hidden-query"

    def test_another_host_gets_nothing(self):
        with StandIn() as aws, ScriptedServer(answer("{}")) as proxy:
            for name, variable, url in self.sources():
                with self.subTest(name=name, url=url):
                    environ = self.environ(aws, HTTP_PROXY=proxy.url)
                    if variable == "AWS_ENDPOINT_URL":
                        for service in ("SSO", "SSO_OIDC"):
                            del environ["AWS_ENDPOINT_URL_" + service]
                    environ[variable] = url
                    done = run_command(*LIST, "--debug", env=environ)
                    stderr = done.stderr.decode()
                    self.assertEqual((done.returncode, done.stdout), (255, b""), stderr)
                    shown = "/".join(url.split("/")[:3])
                    self.assertRegex(stderr, f"{name}.* is {shown}: without TLS, credentials are "
                                             "requested only from this host.*; use https")
                    self.assertIn(variable, stderr)
                    self.assertNotIn("hidden-", stderr)
            self.assertEqual((proxy.heads, aws.requests), ([], []))

    def test_this_host_is_asked_without_the_proxy(self):
        """The service itself is asked through it."""
        with StandIn() as aws, ScriptedServer(answer('{"ImageVersions": []}')) as proxy:
            self.use_role()
            done = self.list(aws, HTTP_PROXY=proxy.url)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual([path for _, path, _, _ in aws.requests], ["/sts"])
            self.assertEqual([head[0] for head in proxy.heads],
                             [f"POST {aws.url}/ HTTP/1.1\r\n".encode()])


class Secrets(Home):
    def test_keys_in_a_file_that_is_open_to_others_are_used_and_it_is_said(self):
        path = self.write(".aws/credentials",
                          "[default]\naws_access_key_id = KEY\naws_secret_access_key = s\n")
        os.chmod(path, 0o640)
        with StandIn() as aws:
            done = self.list(aws, "--debug")
            self.assertEqual((done.returncode, aws.picks), (0, ["KEY"]))
        self.assertEqual(done.stderr.count(path.encode() + b" can be read by others"), 1)

    def test_no_answer_and_no_query_is_quoted(self):
        """Every status may come with the document that was wanted, here without an expiry."""
        names = ("AccessKeyId", "SecretAccessKey", "Token", "SessionToken", "accessToken")
        members = {name: f"hidden-{name}" for name in names}
        bodies = {"/container": json.dumps(members), "/imds/latest/meta-data/iam/security-"
                  "credentials/instance": json.dumps(members), "/sts": sts_xml(**members),
                  "/sso": json.dumps({**members, "roleCredentials": members})}
        with StandIn() as aws:
            for prefix, body in bodies.items():
                self.write(".aws/config", "")
                further = {}
                if prefix == "/container":
                    further["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = (aws.url + prefix +
                                                                     "?hidden-query")
                elif prefix == "/sts":
                    self.use_role()
                elif prefix == "/sso":
                    self.use_sso()
                    self.write_token("s", json.dumps({"accessToken": "hidden-token",
                                                      "expiresAt": utc(7200)}))
                for status in (200, 203, 302, 403):
                    with self.subTest(prefix=prefix, status=status):
                        aws.answers[prefix] = (status, body)
                        done = self.list(aws, "--debug", **further)
                        self.assertEqual((done.returncode, done.stdout), (255, b""), done.stderr)
                        self.assertNotIn(b"hidden-", done.stderr)
                        aws.answers.clear()

    def test_no_message_has_the_query_of_a_uri(self):
        for url in ("http://127.0.0.1:1/x?hidden-query", "http://127.0.0.1:x/?hidden-query",
                    "http://10.0.0.1/?hidden-query", "http://127.0.0.1/#hidden-query"):
            with StandIn() as aws:
                done = self.list(aws, "--debug", AWS_CONTAINER_CREDENTIALS_FULL_URI=url)
            self.assertEqual((done.returncode, done.stdout), (255, b""), done.stderr)
            self.assertNotIn(b"hidden-", done.stderr)

    def test_debug_shows_no_query_of_the_endpoint(self):
        with StandIn() as aws:
            environ = {**self.environ(aws), "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
                       "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY}
            environ["AWS_ENDPOINT_URL_SAGEMAKER"] += "/path?hidden-query"
            done = run_command(*LIST, "--debug", env=environ)
            self.assertEqual((done.returncode, len(aws.picks)), (0, 1), done.stderr)
        self.assertIn(f"endpoint_url = {aws.url}/path (from".encode(), done.stderr)
        self.assertNotIn(b"hidden-", done.stderr)

    def test_debug_shows_none_and_names_files_that_are_open_to_others(self):
        self.use_sso()
        path = self.write_token("s", json.dumps({
            "accessToken": "old-access", "expiresAt": utc(60), "refreshToken": "refresh-token",
            "clientId": "c", "clientSecret": "client-secret"}))
        os.chmod(path, 0o644)
        with StandIn() as aws:
            done = self.list(aws, "--debug")
            self.assertEqual(done.returncode, 0, done.stderr)
            secrets = ["old-access", "refresh-token", "client-secret", "of-refresh-token",
                       f"token{aws.issued}"]
        stderr = done.stderr.decode()
        for secret in secrets:
            self.assertNotIn(secret, stderr.replace(aws.picks[0], ""))
        self.assertEqual(stderr.count("can be read by others than its owner"), 1)
        self.assertIn("credentials: from sso", stderr)


if __name__ == "__main__":
    unittest.main()
