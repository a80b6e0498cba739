"""The examples, run against the local endpoint; their output is checked."""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from endpoint_fixture import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Endpoint, client_environ

EXAMPLES = os.environ["SGP_EXAMPLES"]
SOURCES = os.path.join(os.path.dirname(__file__), "../../examples")
needs_backend = unittest.skipUnless(
    os.environ["SGP_BACKENDS"], "the library has no TLS backend: examples that need one are left out")


def run(name, *args, environ=None):
    return subprocess.run([os.path.join(EXAMPLES, name), *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environ, timeout=60, check=False, text=True)


@contextlib.contextmanager
def relay(endpoint):
    """A UNIX socket in front of the endpoint; gives its path."""
    folder = tempfile.mkdtemp(prefix="sagepager-e2e-")
    path = os.path.join(folder, "socket")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        acceptor = threading.Thread(target=accept_all, args=(server, endpoint), daemon=True)
        acceptor.start()
        try:
            yield path
        finally:
            server.shutdown(socket.SHUT_RDWR)
            acceptor.join()
            shutil.rmtree(folder)


def accept_all(server, endpoint):
    with contextlib.suppress(OSError):
        while True:
            near = server.accept()[0]
            threading.Thread(target=relay_one, args=(near, endpoint), daemon=True).start()


def relay_one(near, endpoint):
    with near, socket.create_connection((endpoint.host, endpoint.port)) as far:
        back = threading.Thread(target=pump, args=(far, near), daemon=True)
        back.start()
        pump(near, far)
        back.join()


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


class Examples(unittest.TestCase):
    def environ(self, endpoint):
        return client_environ(endpoint, AWS_ENDPOINT_URL=endpoint.url)

    @needs_backend
    def test_list_all(self):
        with Endpoint("--tls", "--generate", "57:img") as endpoint:
            done = run("list_all", "img", environ=self.environ(endpoint))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        versions = sorted(int(line.split()[0]) for line in done.stdout.splitlines())
        self.assertEqual(versions, list(range(1, 58)))

    @needs_backend
    def test_list_all_reports_errors(self):
        with Endpoint("--generate", "1:img") as endpoint:
            done = run("list_all", "no-such", environ=self.environ(endpoint))
        self.assertEqual(done.returncode, 1)
        self.assertIn("An error occurred (ResourceNotFound)", done.stderr)

    @needs_backend
    def test_one_call(self):
        with Endpoint("--generate", "57:img") as endpoint:
            done = run("one_call", "img", environ=self.environ(endpoint))
        self.assertEqual(done.stdout, "5 versions, newest 57, and more\n")

    @needs_backend
    def test_poll_loop_runs_100_listings_at_once(self):
        self.expect_100_listings_at_once("poll_loop")

    @needs_backend
    def test_libevent_loop_runs_100_listings_at_once(self):
        self.expect_100_listings_at_once("libevent_loop")

    def expect_100_listings_at_once(self, name):
        with Endpoint("--tls", "--generate", "123:img") as endpoint:
            done = run(name, "img", environ=self.environ(endpoint))
            connections = {entry["connection"] for entry in endpoint.request_log()}
            failed = run(name, "no-such", environ=self.environ(endpoint))
        expected = "".join("listing %d: 123 items\n" % i for i in range(100))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, expected, ""))
        self.assertEqual(len(connections), 100)
        self.assertEqual((failed.returncode, failed.stdout), (1, ""))
        self.assertEqual(failed.stderr.count("\n"), 100)

    @needs_backend
    def test_libevent_loop_waits_for_times_too(self):
        """Nobody listens: all listings wait between their attempts at the same time."""
        environ = client_environ(None, AWS_ENDPOINT_URL="http://127.0.0.1:1")
        done = run("libevent_loop", "img", environ=environ)
        self.assertEqual((done.returncode, done.stderr.count("Could not connect")), (1, 100))

    @needs_backend
    def test_static_memory_takes_nothing_from_the_heap(self):
        peaks = {}
        for count in (10, 1001, 4001):
            with Endpoint("--tls", "--generate", "%d:img" % count) as endpoint:
                for program in ("static_memory", os.environ["SGP_TRAPPED_static_memory"]):
                    done = run(program, "img", environ=self.environ(endpoint))
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    numbers = [int(text) for text in re.findall("[0-9]+", done.stdout)]
                    self.assertEqual((numbers[0], numbers[3]), (count, 0))
                    peaks.setdefault(count, set()).add(numbers[1])
        # Ten items are one short page; the others have 11 and 41 pages.
        self.assertEqual(len(peaks[1001]), 1, peaks)
        self.assertEqual(peaks[1001], peaks[4001], "the peak grows with the number of pages")
        self.assertLessEqual(max(peaks[10]), max(peaks[1001]))

    @needs_backend
    def test_the_trap_catches_a_program_without_the_pool(self):
        done = run(os.environ["SGP_TRAPPED_list_all"], "img", environ=client_environ())
        self.assertLess(done.returncode, 0)
        self.assertEqual(done.stderr, "caught a call of malloc\n")

    @needs_backend
    def test_own_http_curl(self):
        with Endpoint("--tls", "--generate", "123:img") as endpoint:
            done = run("own_http_curl", "img", environ=self.environ(endpoint))
            agents = {dict(entry["headers"]).get("User-Agent") for entry in endpoint.request_log()}
            unsafe = run("own_http_curl", "img", environ=client_environ(
                None, AWS_ENDPOINT_URL=endpoint.url))
            missing = run("own_http_curl", "no-such", environ=self.environ(endpoint))
        self.expect_versions(done, 123)
        self.assertEqual(len(agents), 1, agents)
        self.assertRegex(agents.pop(), "^sagepager/")
        self.assertEqual((unsafe.returncode, unsafe.stdout), (1, ""))
        self.assertIn("libcurl: ", unsafe.stderr)
        self.assertEqual(missing.stderr, "No Image with the name no-such exists.\n")

    @needs_backend
    def test_own_stream_over_a_unix_socket_with_tls_on_it(self):
        with Endpoint("--tls", "--generate", "123:img") as endpoint:
            with relay(endpoint) as path:
                done = run("own_stream", path, "img", environ=self.environ(endpoint))
                unsafe = run("own_stream", path, "img", environ=client_environ(
                    None, AWS_ENDPOINT_URL=endpoint.url))
            gone = run("own_stream", path, "img", environ=self.environ(endpoint))
        self.expect_versions(done, 123)
        self.assertEqual((unsafe.returncode, unsafe.stdout), (1, ""))
        self.assertIn("certificate verify failed", unsafe.stderr)
        self.assertEqual(gone.returncode, 1)
        self.assertIn("Could not connect to the endpoint URL", gone.stderr)

    def test_own_tls_gnutls_needs_no_backend(self):
        with Endpoint("--tls", "--generate", "123:img") as endpoint:
            done = run("own_tls_gnutls", "img", environ=self.environ(endpoint))
            unsafe = run("own_tls_gnutls", "img", environ=client_environ(
                None, AWS_ENDPOINT_URL=endpoint.url))
        self.expect_versions(done, 123)
        self.assertEqual((unsafe.returncode, unsafe.stdout), (1, ""))
        self.assertIn("certificate", unsafe.stderr)
        self.assertIn("NOT trusted", unsafe.stderr)

    @unittest.skipIf(os.environ["SGP_BACKENDS"], "of interest where the library has no TLS itself")
    def test_own_tls_gnutls_brings_in_no_other_tls_library(self):
        done = subprocess.run(["ldd", os.path.join(EXAMPLES, "own_tls_gnutls")], check=True,
                              stdout=subprocess.PIPE, text=True)
        self.assertIn("libgnutls", done.stdout)
        self.assertIsNone(re.search("libssl|libcrypto|mbed", done.stdout), done.stdout)

    def test_the_pieces_of_the_porting_guide_are_under_100_lines_each(self):
        for name in ("own_stream", "own_tls_gnutls", "curl_http"):
            with open(os.path.join(SOURCES, name + ".c"), encoding="utf-8") as file:
                pieces = re.split("/\\* -{3} (.*?) -+ \\*/", file.read())
            self.assertGreater(len(pieces), 4, name)
            for title, piece in zip(pieces[1::2], pieces[2::2]):
                code = re.sub(r"/\*.*?\*/", "", piece, flags=re.S)
                count = sum(1 for line in code.splitlines() if line.strip())
                self.assertTrue(20 < count < 100, (name, title, count))

    @needs_backend
    def test_own_credentials(self):
        with Endpoint("--generate", "7:img") as endpoint, tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "keys")
            results = []
            for text in (None, "AKIDEXAMPLE\n", "x" * 200 + "\ny\n",
                         ACCESS_KEY_ID + "\n" + SECRET_ACCESS_KEY + "\n"):
                if text is not None:
                    with open(path, "w", encoding="ascii") as file:
                        file.write(text)
                environ = client_environ(None, AWS_ENDPOINT_URL=endpoint.url,
                                         AWS_ACCESS_KEY_ID="not", AWS_SECRET_ACCESS_KEY="used")
                results.append(run("own_credentials", path, "img", environ=environ))
        self.assertIn("Unable to locate credentials", results[0].stderr)
        self.assertEqual(results[1].stderr, path + ": expected a key ID and a secret on two lines\n")
        self.assertEqual(results[2].stderr, results[1].stderr)  # a line that does not fit
        self.expect_versions(results[3], 7)

    @needs_backend
    def test_own_clock_dates_the_signatures(self):
        with Endpoint("--generate", "7:img") as endpoint:
            right = run("own_clock", "0", "img", environ=self.environ(endpoint))
            self.assertEqual((right.returncode, right.stdout), (0, "7 items\n"))
            self.assertEqual(len(endpoint.request_log()), 1)
            self.expect_one_request_more(endpoint, "-3600")
            self.expect_one_request_more(endpoint, "3600")
            self.expect_one_request_more(endpoint, str(60 - int(time.time())))  # of 1970

    def expect_one_request_more(self, endpoint, behind):
        before = len(endpoint.request_log())
        wrong = run("own_clock", behind, "img", environ=self.environ(endpoint))
        self.assertEqual((wrong.returncode, wrong.stdout), (0, "7 items\n"))
        self.assertEqual([entry["status"] for entry in endpoint.request_log()[before:]], [400, 200])

    def expect_versions(self, done, count):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        versions = sorted(int(line.split()[1]) for line in done.stdout.splitlines())
        self.assertEqual(versions, list(range(1, count + 1)))

    def test_own_http_needs_no_network(self):
        done = run("own_http")
        self.assertEqual((done.returncode, done.stdout.splitlines()),
                         (0, ['would send POST https://api.sagemaker.us-west-2.amazonaws.com/ '
                              '{"ImageName": "my-image"}', "version 2", "version 1"]))


if __name__ == "__main__":
    unittest.main()
