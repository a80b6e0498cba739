"""What sagepager prints, compared byte for byte with the AWS CLI v2, and what it sends.

The data are always the same, so that what the AWS CLI (Debian 12's 2.9.19) said is kept in
aws_answers.json. SGP_AWS_RECORD=1 asks it, where it is installed, and writes that file anew.
"""

import datetime
import json
import os
import tempfile
import threading
import time
import unittest
import zoneinfo

from command_fixture import (ScriptedServer, answer, needs_aws, page, resume_token, run_aws,
                             run_command, run_listing, start_listing)
from endpoint_fixture import Endpoint, client_environ

ARN = "arn:aws:sagemaker:us-west-2:123456789012"
REASONS = {
    2: 'He said "no"\\ / then\nleft\r\tagain',
    3: "control \u0001\u0007\b\f\u001f delete \u007f",
    5: "Größe ≥ 10 GiB ✗ 🐳 \u2028 \u0085 \ufeff",
    7: "",
}
COUNT = 43
# What the AWS CLI sends after the signature since 2.35.7, and releases before it do not.
SINCE_2_35_7 = ["amz-sdk-invocation-id", "amz-sdk-request"]
ANSWERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aws_answers.json")


def version(number):
    item = {
        "CreationTime": 1614230400 + number * 86400 * 5 + (number % 3) * 0.123,
        "ImageArn": f"{ARN}:image/img",
        "ImageVersionArn": f"{ARN}:image-version/img/{number}",
        "ImageVersionStatus": "CREATE_FAILED" if number in REASONS else "CREATED",
        "LastModifiedTime": 1614230400 + (number * 31 % COUNT) * 86400 * 7 + 0.25,
        "Version": number,
    }
    if number in REASONS:
        item["FailureReason"] = REASONS[number]
    return item


def start_endpoint(*args):
    """The endpoint with the image img of all that is hard to print, and an empty one."""
    images = [{"name": "img", "versions": [version(number) for number in range(1, COUNT + 1)]},
              {"name": "empty", "versions": []}]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"images": images}, file)
        file.flush()
        return Endpoint("--data", file.name, *args).start()


class OutputTestCase(unittest.TestCase):
    scheme = ()
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.endpoint = start_endpoint(*cls.scheme)
        cls.addClassCleanup(cls.endpoint.stop)
        cls.environ = client_environ(cls.endpoint)

    def listing(self, *args, **options):
        done = run_listing(self.endpoint.url, *args, **{"env": self.environ, **options})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def document(self, *args, **options):
        return json.loads(self.listing(*args, **options))

    def numbers(self, *args, **options):
        return [item["Version"] for item in self.document(*args, **options)["ImageVersions"]]


class StableTokensTest(OutputTestCase):
    def test_resume_after_the_last_item_whatever_was_created(self):
        cut = self.document("--stable-tokens", "--max-items", 13)
        self.assertRegex(cut["NextToken"], "^sgp-stable-1:[0-9a-f]{16}:[0-9]+:[0-9]+$")
        rest = self.document("--starting-token", cut["NextToken"])
        self.assertEqual([item["Version"] for item in cut["ImageVersions"] + rest["ImageVersions"]],
                         self.numbers())
        self.assertNotIn("NextToken", rest)
        self.assertTrue(any(b'"CreationTimeBefore": ' in entry["body"]
                            for entry in self.endpoint.request_log()))

    def test_by_version_and_in_many_steps(self):
        order = ("--sort-by", "VERSION", "--sort-order", "ASCENDING")
        seen, args = [], ("--stable-tokens",)
        while args:
            document = self.document(*order, *args, "--max-items", 17)
            seen += [item["Version"] for item in document["ImageVersions"]]
            args = ("--starting-token", document["NextToken"]) if "NextToken" in document else None
        self.assertEqual(seen, self.numbers(*order))

    def test_a_place_that_no_token_can_name_is_an_error(self):
        """A document without NextToken would look like a whole listing."""
        items = [{"Version": number, "CreationTime": 1600000000} for number in range(40, 0, -1)]
        with ScriptedServer(answer(json.dumps({"ImageVersions": items}))) as server:
            cut = json.loads(run_listing(server.url, "--stable-tokens", "--max-items", "3").stdout)
            done = run_listing(server.url, "--starting-token", cut["NextToken"], "--max-items", "20")
        self.assertEqual((done.returncode, len(json.loads(done.stdout)["ImageVersions"])), (255, 20))
        self.assertIn(b"no stable token can be made", done.stderr)

    def test_another_image_and_another_order_refuse_it(self):
        token = self.document("--stable-tokens", "--max-items", 1)["NextToken"]
        for args in (("--sort-order", "ASCENDING"), ("--creation-time-after", "0")):
            done = run_listing(self.endpoint.url, "--starting-token", token, *args, env=self.environ)
            self.assertEqual((done.returncode, done.stdout), (255, b""))
            self.assertIn(b"made for another image, order or filter", done.stderr)

    def test_an_order_that_changes_says_so(self):
        done = run_listing(self.endpoint.url, "--stable-tokens", "--sort-by", "LAST_MODIFIED_TIME",
                           "--max-items", "1", env=self.environ)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"in this order versions can move between two runs", done.stderr)
        self.assertFalse(json.loads(done.stdout)["NextToken"].startswith("sgp-"))


