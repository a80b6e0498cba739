"""Makes format_goldens.json: what the AWS CLI prints of generated listings in each format.

Run: SGP_COMMAND=x SGP_ENDPOINT=x python3 make_format_goldens.py, with the AWS CLI of
endpoint_fixture.AWS_CLI; made with Debian 12's awscli 2.9.19, TZ=UTC; fixed seed.
"""

import base64
import concurrent.futures
import json
import os
import random
import tempfile

from command_fixture import ScriptedServer, answer, run_aws, run_on_terminal
from endpoint_fixture import AWS_CLI, client_environ

LISTINGS = 40
SEED = 5
FORMATS = ("text", "table", "yaml", "json")
FIXED = [[{}], [{"ImageVersions": []}], [{"ImageVersions": [{}]}], [{"ImageVersions": [{}, {}]}]]

TEXTS = ["", " ", "a", "arn:aws:sagemaker:us-west-2:123456789012:image-version/img/12", "x: y # z",
         "- a", "two\nlines\n", "tab\tand \"quotes\" 'too'", "Größe ≥ 10 GiB ✗", "日本語のイメージ",
         "e\u0301 combining", "🐳 whale", "true", "Null", "~", "12", "1.5e3", "0x1F", "2020-01-02",
         "2020-01-02T03:04:05Z", "=", "<<", "@at", "`tick`", "%percent", "{a: b}", "[a]", "a, b",
         "# hash", "!tag", "&anchor", "*alias", "? key", "| pipe", "> fold", "trailing ", "\u2028",
         "\u0085", "\ufeff", "\u007f", "\u0001", "long " * 40, "w" * 200, "Привет", "مرحبا", "\r\n"]


def item(rng):
    members = {"CreationTime": rng.choice((1600000000.5, 1600000000, 1614230400.123)),
               "FailureReason": rng.choice(TEXTS), "ImageArn": rng.choice(TEXTS),
               "ImageVersionArn": rng.choice(TEXTS),
               "ImageVersionStatus": rng.choice(("CREATED", "CREATE_FAILED", "odd")),
               "LastModifiedTime": rng.choice((1600000000, 1700000000.25)),
               "Version": rng.choice((1, 0, -5, 2**40))}
    return {name: value for name, value in members.items() if rng.random() < 0.8}


def listing(rng):
    """The pages of one listing."""
    count = rng.choice((1, 1, 2, 3))
    pages = [{"ImageVersions": [item(rng) for _ in range(rng.choice((0, 1, 1, 2, 5)))]}
             for _ in range(count)]
    if rng.random() < 0.1:
        del pages[-1]["ImageVersions"]
    if rng.random() < 0.1:
        pages[0]["ImageVersions"] = [{}]
    for number, page in enumerate(pages[:-1]):
        page["NextToken"] = f"t{number}"
    return pages


RAW = [["--no-paginate"], ["--max-results", "5"], ["--next-token", "x"], ["--next-token", ""]]
RAW_PAGES = [{"ImageVersions": [{"Version": 1}, {"ImageArn": "a"}], "NextToken": "t1"}]
QUERIES = [
    "ImageVersions[].Version", "ImageVersions[*].[Version,ImageArn]", "ImageVersions[?Version>`1`]",
    "length(ImageVersions)", "ImageVersions[0]", "{a: ImageVersions[*].Version, b: 'x'}", "NextToken",
    "ImageVersions[].{V:Version,Arn:ImageArn}", "sort_by(ImageVersions,&Version)[-1].Version",
    "ImageVersions[*].Version | [0]", "avg(ImageVersions[].Version)", "nothing",
    "ImageVersions[0].Version == `1`", "to_string(ImageVersions[0])", "ImageVersions[*].Nope",
    "{deep: {deeper: ImageVersions}, n: `[1.5, true, null]`}"]
QUERY_PAGES = [
    {"ImageVersions": [{"Version": 1, "ImageArn": "\u00e9", "CreationTime": 1600000000.5,
                        "ImageVersionStatus": "CREATED"}, {"ImageArn": "a", "Version": 2}],
     "NextToken": "t1"},
    {"ImageVersions": [{"Version": 3, "FailureReason": "x"}]}]
REFUSED_QUERIES = [["--query", "a["], ["--query", ""], ["--query", "length(ImageVersions[0].Version)"],
                   ["--query", "nope(@)"]]
REFUSED = REFUSED_QUERIES + [["--no-paginate", "--max-items", "3"], ["--no-paginate", "--page-size", "0"],
           ["--max-results", "1", "--page-size", "2", "--starting-token", "x"],
           ["--max-results", "abc"], ["--max-results", "0"]]


# Times: around summer-time changes, as numbers and as texts, in zones without history.
TIMES_PAGES = [{"ImageVersions": [
    {"CreationTime": 1603587600 - 0.5, "LastModifiedTime": 1603587600},
    {"CreationTime": 1603587599, "LastModifiedTime": 1585443600 - 0.25},
    {"CreationTime": 1585443600, "LastModifiedTime": 1585440000.000001},
    {"CreationTime": 1600000000.0, "LastModifiedTime": 1e9, "Version": 1},
    {"CreationTime": 0, "LastModifiedTime": -0.5}, {"CreationTime": 1e-5, "LastModifiedTime": -62135510400},
    {"CreationTime": 1614230400.1234567, "LastModifiedTime": 32503680000},
    {"CreationTime": "2020-07-01T00:00:00Z", "LastModifiedTime": "2020-01-02T03:04:05.678"},
    {"CreationTime": "1600000000", "LastModifiedTime": "Thu, 02 Jan 2020 03:04:05 GMT"},
    {"CreationTime": "2020-07-01T00:00:00+05:30", "LastModifiedTime": "2020-07-01 00:00:00.5 -0330"}]}]
