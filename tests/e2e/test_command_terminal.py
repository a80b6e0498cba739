"""A terminal obeys control characters, so the command shows them as escapes there. To a pipe or file
it writes the bytes of the AWS CLI (test_command_output.py, test_command_formats.py)."""

import json
import os
import pty
import re
import unittest

from command_fixture import ScriptedServer, answer, command_binary, run_listing, run_on_terminal
from endpoint_fixture import client_environ

# A title and a colour, in 7 and 8 bits; DEL; a text from right to left; an isolate; an overwritten
# line.
REASON = "a\x1b]0;title\x07\x7f\x9b31m\u202etxt.exe\u2066\rb \u00e4\u20ac\U0001f600"
SHOWN = r"a\u001b]0;title\u0007\u007f\u009b31m\u202etxt.exe\u2066\u000db " + "\u00e4\u20ac\U0001f600"
PAGE = answer(json.dumps({"ImageVersions": [{"FailureReason": REASON}]}))
DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMATS = [("--output", name) for name in ("json", "text", "table", "yaml", "yaml-stream")] + [
    ("--output", name, "--query", "ImageVersions[].FailureReason")
    for name in ("json", "text", "table", "yaml", "yaml-stream")]


class TerminalTest(unittest.TestCase):
    def seen(self, *args, body=PAGE, **environ):
        """What the terminal is sent, with the line ends that it got."""
        environ = {"AWS_PAGER": "", **environ}
        _, seen = run_on_terminal(ScriptedServer(body), [command_binary()], *args,
                                  env=client_environ(**environ))
        return seen.decode().replace("\r\n", "\n")

    def test_every_format_shows_control_characters(self):
        for args in FORMATS:
            for pager in ("", "cat"):
                with self.subTest(args=args, pager=pager):
                    seen = self.seen(*args, "--color", "off", AWS_PAGER=pager)
                    self.assertIsNone(DANGEROUS.search(seen), repr(seen))
                    self.assertIn("title", seen)

    def test_text_shows_them_as_escapes_and_nothing_else(self):
        self.assertEqual(self.seen("--output", "text"), f"IMAGEVERSIONS\t{SHOWN}\n")

    def test_json_stays_json(self):
        found = json.loads(self.seen("--output", "json"))
        self.assertEqual(found["ImageVersions"][0]["FailureReason"], REASON)

    def test_a_pipe_gets_the_bytes_of_the_aws_cli(self):
        with ScriptedServer(PAGE) as server:
            done = run_listing(server.url, "--output", "text")
        self.assertEqual(done.stdout.decode(), f"IMAGEVERSIONS\t{REASON}\n")

    def test_the_table_still_has_its_colours(self):
        self.assertIn("\x1b[1m\x1b[34m" + SHOWN, self.seen("--output", "table"))

    def test_no_color(self):
        """no-color.org: whatever the value, unless it is empty; the option has the last word."""
        table = ("--output", "table")
        for value, args, coloured in (("1", (), False), ("0", (), False), ("", (), True),
                                      ("1", ("--color", "on"), True),
                                      ("1", ("--color", "auto"), False)):
            with self.subTest(value=value, args=args):
                seen = self.seen(*table, *args, NO_COLOR=value)
                self.assertEqual("\x1b[" in seen, coloured)

    def test_errors_and_traces_are_shown_too(self):
        refusal = answer(json.dumps({"__type": "X", "message": REASON}), "400 Bad Request",
                         extra="x-amzn-RequestId: r\u009b31m\r\n")
        for args in ((), ("--debug",)):
            with self.subTest(args=args):
                seen = self.seen(*args, body=refusal)
                self.assertIsNone(DANGEROUS.search(seen), repr(seen))
                self.assertIn("title", seen)

    def test_arguments_in_errors(self):
        seen = self.seen("--max-items", "\x1b]0;title\x07")
        self.assertIsNone(DANGEROUS.search(seen), repr(seen))
        self.assertIn("title", seen)

    def test_configure_list(self):
        argv = [command_binary(), "configure", "list"]
        environ = client_environ(AWS_REGION="eu\x1b]0;title\x07-1", AWS_ACCESS_KEY_ID="AKID",
                                 AWS_SECRET_ACCESS_KEY="secret")
        environ = {name: value for name, value in environ.items() if value is not None}
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(argv[0], argv, environ)
        seen = b""
        try:
            while piece := os.read(terminal, 1000):
                seen += piece
        except OSError:  # the end of a terminal is EIO
            pass
        os.waitpid(pid, 0)
        os.close(terminal)
        text = seen.decode().replace("\r\n", "\n")
        self.assertIsNone(DANGEROUS.search(text), repr(text))
        self.assertIn("title", text)


if __name__ == "__main__":
    unittest.main()
