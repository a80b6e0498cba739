"""The examples, run against the local endpoint; their output is checked."""
import os
import subprocess
import unittest

from endpoint_fixture import Endpoint, client_environ

EXAMPLES = os.environ["SGP_EXAMPLES"]
needs_backend = unittest.skipUnless(
    os.environ["SGP_BACKENDS"], "the library has no TLS backend: examples that need one are left out")


def run(name, *args, environ=None):
    return subprocess.run([os.path.join(EXAMPLES, name), *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environ, timeout=60, check=False, text=True)


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
    def test_poll_loop_lists_several_at_once(self):
        with Endpoint("--tls", "--generate", "123:img") as endpoint:
            done = run("poll_loop", "img", environ=self.environ(endpoint))
        expected = "".join("listing %d: 123 items\n" % i for i in range(4))
        self.assertEqual((done.returncode, done.stdout), (0, expected))

    def test_own_http_needs_no_network(self):
        done = run("own_http")
        self.assertEqual((done.returncode, done.stdout.splitlines()[1:]),
                         (0, ["version 2", "version 1"]))


if __name__ == "__main__":
    unittest.main()