class CompareTestCase(OutputTestCase):
    """Standard output, exit code and the bodies on the wire are those of the AWS CLI."""

    def compare(self, *args, **options):
        options = {"env": self.environ, **options}
        stdout, code, bodies, stderr = self.outcome(run_listing, args, options)
        theirs = self.of_aws(args, options)
        self.assertEqual(stdout.decode(), theirs["stdout"], stderr)
        self.assertEqual(code, theirs["code"], stderr)
        self.assertEqual(bodies, theirs["bodies"])
        return stdout

    def outcome(self, run, args, options):
        before = len(self.endpoint.request_log())
        done = run(self.endpoint.url, *args, **options)
        bodies = [entry["body"].decode() for entry in self.endpoint.request_log()[before:]]
        return done.stdout, done.returncode, bodies, done.stderr

    def of_aws(self, args, options):
        key = json.dumps([self.scheme, [str(arg) for arg in args], options["env"]["TZ"], options.get("image")])
        with open(ANSWERS, encoding="ascii") as file:
            answers = json.load(file)
        if os.environ.get("SGP_AWS_RECORD"):
            stdout, code, bodies, _ = self.outcome(run_aws, args, options)
            answers[key] = {"stdout": stdout.decode(), "code": code, "bodies": bodies}
            with open(ANSWERS, "w", encoding="ascii") as file:
                json.dump(answers, file, indent=0, sort_keys=True)
        return answers[key]


