"""The headers by which a service knows the attempts of one call: those of the library and of the
command, which the AWS CLI sends since 2.35.7, beside those that botocore sends to the same answers."""

import os
import re
import subprocess
import sys
import unittest

from command_fixture import ScriptedServer, answer, page
from endpoint_fixture import client_environ

try:
    import botocore.config
    import botocore.session
except ImportError:
    print("SKIPPED: python3-boto3 is not installed, nothing to compare with", file=sys.stderr)
    botocore = None

# Since botocore 1.43.67 the first attempt in the standard mode names the limit too; releases before do not.
ANNOUNCING = "attempt=1; max=3"
UUID4 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
BUSY = answer("{}", "503 Busy", extra="Date: Tue, 01 Jan 2030 00:00:10 GMT\r\n")
BUSY_WITHOUT_DATE = answer("{}", "503 Busy")
DRIVER = os.environ["SGP_PREFETCH_DRIVER"]
COMMAND = os.environ["SGP_COMMAND"]


def attempts_of(server):
    """[(invocation id, amz-sdk-request)], and where the two stand among the headers."""
    found = []
    for head in server.heads:
        fields = [line.decode().rstrip("\r\n").partition(": ") for line in head[1:]]
        values = {name.lower(): value for name, _, value in fields}
        found.append((values.get("amz-sdk-invocation-id"), values.get("amz-sdk-request")))
        signed = re.search("SignedHeaders=([^,]*)", values["authorization"]).group(1)
        assert "amz-sdk" not in signed, signed
    return found


@unittest.skipIf(botocore is None, "botocore is not installed: NOTHING IS COMPARED WITH IT")
class AttemptsTest(unittest.TestCase):
    def by_botocore(self, replies, mode):
        session = botocore.session.Session()
        session.set_credentials("AKID", "secret")
        config = botocore.config.Config(retries={"mode": mode}, proxies={})
        with ScriptedServer(*replies) as server:
            client = session.create_client("sagemaker", region_name="us-west-2", endpoint_url=server.url, config=config)
            list(client.get_paginator("list_image_versions").paginate(ImageName="img"))
            return attempts_of(server)

    def by_program(self, program, replies, mode):
        with ScriptedServer(*replies) as server:
            done = subprocess.run(program, input=b"\n" * len(replies), capture_output=True, check=False,
                                  env=client_environ(AWS_ENDPOINT_URL=server.url, AWS_RETRY_MODE=mode))
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            return attempts_of(server)

    def compare(self, replies, mode="standard"):
        theirs = self.by_botocore(replies, mode)
        for program in ([DRIVER, "none"], [COMMAND, "list-image-versions", "--image-name", "img"]):
            with self.subTest(program[0]):
                ours = self.by_program(program, replies, mode)
                self.compare_with(theirs, ours, mode)
        return [text for _, text in ours]

    def compare_with(self, theirs, ours, mode):
        first = "attempt=1" if mode == "legacy" else ANNOUNCING
        self.assertEqual([text for _, text in ours],
                         [first if text == "attempt=1" else text for _, text in theirs])
        for number, (invocation, _) in enumerate(ours):
            self.assertRegex(invocation, UUID4)
            # The same id for the attempts of a call, and for them alone.
            self.assertEqual([one == invocation for one, _ in ours], [one == theirs[number][0] for one, _ in theirs])

    def test_a_call_that_succeeds_at_once(self):
        self.assertEqual(self.compare([page([1], "t"), page([2])]), [ANNOUNCING, ANNOUNCING])

    def test_attempts_are_counted_and_have_a_time_to_live(self):
        for mode, first, most in (("standard", ANNOUNCING, 3), ("legacy", "attempt=1", 5)):
            with self.subTest(mode):
                self.assertEqual(self.compare([BUSY, page([1])], mode),
                                 [first, f"ttl=20300101T000110Z; attempt=2; max={most}"])

    def test_a_time_that_is_known_stays(self):
        self.assertEqual(self.compare([BUSY, BUSY_WITHOUT_DATE, page([1], "t"), page([2])]),
                         [ANNOUNCING, "ttl=20300101T000110Z; attempt=2; max=3",
                          "ttl=20300101T000110Z; attempt=3; max=3", ANNOUNCING])

    def test_a_connection_that_breaks_tells_no_time(self):
        self.assertEqual(self.compare([ScriptedServer.CLOSE, page([1])]), [ANNOUNCING, "attempt=2; max=3"])


if __name__ == "__main__":
    unittest.main()
