"""Listings cut short from outside: signals, closed pipes, full disks, a server that dies.

Whatever was printed is whole, and the token that is told leads to exactly the rest. Also what the
command says while it works: --debug and the progress line.
"""

import hashlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import threading
import time
import unittest

from command_fixture import (RUN_SECONDS, ScriptedServer, answer, command_binary, page,
                             resume_token, run_listing, start_listing)
from endpoint_fixture import SECRET_ACCESS_KEY, Endpoint, client_environ

COUNT = 4000


def finish(process):
    stdout, stderr = process.communicate(timeout=RUN_SECONDS)
    return process.returncode, stdout, stderr


class ScriptedServerTest(unittest.TestCase):
    def test_nothing_of_one_outlives_its_block(self):
        threads = threading.active_count()
        with ScriptedServer(page([1])) as server:
            self.assertEqual(run_listing(server.url).returncode, 0)
        self.assertEqual(threading.active_count(), threads)
        self.assertEqual(run_listing(server.url, "--cli-connect-timeout", "1",
                                     env=client_environ(AWS_MAX_ATTEMPTS="1")).returncode, 255)


class InterruptTest(unittest.TestCase):
    def interrupted(self, *args, number=signal.SIGINT):
        """A signal while the second page is awaited."""
        with ScriptedServer(page([1, 2], "t1"), ScriptedServer.HANG) as server:
            process = start_listing(server.url, *args)
            server.wait_for_requests(2)
            sent = time.monotonic()
            process.send_signal(number)
            outcome = finish(process)
            self.assertLess(time.monotonic() - sent, 10)
        return outcome

    def test_document_is_closed_and_can_be_resumed(self):
        code, stdout, stderr = self.interrupted()
        token = resume_token("t1")
        self.assertEqual(code, 130)
        self.assertEqual(json.loads(stdout), {"ImageVersions": [{"Version": 1}, {"Version": 2}],
                                              "NextToken": token})
        self.assertEqual(stderr.decode(), (
            "\nsagepager: [ERROR]: Interrupted\n"
            f"2 items were printed; resume with --starting-token {token}\n"))

    def test_json_lines(self):
        code, stdout, stderr = self.interrupted("--output", "jsonl")
        self.assertEqual((code, stdout), (130, b'{"Version":1}\n{"Version":2}\n'))
        self.assertIn(resume_token("t1").encode(), stderr)

    def test_query_that_has_printed_nothing(self):
        for output in ("json", "table", "yaml"):
            code, stdout, stderr = self.interrupted("--query", "length(ImageVersions)", "--output",
                                                    output)
            self.assertEqual((code, stdout), (130, b""))
            self.assertEqual(stderr.decode(), (
                "\nsagepager: [ERROR]: Interrupted\n2 items were read, not printed; resume with "
                f"--starting-token {resume_token('t1')}\n"))

    def test_query_that_prints_pages(self):
        code, stdout, stderr = self.interrupted("--query", "ImageVersions[].Version", "--output",
                                                "text")
        self.assertEqual((code, stdout), (130, b"1\t2\nNone\n"))
        self.assertEqual(stderr.decode(), (
            "\nsagepager: [ERROR]: Interrupted\n2 items were printed; resume with "
            f"--starting-token {resume_token('t1')}\n"))

    def test_polite_kill(self):
        code, stdout, _ = self.interrupted(number=signal.SIGTERM)
        self.assertEqual(code, 128 + signal.SIGTERM)
        self.assertEqual(len(json.loads(stdout)["ImageVersions"]), 2)

    def test_before_the_first_page(self):
        with ScriptedServer(ScriptedServer.HANG) as server:
            process = start_listing(server.url)
            server.wait_for_requests(1)
            process.send_signal(signal.SIGINT)
            self.assertEqual(finish(process),
                             (130, b"", b"\nsagepager: [ERROR]: Interrupted\n"))

    def test_while_waiting_to_try_again(self):
        """An attempt has failed; the next one is up to three seconds away."""
        with ScriptedServer(ScriptedServer.CLOSE) as server:
            process = start_listing(server.url)
            server.wait_for_requests(1)
            process.send_signal(signal.SIGINT)
            self.assertEqual(finish(process),
                             (130, b"", b"\nsagepager: [ERROR]: Interrupted\n"))

    def test_second_signal_ends_a_process_that_hangs_in_its_output(self):
        with Endpoint("--generate", COUNT) as endpoint:
            process = start_listing(endpoint.url, "--page-size", 100, image="demo-image")
            self.addCleanup(process.stdout.close)
            self.addCleanup(process.stderr.close)
            select.select([process.stdout], [], [], RUN_SECONDS)
            time.sleep(0.5)  # by now the pipe is full
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
            self.assertIsNone(process.poll())
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(RUN_SECONDS), -signal.SIGINT)

    def test_ignored_signal_stays_ignored(self):
        """A background job of a shell without job control."""
        released = threading.Event()

        def second():
            return page([2]) if released.wait(30) else ScriptedServer.CLOSE

        with ScriptedServer(page([1], "t1"), second) as server:
            process = subprocess.Popen(
                ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", command_binary(),
                 "list-image-versions", "--image-name", "img", "--endpoint-url", server.url],
                env=client_environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            server.wait_for_requests(2)
            process.send_signal(signal.SIGINT)
            released.set()
            code, stdout, stderr = finish(process)
        self.assertEqual((code, stderr), (0, b""))
        self.assertEqual(len(json.loads(stdout)["ImageVersions"]), 2)


