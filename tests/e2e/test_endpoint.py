"""The endpoint on the wire: signatures, refusals, validation, paging, connections, options.

Requests are signed by botocore's SigV4Auth, which the endpoint shares no code with.
"""

import base64
import contextlib
import datetime
import email.utils
import hashlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from endpoint_fixture import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Endpoint, endpoint_binary

try:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    SigV4Auth = None

TARGET = "SageMaker.ListImageVersions"
CONTENT_TYPE = "application/x-amz-json-1.1"
UNSIGNED = {"X-Amz-Target": TARGET, "Content-Type": CONTENT_TYPE}


def amz_date(seconds_from_now=0):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds_from_now)).strftime("%Y%m%dT%H%M%SZ")


def sign(url, body, date=None, key_id=ACCESS_KEY_ID, secret=SECRET_ACCESS_KEY, token=None,
         region=REGION, service="sagemaker", headers=None):
    """All headers of a request, signed by botocore at `date`."""
    request = AWSRequest("POST", url, headers={**UNSIGNED, **(headers or {})}, data=body)
    auth = SigV4Auth(Credentials(key_id, secret, token), service, region)
    request.context["timestamp"] = date or amz_date()
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    if token is not None:
        request.headers["X-Amz-Security-Token"] = token
    to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    names = auth.signed_headers(auth.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, SignedHeaders={names}, "
        f"Signature={auth.signature(to_sign, request)}")
    return dict(request.headers.items())


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.raw = response.read()

    @property
    def json(self):
        return json.loads(self.raw)


def exchange(connection, headers, body, method="POST", path="/"):
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    return Answer(connection.getresponse())


def send(endpoint, headers, body, **more):
    with contextlib.closing(http.client.HTTPConnection(endpoint.host, endpoint.port,
                                                       timeout=20)) as connection:
        return exchange(connection, headers, body, **more)


def body_of(**members):
    return json.dumps(members).encode()


class EndpointTestCase(unittest.TestCase):
    """One endpoint a class; `args` are its options."""

    args = ("--generate", "25")

    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint(*cls.args).start()
        cls.addClassCleanup(cls.endpoint.stop)

    def assert_refused(self, answer, code, sentence, status=400):
        self.assertEqual(answer.status, status, answer.raw)
        self.assertEqual(answer.json["__type"], code)
        text = answer.json.get("message", answer.json.get("Message"))
        self.assertRegex(text, sentence)
        self.assert_common_headers(answer)

    def assert_common_headers(self, answer):
        uuid = r"\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"
        self.assertRegex(answer.headers["x-amzn-RequestId"], uuid)
        self.assertEqual(answer.headers["Content-Type"], CONTENT_TYPE)
        self.assertIsNotNone(email.utils.parsedate_to_datetime(answer.headers["Date"]))