class SameAsAwsTest(CompareTestCase):
    def test_full_listing(self):
        self.assertEqual(len(json.loads(self.compare())["ImageVersions"]), COUNT)

    def test_another_zone(self):
        """Times here lie in 2021, when the zone's offsets were today's."""
        for zone in ("Europe/Berlin", "Asia/Kathmandu"):
            with self.subTest(zone=zone):
                self.compare(env={**self.environ, "TZ": zone})

    def test_queries_beyond_the_specification(self):
        """Texts are ordered, and numbers are printed as Python prints them."""
        for query in ("ImageVersions[?CreationTime>='2000-01-01'].Version", "ImageVersions[?CreationTime<'2000-01-01']",
                      "[`1.0`,`1E2`,`9007199254740993`,`99999999999999999999`,`-0.0`,`1e16`]", "[`1e400`,`-1e400`]", "`1.0`",
                      "ImageVersions[0].Version < `1.5`", "`[1]` == `[true]`", "`1` == `true`"):
            for name in ("json", "text", "table", "yaml"):
                with self.subTest(query=query, output=name):
                    self.compare("--query", query, "--output", name)

    def test_a_comparison_that_python_refuses(self):
        done = run_listing(self.endpoint.url, "--query", "ImageVersions[?Version<'a']", env=self.environ)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"'<' not supported between instances of 'int' and 'str'", done.stderr)

    def test_max_items_in_at_and_over_page_borders(self):
        for count in (0, 9, 10, 11, COUNT, COUNT + 1):
            with self.subTest(max_items=count):
                self.compare("--max-items", count)

    def test_page_size(self):
        self.compare("--page-size", 7, "--max-items", 21)

    def test_filters_and_sorts(self):
        self.compare("--creation-time-after", "2021-03-01", "--creation-time-before",
                     "2021-06-01T12:30:00+02:00", "--sort-by", "VERSION", "--sort-order",
                     "ASCENDING")
        self.compare("--last-modified-time-after", "1615000000.9", "--last-modified-time-before",
                     "Thu, 01 Jul 2021 00:00:00 GMT", "--sort-by", "LAST_MODIFIED_TIME")

    def test_times_as_people_write_them(self):
        for after, before in (("Feb 25 2021", "20210601123000"), ("2021/03/01 10:30 pm", "06-01-2021"),
                              (" 1_615_000_000 ", "2021-06-01T12,5+0530"), ("1e9", "9999-12-31")):
            self.compare("--creation-time-after", after, "--creation-time-before", before)

    def test_empty_list(self):
        self.assertEqual(json.loads(self.compare(image="empty")), {"ImageVersions": []})

    def test_empty_texts_are_sent(self):
        self.compare("--sort-by", "", "--sort-order", "")

    def test_numbers_as_python_reads_them(self):
        self.compare("--max-items", " +1_2 ", "--page-size", "5")

    def test_opaque_and_old_starting_tokens(self):
        for token in ("None___3", "", "not a token", "NQ"):
            with self.subTest(token=token):
                self.compare("--starting-token", token)

    def test_what_the_service_refuses(self):
        for args in (("--sort-by", "zz"), ("--page-size", 500), ("--max-results", 2**63 - 1)):
            with self.subTest(args=args):
                self.assertEqual(self.compare(*args), b"")
        self.assertEqual(self.compare(image="no-such-image"), b"")

    def test_what_is_refused_before_it_is_sent(self):
        for args in (("--page-size", 0), ("--creation-time-after", ""), ("--max-items", "abc"),
                     ("--max-items", " "), ("--creation", "1"), ("extra",), ("--max-items",)):
            with self.subTest(args=args):
                self.assertEqual(self.compare(*args), b"")

    def test_resume_with_each_others_tokens(self):
        for count in (4, 10, 33):
            with self.subTest(max_items=count):
                token = json.loads(self.compare("--max-items", count))["NextToken"]
                rest = json.loads(self.compare("--starting-token", token))["ImageVersions"]
                self.assertEqual(len(rest), COUNT - count)

    def test_resumed_and_cut_again(self):
        token = json.loads(self.compare("--max-items", 4))["NextToken"]
        self.compare("--starting-token", token, "--max-items", 3, "--page-size", 10)

    @needs_aws
    def test_headers_on_the_wire(self):
        for run in (run_listing, run_aws):
            self.assertEqual(run(self.endpoint.url, "--max-items", 1, env=self.environ).returncode, 0)
        ours, theirs = self.endpoint.request_log()[-2:]
        expected = [name.lower() for name, _ in theirs["headers"]]
        if SINCE_2_35_7[0] not in expected:
            at = expected.index("authorization") + 1
            expected[at:at] = SINCE_2_35_7
        self.assertEqual([name.lower() for name, _ in ours["headers"]], expected)


class SameAsAwsOverTlsTest(CompareTestCase):
    scheme = ("--tls",)

    def test_listing_cut_and_resumed(self):
        token = json.loads(self.compare("--max-items", 13))["NextToken"]
        self.compare("--starting-token", token)


@needs_aws
class SameAsAwsOddPagesTest(unittest.TestCase):
    """Pages that the real service does not send, served alike to both."""

    def compare(self, *replies):
        outcomes = []
        for run in (run_listing, run_aws):
            with ScriptedServer(*replies) as server:
                done = run(server.url)
                outcomes.append((done.returncode, done.stdout, server.bodies))
        self.assertEqual(outcomes[0], outcomes[1])
        return outcomes[0]

    def test_empty_object(self):
        self.assertEqual(self.compare(answer("{}"))[:2], (0, b""))

    def test_null_list(self):
        self.assertEqual(self.compare(answer('{"ImageVersions": null}'))[:2], (0, b""))

    def test_null_and_empty_items(self):
        self.compare(answer('{"ImageVersions": [null, {}, {"Version": 1}, null]}'))

    def test_members_null_unknown_and_in_other_order(self):
        self.compare(answer('{"NextToken": null, "Other": 1, "ImageVersions": [{"Version": 7, '
                            '"New": {"a": [1]}, "ImageVersionStatus": "FROZEN", '
                            '"FailureReason": null, "CreationTime": 1.5}]}'))

    def test_empty_pages_on_the_way(self):
        self.compare(page([], "t1"), answer('{"NextToken": "t2"}'), page([1, 2], "t3"), page([]))

    def test_nul_and_escapes(self):
        text = r'"a\u0000b\u20ac\ud83d\udc33\/"'
        self.compare(answer('{"ImageVersions": [{"FailureReason": %s}]}' % text))


