"""Listings that fail: sentence, exit code, standard output that is empty or a whole document."""

import json
import os
import socket
import tempfile
import time
import unittest

from command_fixture import (ScriptedServer, answer, error_text, page, resume_token, run_command,
                             run_listing)
from endpoint_fixture import Endpoint, client_environ


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class FailureTestCase(unittest.TestCase):
    maxDiff = None

    def assert_fails(self, done, code, sentence, stdout=b""):
        self.assertEqual((done.stderr, done.returncode, done.stdout),
                         (error_text(sentence), code, stdout))


class ServiceErrorTest(FailureTestCase):
    """Sentences are botocore's (botocore/exceptions.py, ClientError); exit code 254."""

    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint("--generate", 25, "--session-token", "TOKEN/+=").start()
        cls.addClassCleanup(cls.endpoint.stop)
        cls.environ = client_environ(cls.endpoint, AWS_SESSION_TOKEN="TOKEN/+=")

    def listing(self, *args, image="demo-image", **environ):
        return run_listing(self.endpoint.url, *args, image=image,
                           env={**self.environ, **environ})

    def test_unknown_image(self):
        self.assert_fails(self.listing(image="nope"), 254,
                          "An error occurred (ResourceNotFound) when calling the "
                          "ListImageVersions operation: No Image with the name nope exists.")

    def test_bad_sort_word_and_page_size(self):
        for args in (("--sort-by", "zz"), ("--sort-order", "up"), ("--page-size", "500")):
            with self.subTest(args=args):
                done = self.listing(*args)
                self.assertEqual((done.returncode, done.stdout), (254, b""))
                self.assertIn(b"An error occurred (ValidationException) when calling the "
                              b"ListImageVersions operation: 1 validation error detected",
                              done.stderr)

    def test_numbers_that_do_not_fit_are_not_sent(self):
        for name, code in (("page-size", 252), ("max-items", 252), ("max-results", 255), ("cli-read-timeout", 255)):
            for number in ("9" * 20, "-" + "9" * 20, str(2**63), str(-2**63 - 1)):
                with self.subTest(name=name, number=number):
                    done = self.listing(f"--{name}", number)
                    self.assertEqual((done.returncode, done.stdout), (code, b""), done.stderr)
                    self.assertIn(f"argument --{name}: {number} does not fit: expected an integer from "
                                  "-9223372036854775808 to 9223372036854775807".encode(), done.stderr)
        done = self.listing("--cli-read-timeout", str(2**62))
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"--cli-read-timeout is 4611686018427387904: expected at most 9223372036854775 seconds", done.stderr)
        done = self.listing("--cli-input-json", f'{{"MaxResults": {2**63}}}')
        self.assertEqual(done.returncode, 252)
        self.assertIn(b"Invalid value for parameter MaxResults, value: 9223372036854775808: expected", done.stderr)
        done = self.listing(AWS_MAX_ATTEMPTS="99999999999")
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"max_attempts (from AWS_MAX_ATTEMPTS or the profile) is 99999999999: expected an integer", done.stderr)

    def test_wrong_secret(self):
        done = self.listing(AWS_SECRET_ACCESS_KEY="wrong-secret")
        self.assertEqual((done.returncode, done.stdout), (254, b""))
        self.assertIn(b"(InvalidSignatureException)", done.stderr)
        self.assertNotIn(b"wrong-secret", done.stderr)

    def test_missing_session_token(self):
        done = self.listing(AWS_SESSION_TOKEN="")
        self.assertEqual((done.returncode, done.stdout), (254, b""))
        self.assertIn(b"(UnrecognizedClientException)", done.stderr)