@unittest.skipIf(SigV4Auth is None, "botocore is not installed: NO SIGNATURE IS TESTED")
class SignatureTest(EndpointTestCase):
    body = body_of(ImageName="demo-image", MaxResults=2)

    def signed(self, **more):
        return sign(self.endpoint.url, self.body, **more)

    def call(self, headers, body=None, **more):
        return send(self.endpoint, headers, self.body if body is None else body, **more)

    def test_good_signature(self):
        answer = self.call(self.signed())
        self.assertEqual(answer.status, 200, answer.raw)
        self.assertEqual(len(answer.json["ImageVersions"]), 2)
        self.assert_common_headers(answer)

    def test_request_ids_differ(self):
        ids = {self.call(self.signed()).headers["x-amzn-RequestId"] for _ in range(3)}
        self.assertEqual(len(ids), 3)

    def test_any_region_when_none_is_set(self):
        self.assertEqual(self.call(self.signed(region="eu-isoe-west-1")).status, 200)

    def test_header_values_are_trimmed_and_collapsed(self):
        headers = self.signed(headers={"X-Amz-Meta": "a  b\t c"})
        headers["X-Amz-Meta"] = "   a b      c  "
        self.assertEqual(self.call(headers).status, 200)

    def test_query_is_sorted(self):
        path = "/?b=2&a=1&a-b=3&a=%7e"
        url = f"{self.endpoint.url}/?a=1&a=~&a-b=3&b=2"
        self.assertEqual(self.call(sign(url, self.body), path=path).status, 200)
        answer = self.call(self.signed(), path=path)
        self.assert_refused(answer, "InvalidSignatureException", "does not match")

    def test_wrong_content_sha256_header(self):
        answer = self.call(self.signed(headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}))
        self.assert_refused(answer, "InvalidSignatureException",
                            r"\AThe provided 'x-amz-content-sha256' header does not match")

    def test_right_content_sha256_header(self):
        digest = hashlib.sha256(self.body).hexdigest()
        answer = self.call(self.signed(headers={"X-Amz-Content-SHA256": digest}))
        self.assertEqual(answer.status, 200, answer.raw)

    def test_no_authorization(self):
        self.assert_refused(self.call(UNSIGNED), "MissingAuthenticationTokenException",
                            r"\AMissing Authentication Token\Z")

    def test_wrong_signature(self):
        headers = self.signed()
        last = headers["Authorization"][-1]
        headers["Authorization"] = headers["Authorization"][:-1] + ("0" if last != "0" else "1")
        self.assert_refused(self.call(headers), "InvalidSignatureException",
                            r"\AThe request signature we calculated does not match the signature "
                            r"you provided\.")

    def test_short_signature(self):
        headers = self.signed()
        headers["Authorization"] = headers["Authorization"][:-1]
        self.assert_refused(self.call(headers), "InvalidSignatureException", "does not match")

    def test_wrong_secret(self):
        self.assert_refused(self.call(self.signed(secret="other")), "InvalidSignatureException",
                            "does not match")

    def test_changed_body(self):
        changed = self.body.replace(b"2", b"3")
        self.assert_refused(self.call(self.signed(), changed), "InvalidSignatureException",
                            "does not match")

    def test_changed_host(self):
        headers = {**self.signed(), "Host": "localhost"}
        self.assert_refused(self.call(headers), "InvalidSignatureException", "does not match")

    def test_wrong_key_id(self):
        self.assert_refused(self.call(self.signed(key_id="AKIDOTHER")),
                            "UnrecognizedClientException",
                            r"\AThe security token included in the request is invalid\.\Z")

    def test_session_token_where_none_is_wanted(self):
        self.assert_refused(self.call(self.signed(token="TOKEN")), "UnrecognizedClientException",
                            "security token")

    def test_old_clock(self):
        headers = self.signed(date=amz_date(-310))
        self.assert_refused(self.call(headers), "InvalidSignatureException",
                            rf"\ASignature expired: {headers['X-Amz-Date']} is now earlier than "
                            r"\d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)\Z")

    def test_fast_clock(self):
        headers = self.signed(date=amz_date(310))
        self.assert_refused(self.call(headers), "InvalidSignatureException",
                            rf"\ASignature not yet current: {headers['X-Amz-Date']} is still later "
                            r"than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)\Z")

    def test_clock_within_the_window(self):
        for seconds in (-290, 290):
            with self.subTest(seconds=seconds):
                answer = self.call(self.signed(date=amz_date(seconds)))
                self.assertEqual(answer.status, 200, answer.raw)

    def test_malformed_dates(self):
        good = amz_date()
        for date in (good[:-1], good + "Z", good.replace("T", " "), good[:4] + "1301" + good[8:],
                     good[:4] + "0230" + good[8:], good[:9] + "240000Z", "yesterday"):
            with self.subTest(date=date):
                self.assert_refused(self.call(self.signed(date=date)),
                                    "IncompleteSignatureException", r"\ADate must be in ISO-8601")

    def test_wrong_service_in_scope(self):
        self.assert_refused(self.call(self.signed(service="s3")), "InvalidSignatureException",
                            r"\ACredential should be scoped to correct service: 'sagemaker'\.\Z")

    def test_edited_scopes(self):
        day = amz_date()[:8]
        cases = {
            f"{day}/{REGION}/sagemaker/aws4_request": (
                f"20200101/{REGION}/sagemaker/aws4_request", "InvalidSignatureException",
                "Date in Credential scope does not match"),
            "aws4_request": ("aws5_request", "InvalidSignatureException", "valid terminator"),
            f"/{REGION}/": ("//", "InvalidSignatureException", "scoped to a valid region"),
            f"{REGION}/": ("", "IncompleteSignatureException", "exactly 5 slash-delimited"),
            "aws4_request,": ("aws4_request/x,", "IncompleteSignatureException",
                              "exactly 5 slash-delimited"),
        }
        for old, (new, code, sentence) in cases.items():
            with self.subTest(new=new):
                headers = self.signed()
                self.assertIn(old, headers["Authorization"])
                headers["Authorization"] = headers["Authorization"].replace(old, new)
                self.assert_refused(self.call(headers), code, sentence)

    def test_malformed_authorization(self):
        good = self.signed()["Authorization"]
        credential, names, signature = good[len("AWS4-HMAC-SHA256 "):].split(", ")
        start = "AWS4-HMAC-SHA256 "
        cases = {
            "Basic QTpC": "Unsupported AWS 'algorithm'",
            "AWS4-HMAC-SHA1" + good[16:]: "Unsupported AWS 'algorithm'",
            start + f"{names}, {signature}": "requires 'Credential' parameter",
            start + f"{credential}, {names}": "requires 'Signature' parameter",
            start + f"{credential}, {signature}": "requires 'SignedHeaders' parameter",
            start + f"{credential}, {names}, {signature}, {signature}": "twice",
            start + f"{credential}, {names}, {signature}, Extra=1": "not a valid key=value pair",
            start + f"{credential}, {names} {signature}": "requires 'Signature' parameter",
            start + f"{credential}, , {names}, {signature}": "not a valid key=value pair",
            start + f"credential={credential}, {names}, {signature}": "not a valid key=value pair",
        }
        for authorization, sentence in cases.items():
            with self.subTest(authorization=authorization):
                answer = self.call({**self.signed(), "Authorization": authorization})
                self.assert_refused(answer, "IncompleteSignatureException", sentence)

    def test_signed_header_names_in_canonical_form(self):
        for old, new in (("content-type;host", "host;content-type"), ("host;", "Host;"),
                         ("content-type;", "Content-type;"), ("host;", "host;host;"),
                         ("host;", "host;;"), ("host;", "h;host;")):
            with self.subTest(new=new):
                headers = self.signed()
                headers["Authorization"] = headers["Authorization"].replace(old, new)
                code = ("InvalidSignatureException" if new == "h;host;"
                        else "IncompleteSignatureException")
                self.assert_refused(self.call(headers), code, "SignedHeaders|does not match")

    def test_unsigned_amz_header(self):
        headers = {**self.signed(), "X-Amz-Meta": "1"}
        self.assert_refused(self.call(headers), "InvalidSignatureException",
                            r"'X-Amz-Meta' must be a 'SignedHeader' in the AWS Authorization")

    def test_header_that_must_be_signed(self):
        for name in ("host", "x-amz-date", "x-amz-target"):
            with self.subTest(name=name):
                headers = self.signed()
                headers["Authorization"] = re.sub(rf"(=|;){name}(;|,)",
                                                  lambda m: "=" if m[1] == "=" else
                                                  ("," if m[2] == "," else ";"),
                                                  headers["Authorization"])
                self.assert_refused(self.call(headers), "InvalidSignatureException",
                                    rf"(?i)'{name}' must be a 'SignedHeader'")

    def test_missing_date_header(self):
        headers = self.signed()
        del headers["X-Amz-Date"]
        self.assert_refused(self.call(headers), "IncompleteSignatureException",
                            "requires existence of either a 'X-Amz-Date' or a 'Date' header")

    def test_signed_header_that_is_not_sent(self):
        headers = self.signed(headers={"X-Other": "1"})
        del headers["X-Other"]
        self.assert_refused(self.call(headers), "InvalidSignatureException", "does not match")