class ZoneTest(unittest.TestCase):
    """Expected texts are Python's zoneinfo; the AWS CLI knows only a zone's offsets of today."""

    def printed(self, zone, *seconds):
        items = [{"CreationTime": value} for value in seconds]
        with ScriptedServer(answer(json.dumps({"ImageVersions": items}))) as server:
            done = run_listing(server.url, env=client_environ(TZ=zone))
        self.assertEqual(done.returncode, 0, done.stderr)
        return [item["CreationTime"] for item in json.loads(done.stdout)["ImageVersions"]]

    def expected(self, zone, seconds):
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        moment = epoch + datetime.timedelta(microseconds=round(seconds * 1000000))
        return moment.astimezone(zoneinfo.ZoneInfo(zone)).isoformat()

    def test_history_and_daylight_rules(self):
        moments = (0, 1325376000, 1340000000.5, -1.25, 1600000000.000001, -3000000000, 4102444800)
        for zone in ("Europe/Moscow", "Europe/Dublin", "America/St_Johns", "Australia/Lord_Howe",
                     "Europe/Amsterdam", "UTC"):
            with self.subTest(zone=zone):
                self.assertEqual(self.printed(zone, *moments),
                                 [self.expected(zone, seconds) for seconds in moments])

    def test_first_and_last_second_of_the_calendar(self):
        first, last = -62135596800, 253402300799
        self.assertEqual(self.printed("UTC", first, last),
                         ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])

    def test_an_offset_never_leaves_the_calendar(self):
        """The same instant in UTC, for there is no year 0 or 10000 to write."""
        self.assertEqual(self.printed("America/New_York", -62135596800),
                         ["0001-01-01T00:00:00+00:00"])
        self.assertEqual(self.printed("Asia/Tokyo", 253402300799), ["9999-12-31T23:59:59+00:00"])


class JsonLinesTest(OutputTestCase):
    def test_same_items_as_json(self):
        lines = self.listing("--output", "jsonl").decode().split("\n")
        self.assertEqual(lines.pop(), "")
        self.assertEqual([json.loads(line) for line in lines], self.document()["ImageVersions"])

    def test_one_item_exactly(self):
        item = {"Version": 1, "FailureReason": 'a "b"\né', "CreationTime": 1600000000.5}
        with ScriptedServer(answer(json.dumps({"ImageVersions": [item, None, {}]}))) as server:
            done = run_listing(server.url, "--output", "jsonl")
        self.assertEqual(done.stdout.decode(), (
            '{"CreationTime":"2020-09-13T12:26:40.500000+00:00","FailureReason":"a \\"b\\"\\né",'
            '"Version":1}\nnull\n{}\n'))
        self.assertEqual(done.stderr, b"")

    def test_cut_listing_tells_its_token_on_standard_error(self):
        done = run_listing(self.endpoint.url, "--output", "jsonl", "--max-items", 4,
                           env=self.environ)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout.count(b"\n"), 4)
        self.assertEqual(done.stderr, b"4 items were printed; resume with --starting-token "
                         + resume_token(None, 4).encode() + b"\n")

    def test_empty_list_prints_nothing(self):
        self.assertEqual(self.listing("--output", "jsonl", image="empty"), b"")