class SettingsErrorTest(FailureTestCase):
    def listing(self, *args, **environ):
        return run_command("list-image-versions", "--image-name", "img", *args,
                           env=client_environ(**environ))

    def test_no_region(self):
        for args in ((), ("--region", "")):
            self.assert_fails(self.listing(*args, AWS_REGION="", AWS_DEFAULT_REGION=""), 253,
                              "An error occurred (NoRegion): You must specify a region. You can "
                              "also configure your region by running \"aws configure\".\n"
                              "Give one with --region, in AWS_REGION or in the profile.")

    def test_no_credentials(self):
        self.assert_fails(
            self.listing("--endpoint-url", "http://127.0.0.1:1", AWS_ACCESS_KEY_ID="",
                         AWS_SECRET_ACCESS_KEY=""), 253,
            "An error occurred (NoCredentials): Unable to locate credentials. You can configure "
            "credentials by running \"aws login\".\nSet "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are "
            "temporary, or configure a profile.")

    def test_half_of_the_credentials(self):
        done = self.listing("--endpoint-url", "http://127.0.0.1:1", AWS_SECRET_ACCESS_KEY="")
        self.assert_fails(done, 255,
                          "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY")

    def test_region_that_is_no_host_label(self):
        done = self.listing("--region", "bad_region!")
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"bad_region!", done.stderr)

    def test_endpoint_without_a_host(self):
        done = self.listing("--endpoint-url", "http://")
        self.assertEqual((done.returncode, done.stdout), (255, b""))

    def test_impossible_starting_token(self):
        done = self.listing("--starting-token", "a___b___c")
        self.assert_fails(done, 255, "Bad starting token: a___b___c")


class ConnectionErrorTest(FailureTestCase):
    def test_connection_refused(self):
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.assert_fails(run_listing(url), 255,
                          f'Could not connect to the endpoint URL: "{url}/" '
                          f"(no connection to 127.0.0.1 port {port}: 127.0.0.1: Connection refused)")

    def test_unknown_name(self):
        done = run_listing("http://no-such-host.invalid")
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertRegex(done.stderr.decode(), r'Could not connect to the endpoint URL: "http://no-such-host.invalid/" '
                         r"\(the name no-such-host.invalid was not resolved: [A-Z].+\)\n$")

    def test_plain_server_where_tls_is_asked_for(self):
        with Endpoint() as endpoint:
            done = run_listing(endpoint.url.replace("http:", "https:"))
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"SSL validation failed for", done.stderr)

    def test_server_that_closes_at_once(self):
        with ScriptedServer(ScriptedServer.CLOSE) as server:
            done = run_listing(server.url)
            self.assertEqual(len(server.bodies), 3)
        self.assert_fails(done, 255, "Connection was closed before we received a valid response "
                                     f'from endpoint URL: "{server.url}/".')


class TimeoutTest(FailureTestCase):
    """The sentences are botocore's and urllib3's; three attempts are made."""

    def test_silent_server(self):
        with ScriptedServer(ScriptedServer.HANG) as server:
            started = time.monotonic()
            done = run_listing(server.url, "--cli-read-timeout", "1", "--cli-connect-timeout", "0")
            self.assertGreaterEqual(time.monotonic() - started, 3)
            self.assert_fails(done, 255,
                              f'Read timeout on endpoint URL: "{server.url}/"')

    def test_negative(self):
        for name in ("connect", "read"):
            done = run_listing("http://127.0.0.1:1", f"--cli-{name}-timeout", "-1")
            self.assert_fails(done, 255,
                               f"Attempted to set {name} timeout to -1, but the timeout cannot be "
                               "set to a value less than or equal to 0.")

    def test_no_number(self):
        done = run_listing("http://127.0.0.1:1", "--cli-read-timeout", "1.5")
        self.assert_fails(done, 255, "invalid literal for int() with base 10: '1.5'")


