"""Makes error_goldens.json: what the AWS CLI prints of errors in each --cli-error-format.

Run: AWS_CLI_SOURCE=x SGP_COMMAND=x python3 make_error_goldens.py, with the folder that contains the
package awscli of version 2.34 or later (made with 2.36.7) and a Python with its dependencies (made
with Debian 12's python3 and the packages of its awscli 2.9.19). Where that awscrt is too old, names
that no listing needs are stubbed.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

from command_fixture import ScriptedServer, answer
from endpoint_fixture import client_environ

FORMATS = ("legacy", "json", "yaml", "text", "table", "enhanced")
MESSAGES = ("no", "", "two\nlines", "\"q\" 'a': b # \u00e9\u20ac \U0001f600", " blanks around ",
            "12", "tab\there", "long " * 40)
IMAGE = ("--image-name", "x")
NO_REGION = {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}
NO_KEYS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
CONFIG = """[default]
cli_error_format = json
[profile upper]
cli_error_format = TEXT
[profile times]
cli_timestamp_format = bogus
[profile empty]
cli_error_format =
[profile other]
cli_error_format = bogus
[profile role]
role_arn = arn:aws:iam::123456789012:role/forbidden
source_profile = keys
[profile keys]
aws_access_key_id = AKID
aws_secret_access_key = secret
"""
STS = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>not you</Message></Error><RequestId>r</RequestId></ErrorResponse>"""


def refusal(code, message, status="400 Bad Request", **further):
    return json.dumps({"__type": code, "message": message, **further}), status


def of_the_service():
    replies = [refusal("ResourceNotFound", message) for message in MESSAGES]
    replies += [refusal("ResourceNotFound", "m", Extra=[1, 2], Code="C", Message="M"),
                refusal("ns#Coral:http://x/", "m", Type="Sender"),
                refusal("Unmodelled", "m", Extra={"a": 1}),
                refusal("Throttled", "m", "500 Internal Server Error"),
                ("not JSON", "403 Forbidden"), ("{}", "400 Bad Request"),
                ("<html>", "500 Internal Server Error")]
    for reply in replies:
        for name in FORMATS:
            yield {"args": ["--cli-error-format", name, *IMAGE], "reply": reply}
    for color in ("on", "off", "auto"):
        yield {"args": ["--cli-error-format", "table", "--color", color, *IMAGE],
               "reply": refusal("ResourceNotFound", "m")}
    for name in FORMATS:
        yield {"args": ["--cli-error-format", name, *IMAGE, "--profile", "role"], "config": CONFIG,
               "environ": NO_KEYS, "reply": (STS, "403 Forbidden")}


def of_the_client():
    clash = [*IMAGE, "--no-paginate", "--max-items", "3"]
    for name in FORMATS:
        option = ["--cli-error-format", name]
        yield {"args": option + [*IMAGE], "environ": NO_REGION}
        yield {"args": option + [*IMAGE], "environ": NO_KEYS}
        yield {"args": option + clash}
        yield {"args": clash + option}
        yield {"args": option + [*IMAGE, "--page-size", "0"]}
        yield {"args": option + ["--image-name", ""]}
        yield {"args": option + [*IMAGE, "--endpoint-url", "foo"]}
        yield {"args": option + ["--cli-input-json", "{"]}
        yield {"args": option + [*IMAGE, "--max-results", "abc"]}
        yield {"args": option + [*IMAGE, "--profile", "nope"]}
        yield {"args": option + [*IMAGE, "--profile", "times"], "config": CONFIG}
        yield {"args": option + [*IMAGE, "--cli-read-timeout", "-1"]}