@unittest.skipIf(SigV4Auth is None, "botocore is not installed: NO SIGNATURE IS TESTED")
class SessionTokenTest(EndpointTestCase):
    args = ("--generate", "3", "--session-token", "TOKEN/+=", "--region", REGION)
    body = body_of(ImageName="demo-image")

    def call(self, **more):
        return send(self.endpoint, sign(self.endpoint.url, self.body, **more), self.body)

    def test_right_token(self):
        self.assertEqual(self.call(token="TOKEN/+=").status, 200)

    def test_missing_and_wrong_token(self):
        for token in (None, "TOKEN/+", "TOKEN/+=="):
            with self.subTest(token=token):
                self.assert_refused(self.call(token=token), "UnrecognizedClientException",
                                    "security token")

    def test_unsigned_token(self):
        headers = {**sign(self.endpoint.url, self.body), "X-Amz-Security-Token": "TOKEN/+="}
        self.assert_refused(send(self.endpoint, headers, self.body), "InvalidSignatureException",
                            "'X-Amz-Security-Token' must be a 'SignedHeader'")

    def test_other_region(self):
        self.assert_refused(self.call(token="TOKEN/+=", region="us-east-1"),
                            "InvalidSignatureException",
                            "scoped to a valid region, not 'us-east-1'")


class RecordedVectorTest(EndpointTestCase):
    """Signatures computed once with botocore for 2 January 2026; no signer is needed here."""

    args = ("--generate", "3:my-image", "--region", "us-east-1", "--clock-window", "2000000000")
    body = b'{"ImageName": "my-image", "MaxResults": 2}'
    signature = "888d3b76dd053e8f0c8716194557b890b5b12789470d9b7b9d71f31bbef33e51"
    token_signature = "831be6383e5f5c236ee2bf58cb495d7fa8f607eef823a7853a987a01749b8db1"

    def headers(self, signature, names):
        return {
            **UNSIGNED,
            "Host": "api.sagemaker.us-east-1.amazonaws.com",
            "X-Amz-Date": "20260102T030405Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/"
                             f"sagemaker/aws4_request, SignedHeaders={names}, "
                             f"Signature={signature}",
        }

    def test_without_token(self):
        headers = self.headers(self.signature, "content-type;host;x-amz-date;x-amz-target")
        answer = send(self.endpoint, headers, self.body)
        self.assertEqual(answer.status, 200, answer.raw)

    def test_with_token(self):
        headers = self.headers(self.token_signature, "content-type;host;x-amz-date;"
                               "x-amz-security-token;x-amz-target")
        headers["X-Amz-Security-Token"] = "TOKEN/+="
        with Endpoint(*self.args, "--session-token", "TOKEN/+=") as endpoint:
            answer = send(endpoint, headers, self.body)
        self.assertEqual(answer.status, 200, answer.raw)

    def test_window_in_seconds(self):
        headers = self.headers(self.signature, "content-type;host;x-amz-date;x-amz-target")
        with Endpoint("--clock-window", "90") as endpoint:
            self.assert_refused(send(endpoint, headers, self.body), "InvalidSignatureException",
                                r"- 90 sec\.\)")


