"""--cli-input-json and file:// values: what is sent and what is refused. Sentences and exit codes are
those that Debian 12's awscli 2.9.19 gives for the same arguments.
"""

import json
import os
import pwd
import tempfile
import unittest

from command_fixture import ScriptedServer, answer, error_text, run_command
from endpoint_fixture import client_environ

LIST = ("list-image-versions",)
UNKNOWN = ("Unknown parameter in input: \"Nope\", must be one of: CreationTimeAfter, "
           "CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, "
           "NextToken, SortBy, SortOrder")
FAILED = "Parameter validation failed:\n"


def invalid(member, value, kind, valid):
    return (FAILED + f"Invalid type for parameter {member}, value: {value}, type: <class '{kind}'>, "
            f"valid types: {valid}")


class CommandInput(unittest.TestCase):
    def sent(self, *args):
        """The bodies of a listing whose first page has a token."""
        pages = (answer('{"ImageVersions": [], "NextToken": "t"}'), answer('{"ImageVersions": []}'))
        with ScriptedServer(*pages) as server:
            done = run_command(*LIST, "--endpoint-url", server.url, *args)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            return [json.loads(body) for body in server.bodies]

    def refused(self, *args):
        done = run_command(*LIST, "--endpoint-url", "http://127.0.0.1:1", *args)
        self.assertEqual((done.returncode, done.stdout), (252, b""))
        return done.stderr

    def file(self, text):
        handle, path = tempfile.mkstemp(prefix="sagepager-param-")
        self.addCleanup(os.unlink, path)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return "file://" + path

    def test_members_come_from_json_and_the_command_line_goes_before(self):
        given = {"ImageName": "of json", "SortBy": "VERSION", "CreationTimeAfter":
                 "2020-01-02T03:04:05Z", "LastModifiedTimeBefore": 1614230400.5}
        sent = {**given, "CreationTimeAfter": 1577934245, "LastModifiedTimeBefore": 1614230400}
        for value in (json.dumps(given), self.file(json.dumps(given))):
            self.assertEqual(self.sent("--cli-input-json", value), [sent, {**sent, "NextToken": "t"}])
        self.assertEqual(self.sent("--cli-input-json", json.dumps(given), "--image-name", "argv",
                                   "--sort-by", "CREATION_TIME")[0],
                         {**sent, "ImageName": "argv", "SortBy": "CREATION_TIME"})

    def test_paging_members_turn_paging_off(self):
        for members in ({"MaxResults": 3}, {"NextToken": "x"}):
            body = {"ImageName": "i", **members}
            self.assertEqual(self.sent("--cli-input-json", json.dumps(body)), [body])

    def test_a_value_may_be_a_file(self):
        self.assertEqual(self.sent("--image-name", self.file("of a file\n"))[0],
                         {"ImageName": "of a file\n"})
        self.assertEqual(self.sent("--image-name", "i", "--creation-time-after",
                                   self.file("1614230400"))[0]["CreationTimeAfter"], 1614230400)

    def test_a_path_may_start_at_a_home(self):
        """awscli/paramfile.py: os.path.expanduser. Without HOME it is the passwd entry's."""
        user = pwd.getpwuid(os.getuid()).pw_name
        file = "/".join([".."] * 20) + self.file("of a file")[len("file://"):]
        environ = client_environ(None)
        for home, path in ((None, f"~/{file}"), ("/", f"~/{file}"), ("", f"~/{file}"),
                           ("/no", f"~{user}/{file}")):
            environ.pop("HOME")
            if home is not None:
                environ["HOME"] = home
            with self.subTest(home=home, path=path):
                with ScriptedServer(answer('{"ImageVersions": []}')) as server:
                    done = run_command(*LIST, "--endpoint-url", server.url, "--image-name",
                                       "file://" + path, env=environ)
                    self.assertEqual((done.returncode, done.stderr), (0, b""))
                    self.assertEqual(json.loads(server.bodies[0])["ImageName"], "of a file")
            environ["HOME"] = "/no"

    def test_what_is_refused(self):
        cases = [
            ('{"a', "Error parsing parameter 'cli-input-json': Invalid JSON received."),
            ('\ufeff{"ImageName": "a"}', "Error parsing parameter 'cli-input-json': Invalid JSON received."),
            ('{"ImageName": "a\nb"}', "Error parsing parameter 'cli-input-json': Invalid JSON received."),
            ('{"ImageName": "a", "MaxResults": 2.0}', "Parameter validation failed:\nInvalid type for parameter MaxResults, "
             "value: 2.0, type: <class 'float'>, valid types: <class 'int'>"),
            ("[1]", "Error parsing parameter '--cli-input-json': Invalid type: expecting map, "
                    "received <class 'list'>"),
            ("{}", FAILED + 'Missing required parameter in input: "ImageName"'),
            ('{"Nope": 5, "ImageName": "x"}', FAILED + UNKNOWN),
            ('{"ImageName": 5}', invalid("ImageName", 5, "int", "<class 'str'>")),
            ('{"ImageName": null}', invalid("ImageName", "None", "NoneType", "<class 'str'>")),
            ('{"ImageName": "x", "MaxResults": "q"}', invalid("MaxResults", "q", "str", "<class 'int'>")),
            ('{"ImageName": "x", "CreationTimeAfter": "zz"}', invalid(
                "CreationTimeAfter", "zz", "str",
                "<class 'datetime.datetime'>, timestamp-string")),
            ("file:///nope", "Error parsing parameter '--cli-input-json': Unable to load paramfile "
                             "file:///nope: [Errno 2] No such file or directory: '/nope'"),
        ]
        for value, sentence in cases:
            with self.subTest(value=value):
                self.assertEqual(self.refused("--cli-input-json", value), error_text(
                    "An error occurred (ParamValidation): " + sentence))
        self.assertIn(b"Error parsing parameter '--image-name': Unable to load paramfile fileb:///nope",
                      self.refused("--image-name", "fileb:///nope"))


if __name__ == "__main__":
    unittest.main()
