"""Pages of any size and spelling, however their bodies are framed, cut off or tried again: the command
prints exactly the items that were sent.

SGP_BODY_CASES and SGP_BODY_SEED set how many random listings there are.
"""

import json
import os
import random
import unittest

from command_fixture import ScriptedServer, run_listing
from endpoint_fixture import client_environ

CASES = int(os.environ.get("SGP_BODY_CASES", "12"))
SEED = int(os.environ.get("SGP_BODY_SEED", "1"))
PRINTED = ("FailureReason", "ImageArn", "ImageVersionArn", "ImageVersionStatus", "Version")


def random_item(rng, number):
    """Texts may repeat, need escapes, or be longer than what is held of a body."""
    item = {"CreationTime": 1600000000 + number + rng.choice([0, 0.5, 0.123]),
            "ImageArn": rng.choice(["arn:a", "arn:b\u00e9", "x" * rng.randrange(3000)]),
            "ImageVersionArn": f"arn:aws:v/{number}",
            "ImageVersionStatus": rng.choice(["CREATED", "CREATE_FAILED", "odd\n"]),
            "Version": number}
    if rng.random() < 0.2:
        item["FailureReason"] = "".join(rng.choices('a\u20ac"\\\n/', k=rng.randrange(5000)))
    if rng.random() < 0.2:
        item["Unknown"] = {"a": [1, 22, {"b": []}], "c": "d" * rng.randrange(9000)}
    names = list(item)
    if rng.random() < 0.3:
        rng.shuffle(names)
    return {name: item[name] for name in names}


def random_body(rng, items, next_token):
    members = [("ImageVersions", items), ("x", 1234)]
    if next_token:
        members.append(("NextToken", next_token))
    rng.shuffle(members)
    return json.dumps(dict(members), ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, None, 2]),
                      separators=rng.choice([(",", ":"), (", ", ": ")])).encode()


def chunked(rng, body):
    out = b""
    while body:
        size = rng.choice([1, 7, 100, 4096, 5000])
        out += b"%x\r\n%s\r\n" % (len(body[:size]), body[:size])
        body = body[size:]
    return out + b"0\r\n\r\n"


def framed(rng, body):
    head = b"HTTP/1.1 200 OK\r\n"
    if rng.random() < 0.3:
        return head + b"Connection: close\r\n\r\n" + body
    if rng.random() < 0.5:
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(rng, body)
    return head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def cut_off(rng, body):
    """A part of an answer, after which the connection ends."""
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body[:rng.randrange(len(body))]


class BodiesTest(unittest.TestCase):
    def check(self, seed):
        rng = random.Random(seed)
        items, replies = [], []
        for number in range(4):
            more = [random_item(rng, len(items) + i) for i in range(rng.randrange(60))]
            body = random_body(rng, more, f"t{number}" if number < 3 else None)
            if rng.random() < 0.15:
                replies.append(cut_off(rng, body))
            replies.append(framed(rng, body))
            items += more
        with ScriptedServer(*replies) as server:
            done = run_listing(server.url, "--page-size", rng.choice([1, 10, 100]), "--output", "json",
                               env=client_environ(AWS_MAX_ATTEMPTS="5"))
        self.assertEqual((done.returncode, done.stderr), (0, b""), seed)
        sent = [{name: item[name] for name in PRINTED if name in item} for item in items]
        got = [{name: item[name] for name in PRINTED if name in item}
               for item in json.loads(done.stdout)["ImageVersions"]]
        self.assertEqual(got, sent, seed)

    def test_random_listings(self):
        for seed in range(SEED, SEED + CASES):
            self.check(seed)


if __name__ == "__main__":
    unittest.main()