class ListTest(EndpointTestCase):
    """Validation and paging, without signatures."""

    args = ("--no-auth", "--generate", "25")

    def call(self, **members):
        return self.call_raw(body_of(**members))

    def call_raw(self, body):
        return send(self.endpoint, UNSIGNED, body)

    def versions(self, **members):
        answer = self.call(ImageName="demo-image", **members)
        self.assertEqual(answer.status, 200, answer.raw)
        return [item["Version"] for item in answer.json["ImageVersions"]]

    def test_default_page(self):
        page = self.call(ImageName="demo-image").json
        times = [item["CreationTime"] for item in page["ImageVersions"]]
        self.assertEqual(len(times), 10)
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertIn("NextToken", page)

    def test_whole_listing_in_one_page(self):
        page = self.call(ImageName="demo-image", MaxResults=100).json
        self.assertEqual(len(page["ImageVersions"]), 25)
        self.assertNotIn("NextToken", page)

    def test_last_full_page_has_no_token(self):
        page = self.call(ImageName="demo-image", MaxResults=25).json
        self.assertEqual(len(page["ImageVersions"]), 25)
        self.assertNotIn("NextToken", page)

    def test_item_members_and_numbers_on_the_wire(self):
        raw = self.call(ImageName="demo-image", MaxResults=100).raw.decode()
        for item in json.loads(raw)["ImageVersions"]:
            expected = {"CreationTime", "ImageArn", "ImageVersionArn", "ImageVersionStatus",
                        "LastModifiedTime", "Version"}
            if item["ImageVersionStatus"] == "CREATE_FAILED":
                expected.add("FailureReason")
            self.assertEqual(set(item), expected)
        numbers = re.findall(r'"(?:Creation|LastModified)Time":([^,}]*)', raw)
        self.assertEqual(len(numbers), 50)
        for number in numbers:
            self.assertRegex(number, r"\A\d+(\.\d{0,2}[1-9])?\Z")

    def test_not_json(self):
        for body in (b"", b"{", b"[]", b"7", b'"x"', b"null", b'{"ImageName": "demo-image"} x',
                     b"<xml/>"):
            with self.subTest(body=body):
                self.assert_refused(self.call_raw(body), "SerializationException", "JSON object")

    def test_not_utf8(self):
        for wrong in (b"\xff", b"\x80", b"\xc3", b"\xc3(", b"\xc0\xaf", b"\xe0\x80\xaf",
                      b"\xed\xa0\x80", b"\xf0\x80\x80\xaf", b"\xf4\x90\x80\x80",
                      b"\xf5\x80\x80\x80"):
            with self.subTest(wrong=wrong):
                body = b'{"ImageName": "demo-image", "X": "' + wrong + b'"}'
                self.assert_refused(self.call_raw(body), "SerializationException", "JSON object")
        good = '{"ImageName": "demo-image", "X": "\u00e9\u0800\ud7ff\uffff\U00010000\U0010ffff"}'
        self.assertEqual(self.call_raw(good.encode()).status, 200)

    def test_wrong_types(self):
        for member, value, sentence in (
                ("ImageName", 7, "NUMBER_VALUE can not be converted to a String"),
                ("ImageName", True, "TRUE_VALUE can not be converted to a String"),
                ("ImageName", ["x"], "Start of structure or map"),
                ("NextToken", {}, "Start of structure or map"),
                ("SortBy", 1, "NUMBER_VALUE"),
                ("MaxResults", "3", "STRING_VALUE can not be converted to an Integer"),
                ("MaxResults", 2.5, "Integer"),
                ("MaxResults", [], "Integer"),
                ("CreationTimeAfter", "1614230400", "milliseconds since epoch"),
                ("CreationTimeBefore", "2021-02-25T05:20:00Z", "milliseconds since epoch"),
                ("LastModifiedTimeAfter", True, "milliseconds since epoch"),
                ("LastModifiedTimeBefore", {}, "milliseconds since epoch")):
            with self.subTest(member=member, value=value):
                answer = self.call(**{"ImageName": "demo-image", member: value})
                self.assert_refused(answer, "SerializationException", sentence)

    def test_one_violation(self):
        pattern = re.escape("Member must satisfy regular expression pattern: "
                            "[a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62}")
        for members, value, member, constraint in (
                ({}, "null", "imageName", "Member must not be null"),
                ({"ImageName": None}, "null", "imageName", "Member must not be null"),
                ({"ImageName": "a--b"}, "'a--b'", "imageName", pattern),
                ({"ImageName": "a-"}, "'a-'", "imageName", pattern),
                ({"ImageName": "a_b"}, "'a_b'", "imageName", pattern),
                ({"MaxResults": 0}, "'0'", "maxResults",
                 "Member must have value greater than or equal to 1"),
                ({"MaxResults": -7}, "'-7'", "maxResults",
                 "Member must have value greater than or equal to 1"),
                ({"MaxResults": 500}, "'500'", "maxResults",
                 "Member must have value less than or equal to 100"),
                ({"MaxResults": 101}, "'101'", "maxResults",
                 "Member must have value less than or equal to 100"),
                ({"SortBy": "zz"}, "'zz'", "sortBy", re.escape(
                    "Member must satisfy enum value set: "
                    "[CREATION_TIME, LAST_MODIFIED_TIME, VERSION]")),
                ({"SortOrder": "descending"}, "'descending'", "sortOrder", re.escape(
                    "Member must satisfy enum value set: [ASCENDING, DESCENDING]")),
                ({"NextToken": "x" * 8193}, "'x{8193}'", "nextToken",
                 "Member must have length less than or equal to 8192")):
            with self.subTest(members=members):
                full = members if member == "imageName" else {"ImageName": "demo-image", **members}
                self.assert_refused(
                    self.call(**full), "ValidationException",
                    rf"\A1 validation error detected: Value {value} at '{member}' failed to "
                    rf"satisfy constraint: {constraint}\Z")

    def test_two_violations(self):
        self.assert_refused(self.call(ImageName="a" * 64), "ValidationException",
                            r"\A2 validation errors detected: .*length less than or equal to 63; "
                            r".*pattern")
        self.assert_refused(self.call(ImageName="", SortOrder="UP"), "ValidationException",
                            r"\A3 validation errors detected: Value '' at 'imageName' failed to "
                            r"satisfy constraint: Member must have length greater than or equal")

    def test_longest_name_is_valid(self):
        self.assert_refused(self.call(ImageName="a" * 63), "ResourceNotFound", "a{63}")

    def test_unknown_image(self):
        answer = self.call(ImageName="no-such-image")
        self.assert_refused(answer, "ResourceNotFound",
                            r"\ANo Image with the name no-such-image exists\.\Z")
        self.assertEqual(set(answer.json), {"__type", "Message"})

    def test_unknown_members_and_nulls_are_ignored(self):
        self.assertEqual(len(self.versions(Unknown={"x": [1]}, MaxResults=None, SortBy=None)), 10)

    def test_last_of_a_repeated_member_counts(self):
        body = b'{"ImageName": "demo-image", "MaxResults": 3, "MaxResults": 4}'
        self.assertEqual(len(self.call_raw(body).json["ImageVersions"]), 4)

    def walk(self, size, **members):
        """All versions, and the tokens met on the way."""
        seen, tokens, token = [], [], None
        for _ in range(60):
            more = {} if token is None else {"NextToken": token}
            page = self.call(ImageName="demo-image", MaxResults=size, **members, **more).json
            self.assertLessEqual(len(page["ImageVersions"]), size)
            seen += [item["Version"] for item in page["ImageVersions"]]
            token = page.get("NextToken")
            if token is None:
                return seen, tokens
            tokens.append(token)
        self.fail("the listing does not end")

    def test_paging_gives_every_version_once_in_order(self):
        whole = self.versions(MaxResults=100)
        self.assertEqual(sorted(whole), list(range(1, 26)))
        for size in (1, 7, 24, 25, 26):
            with self.subTest(size=size):
                self.assertEqual(self.walk(size)[0], whole)

    def test_page_size_may_change_between_pages(self):
        first = self.call(ImageName="demo-image", MaxResults=3).json
        rest = self.versions(MaxResults=100, NextToken=first["NextToken"])
        self.assertEqual(len(rest), 22)

    def test_filtered_paging_ends_without_an_empty_page(self):
        bounds = {"CreationTimeBefore": 1700000000 + 3607 * 9, "SortOrder": "ASCENDING"}
        expected = self.versions(MaxResults=100, **bounds)
        self.assertGreater(len(expected), 2)
        self.assertLess(len(expected), 25)
        seen, tokens = self.walk(len(expected), **bounds)
        self.assertEqual((seen, tokens), (expected, []))

    def test_tokens_are_opaque(self):
        for token in self.walk(1)[1]:
            self.assertRegex(token, r"\A[^0-9]{2}")
            with self.assertRaises(ValueError):
                json.loads(base64.b64decode(token))

    def test_tampered_and_foreign_tokens(self):
        page = self.call(ImageName="demo-image", MaxResults=5).json
        token = page["NextToken"]
        swapped = token[:4] + ("B" if token[4] != "B" else "C") + token[5:]
        for wrong in (swapped, token[:-1], token + "=", token.lower(), "", "1", "None",
                      "=" * len(token), "é" * 26):
            with self.subTest(token=wrong):
                self.assert_refused(self.call(ImageName="demo-image", NextToken=wrong),
                                    "ValidationException", r"\AInvalid pagination token\.\Z")
        for other in ({"SortBy": "VERSION"}, {"SortOrder": "ASCENDING"},
                      {"CreationTimeAfter": 1}, {"CreationTimeBefore": 4e9},
                      {"LastModifiedTimeAfter": 1}, {"LastModifiedTimeBefore": 4e9}):
            with self.subTest(other=other):
                self.assert_refused(self.call(ImageName="demo-image", NextToken=token, **other),
                                    "ValidationException", "Invalid pagination token")

    def test_token_of_another_image(self):
        with Endpoint("--no-auth", "--generate", "25:other") as other:
            page = send(other, UNSIGNED, body_of(ImageName="other")).json
        self.assert_refused(self.call(ImageName="demo-image", NextToken=page["NextToken"]),
                            "ValidationException", "Invalid pagination token")

    def test_token_outlives_a_restart(self):
        token = self.call(ImageName="demo-image").json["NextToken"]
        with Endpoint(*self.args) as again:
            page = send(again, UNSIGNED, body_of(ImageName="demo-image", NextToken=token)).json
        self.assertEqual([item["Version"] for item in page["ImageVersions"]],
                         self.versions(MaxResults=100)[10:20])

    def test_explicit_defaults_equal_the_defaults(self):
        self.assertEqual(self.versions(), self.versions(
            SortBy="CREATION_TIME", SortOrder="DESCENDING", MaxResults=10))

    def test_bounds_are_inclusive(self):
        items = self.call(ImageName="demo-image", MaxResults=100).json["ImageVersions"]
        for member in ("CreationTime", "LastModifiedTime"):
            time = items[12][member]
            same = {item["Version"] for item in items if item[member] == time}
            with self.subTest(member=member):
                self.assertEqual(set(self.versions(**{f"{member}After": time,
                                                      f"{member}Before": time})), same)
                self.assertEqual(self.versions(**{f"{member}After": time + 0.0001,
                                                  f"{member}Before": time}), [])

    def test_extreme_bounds(self):
        for bound in (-1e300, 0, -1.5):
            self.assertEqual(len(self.versions(CreationTimeAfter=bound, MaxResults=100)), 25)
        self.assertEqual(self.versions(CreationTimeAfter=1e300), [])