def of_argparse():
    """The usage block is part of the message, so wrapped formats cannot be compared."""
    for name in ("legacy", "json", "text", "enhanced"):
        option = ["--cli-error-format", name]
        for args in ([], [*IMAGE, "--max-items", "abc"], ["--image-name"], [*IMAGE, "--max", "3"],
                     [*IMAGE, "--output"]):
            yield {"args": option + args}
            yield {"args": args, "environ": {"AWS_CLI_ERROR_FORMAT": name}}
            yield {"args": args, "config": f"[default]\ncli_error_format = {name}\n"}
        yield {"args": ["--max-items", "abc", *option, *IMAGE]}
        yield {"args": [*option, *IMAGE, "--cli-error-format"]}


def of_sources():
    """Which of option, variable and profile counts, in which spelling."""
    clash = [*IMAGE, "--no-paginate", "--max-items", "3"]
    for value in ("", " ", "json", "JSON", "Table", "bogus", "json ", "enhanced", "LEGACY"):
        for args in (clash, clash + ["--cli-error-format", "text"], clash + ["--profile", "upper"]):
            yield {"args": args, "environ": {"AWS_CLI_ERROR_FORMAT": value}, "config": CONFIG}
    for profile in ("default", "upper", "empty", "other", "keys"):
        yield {"args": clash + ["--profile", profile], "config": CONFIG}
        yield {"args": clash, "config": CONFIG, "environ": {"AWS_PROFILE": profile}}
        yield {"args": ["--image-name", "--profile", profile], "config": CONFIG}
        yield {"args": ["--image-name", "x", "--output", "--profile", profile], "config": CONFIG}
    yield {"args": clash, "config": CONFIG, "environ": {"AWS_PROFILE": "nope"}}
    yield {"args": ["--image-name"], "config": CONFIG, "environ": {"AWS_PROFILE": "nope"}}


def cases():
    yield from of_the_service()
    yield from of_the_client()
    yield from of_argparse()
    yield from of_sources()


def run_case(case, program):
    """(exit code, standard output, standard error) of a program on a case."""
    body, status = case.get("reply", ("{}", "200 OK"))
    with tempfile.NamedTemporaryFile("w", suffix=".config") as file, \
            ScriptedServer(answer(body, status, extra="Connection: close\r\n")) as server:
        file.write(case.get("config", ""))
        file.flush()
        environ = client_environ(AWS_CONFIG_FILE=file.name, AWS_MAX_ATTEMPTS="1",
                                 AWS_ENDPOINT_URL=server.url, PYTHONIOENCODING="utf-8",
                                 PYTHONWARNINGS="ignore", **case.get("environ", {}))
        done = subprocess.run([*program, "list-image-versions", *case["args"]], env=environ,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# --- the AWS CLI from its source -----------------------------------------------------------------


def stub_what_an_old_awscrt_lacks():
    import awscrt.crypto
    import awscrt.io
    for name in ("RSA", "RSASignatureAlgorithm", "EC", "ECType", "ECRawSignature", "ECPublicCoords",
                 "ECExportFormat"):
        if not hasattr(awscrt.crypto, name):
            setattr(awscrt.crypto, name, type(name, (), {}))
    if not hasattr(awscrt.io, "set_log_level"):
        awscrt.io.set_log_level = lambda *_: None


def run_aws_cli(args):
    sys.path.insert(0, os.environ["AWS_CLI_SOURCE"])
    stub_what_an_old_awscrt_lacks()
    from awscli.clidriver import main as aws_main
    sys.argv = ["aws", *args]
    return aws_main()


def main():
    if sys.argv[1:2] == ["--aws"]:
        sys.exit(run_aws_cli(sys.argv[2:]))
    program = [sys.executable, os.path.abspath(__file__), "--aws", "sagemaker"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        outcomes = pool.map(lambda case: (case, run_case(case, program)), cases())
        goldens = [{**case, "code": code, "stdout": stdout, "stderr": stderr}
                   for case, (code, stdout, stderr) in outcomes]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "error_goldens.json")
    with open(path, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(map(json.dumps, goldens)) + "\n]\n")


if __name__ == "__main__":
    main()
