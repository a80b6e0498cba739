"""The example that brings libcurl: the requests for credentials keep their method, and those to the
metadata services of this host never reach a proxy."""

import http.client
import http.server
import os
import subprocess
import threading
import time
import unittest
import urllib.parse

from aws_stand_in import StandIn
from endpoint_fixture import client_environ

PROGRAM = os.path.join(os.environ["SGP_EXAMPLES"], "own_http_curl")
TOKEN = "Bearer-of-this-container"
PAGES = [{"ImageVersions": [{"Version": 2}], "NextToken": "t1"}, {"ImageVersions": [{"Version": 1}]}]


class RecordingProxy:
    """An HTTP proxy for requests in absolute form: .url, .seen (each request as bytes)."""

    def __init__(self):
        self.seen = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()


def _handler_of(proxy):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            proxy.seen.append(self.requestline.encode() + b"\n" + bytes(self.headers) + body)
            url = urllib.parse.urlsplit(self.path)
            to = http.client.HTTPConnection(url.netloc)
            to.request(self.command, url.path, body, dict(self.headers))
            answer = to.getresponse()
            data = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            to.close()

        do_GET = do_POST = do_PUT = _forward

        def log_message(self, *args):
            pass

    return Handler


@unittest.skipUnless(os.path.exists(PROGRAM),
                     "libcurl is not installed: NOTHING IS SENT THROUGH THE EXAMPLE ON LIBCURL")
class OwnHttpCurl(unittest.TestCase):
    def setUp(self):
        self.aws = StandIn()
        self.aws.pages = PAGES
        self.aws.__enter__()
        self.addCleanup(self.aws.__exit__)

    def run_program(self, **extra):
        environ = {**client_environ(), **self.aws.environ(), **extra}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environ.pop(name)
        return subprocess.run([PROGRAM, "img"], env=environ, check=False, capture_output=True,
                              text=True, timeout=60)

    def expect_listing(self, done):
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "version 2\nversion 1\n", ""))

    def expect_listing_only(self, proxy, count):
        self.assertEqual([request.split(b" HTTP/")[0] for request in proxy.seen],
                         [b"POST " + self.aws.url.encode() + b"/"] * count)

    def methods(self, prefix):
        return [(method, path) for method, path, *_ in self.aws.requests
                if path.startswith(prefix)]

    def environ_of_container(self):
        return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": self.aws.url + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN}

    def test_an_instance_is_asked_with_put_and_get(self):
        self.expect_listing(self.run_program(AWS_EC2_METADATA_DISABLED="false"))
        self.assertEqual(self.aws.picks, ["IMDS:instance-role"] * 2)
        role = "/imds/latest/meta-data/iam/security-credentials/"
        self.assertEqual(self.methods("/imds"), [("PUT", "/imds/latest/api/token"), ("GET", role),
                                                 ("GET", role + "instance-role")])

    def test_only_a_body_is_announced(self):
        self.expect_listing(self.run_program(AWS_EC2_METADATA_DISABLED="false"))
        for method, path, headers, body in self.aws.requests:
            with self.subTest(method=method, path=path):
                own = path == "/"
                self.assertEqual(headers["Content-Length"],
                                 {"PUT": "0", "GET": None}.get(method, str(len(body))))
                self.assertEqual(headers["Content-Type"],
                                 "application/x-amz-json-1.1" if own else None)
                self.assertEqual((bool(body), headers["Expect"]), (own, None))

    def test_a_token_for_this_host_never_reaches_a_proxy(self):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            self.aws.reset()
            with self.subTest(variable=name), RecordingProxy() as proxy:
                done = self.run_program(**{name: proxy.url}, **self.environ_of_container())
                self.assertNotIn(b"\nAuthorization: " + TOKEN.encode(), b"".join(proxy.seen))
                self.expect_listing(done)
                self.assertEqual(self.methods("/container"), [("GET", "/container")])
                self.assertEqual(self.aws.picks, ["CONTAINER:_container:" + TOKEN] * 2)
                # libcurl ignores HTTP_PROXY, which a client of a CGI program can set.
                self.expect_listing_only(proxy, 0 if name == "HTTP_PROXY" else 2)

    def test_an_instance_is_asked_directly_too(self):
        with RecordingProxy() as proxy:
            self.expect_listing(self.run_program(AWS_EC2_METADATA_DISABLED="false",
                                                 http_proxy=proxy.url, ALL_PROXY=proxy.url))
            self.expect_listing_only(proxy, 2)

    def test_a_redirect_is_not_followed(self):
        with StandIn() as other:
            self.aws.answer = lambda *_: (302, {"Location": other.url + "/container"}, "")
            done = self.run_program(**self.environ_of_container())
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("302", done.stderr)
            self.assertEqual(other.requests, [])

    def test_a_dead_proxy_fails_without_its_password(self):
        environ = client_environ(http_proxy="http://user:se%20cret@127.0.0.1:1",
                                 AWS_ENDPOINT_URL=self.aws.url, AWS_MAX_ATTEMPTS="1")
        for url in ("http://user:secret@127.0.0.1:1", "http://user:secret word@127.0.0.1:1"):
            environ["http_proxy"] = url
            done = subprocess.run([PROGRAM, "img"], env=environ, check=False, capture_output=True,
                                  text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr, "^libcurl: .*(connect|proxy)")
            self.assertNotIn("secret", done.stderr)
        self.assertEqual(self.aws.requests, [])

    def test_a_silent_container_times_out(self):
        """Three attempts of 2 s: the example honours the deadline of each."""
        def hang():
            time.sleep(30)
            return 200, ""

        self.aws.answers["/container"] = hang
        before = time.monotonic()
        done = self.run_program(**self.environ_of_container())
        self.assertLess(time.monotonic() - before, 25)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, "did not answer within 2000|timed out after [12]")


if __name__ == "__main__":
    unittest.main()