class TransportTest(EndpointTestCase):
    args = ("--no-auth", "--generate", "25")
    body = body_of(ImageName="demo-image", MaxResults=1)

    def connect(self):
        connection = http.client.HTTPConnection(self.endpoint.host, self.endpoint.port, timeout=20)
        self.addCleanup(connection.close)
        return connection

    def test_two_requests_on_one_connection(self):
        before = len(self.endpoint.request_log())
        connection = self.connect()
        for _ in range(2):
            answer = exchange(connection, UNSIGNED, self.body)
            self.assertEqual(answer.status, 200)
            self.assertNotEqual(answer.headers.get("Connection"), "close")
        first, second = self.endpoint.request_log()[before:]
        self.assertEqual(first["connection"], second["connection"])

    def test_several_connections_at_once(self):
        before = len(self.endpoint.request_log())
        connections = [self.connect() for _ in range(20)]
        for connection in connections:
            connection.request("POST", "/", self.body, UNSIGNED)
        for connection in reversed(connections):
            self.assertEqual(Answer(connection.getresponse()).status, 200)
        numbers = {entry["connection"] for entry in self.endpoint.request_log()[before:]}
        self.assertEqual(len(numbers), 20)

    def test_slow_request_does_not_hold_others_up(self):
        slow = socket.create_connection((self.endpoint.host, self.endpoint.port), 20)
        self.addCleanup(slow.close)
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le")
        self.assertEqual(send(self.endpoint, UNSIGNED, self.body).status, 200)

    def test_connection_close_is_honoured(self):
        raw = socket.create_connection((self.endpoint.host, self.endpoint.port), 20)
        self.addCleanup(raw.close)
        head = (f"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {TARGET}\r\nContent-Type: "
                f"{CONTENT_TYPE}\r\nConnection: close\r\nContent-Length: {len(self.body)}\r\n\r\n")
        raw.sendall(head.encode() + self.body)
        received = b""
        while chunk := raw.recv(65536):
            received += chunk
        self.assertRegex(received, rb"\AHTTP/1.1 200 OK\r\n")
        self.assertRegex(received, rb"(?i)\r\nConnection: close\r\n")

    def test_request_byte_by_byte(self):
        raw = socket.create_connection((self.endpoint.host, self.endpoint.port), 20)
        self.addCleanup(raw.close)
        head = (f"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {TARGET}\r\nContent-Type: "
                f"{CONTENT_TYPE}\r\nContent-Length: {len(self.body)}\r\n\r\n")
        for byte in head.encode() + self.body:
            raw.sendall(bytes([byte]))
        self.assertTrue(raw.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n"))

    def test_client_that_leaves_does_no_harm(self):
        for _ in range(5):
            with socket.create_connection((self.endpoint.host, self.endpoint.port), 20) as raw:
                raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        self.assertEqual(send(self.endpoint, UNSIGNED, self.body).status, 200)

    def test_without_descriptors_new_connections_wait(self):
        with Endpoint(*self.args) as endpoint, contextlib.ExitStack() as stack:
            pid = endpoint.process.pid
            used = len(os.listdir(f"/proc/{pid}/fd"))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 5, used + 5))
            held = [stack.enter_context(socket.create_connection((endpoint.host, endpoint.port)))
                    for _ in range(20)]
            time.sleep(1)
            told = endpoint.stderr()
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                user, system = file.read().rpartition(")")[2].split()[11:13]
            busy = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
            self.assertIn("cannot accept a connection: Too many open files", told[:1000])
            self.assertEqual(told.count("\n"), 1)
            self.assertLess(busy, 0.5)
            for connection in held:
                connection.close()
            client = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=30)
            stack.callback(client.close)
            client.request("POST", "/", self.body, UNSIGNED)
            self.assertEqual(client.getresponse().status, 200)

    def test_body_limit(self):
        limit = 1024 * 1024
        just = self.body + b" " * (limit - len(self.body))
        self.assertEqual(send(self.endpoint, UNSIGNED, just).status, 200)
        self.assert_refused(send(self.endpoint, UNSIGNED, just + b" "),
                            "RequestEntityTooLargeException", "1048576 bytes", 413)

    def test_unknown_operations(self):
        for change in ({"X-Amz-Target": "SageMaker.ListImages"}, {"X-Amz-Target": "x"},
                       {"X-Amz-Target": ""}, {"Content-Type": "application/json"}):
            with self.subTest(change=change):
                self.assert_refused(send(self.endpoint, {**UNSIGNED, **change}, self.body),
                                    "UnknownOperationException", "ListImageVersions")
        self.assert_refused(send(self.endpoint, {}, self.body), "UnknownOperationException",
                            "ListImageVersions")

    def test_other_paths_and_methods(self):
        self.assert_refused(send(self.endpoint, UNSIGNED, self.body, path="/x"),
                            "UnknownOperationException", "path", 404)
        for method in ("GET", "PUT", "DELETE"):
            with self.subTest(method=method):
                answer = send(self.endpoint, UNSIGNED, b"", method=method)
                self.assert_refused(answer, "UnknownOperationException", "POST", 405)
                self.assertEqual(answer.headers["Allow"], "POST")

    def test_head_has_no_body(self):
        raw = socket.create_connection((self.endpoint.host, self.endpoint.port), 20)
        self.addCleanup(raw.close)
        raw.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while chunk := raw.recv(65536):
            received += chunk
        self.assertRegex(received, rb"(?s)\AHTTP/1.1 405 .*\r\n\r\n\Z")

    def test_request_log_is_what_was_sent(self):
        body = b'{"ImageName": "demo-image", "X": "\\u00e9 \xc3\xa9"}\n\x7f'
        headers = {"x-aMz-tArGeT": TARGET, "content-TYPE": CONTENT_TYPE, "X-Twice": "b",
                   "X-Quote": 'say "\\"'}
        connection = self.connect()
        connection.putrequest("POST", "/?q=1", skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", "example")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("X-Twice", "a")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        status = Answer(connection.getresponse()).status
        entry = self.endpoint.request_log()[-1]
        self.assertEqual(entry["headers"], [("Host", "example"), *headers.items(),
                                            ("X-Twice", "a"), ("Content-Length", str(len(body)))])
        self.assertEqual((entry["method"], entry["target"], entry["body"], entry["status"]),
                         ("POST", "/?q=1", body, status))


class TlsTest(unittest.TestCase):
    body = body_of(ImageName="demo-image", MaxResults=1)

    def call(self, endpoint, host, context):
        with contextlib.closing(http.client.HTTPSConnection(
                host, endpoint.port, timeout=20, context=context)) as connection:
            return exchange(connection, UNSIGNED, self.body), exchange(connection, UNSIGNED,
                                                                       self.body)

    def test_verified_by_the_printed_ca(self):
        with Endpoint("--no-auth", "--tls", "--generate", "3") as endpoint:
            context = ssl.create_default_context(cafile=endpoint.ca)
            for host in ("127.0.0.1", "localhost"):
                with self.subTest(host=host):
                    for answer in self.call(endpoint, host, context):
                        self.assertEqual(answer.status, 200)

    def test_unknown_ca_and_wrong_name_are_not_accepted(self):
        with Endpoint("--no-auth", "--tls", "--host", "127.0.0.2") as endpoint:
            trusting = ssl.create_default_context(cafile=endpoint.ca)
            for host, context in (("127.0.0.2", trusting),
                                  ("127.0.0.2", ssl.create_default_context())):
                with self.assertRaises(ssl.SSLCertVerificationError):
                    self.call(endpoint, host, context)

    def test_ends_with_close_notify(self):
        """Told not to look away, Python raises when the peer just drops the connection."""
        with Endpoint("--no-auth", "--tls") as endpoint:
            context = ssl.create_default_context(cafile=endpoint.ca)
            context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
            head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            with socket.create_connection((endpoint.host, endpoint.port), 20) as raw:
                with context.wrap_socket(raw, server_hostname="localhost",
                                         suppress_ragged_eofs=False) as secure:
                    secure.sendall(head.encode())
                    while secure.recv(65536):
                        pass

    def test_files_are_private_and_removed(self):
        with Endpoint("--tls") as endpoint:
            directory = os.path.dirname(endpoint.ca)
            self.assertEqual(os.stat(directory).st_mode & 0o777, 0o700)
            self.assertEqual(os.listdir(directory), ["ca.pem"])
            with open(endpoint.ca, encoding="ascii") as file:
                self.assertNotIn("PRIVATE", file.read())
        self.assertFalse(os.path.exists(directory))

    def test_plain_text_on_the_tls_port(self):
        with Endpoint("--no-auth", "--tls") as endpoint:
            with socket.create_connection((endpoint.host, endpoint.port), 20) as raw:
                raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
                self.assertFalse(raw.recv(100).startswith(b"HTTP"))
            context = ssl.create_default_context(cafile=endpoint.ca)
            self.call(endpoint, "localhost", context)


class StartStopTest(unittest.TestCase):
    def test_both_signals_end_it_cleanly(self):
        for number, scheme in ((signal.SIGINT, ()), (signal.SIGTERM, ()),
                               (signal.SIGTERM, ("--tls",))):
            with self.subTest(number=number, scheme=scheme):
                endpoint = Endpoint("--no-auth", *scheme).start()
                with contextlib.closing(socket.create_connection(
                        (endpoint.host, endpoint.port), 20)) as open_connection:
                    open_connection.sendall(b"POST / HTTP/1.1\r\n")
                    endpoint.stop(number)

    def test_ipv6(self):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            self.skipTest(f"NO IPv6 LOOPBACK HERE: {error}")
        with Endpoint("--no-auth", "--host", "::1") as endpoint:
            self.assertRegex(endpoint.url, r"\Ahttp://\[::1\]:\d+\Z")
            self.assertEqual(send(endpoint, UNSIGNED, body_of(ImageName="custom-r")).status, 200)
        with Endpoint("--no-auth", "--host", "::1", "--tls") as endpoint:
            context = ssl.create_default_context(cafile=endpoint.ca)
            with contextlib.closing(http.client.HTTPSConnection(
                    "::1", endpoint.port, timeout=20, context=context)) as connection:
                answer = exchange(connection, UNSIGNED, body_of(ImageName="custom-r"))
            self.assertEqual(answer.status, 200)

    def test_port_and_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            self.assert_ends(["--port", port], 1, rf"cannot listen on 127\.0\.0\.1 port {port}: ")
        with Endpoint("--port", port) as endpoint:
            self.assertEqual(endpoint.url, f"http://127.0.0.1:{port}")

    def run_to_end(self, args):
        done = subprocess.run([endpoint_binary(), *args], capture_output=True, text=True,
                              timeout=20, check=False)
        return done.returncode, done.stdout, done.stderr

    def assert_ends(self, args, code, sentence):
        got, out, err = self.run_to_end(args)
        self.assertEqual((got, out), (code, ""), err)
        self.assertRegex(err, sentence)
        self.assertTrue(err.startswith("sagepager-endpoint: "))

    def test_bad_options(self):
        for args, sentence in (
                (["--port", "65536"], r"--port: '65536' .* integer from 0 to 65535"),
                (["--port", "-1"], r"--port: '-1'"),
                (["--port", "8080x"], r"--port: '8080x'"),
                (["--port", ""], r"--port: ''"),
                (["--port", "99999999999999999999"], r"--port: '9{20}'"),
                (["--port"], r"--port: a value must follow"),
                (["--host", "0.0.0.0"], r"--host: '0\.0\.0\.0' .* loopback"),
                (["--host", "192.0.2.1"], r"--host: '192\.0\.2\.1' .* loopback"),
                (["--host", "::"], r"--host: '::' .* loopback"),
                (["--host", "example.com"], r"--host: 'example\.com' .* 127\.x\.y\.z or ::1"),
                (["--generate", "x"], r"--generate: 'x' .* 0 to 1000000"),
                (["--generate", "1000001"], r"--generate: '1000001'"),
                (["--generate", "5:"], r"--generate: '5:' .* image name"),
                (["--generate", "5:a..b"], r"--generate: '5:a\.\.b' .* image name"),
                (["--access-key-id", ""], r"--access-key-id: '' .* not be empty"),
                (["--secret-access-key", ""], r"--secret-access-key: ''"),
                (["--session-token", ""], r"--session-token: ''"),
                (["--region", ""], r"--region: ''"),
                (["--clock-window", "5m"], r"--clock-window: '5m' .* 0 to 2000000000"),
                (["--tls=yes"], r"--tls=yes: this option takes no value"),
                (["--nonsense"], r"'--nonsense' is not an option"),
                (["-x"], r"'-x' is not an option"),
                (["stray"], r"'stray' is not accepted"),
                (["--data", "/nonexistent/data.json"],
                 r"/nonexistent/data\.json: cannot be read: No such file"),
                (["--request-log", "/nonexistent/log"], r"--request-log: '/nonexistent/log'")):
            with self.subTest(args=args):
                self.assert_ends(args, 2, sentence)

    def test_help_and_version(self):
        code, out, err = self.run_to_end(["--help"])
        self.assertEqual((code, err), (0, ""))
        for option in ("data", "generate", "port", "host", "tls", "access-key-id",
                       "secret-access-key", "session-token", "region", "clock-window", "no-auth",
                       "request-log", "help", "version"):
            self.assertIn(f"--{option}", out)
        self.assertEqual(self.run_to_end(["--version"]), (0, "sagepager-endpoint 0.1.0\n", ""))


class DataSetTest(unittest.TestCase):
    version = {
        "CreationTime": 1614230400.123, "LastModifiedTime": 1614230460, "Version": 1,
        "ImageArn": "arn:aws:sagemaker:us-west-2:123456789012:image/a",
        "ImageVersionArn": "arn:aws:sagemaker:us-west-2:123456789012:image-version/a/1",
        "ImageVersionStatus": "CREATED",
    }

    def write(self, document):
        text = document if isinstance(document, bytes) else json.dumps(document).encode()
        file = tempfile.NamedTemporaryFile(suffix=".json")
        self.addCleanup(file.close)
        file.write(text)
        file.flush()
        return file.name

    def changed(self, **members):
        """The good version, changed; a member set to None is left out."""
        merged = {**self.version, **members}
        return {name: value for name, value in merged.items() if value is not None}

    def document(self, *versions, name="a"):
        return {"images": [{"name": "first", "versions": []},
                           {"name": name, "versions": list(versions)}]}

    def assert_bad(self, document, sentence):
        path = self.write(document)
        done = subprocess.run([endpoint_binary(), "--data", path], capture_output=True, text=True,
                              timeout=20, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn(path, done.stderr)
        self.assertRegex(done.stderr, sentence)

    def test_bad_versions(self):
        for change, sentence in (
                ({"CreationTime": "1614230400"}, "CreationTime: must be a number"),
                ({"LastModifiedTime": 1e12}, "LastModifiedTime: must be a number.*1 to 9999"),
                ({"CreationTime": 1.0001}, "CreationTime: must have at most three decimals"),
                ({"Version": -1}, "Version: must be an integer"),
                ({"Version": 1.5}, "Version: must be an integer"),
                ({"Version": None}, "Version: is missing"),
                ({"ImageArn": 7}, "ImageArn: must be a string"),
                ({"ImageVersionStatus": "DONE"}, "ImageVersionStatus: must be CREATING, CREATED"),
                ({"Extra": 1}, "Extra: is not a member")):
            with self.subTest(change=change):
                where = r"image at index 1 \('a'\): version at index 1: "
                self.assert_bad(self.document(self.version, self.changed(**change)),
                                where + sentence)

    def test_bad_documents(self):
        for document, sentence in (
                (b"", "not JSON"), (b"{]", "not JSON from byte"), (b"{} {}", "not JSON"),
                (b'{"images": "\xff"}', "not UTF-8"), ([], "images"), ({}, "images"),
                ({"images": [], "x": 1}, "images"), ({"images": [7]}, "index 0 name: must be"),
                (self.document(name="a..b"), "image at index 1 name: must be"),
                (self.document(name="first"), "already"),
                ({"images": [{"name": "a"}]}, "versions: must be a list"),
                ({"images": [{"name": "a", "versions": [], "x": 1}]}, "members besides"),
                (self.document(self.version, self.version), "Version: 1 is there twice"),
                (json.dumps(self.document(self.version)).replace(
                    '"Version": 1', '"Version": 1, "Version": 1').encode(),
                 "Version: is there twice"),
                (self.document(7), "must be a JSON object")):
            with self.subTest(document=document):
                self.assert_bad(document, sentence)

    def test_data_and_generated_together(self):
        path = self.write(self.document(self.version))
        with Endpoint("--no-auth", "--data", path, "--generate", "2:more") as endpoint:
            for name, count in (("first", 0), ("a", 1), ("more", 2)):
                page = send(endpoint, UNSIGNED, body_of(ImageName=name)).json
                self.assertEqual(len(page["ImageVersions"]), count)
            self.assertEqual(send(endpoint, UNSIGNED, body_of(ImageName="custom-r")).status, 400)

    def test_values_come_back_as_they_are(self):
        reason = 'quote " backslash \\ newline \n tab \t é ✗ 🐳 </x> \x01'
        versions = [self.changed(FailureReason=reason, ImageVersionStatus=status, Version=number,
                                 CreationTime=time)
                    for number, (status, time) in enumerate((
                        ("CREATING", 0), ("CREATED", -1.5), ("CREATE_FAILED", 253402300799.999),
                        ("DELETING", -62135596800), ("DELETE_FAILED", 4102444800.1)))]
        path = self.write(self.document(*versions))
        with Endpoint("--no-auth", "--data", path) as endpoint:
            page = send(endpoint, UNSIGNED, body_of(ImageName="a", SortBy="VERSION",
                                                    SortOrder="ASCENDING")).json
        self.assertEqual(page["ImageVersions"], versions)

    def test_sample_has_every_status(self):
        with Endpoint("--no-auth") as endpoint:
            items = []
            for name in ("custom-r", "team-conda.env", "scratch"):
                answer = send(endpoint, UNSIGNED, body_of(ImageName=name, MaxResults=100))
                items += answer.json["ImageVersions"]
        self.assertEqual({item["ImageVersionStatus"] for item in items},
                         {"CREATING", "CREATED", "CREATE_FAILED", "DELETING", "DELETE_FAILED"})


if __name__ == "__main__":
    unittest.main()
