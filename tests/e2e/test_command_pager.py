"""The pager: where there is a terminal, and only there. Which one: awscli/utils.py,
OutputStreamFactory, and botocore's chain for `pager`."""

import contextlib
import json
import os
import pty
import sys
import tempfile
import unittest

from command_fixture import ScriptedServer, answer, command_binary, run_listing, run_on_terminal
from endpoint_fixture import client_environ

PAGE = '{"ImageVersions": [{"Version": 1}]}'
TEXT = ("--output", "text")
PLAIN = "IMAGEVERSIONS\t1"


class PagerTest(unittest.TestCase):
    def on_terminal(self, *args, body=answer(PAGE), **environ):
        """(exit code, what a person sees)"""
        environ = {name: value for name, value in client_environ(**environ).items()
                   if value is not None}
        code, seen = run_on_terminal(ScriptedServer(body), [command_binary()], *args, env=environ)
        return code, seen.decode().replace("\r\n", "\n").strip()

    def test_the_variable_goes_before_the_profile_and_that_before_pager(self):
        with tempfile.NamedTemporaryFile("w", suffix=".config") as config:
            config.write("[default]\ncli_pager = sed s/^/profile:/\n")
            config.flush()
            environ = {"AWS_CONFIG_FILE": config.name, "PAGER": "sed s/^/pager:/",
                       "AWS_PAGER": "sed 's/^/a b:/'"}
            self.assertEqual(self.on_terminal(*TEXT, **environ), (0, "a b:" + PLAIN))
            environ["AWS_PAGER"] = None
            self.assertEqual(self.on_terminal(*TEXT, **environ), (0, "profile:" + PLAIN))
            environ["AWS_CONFIG_FILE"] = None
            self.assertEqual(self.on_terminal(*TEXT, **environ), (0, "pager:" + PLAIN))

    def test_an_empty_one_and_the_option_switch_it_off(self):
        self.assertEqual(self.on_terminal(*TEXT, AWS_PAGER="", PAGER="sed s/^/x/"), (0, PLAIN))
        self.assertEqual(self.on_terminal(*TEXT, "--no-cli-pager", AWS_PAGER="sed s/^/x/"), (0, PLAIN))

    def test_nothing_to_show_starts_none(self):
        refusal = answer('{"__type": "X", "message": "no"}', "400 Bad Request")
        for args, body, code in ((("--output", "off"), answer(PAGE), 0),
                                 (("--query", "nothing", "--output", "table"), answer(PAGE), 0),
                                 (("--output", "table", "--color", "on"), refusal, 254)):
            with self.subTest(args=args):
                got, seen = self.on_terminal(*args, body=body, AWS_PAGER="echo started; cat")
                self.assertEqual(got, code)
                self.assertNotIn("started", seen)

    def test_waits_for_it_however_often_ctrl_c_is_pressed(self):
        """A pager that outlives the command would leave the terminal as it has set it."""
        script = ("import os, signal\n"
                  "signal.signal(signal.SIGINT, lambda *_: os.write(1, b'caught.'))\n"
                  "os.write(1, b'started.')\n"
                  "open('/dev/tty').readline()\n"
                  "os.write(1, b'finished.')\n")
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(script)
            file.flush()
            environ = client_environ(AWS_PAGER=f"exec {sys.executable} {file.name}")
            code, seen = self.typed(environ, [(b"started.", b"\x03"), (b"caught.", b"\x03"),
                                              (b"caught.", b"\x03"), (b"caught.", b"\n"),
                                              (b"finished.", b"")])
        self.assertIn(b"finished.", seen)
        self.assertEqual(code, 0)

    @staticmethod
    def typed(environ, script):
        """(exit code, what is seen), of a listing on a terminal with a person who types a text as
        soon as another one is seen."""
        server = ScriptedServer(answer(PAGE))
        argv = [command_binary(), "list-image-versions", "--image-name", "img", "--endpoint-url",
                server.url, *TEXT]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(argv[0], argv, environ)
        seen = b""
        at = 0
        with server, contextlib.suppress(OSError):  # the end of a terminal is EIO
            for awaited, text in script:
                while awaited not in seen[at:]:
                    seen += os.read(terminal, 1000)
                at = seen.index(awaited, at) + len(awaited)
                os.write(terminal, text)
            while piece := os.read(terminal, 1000):
                seen += piece
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)
        return code, seen

    def test_without_less_the_default_is_to_print(self):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink("/bin/cat", os.path.join(folder, "cat"))
            self.assertEqual(self.on_terminal(*TEXT, AWS_PAGER=None, PAGER=None, PATH=folder),
                             (0, PLAIN))

    def test_without_a_terminal_there_is_none(self):
        with ScriptedServer(answer(PAGE)) as server:
            done = run_listing(server.url, *TEXT, env=client_environ(AWS_PAGER="sed s/^/x/"))
        self.assertEqual((done.returncode, done.stdout.decode()), (0, PLAIN + "\n"))

    def test_one_that_stops_reading_is_no_error(self):
        item = json.dumps({"FailureReason": "x" * 300})
        many = answer('{"ImageVersions": [' + ", ".join([item] * 1000) + "]}")
        code, seen = self.on_terminal(*TEXT, body=many, AWS_PAGER="head -n 1")
        self.assertEqual((code, seen), (0, "IMAGEVERSIONS\t" + "x" * 300))

    def test_its_pipes_break_silently(self):
        # Python's subprocess, which the AWS CLI uses, restores SIGPIPE in the same way.
        code, seen = self.on_terminal(*TEXT, AWS_PAGER="kill -s PIPE $$; echo ignored")
        self.assertEqual((code, seen), (0, ""))

    def test_one_that_is_none(self):
        code, seen = self.on_terminal(*TEXT, AWS_PAGER="no-such-pager")
        self.assertEqual(code, 253)
        self.assertIn("An error occurred (Pager): Unable to redirect output to pager", seen)

    def test_errors_come_after_what_was_paged(self):
        refusal = answer('{"__type": "X", "message": "no"}', "400 Bad Request")
        code, seen = self.on_terminal(*TEXT, body=refusal, AWS_PAGER="cat")
        self.assertEqual(code, 254)
        self.assertIn("An error occurred (X)", seen)


if __name__ == "__main__":
    unittest.main()