class EachOptionTest(OutputTestCase):
    """Effects that need no AWS CLI to judge."""

    def test_full_listing(self):
        self.assertEqual(sorted(self.numbers()), list(range(1, COUNT + 1)))

    def test_texts_survive(self):
        items = self.document("--sort-by", "VERSION", "--sort-order", "ASCENDING")["ImageVersions"]
        self.assertEqual({item["Version"]: item["FailureReason"] for item in items
                          if "FailureReason" in item}, REASONS)

    def test_hundreds_of_pages(self):
        """Quick, too: waiting must end when the answer comes and not with its time."""
        with Endpoint("--generate", 700) as endpoint:
            started = time.monotonic()
            done = run_listing(endpoint.url, "--page-size", 1, image="demo-image")
            self.assertLess(time.monotonic() - started, 35)
            requests = len(endpoint.request_log())
        self.assertEqual(done.returncode, 0, done.stderr)
        numbers = [item["Version"] for item in json.loads(done.stdout)["ImageVersions"]]
        self.assertEqual(sorted(numbers), list(range(1, 701)))
        self.assertIn(requests, (700, 701))

    def test_sorts(self):
        up = self.numbers("--sort-by", "VERSION", "--sort-order", "ASCENDING")
        self.assertEqual(up, list(range(1, COUNT + 1)))
        self.assertEqual(self.numbers("--sort-by", "VERSION"), up[::-1])

    def test_filters(self):
        kept = self.numbers("--creation-time-after", "2021-03-01", "--sort-by", "VERSION")
        self.assertEqual(kept, [n for n in range(COUNT, 0, -1)
                                if version(n)["CreationTime"] >= 1614556800])

    def test_resume_in_steps(self):
        seen, token = [], None
        while True:
            more = ("--starting-token", token) if token else ()
            document = self.document("--max-items", 7, *more)
            seen += [item["Version"] for item in document["ImageVersions"]]
            token = document.get("NextToken")
            if token is None:
                break
        self.assertEqual(seen, self.numbers())

    def test_options_anywhere_abbreviated_and_repeated(self):
        done = run_command("--region", "us-east-1", "--endpoint=" + self.endpoint.url,
                           "list-image-versions", "--max-i=9", "--image", "nope", "--image-name",
                           "img", "--max-items", "2", "--region=us-west-2", "--out", "json",
                           env=self.environ)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(len(json.loads(done.stdout)["ImageVersions"]), 2)
        headers = dict(self.endpoint.request_log()[-1]["headers"])
        self.assertIn("/us-west-2/sagemaker/", headers["Authorization"])

    def test_region_from_option_then_environment(self):
        for args, extra, region in (
                (("--region", "eu-west-1"), {}, "eu-west-1"),
                ((), {"AWS_REGION": "eu-west-2"}, "eu-west-2"),
                ((), {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-3")):
            with self.subTest(region=region):
                self.listing("--max-items", 1, *args, env={**self.environ, **extra})
                headers = dict(self.endpoint.request_log()[-1]["headers"])
                self.assertIn(f"/{region}/sagemaker/", headers["Authorization"])

    def test_endpoint_from_environment(self):
        done = run_command("list-image-versions", "--image-name", "empty",
                           env={**self.environ, "AWS_ENDPOINT_URL_SAGEMAKER": self.endpoint.url,
                                "AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_pages_are_printed_as_they_arrive(self):
        """The second page waits until the first one was read from the pipe."""
        for output in ("json", "jsonl"):
            with self.subTest(output=output):
                seen = threading.Event()

                def second():
                    return page([2]) if seen.wait(30) else ScriptedServer.CLOSE

                with ScriptedServer(page([1], "t1"), second) as server:
                    process = start_listing(server.url, "--output", output)
                    first = b""
                    while b'"Version":' not in first:
                        first += process.stdout.readline()
                    seen.set()
                    rest, stderr = process.communicate(timeout=60)
                self.assertEqual((process.returncode, stderr), (0, b""))
                self.assertNotIn(b"2", first)
                self.assertIn(b"2", rest)


class EachOptionOverTlsTest(EachOptionTest):
    scheme = ("--tls",)

    def test_ca_bundle_option_beats_the_environment(self):
        done = run_listing(self.endpoint.url, "--ca-bundle", self.endpoint.ca, "--max-items", 1,
                           env={**self.environ, "AWS_CA_BUNDLE": "/nonexistent"})
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
