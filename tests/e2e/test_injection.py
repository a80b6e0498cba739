"""Characters that end a header, a line or a host, in every text that the command takes: what goes out
has the same lines as with a harmless text, to the same place, or nothing goes out and it is said why.
"""

import json
import os
import tempfile
import unittest

from command_fixture import ScriptedServer, answer, run_command
from endpoint_fixture import client_environ

HARMLESS = "img"
NASTY = ("a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a@evil.test", "a#b", "a b", "a\"}, {\"b")
# For texts that are to come whole.
MORE = NASTY + ("a?b", "a/../b", "a%0d%0aX", " a", "a ", "a\tb", "a\\", "\u00e4\u2028", "a\x01", "a\x7f", "-", "a;b")
# After these the request must say the text, whole and nothing else.
SENT_AS_MEMBER = {"--image-name": "ImageName", "--starting-token": "NextToken"}
# A host, a name of one, or a file: what is not one is refused, or is a part of the URL.
OTHERS = ("--region", "--profile", "--ca-bundle", "--query", "--sort-by", "--sort-order", "--output", "--color",
          "--creation-time-after", "--last-modified-time-before", "--max-items", "--page-size", "--tls-backend",
          "--cli-read-timeout", "--cli-input-json", "--cli-binary-format", "--generate-cli-skeleton")
VARIABLES = ("AWS_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
             "AWS_SDK_UA_APP_ID", "AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_DEFAULT_OUTPUT",
             "AWS_USE_FIPS_ENDPOINT", "AWS_CONFIG_FILE")


def names(head):
    """The request line, and the headers' names."""
    return [head[0]] + [line.split(b":")[0] for line in head[1:]]


class Injection(unittest.TestCase):
    def setUp(self):
        self.server = ScriptedServer(answer('{"ImageVersions": []}'))
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def requests(self, *args, env=None, image=HARMLESS):
        """What came, and what the command said."""
        before = len(self.server.heads)
        done = run_command("list-image-versions", "--endpoint-url", self.server.url, "--image-name", image, *args,
                           env=client_environ(**(env or {})))
        return list(zip(self.server.heads[before:], self.server.bodies[before:])), done

    def expect_no_other_lines(self, came, done, harmless):
        self.assertIn(done.returncode, (0, 252, 253, 254, 255), done.stderr)
        for head, _ in came:
            self.assertEqual(names(head), names(harmless))
            self.assertNotIn(b"\nX-Evil", b"".join(head))
        if not came:
            self.assertNotEqual((done.returncode, done.stdout), (0, b""))

    def test_members_come_whole_and_alone(self):
        for option, member in SENT_AS_MEMBER.items():
            (harmless, _), = self.requests(option, HARMLESS)[0]
            for text in MORE:
                with self.subTest(option=option, text=text):
                    came, done = self.requests(f"{option}={text}")
                    self.expect_no_other_lines(came, done, harmless)
                    for _, body in came:
                        self.assertEqual(json.loads(body)[member], text)

    def test_no_option_adds_a_line(self):
        (harmless, _), = self.requests()[0]
        for option in OTHERS:
            for text in NASTY:
                with self.subTest(option=option, text=text):
                    self.expect_no_other_lines(*self.requests(f"{option}={text}"), harmless)

    def test_no_variable_adds_a_line(self):
        for variable in VARIABLES:
            harmless_env = {variable: "t"} if variable == "AWS_SESSION_TOKEN" else {}
            (harmless, _), = self.requests(env=harmless_env)[0]
            for text in NASTY:
                with self.subTest(variable=variable, text=text):
                    self.expect_no_other_lines(*self.requests(env={variable: text}), harmless)

    def test_no_setting_of_a_profile_adds_a_line(self):
        (harmless, _), = self.requests()[0]
        for setting in ("region", "aws_access_key_id", "sdk_ua_app_id", "output", "ca_bundle"):
            for text in NASTY:
                with self.subTest(setting=setting, text=text), tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "config")
                    with open(path, "w", encoding="utf-8", newline="") as file:
                        file.write(f"[default]\n{setting} = {text}\n")
                    self.expect_no_other_lines(*self.requests(env={"AWS_CONFIG_FILE": path}), harmless)

    def test_an_endpoint_is_the_place_it_says_or_refused(self):
        """Texts behind a harmless URL never move the request elsewhere."""
        (harmless, _), = self.requests()[0]
        for text in MORE:
            for url in (self.server.url + text, self.server.url + "/" + text,
                        "http://" + text + "@" + self.server.url[len("http://"):]):
                with self.subTest(url=url):
                    came, done = self.requests("--endpoint-url", url)
                    self.assertNotIn(done.returncode, (-11, -6))
                    for head, _ in came:
                        self.assertEqual(names(head)[1:], names(harmless)[1:])
                        self.assertRegex(head[0], rb"\APOST /[!-~]* HTTP/1\.1\r\n\Z")

    def test_a_nul_is_refused_and_never_cuts_a_text(self):
        for arguments in (("--cli-input-json", '{"NextToken": "a\\u0000b"}'), ("--query", '`"a\\u0000b"`')):
            came, done = self.requests(*arguments)
            self.assertEqual((came, done.returncode, done.stdout), ([], 252, b""))
            self.assertIn(b"a text with the character \\u0000 is not supported", done.stderr)
        (_, body), = self.requests("--cli-input-json", '{"NextToken": "a\\\\u0000b"}')[0]
        self.assertEqual(json.loads(body)["NextToken"], "a\\u0000b")


if __name__ == "__main__":
    unittest.main()