ZONES = ["UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
         "IST-5:30"]
TIME_FORMATS = ["", "[default]\ncli_timestamp_format = wire\n",
                "[default]\ncli_timestamp_format = iso8601\n",
                "[default]\ncli_timestamp_format = bogus\n"]
STREAM_PAGES = [{"ImageVersions": [{"Version": 1}, {"Version": 2, "ImageArn": "\u00e9"}], "NextToken": "t1"},
                {}, {"ImageVersions": []}, {"ImageVersions": [{"FailureReason": "x\ny"}]}]
STREAM_PAGES[1]["NextToken"] = "t2"
STREAM_PAGES[2]["NextToken"] = "t3"
SKELETONS = [["--generate-cli-skeleton"], ["--generate-cli-skeleton", "input"],
             ["--generate-cli-skeleton=output", "--output", "json"],
             ["--generate-cli-skeleton", "output", "--output", "text"],
             ["--generate-cli-skeleton", "output", "--output", "table"],
             ["--generate-cli-skeleton", "output", "--max-items", "2"],
             ["--generate-cli-skeleton", "output", "--query", "ImageVersions[0].CreationTime"],
             ["--generate-cli-skeleton", "bogus"]]
WIDE_PAGES = [{"ImageVersions": [
    {"CreationTime": 1600000000.5, "ImageArn": "a", "ImageVersionArn": "\u65e5\u672c" * 9,
     "FailureReason": "two\nlines", "ImageVersionStatus": "CREATED", "Version": 1}]}]


def recorded(pages, args, columns=0, config="", zone="UTC"):
    """(exit code, standard output); columns: of a terminal, or 0 for none."""
    server = ScriptedServer(*[answer(json.dumps(page)) for page in pages])
    with tempfile.NamedTemporaryFile("w", suffix=".config") as file:
        file.write(config)
        file.flush()
        environ = client_environ(AWS_CONFIG_FILE=file.name, TZ=zone)
        if columns:
            return run_on_terminal(server, [AWS_CLI, "sagemaker"], *args, env=environ, columns=columns)
        with server:
            done = run_aws(server.url, *args, env=environ)
    return done.returncode, done.stdout


def golden(task):
    pages, args, *further = task
    code, stdout = recorded(pages, args, *further)
    one = {"args": args, "pages": pages, "code": code, "stdout": base64.b64encode(stdout).decode()}
    one.update((name, value) for name, value in zip(("columns", "config", "zone"), further) if value)
    return one


def tasks():
    yield from listing_tasks()
    for zone in ZONES:
        for name in (*FORMATS, "yaml-stream"):
            yield TIMES_PAGES, ["--output", name], 0, "", zone
    for config in TIME_FORMATS:
        for name in (*FORMATS, "yaml-stream"):
            yield TIMES_PAGES, ["--output", name], 0, config, ZONES[1]
            yield TIMES_PAGES, ["--output", name, "--query", "ImageVersions[*].CreationTime"], 0, config
    for further in ([], ["--max-items", "1"], ["--max-items", "2"], ["--max-items", "0"], ["--no-paginate"],
                    ["--query", "NextToken"], ["--query", "ImageVersions[].Version"]):
        yield STREAM_PAGES, ["--output", "yaml-stream", *further]
    for pages in FIXED:
        yield pages, ["--output", "yaml-stream"]
        yield pages, ["--output", "yaml-stream", "--no-paginate"]
    for args in SKELETONS:
        yield [{}], args
    for pages in (QUERY_PAGES, WIDE_PAGES, *FIXED):
        for name in (*FORMATS, "yaml-stream"):
            for columns in (0, 60, 300):
                yield pages, ["--output", name, "--color", "on" if columns == 0 else "auto"], columns
        yield pages, ["--output", "table", "--color", "off"], 100
        yield pages, ["--output", "table", "--query", "ImageVersions[].{v: Version}"], 100
        yield pages, ["--output", "table", "--max-items", "1"], 100


def listing_tasks():
    for number in range(LISTINGS):
        rng = random.Random(SEED + number)
        pages = listing(rng)
        further = ["--max-items", str(rng.randint(0, 6))] if rng.random() < 0.5 else []
        for name in FORMATS:
            yield pages, ["--output", name, *further]
    for pages in FIXED:
        for name in FORMATS:
            yield pages, ["--output", name]
    for args in RAW:
        for name in FORMATS:
            yield RAW_PAGES, ["--output", name, *args]
            yield [{}], ["--output", name, *args]
    for args in REFUSED[len(REFUSED_QUERIES):]:
        yield RAW_PAGES, args
    for query in QUERIES:
        for name in FORMATS:
            yield QUERY_PAGES, ["--query", query, "--output", name]
        yield QUERY_PAGES, ["--query", query, "--output", "text", "--max-items", "2"]
    yield QUERY_PAGES, ["--query", QUERIES[0], "--no-paginate"]
    yield QUERY_PAGES, ["--query", "NextToken", "--no-paginate", "--output", "text"]
    for args in REFUSED_QUERIES:
        yield QUERY_PAGES, args


def main():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        goldens = list(pool.map(golden, tasks()))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "format_goldens.json")
    with open(path, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(json.dumps(one) for one in goldens) + "\n]\n")


main()