class DyingEndpointTest(unittest.TestCase):
    """The endpoint is killed in mid-listing; the rest comes from a new one with the same data."""

    def killed(self, *args):
        with Endpoint("--generate", COUNT) as endpoint:
            process = start_listing(endpoint.url, "--page-size", 20, *args, image="demo-image")
            select.select([process.stdout], [], [], RUN_SECONDS)
            endpoint.stop()
            return finish(process)

    def rest(self, token, *args):
        with Endpoint("--generate", COUNT) as endpoint:
            done = run_listing(endpoint.url, "--page-size", 100, "--starting-token", token, *args,
                               image="demo-image")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def assert_whole(self, first, rest):
        numbers = [item["Version"] for item in first + rest]
        self.assertTrue(first and rest)
        self.assertEqual(len(numbers), COUNT)
        self.assertEqual(sorted(numbers), list(range(1, COUNT + 1)))

    def test_json(self):
        code, stdout, stderr = self.killed()
        document = json.loads(stdout)
        token = document["NextToken"]
        self.assertEqual(code, 255)
        self.assertIn(b"\nsagepager: [ERROR]: ", stderr)
        count = len(document["ImageVersions"])
        self.assertTrue(stderr.endswith(
            f"{count} items were printed; resume with --starting-token {token}\n".encode()))
        self.assert_whole(document["ImageVersions"], json.loads(self.rest(token))["ImageVersions"])

    def test_json_lines(self):
        code, stdout, stderr = self.killed("--output", "jsonl")
        self.assertEqual(code, 255)
        token = re.search(rb"resume with --starting-token (\S+)\n\Z", stderr)[1].decode()
        rest = self.rest(token, "--output", "jsonl")
        self.assert_whole([json.loads(line) for line in stdout.splitlines()],
                          [json.loads(line) for line in rest.splitlines()])


class OutputTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint("--generate", COUNT).start()
        cls.addClassCleanup(cls.endpoint.stop)

    def listing(self, *args, **options):
        return run_listing(self.endpoint.url, "--page-size", 50, *args, image="demo-image",
                           **options)

    def test_full_disk(self):
        for output in ("json", "jsonl"):
            before = len(self.endpoint.request_log())
            with self.subTest(output=output), open("/dev/full", "wb") as full:
                done = self.listing("--output", output, stdout=full)
                self.assertEqual((done.returncode, done.stderr), (255, (
                    b"\nsagepager: [ERROR]: Could not write to standard output: No space left on "
                    b"device\n")))
                self.assertLess(len(self.endpoint.request_log()) - before, 5)

    def test_closed_standard_output(self):
        """The socket must not take the place of descriptor 1."""
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" >&-', "sh", command_binary(), "list-image-versions",
             "--image-name", "demo-image", "--endpoint-url", self.endpoint.url],
            env=client_environ(), stderr=subprocess.PIPE, timeout=RUN_SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (255, (
            b"\nsagepager: [ERROR]: Could not write to standard output: Bad file descriptor\n")))

    def test_reader_that_has_seen_enough(self):
        for output in ("json", "jsonl"):
            before = len(self.endpoint.request_log())
            with self.subTest(output=output):
                process = start_listing(self.endpoint.url, "--page-size", 50, "--output", output,
                                        image="demo-image")
                process.stdout.readline()
                process.stdout.close()
                self.assertEqual(process.stderr.read(), b"")
                process.stderr.close()
                self.assertEqual(process.wait(RUN_SECONDS), 0)
                self.assertLess(len(self.endpoint.request_log()) - before, COUNT / 50)

    def test_failure_is_told_even_when_the_reader_has_gone(self):
        gone = threading.Event()

        def second():
            return answer("<html>") if gone.wait(30) else ScriptedServer.CLOSE

        with ScriptedServer(page([1], "t1"), second) as server:
            process = start_listing(server.url)
            process.stdout.readline()
            process.stdout.close()
            gone.set()
            stderr = process.stderr.read()
            process.stderr.close()
            self.assertEqual(process.wait(RUN_SECONDS), 255)
        self.assertTrue(stderr.startswith(b"\nsagepager: [ERROR]: "), stderr)
        self.assertNotIn(b"resume with", stderr)

    def test_head(self):
        done = subprocess.run(
            ["/bin/bash", "-c", '"$@" | head -n 1; echo "${PIPESTATUS[0]}"', "bash",
             command_binary(), "list-image-versions", "--image-name", "demo-image",
             "--endpoint-url", self.endpoint.url], env=client_environ(), capture_output=True,
            timeout=RUN_SECONDS, check=False)
        self.assertEqual((done.stdout, done.stderr), (b"{\n0\n", b""))

    def test_non_blocking_standard_output(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        with open(reader, "rb") as file:
            process = start_listing(self.endpoint.url, "--page-size", 100, stdout=writer,
                                    image="demo-image")
            os.close(writer)
            time.sleep(0.3)
            self.assertEqual(len(json.loads(file.read())["ImageVersions"]), COUNT)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(process.wait(RUN_SECONDS), 0)


class DebugTest(unittest.TestCase):
    token = "FQoGZXIvYXdzE-session-token-EXAMPLE/+=="

    def debug(self, *args, **environ):
        with Endpoint("--generate", 25, "--session-token", self.token) as endpoint:
            done = run_listing(endpoint.url, "--debug", *args, image="demo-image",
                               env=client_environ(endpoint, AWS_SESSION_TOKEN=self.token,
                                                  **environ))
            return done, endpoint.request_log()

    def test_nothing_secret_is_shown(self):
        done, log = self.debug()
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 25)
        self.assertNotIn(SECRET_ACCESS_KEY.encode(), done.stderr)
        self.assertNotIn(self.token.encode(), done.stderr)
        self.assertNotIn(hashlib.sha256(SECRET_ACCESS_KEY.encode()).hexdigest().encode(),
                         done.stderr)
        signatures = [re.search(r"Signature=([0-9a-f]{64})", dict(entry["headers"])[
            "Authorization"])[1] for entry in log]
        self.assertTrue(signatures)
        for signature in signatures:
            self.assertNotIn(signature.encode(), done.stderr)

    def test_what_is_shown(self):
        done, _ = self.debug("--region", "eu-west-1")
        text = done.stderr.decode()
        for line in text.splitlines():
            self.assertRegex(line, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00 [a-z]+: ")
        for topic in ("settings", "credentials", "sign", "request", "response", "connect"):
            self.assertIn(f" {topic}: ", text)
        self.assertIn("settings: region = eu-west-1 (from --region)\n", text)
        self.assertIn("(from --endpoint-url)\n", text)
        self.assertIn("settings: credentials = (set) (from AWS_SESSION_TOKEN)\n", text)

    def test_each_backend_lists_and_is_named(self):
        backends = os.environ["SGP_BACKENDS"].split(",")
        for backend in backends:
            with Endpoint("--tls", "--generate", 25) as endpoint:
                done = run_listing(endpoint.url, "--debug", "--tls-backend", backend,
                                   image="demo-image", env=client_environ(endpoint))
            self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 25)
            self.assertIn(f"tls_backend = {backend} (from --tls-backend)\n", done.stderr.decode())
        done, _ = self.debug()
        self.assertIn(f"tls_backend = {backends[0]} (from default)\n", done.stderr.decode())

    def test_where_settings_come_from(self):
        done, _ = self.debug(AWS_REGION="", AWS_CA_BUNDLE="/some/where.pem")
        self.assertIn(b"region = us-west-2 (from AWS_DEFAULT_REGION)\n", done.stderr)
        self.assertIn(b"ca_bundle = /some/where.pem (from AWS_CA_BUNDLE)\n", done.stderr)


