"""Makes format_goldens.json: what the AWS CLI prints of generated listings in each format.

Run: SGP_COMMAND=x SGP_ENDPOINT=x python3 make_format_goldens.py, with the AWS CLI of
endpoint_fixture.AWS_CLI; made with Debian 12's awscli 2.9.19, TZ=UTC; fixed seed.
"""

import base64
import concurrent.futures
import json
import os
import random

from command_fixture import ScriptedServer, answer, run_aws

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


def golden(task):
    pages, args = task
    with ScriptedServer(*[answer(json.dumps(page)) for page in pages]) as server:
        done = run_aws(server.url, *args)
    if done.returncode != 0 and args not in REFUSED and "--query" not in args:
        raise RuntimeError(done.stderr)
    return {"args": args, "pages": pages, "code": done.returncode, "stdout": base64.b64encode(done.stdout).decode()}


def tasks():
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
