"""Listings through a real HTTP proxy (tinyproxy): tunnels, absolute form, passwords, no_proxy; what
reaches the proxy is compared with what botocore sends through it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from command_fixture import error_text, run_listing
from endpoint_fixture import Endpoint, client_environ

TINYPROXY = shutil.which("tinyproxy", path=os.environ.get("PATH", "") + ":/usr/bin:/usr/sbin")
START_SECONDS = 20

needs_tinyproxy = unittest.skipUnless(
    TINYPROXY, "tinyproxy is not installed: NOTHING IS SENT THROUGH A REAL PROXY")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def without_connect_version(line):
    """Python's http.client chooses it: HTTP/1.0 up to 3.11, then HTTP/1.1."""
    return line.rsplit(" ", 1)[0] if line.startswith("CONNECT ") else line


class Proxy:
    """A running tinyproxy on loopback: .port, .log()."""

    def __init__(self, *lines):
        self.lines = lines
        self.port = free_port()
        self.folder = tempfile.mkdtemp(prefix="sagepager-proxy-")
        self.path = os.path.join(self.folder, "log")

    def __enter__(self):
        settings = os.path.join(self.folder, "tinyproxy.conf")
        with open(settings, "w", encoding="ascii") as file:
            file.write("\n".join([f"Port {self.port}", "Listen 127.0.0.1", "Allow 127.0.0.1",
                                  "Timeout 60", "MaxClients 20", f'LogFile "{self.path}"',
                                  "LogLevel Connect", *self.lines, ""]))
        self.process = subprocess.Popen([TINYPROXY, "-d", "-c", settings],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.stop()
                    raise RuntimeError("tinyproxy did not start") from None
                time.sleep(0.05)

    def __exit__(self, *exc_info):
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def requests(self):
        """The request lines that the proxy has seen."""
        with open(self.path, encoding="utf-8", errors="replace") as file:
            return [line.split("): ", 1)[1].strip() for line in file if "Request (file" in line]


@needs_tinyproxy
class ProxyTest(unittest.TestCase):
    maxDiff = None

    def list(self, endpoint, **environ):
        return run_listing(endpoint.url, "--page-size", "10",
                           env=client_environ(endpoint, **environ))

    def assert_lists(self, done, count):
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.count(b'"Version":'), count)

    def test_https_goes_through_one_tunnel(self):
        with Endpoint("--tls", "--generate", "25:img") as endpoint, Proxy() as proxy:
            done = self.list(endpoint, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}")
            self.assert_lists(done, 25)
            self.assertEqual(proxy.requests(), [f"CONNECT 127.0.0.1:{endpoint.port} HTTP/1.0"])
            self.assertEqual({r["connection"] for r in endpoint.request_log()}, {1})

    def test_http_goes_in_absolute_form(self):
        with Endpoint("--generate", "15:img") as endpoint, Proxy() as proxy:
            done = self.list(endpoint, http_proxy=f"127.0.0.1:{proxy.port}")
            self.assert_lists(done, 15)
            self.assertEqual(set(proxy.requests()), {f"POST {endpoint.url}/ HTTP/1.1"})

    def test_a_password_opens_the_tunnel(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint, \
                Proxy("BasicAuth us.er p-s_w.d") as proxy:
            url = f"http://us%2Eer:p%2Ds_w.d@127.0.0.1:{proxy.port}"
            self.assert_lists(self.list(endpoint, https_proxy=url), 5)

    def test_a_wrong_or_missing_password_is_told_without_it(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint, \
                Proxy("BasicAuth user right") as proxy:
            place = f"127.0.0.1:{proxy.port}"
            for user, shown in (("", ""), ("user:wrong@", "***:***@")):
                done = self.list(endpoint, https_proxy=f"http://{user}{place}")
                self.assertEqual((done.returncode, done.stdout), (255, b""))
                self.assertRegex(done.stderr.decode(),
                                 r'^\nsagepager: \[ERROR\]: Failed to connect to proxy URL: '
                                 + f'"http://{shown}{place}"'.replace("*", r"\*")
                                 + r" \(40[17] [A-Za-z ]+\)\n$")
            self.assertEqual(endpoint.request_log(), [])

    def test_a_wrong_password_for_http_is_an_error_without_it(self):
        """Its answer is the service's error, or a broken connection where tinyproxy resets it."""
        with Endpoint("--generate", "5:img") as endpoint, Proxy("BasicAuth user right") as proxy:
            done = self.list(endpoint, http_proxy=f"http://user:wrong@127.0.0.1:{proxy.port}")
            self.assertIn((done.returncode, done.stdout), [(254, b""), (255, b"")])
            self.assertNotIn(b"wrong", done.stderr)
            self.assertEqual(endpoint.request_log(), [])

    def test_no_proxy_goes_directly(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint, Proxy() as proxy:
            for text in ("127.0.0.1", "*", f"a, 127.0.0.1:{endpoint.port}"):
                done = self.list(endpoint, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}",
                                 NO_PROXY=text)
                self.assert_lists(done, 5)
            self.assertEqual(proxy.requests(), [])

    def test_a_dead_proxy_is_named_in_the_aws_clis_words(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint:
            port = free_port()
            done = self.list(endpoint, HTTPS_PROXY=f"http://usr7:pwd7@127.0.0.1:{port}")
            self.assertEqual((done.returncode, done.stderr), (255, error_text(
                f'Failed to connect to proxy URL: "http://***:***@127.0.0.1:{port}" '
                f"(no connection to 127.0.0.1 port {port}: 127.0.0.1: Connection refused)")))

    def test_a_bad_proxy_is_refused(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint:
            done = self.list(endpoint, HTTPS_PROXY="socks5://user:hidden@127.0.0.1:1080")
            self.assertEqual((done.returncode, done.stdout), (255, b""))
            self.assertIn(b"https_proxy has another scheme", done.stderr)
            self.assertNotIn(b"hidden", done.stderr)
            self.assert_lists(self.list(endpoint, HTTPS_PROXY="socks5h://127.0.0.1:1080", NO_PROXY="127.0.0.1"), 5)
        with Endpoint("--generate", "5:img") as endpoint:
            self.assert_lists(self.list(endpoint, HTTPS_PROXY="socks5h://127.0.0.1:1080"), 5)

    def test_debug_shows_the_proxy_and_not_its_password(self):
        with Endpoint("--tls", "--generate", "5:img") as endpoint, \
                Proxy("BasicAuth usr7 pwd7") as proxy:
            done = run_listing(endpoint.url, "--debug", env=client_environ(
                endpoint, HTTPS_PROXY=f"http://usr7:pwd7@127.0.0.1:{proxy.port}"))
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"through the proxy http://***:***@127.0.0.1:{proxy.port}".encode(),
                          done.stderr)
            for secret in (b"pwd7", b"dXNyNzpwd2Q3"):
                self.assertNotIn(secret, done.stderr)

    def test_botocore_asks_the_proxy_for_the_same(self):
        boto = "import boto3,sys;c=boto3.client('sagemaker',endpoint_url=sys.argv[1]);" \
               "c.list_image_versions(ImageName='img',MaxResults=10)"
        if subprocess.run(["/usr/bin/python3", "-c", "import boto3"], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("boto3 is not installed: its requests are not compared")
        for options in (["--tls"], []):
            with Endpoint(*options, "--generate", "5:img") as endpoint, Proxy() as proxy:
                url = f"http://127.0.0.1:{proxy.port}"
                environ = client_environ(endpoint, HTTPS_PROXY=url, HTTP_PROXY=url)
                self.assert_lists(run_listing(endpoint.url, env=environ), 5)
                subprocess.run(["/usr/bin/python3", "-c", boto, endpoint.url], env=environ,
                               check=True)
                ours, botocores = map(without_connect_version, proxy.requests())
                self.assertEqual(ours, botocores)


if __name__ == "__main__":
    unittest.main()