class TrustTest(FailureTestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint("--tls", "--generate", 3).start()
        cls.addClassCleanup(cls.endpoint.stop)

    def assert_not_trusted(self, *args, url=None, **environ):
        done = run_listing(url or self.endpoint.url, *args, image="demo-image",
                           env=client_environ(**environ))
        self.assertEqual((done.returncode, done.stdout), (255, b""), done.stderr)
        return done.stderr.decode()

    def test_unknown_ca(self):
        text = self.assert_not_trusted()
        self.assertIn("SSL validation failed for", text)
        self.assertIn("name its certificate with --ca-bundle or in AWS_CA_BUNDLE", text)

    def test_another_ca(self):
        with Endpoint("--tls") as other:
            self.assertIn("SSL validation failed for",
                          self.assert_not_trusted("--ca-bundle", other.ca))

    def test_wrong_host(self):
        """The certificate names 127.0.0.1 and localhost, wherever the endpoint listens."""
        with Endpoint("--tls", "--host", "127.0.0.2") as other:
            text = self.assert_not_trusted("--ca-bundle", other.ca, url=other.url)
        self.assertIn("SSL validation failed for", text)

    def test_files_that_are_no_ca_bundle(self):
        with tempfile.TemporaryDirectory() as directory:
            garbage = os.path.join(directory, "garbage.pem")
            empty = os.path.join(directory, "empty.pem")
            with open(garbage, "wb") as file:
                file.write(bytes(range(256)) * 40)
            with open(empty, "wb"):
                pass
            for path in (garbage, empty, directory, os.path.join(directory, "missing.pem")):
                with self.subTest(path=path):
                    self.assertIn(path, self.assert_not_trusted("--ca-bundle", path))
                    self.assertIn(path, self.assert_not_trusted(AWS_CA_BUNDLE=path))

    def test_a_blank_ca_bundle_says_where_it_is_from(self):
        said = "Invalid CA bundle: %s is empty or blank"
        for blank in ("", " "):
            self.assertIn(said % "the option ca_file (--ca-bundle)",
                          self.assert_not_trusted("--ca-bundle", blank))
            self.assertIn(said % "AWS_CA_BUNDLE", self.assert_not_trusted(AWS_CA_BUNDLE=blank))
            # REQUESTS_CA_BUNDLE counts last.
            self.assertIn(said % "AWS_CA_BUNDLE",
                          self.assert_not_trusted(AWS_CA_BUNDLE=blank, REQUESTS_CA_BUNDLE="/x.pem"))

    def test_requests_ca_bundle_is_trusted_if_nothing_else_is_set(self):
        environ = {"REQUESTS_CA_BUNDLE": self.endpoint.ca}
        done = run_listing(self.endpoint.url, image="demo-image", env=client_environ(**environ))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn("/x.pem", self.assert_not_trusted(AWS_CA_BUNDLE="/x.pem", **environ))


class BadAnswerTest(FailureTestCase):
    """What is no answer of the service never looks like an empty listing."""

    def listing(self, *replies, args=()):
        with ScriptedServer(*replies) as server:
            done = run_listing(server.url, *args)
        return done, server

    def assert_bad(self, reply, code=255, sentence=b""):
        done, server = self.listing(reply)
        self.assertEqual((done.returncode, done.stdout), (code, b""), done.stderr)
        self.assertTrue(done.stderr.startswith(b"\nsagepager: [ERROR]: "), done.stderr)
        self.assertIn(sentence, done.stderr)
        return server

    def test_garbage_instead_of_http(self):
        for reply in (b"\x00\xff garbage\r\n\r\nContent-Length", b"SSH-2.0-x\r\n",
                      b"HTTP/1.1 abc Content-Length\r\n\r\n"):
            with self.subTest(reply=reply):
                self.assert_bad(reply)

    def test_half_a_body(self):
        reply = page([1, 2, 3])
        self.assert_bad(reply[:-20].replace(b"HTTP/1.1 200 OK\r\n",
                                            b"HTTP/1.1 200 OK\r\nConnection: close\r\n"))

    def test_body_that_is_not_the_answer(self):
        for body in ("<html>hello</html>", "[1]", "5", '"text"', "null", '{"ImageVersions": {}}',
                     '{"ImageVersions": [{"Version": "7"}]}', '{"ImageVersions": [', b"\xff\xfe",
                     '{"ImageVersions": [{"CreationTime": "soon"}]}', "[" * 100000):
            with self.subTest(body=body[:40]):
                self.assert_bad(answer(body))

    def test_html_error_page(self):
        html = answer("<html>busy</html>", "500 Internal Server Error", "text/html")
        server = self.assert_bad(html, 254, b"An error occurred (500) when calling the "
                                            b"ListImageVersions operation (reached max retries: "
                                            b"2): Internal Server Error\n")
        self.assertEqual(len(server.bodies), 3)

    def test_redirects_are_not_followed(self):
        for status in ("301 Moved Permanently", "307 Temporary Redirect"):
            with self.subTest(status=status):
                with ScriptedServer(page([1])) as other:
                    reply = answer("", status, extra=f"Location: {other.url}/\r\n")
                    server = self.assert_bad(reply, 254, f"({status[:3]})".encode())
                    self.assertEqual(other.bodies, [])
                self.assertEqual(len(server.bodies), 1)

    def test_page_that_fails_once_is_asked_for_again(self):
        busy = answer('{"__type": "ThrottlingException"}', "400 Bad Request")
        done, server = self.listing(page([1], "t1"), busy, page([2]))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(len(server.bodies), 3)

    def test_circle_of_tokens(self):
        """The pages are printed; there is nowhere sensible to resume but the document is whole."""
        done, server = self.listing(page([1], "t1"), page([2], "t2"), page([3], "t1"),
                                    page([4], "t2"), page([5], "t1"))
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Error during pagination", done.stderr)
        items = json.loads(done.stdout)["ImageVersions"]
        self.assertGreaterEqual(len(items), 3)
        self.assertLess(len(server.bodies), 20)

    def test_later_page_that_cannot_be_read(self):
        denied = answer('{"__type": "AccessDeniedException", "message": "no"}', "400 Bad Request")
        for reply, code in ((answer("<html>"), 255), (answer("[]"), 255), (denied, 254)):
            with self.subTest(reply=reply):
                done, _ = self.listing(page([1, 2], "t1"), page([3], "t2"), reply)
                self.assertEqual(done.returncode, code)
                token = resume_token("t2")
                self.assertEqual(json.loads(done.stdout), {
                    "ImageVersions": [{"Version": n} for n in (1, 2, 3)], "NextToken": token})
                self.assertTrue(done.stderr.endswith(
                    f"3 items were printed; resume with --starting-token {token}\n".encode()))

    def test_later_page_that_cannot_be_read_as_json_lines(self):
        done, _ = self.listing(page([1], "t1"), answer("<html>"), args=("--output", "jsonl"))
        self.assertEqual((done.returncode, done.stdout), (255, b'{"Version":1}\n'))
        self.assertTrue(done.stderr.endswith(
            f"1 item was printed; resume with --starting-token {resume_token('t1')}\n".encode()))

    def test_failure_before_the_first_page_of_a_resumed_listing(self):
        """Nothing was printed: there is nothing to close and no new token to tell."""
        for output in ("json", "jsonl"):
            done, _ = self.listing(answer("<html>"),
                                   args=("--starting-token", "t1", "--output", output))
            self.assertEqual((done.returncode, done.stdout), (255, b""))
            self.assertNotIn(b"resume with", done.stderr)

    def test_failure_after_pages_without_the_list(self):
        done, _ = self.listing(answer('{"NextToken": "t1"}'), answer("<html>"))
        self.assertEqual(done.returncode, 255)
        self.assertEqual(done.stdout.decode(),
                         '{\n    "NextToken": "%s"\n}\n' % resume_token("t1"))


if __name__ == "__main__":
    unittest.main()
