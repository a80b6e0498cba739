"""The next request is on its way while the consumer works on a page; nothing after that is."""

import os
import subprocess
import time
import unittest

from command_fixture import ScriptedServer, page
from endpoint_fixture import client_environ

DRIVER = os.environ["SGP_PREFETCH_DRIVER"]
PAGES = [page([1, 2], "t1"), page([3], "t2"), page([4])]


class PrefetchTest(unittest.TestCase):
    def start(self, server, mode):
        process = subprocess.Popen([DRIVER, mode], env=client_environ(AWS_ENDPOINT_URL=server.url),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), "2\n")
        return process

    def go_on(self, process):
        process.stdin.write("\n")
        process.stdin.flush()
        return process.stdout.readline()

    def test_the_request_comes_before_the_page_is_asked_for(self):
        with ScriptedServer(*PAGES) as server:
            process = self.start(server, "prefetch")
            server.wait_for_requests(2)
            self.assertEqual(self.go_on(process), "3\n")
            server.wait_for_requests(3)
            self.assertEqual(self.go_on(process), "4\n")
            self.assertEqual((self.go_on(process), process.wait(30)), ("", 0))
            self.assertEqual(len(server.bodies), 3)

    def test_without_it_no_request_comes(self):
        with ScriptedServer(*PAGES) as server:
            process = self.start(server, "none")
            time.sleep(0.2)
            self.assertEqual(len(server.bodies), 1)
            self.assertEqual(self.go_on(process), "3\n")
            process.kill()
            process.wait()

    def test_a_server_that_hangs_up_meanwhile_costs_a_retry_only(self):
        """The answer never comes, and the consumer finds the connection closed when it comes back."""
        with ScriptedServer(PAGES[0], ScriptedServer.CLOSE, *PAGES[1:]) as server:
            process = self.start(server, "prefetch")
            server.wait_for_requests(2)
            time.sleep(0.1)
            self.assertEqual(self.go_on(process), "3\n")
            self.assertEqual(self.go_on(process), "4\n")
            self.assertEqual((self.go_on(process), process.wait(30)), ("", 0))

    def test_leaving_early_is_clean(self):
        """With a page under way that never comes."""
        with ScriptedServer(PAGES[0], ScriptedServer.HANG) as server:
            process = self.start(server, "prefetch")
            server.wait_for_requests(2)
            process.stdin.close()
            self.assertEqual(process.wait(30), 1)


if __name__ == "__main__":
    unittest.main()