class ProgressTest(unittest.TestCase):
    def on_terminal(self, *args, replies, stdout_too=False, interrupt=False):
        """Standard error, and with stdout_too both, on a pseudo-terminal: what it got."""
        master, slave = pty.openpty()
        with ScriptedServer(*replies) as server:
            process = start_listing(server.url, *args, stderr=slave,
                                    stdout=slave if stdout_too else subprocess.PIPE)
            os.close(slave)
            if interrupt:
                server.wait_for_requests(2)
                time.sleep(1.6)
                process.send_signal(signal.SIGINT)
            seen = self._drain(master)
            stdout = b"" if stdout_too else process.stdout.read()
            if not stdout_too:
                process.stdout.close()
            self.assertEqual(process.wait(RUN_SECONDS), 130 if interrupt else 0)
        return seen, stdout

    @staticmethod
    def _drain(master):
        seen = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # EIO: the other side is closed
                part = b""
            if not part:
                os.close(master)
                return seen
            seen += part

    @staticmethod
    def slow_page():
        time.sleep(1.6)
        return page([3])

    def test_long_listing_shows_and_clears_its_line(self):
        seen, stdout = self.on_terminal(replies=(page([1, 2], "t1"), self.slow_page))
        self.assertEqual(len(json.loads(stdout)["ImageVersions"]), 3)
        self.assertIn(b"\rpages: 1, items: 2", seen)
        self.assertRegex(seen, rb"\r {60}\r\Z")
        self.assertNotIn(b"\n", seen)

    def test_cleared_before_the_error(self):
        seen, _ = self.on_terminal(replies=(page([1, 2], "t1"), ScriptedServer.HANG),
                                   interrupt=True)
        self.assertRegex(seen, rb"items: 2\r {60}\r\r\nsagepager: \[ERROR\]: Interrupted\r\n")

    def test_short_listing_shows_nothing(self):
        seen, stdout = self.on_terminal(replies=(page([1, 2], "t1"), page([3])))
        self.assertEqual(seen, b"")
        self.assertEqual(len(json.loads(stdout)["ImageVersions"]), 3)

    def test_not_among_the_items_on_the_same_terminal(self):
        seen, _ = self.on_terminal(replies=(page([1, 2], "t1"), self.slow_page), stdout_too=True)
        self.assertEqual(len(json.loads(seen)["ImageVersions"]), 3)

    def test_shown_on_the_terminal_of_the_output_until_its_first_byte(self):
        for args, end in ((("--output", "table", "--color", "off"), b"----"),
                          (("--query", "length(ImageVersions)"), b"3")):
            with self.subTest(args=args):
                seen, _ = self.on_terminal(*args, replies=(page([1, 2], "t1"), self.slow_page),
                                           stdout_too=True)
                line, shown = seen.rsplit(b"\r" + b" " * 60 + b"\r", 1)
                self.assertIn(b"pages: 1, items: 2", line)
                self.assertTrue(shown.startswith(end), shown)

    def test_not_with_debug(self):
        seen, _ = self.on_terminal("--debug", replies=(page([1, 2], "t1"), self.slow_page))
        self.assertNotIn(b"pages:", seen)

    def test_not_without_a_terminal(self):
        with ScriptedServer(page([1], "t1"), self.slow_page) as server:
            done = run_listing(server.url)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
