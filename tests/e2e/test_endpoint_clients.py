"""boto3 and the AWS CLI list through the endpoint and get what the data set holds."""

import datetime
import json
import os
import random
import subprocess
import tempfile
import unittest
from unittest import mock

from endpoint_fixture import AWS_CLI, Endpoint, client_environ, has_aws_cli

try:
    import boto3
    from botocore.exceptions import ClientError
except ImportError:
    boto3 = None

IMAGE = "shuffled"
COUNT = 237
MEMBERS = {"CREATION_TIME": "CreationTime", "LAST_MODIFIED_TIME": "LastModifiedTime",
           "VERSION": "Version"}


def make_versions():
    """Times are independent of the version numbers and repeat, so that every order differs."""
    chance = random.Random(20210225)
    arn = "arn:aws:sagemaker:us-west-2:123456789012"
    versions = []
    for number in chance.sample(range(1, 1000), COUNT):
        version = {
            "CreationTime": 1614230400 + chance.randrange(60) * 3600 + chance.choice((0, 0.123)),
            "ImageArn": f"{arn}:image/{IMAGE}",
            "ImageVersionArn": f"{arn}:image-version/{IMAGE}/{number}",
            "ImageVersionStatus": chance.choice(("CREATED", "CREATE_FAILED", "DELETING")),
            "LastModifiedTime": 1614230400 + chance.randrange(400000) / 1000,
            "Version": number,
        }
        if version["ImageVersionStatus"] == "CREATE_FAILED":
            version["FailureReason"] = f'No "{number}":\né ✗ 🐳'
        versions.append(version)
    return versions


def expected(versions, sort_by="CREATION_TIME", descending=True):
    key = MEMBERS[sort_by]
    return sorted(versions, key=lambda v: (v[key], v["Version"]), reverse=descending)


