"""Random listings through botocore's paginator and through ours: same pages, same resume token, same
error, same request bodies, byte for byte.

botocore is Debian's python3-botocore; its HTTP is replaced by the same canned bodies that the
paging_driver program gets.
"""
import base64
import json
import os
import random
import subprocess
import sys
import unittest

try:
    import botocore.awsrequest
    import botocore.exceptions
    import botocore.session
except ImportError:
    print("SKIPPED: python3-boto3 is not installed, nothing to compare with", file=sys.stderr)
    botocore = None

CASES = int(os.environ.get("SGP_PAGING_CASES", "3000"))
SEED = int(os.environ.get("SGP_PAGING_SEED", "20260102"))


# Tokens that fail botocore's parameter validation. It lists such faults together with those of other
# parameters; we report them alone, when the listing is made.
BAD_TYPE = base64.b64encode(b'{"NextToken": 5}').decode()
UNKNOWN_MEMBERS = base64.b64encode(b'{"A": 1, "NextToken": "t", "B": 2}').decode()


def token(value, cut=None):
    fields = {"NextToken": value}
    if cut is not None:
        fields["boto_truncate_amount"] = cut
    return base64.b64encode(json.dumps(fields).encode()).decode()


def starting_token(rng):
    """Any spelling, good and bad, that is answered alike on both sides."""
    index = rng.choice([0, 0, 1, 2, 3, 7, 50, -1, -2, -60])
    text = rng.choice(["t1", "tok/en+==", "a b", "u\u00fc\U0001f600", "", "None_", "x" * 300])
    return rng.choice([
        token(text if text else "e", index), token(text if text else "e"), token(None, index),
        token(None), "%s___%d" % (text, index), "None___%d" % index, "a___b", "a___ 1_0 ",
        "a___b___c", "opaque-service-token", "!!!!", "", "e30=",
        BAD_TYPE, UNKNOWN_MEMBERS,
        base64.b64encode(b'{"boto_truncate_amount": 2}').decode(),
        base64.b64encode(b'{"NextToken": "t", "boto_truncate_amount": true}').decode(),
        base64.b64encode(b'{"NextToken":"nospace"}').decode() + "\n",
    ])


def body(rng, number, last):
    """One answer: a list, an empty list, a null or missing list; next token or one of its absences."""
    page = {}
    kind = rng.random()
    if kind < 0.8:
        count = rng.choice([0, 1, 2, 3, 10])
        page["ImageVersions"] = [{"Version": number * 100 + i} for i in range(count)]
    elif kind < 0.9:
        page["ImageVersions"] = None
    if not last:
        page["NextToken"] = rng.choice(["t%d" % number, "it's %d" % number, "q\"%d" % number])
    elif rng.random() < 0.4:
        page["NextToken"] = rng.choice([None, ""])
    return page


def make_case(rng):
    pages = rng.randint(1, 5)
    bodies = [body(rng, i, i == pages - 1) for i in range(pages)]
    if rng.random() < 0.05 and pages > 1:
        for page in bodies[:2]:
            page["NextToken"] = rng.choice(["same", "it's the same"])
    request = {"ImageName": rng.choice(["img"] * 20 + [""])}
    if rng.random() < 0.1:
        request["MaxResults"] = rng.choice([1, 5, 100, 500, 0, -3])
    if rng.random() < 0.1:
        request["NextToken"] = rng.choice(["user", "", "\u00e4"])
    if rng.random() < 0.2:
        request["SortBy"] = rng.choice(["VERSION", "CREATION_TIME", "zz"])
    if rng.random() < 0.2:
        request["SortOrder"] = rng.choice(["ASCENDING", "DESCENDING", "\x7f\n\"\\/"])
    config = {}
    if rng.random() < 0.6:
        config["MaxItems"] = rng.choice([0, 1, 2, 3, 4, 5, 6, 10, 11, 20, 21, 1000])
    if rng.random() < 0.4:
        config["PageSize"] = rng.choice([1, 2, 10, 100, 500, 0, -1])
    if rng.random() < 0.5:
        config["StartingToken"] = starting_token(rng)
        if config["StartingToken"] in (BAD_TYPE, UNKNOWN_MEMBERS):
            request, config["PageSize"] = {"ImageName": "img"}, 10
    return {"request": request, "config": config, "bodies": [json.dumps(b) for b in bodies]}


class Raw:
    """The raw half of botocore's AWSResponse."""

    def __init__(self, content):
        self.content = content

    def stream(self, *_args, **_kwargs):
        yield self.content


class Botocore:
    def __init__(self):
        session = botocore.session.Session()
        session.set_credentials("AKIDEXAMPLE", "secret")
        self.client = session.create_client("sagemaker", region_name="us-west-2")
        self.client.meta.events.register("before-send.sagemaker.*", self.send)

    def send(self, request, **_kwargs):
        self.sent.append(request.body.decode())
        if not self.bodies:
            raise RuntimeError("out of bodies")
        content = self.bodies.pop(0).encode()
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, Raw(content))

    def pages(self, case):
        self.sent, self.bodies = [], list(case["bodies"])
        paginator = self.client.get_paginator("list_image_versions")
        return paginator.paginate(**case["request"], PaginationConfig=case["config"])

    def full(self, case):
        try:
            result = self.pages(case).build_full_result()
        except Exception:  # the same as in run
            return None
        if "ImageVersions" in result:
            result["ImageVersions"] = [item["Version"] for item in result["ImageVersions"]]
        return result

    def run(self, case):
        result = {"pages": [], "token": None, "error": None, "full": self.full(case)}
        try:
            pages = self.pages(case)
            for page in pages:
                items = page.get("ImageVersions") or []
                result["pages"].append([item["Version"] for item in items])
            result["token"] = pages.resume_token
        except Exception as error:  # whatever a caller of boto3 would see
            result["error"] = str(error)
        result["sent"] = self.sent
        result["items"] = [version for page in result["pages"] for version in page]
        return result


@unittest.skipIf(botocore is None, "python3-boto3 is not installed")
class PagingVersusBotocore(unittest.TestCase):
    maxDiff = None

    def test_random_listings(self):
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        rng = random.Random(SEED)
        cases = [make_case(rng) for _ in range(CASES)]
        reference = Botocore()
        lines = "".join(json.dumps(case) + "\n" for case in cases)
        done = subprocess.run([os.environ["SGP_PAGING_DRIVER"]], input=lines.encode(),
                              stdout=subprocess.PIPE, check=True)
        ours = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(ours), len(cases))
        seen = {"tokens": 0, "errors": 0, "requests": 0}
        for case, result in zip(cases, ours):
            expected = reference.run(case)
            self.assertEqual(result, expected, msg=json.dumps(case))
            seen["tokens"] += expected["token"] is not None
            seen["errors"] += expected["error"] is not None
            seen["requests"] += len(expected["sent"])
        print("%d listings equal: %d requests, %d resume tokens, %d errors" %
              (len(cases), seen["requests"], seen["tokens"], seen["errors"]), file=sys.stderr)
        self.assertGreater(seen["tokens"], CASES // 10)
        self.assertGreater(seen["errors"], CASES // 20)


if __name__ == "__main__":
    unittest.main()