def utc(seconds):
    """Exact to the millisecond, which a float of seconds is not."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return epoch + datetime.timedelta(milliseconds=round(seconds * 1000))


def as_client_shows(version):
    """What botocore makes of an item: its two times become datetimes."""
    times = {name: utc(version[name]) for name in ("CreationTime", "LastModifiedTime")}
    return {**version, **times}


class ClientTestCase(unittest.TestCase):
    scheme = ()

    @classmethod
    def setUpClass(cls):
        cls.versions = make_versions()
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"images": [{"name": IMAGE, "versions": cls.versions}]}, file)
            file.flush()
            cls.endpoint = Endpoint("--data", file.name, "--generate", str(COUNT),
                                    *cls.scheme).start()
        cls.addClassCleanup(cls.endpoint.stop)
        cls.environ = client_environ(cls.endpoint)


@unittest.skipIf(boto3 is None, "boto3 is not installed: NO BOTO3 TEST RUNS")
class Boto3Test(ClientTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patch = mock.patch.dict(os.environ, cls.environ, clear=True)
        patch.start()
        cls.addClassCleanup(patch.stop)
        cls.client = boto3.session.Session().client("sagemaker", endpoint_url=cls.endpoint.url)

    def list(self, image=IMAGE, page_size=None, **filters):
        config = {} if page_size is None else {"PageSize": page_size}
        pages = self.client.get_paginator("list_image_versions").paginate(
            ImageName=image, PaginationConfig=config, **filters)
        return [item for page in pages for item in page["ImageVersions"]]

    def assert_items(self, items, versions):
        self.assertEqual(items, [as_client_shows(version) for version in versions])

    def test_generated_versions_once_each(self):
        for page_size in (None, 1, 100):
            with self.subTest(page_size=page_size):
                numbers = [item["Version"] for item in self.list("demo-image", page_size)]
                self.assertEqual(sorted(numbers), list(range(1, COUNT + 1)))

    def test_page_count_on_the_wire(self):
        before = len(self.endpoint.request_log())
        self.list(page_size=100)
        entries = self.endpoint.request_log()[before:]
        self.assertEqual([entry["status"] for entry in entries], [200] * 3)
        self.assertEqual(len({entry["connection"] for entry in entries}), 1)

    def test_default_order(self):
        self.assert_items(self.list(), expected(self.versions))

    def test_each_sort(self):
        for sort_by in MEMBERS:
            for order in ("ASCENDING", "DESCENDING"):
                with self.subTest(sort_by=sort_by, order=order):
                    self.assert_items(self.list(page_size=100, SortBy=sort_by, SortOrder=order),
                                      expected(self.versions, sort_by, order == "DESCENDING"))

    def test_orders_differ(self):
        orders = {tuple(v["Version"] for v in expected(self.versions, by)) for by in MEMBERS}
        self.assertEqual(len(orders), 3)

    def test_each_filter(self):
        """Bounds are whole seconds: botocore drops fractions. Some times lie exactly on them."""
        bound = 1614230400 + 30 * 3600
        for member in ("CreationTime", "LastModifiedTime"):
            on_it = bound if member == "CreationTime" else 1614230400 + 200
            after = [v for v in self.versions if v[member] >= on_it]
            before = [v for v in self.versions if v[member] <= on_it]
            self.assertTrue(after and before)
            for name, kept in ((f"{member}After", after), (f"{member}Before", before)):
                with self.subTest(filter=name):
                    self.assert_items(self.list(page_size=7, **{name: utc(on_it)}), expected(kept))

    def test_a_bound_that_is_met_exactly(self):
        bound = next(v["CreationTime"] for v in self.versions if v["CreationTime"] % 1 == 0)
        both = {"CreationTimeAfter": utc(bound), "CreationTimeBefore": utc(bound)}
        kept = [v for v in self.versions if v["CreationTime"] == bound]
        self.assertTrue(kept)
        self.assert_items(self.list(**both), expected(kept))

    def test_all_filters_together(self):
        low, high = 1614230400 + 10 * 3600, 1614230400 + 50 * 3600
        kept = [v for v in self.versions if low <= v["CreationTime"] <= high
                and low <= v["LastModifiedTime"] + 36000 <= high]
        items = self.list(CreationTimeAfter=utc(low), CreationTimeBefore=utc(high),
                          LastModifiedTimeAfter=utc(low - 36000),
                          LastModifiedTimeBefore=utc(high - 36000), SortBy="VERSION")
        self.assert_items(items, expected(kept, "VERSION"))

    def test_resume_token_of_the_paginator(self):
        paginate = self.client.get_paginator("list_image_versions").paginate
        first = paginate(ImageName=IMAGE, PaginationConfig={"MaxItems": 33}).build_full_result()
        rest = paginate(ImageName=IMAGE, PaginationConfig={"StartingToken": first["NextToken"]})
        items = first["ImageVersions"] + rest.build_full_result()["ImageVersions"]
        self.assert_items(items, expected(self.versions))

    def test_errors_as_botocore_shows_them(self):
        for members, text in (
                ({"ImageName": "no-such-image"},
                 "An error occurred (ResourceNotFound) when calling the ListImageVersions "
                 "operation: No Image with the name no-such-image exists."),
                ({"ImageName": IMAGE, "MaxResults": 500},
                 "An error occurred (ValidationException) when calling the ListImageVersions "
                 "operation: 1 validation error detected: Value '500' at 'maxResults' failed to "
                 "satisfy constraint: Member must have value less than or equal to 100")):
            with self.subTest(members=members):
                with self.assertRaises(ClientError) as caught:
                    self.client.list_image_versions(**members)
                self.assertEqual(str(caught.exception), text)
        self.assertTrue(issubclass(self.client.exceptions.ResourceNotFound, ClientError))

    def test_wrong_secret(self):
        other = boto3.session.Session().client("sagemaker", endpoint_url=self.endpoint.url,
                                               aws_access_key_id="AKIDEXAMPLE",
                                               aws_secret_access_key="wrong")
        with self.assertRaisesRegex(ClientError, r"\(InvalidSignatureException\)"):
            other.list_image_versions(ImageName=IMAGE)


class Boto3TlsTest(Boto3Test):
    scheme = ("--tls",)


@unittest.skipUnless(has_aws_cli(), f"{AWS_CLI} is no AWS CLI version 2: NO AWS CLI TEST RUNS")
class AwsCliTest(ClientTestCase):
    def run_cli(self, *args):
        return subprocess.run(
            [AWS_CLI, "sagemaker", "list-image-versions", "--endpoint-url", self.endpoint.url,
             "--output", "json", *args],
            env=self.environ, capture_output=True, text=True, timeout=120, check=False)

    def list(self, *args):
        done = self.run_cli("--image-name", IMAGE, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        items = json.loads(done.stdout)["ImageVersions"]
        for item in items:
            for name in ("CreationTime", "LastModifiedTime"):
                item[name] = datetime.datetime.fromisoformat(item[name])
        return items

    def assert_items(self, items, versions):
        self.assertEqual(items, [as_client_shows(version) for version in versions])

    def test_whole_listing(self):
        self.assert_items(self.list(), expected(self.versions))

    def test_sorted_filtered_and_paged(self):
        bound = 1614230400 + 30 * 3600
        items = self.list("--sort-by", "VERSION", "--sort-order", "ASCENDING", "--page-size", "50",
                          "--creation-time-after", str(bound))
        kept = [v for v in self.versions if v["CreationTime"] >= bound]
        self.assert_items(items, expected(kept, "VERSION", descending=False))

    def test_error(self):
        done = self.run_cli("--image-name", "no-such-image")
        self.assertEqual(done.returncode, 254)
        self.assertIn("An error occurred (ResourceNotFound) when calling the ListImageVersions "
                      "operation: No Image with the name no-such-image exists.", done.stderr)


class AwsCliTlsTest(AwsCliTest):
    scheme = ("--tls",)


if __name__ == "__main__":
    unittest.main()
