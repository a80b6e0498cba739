"""Makes error_goldens.json: what the AWS CLI prints of errors in each --cli-error-format.

Run: AWS_CLI_SOURCE=x python3 make_error_goldens.py, with the folder that contains the
package awscli of version 2.34 or later (made with 2.36.7) and a Python with its dependencies (made
with Debian 12's python3 and the packages of its awscli 2.9.19). Where that awscrt is too old, names
that no listing needs are stubbed.
"""

import concurrent.futures
import json
import os
import sys
import tempfile

from command_fixture import ScriptedServer, answer
from endpoint_fixture import client_environ

FORMATS = ("legacy", "json", "yaml", "text", "table", "enhanced")
MESSAGES = ("no", "", "two\nlines", "\"q\" 'a': b # \u00e9\u20ac \U0001f600", " blanks around ",
            "12", "tab\there", "long " * 40)
IMAGE = ("--image-name", "x")
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


def refusal(code, message, status="400 Bad Request", **further):
    return json.dumps({"__type": code, "message": message, **further}), status


def of_the_service():
    replies = [refusal("ResourceNotFound", message) for message in MESSAGES]
    replies += [refusal("ResourceNotFound", "m", Extra=[1, 2], Code="C", Message="M"),
                refusal("ns#Coral:http://x/", "m", Type="Sender"),
                refusal("Unmodelled", "m", Extra={"a": 1}),
                refusal("Throttled", "m", "500 Internal Server Error"),
                ("not JSON", "403 Forbidden"), ("{}", "400 Bad Request")]
    for reply in replies:
        for name in FORMATS:
            yield {"args": ["--cli-error-format", name, *IMAGE], "reply": reply}
    for color in ("on", "off", "auto"):
        yield {"args": ["--cli-error-format", "table", "--color", color, *IMAGE],
               "reply": refusal("ResourceNotFound", "m")}


def of_the_client():
    clash = [*IMAGE, "--no-paginate", "--max-items", "3"]
    for name in FORMATS:
        option = ["--cli-error-format", name]
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
        yield {"args": [], "environ": {"AWS_CLI_ERROR_FORMAT": name}}
        yield {"args": [*IMAGE, "--output"], "config": f"[default]\ncli_error_format = {name}\n"}
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
        yield {"args": ["--image-name", "x", "--output", "--profile", profile], "config": CONFIG}
    yield {"args": clash, "config": CONFIG, "environ": {"AWS_PROFILE": "nope"}}
    yield {"args": ["--image-name"], "config": CONFIG, "environ": {"AWS_PROFILE": "nope"}}


def cases():
    yield from of_the_service()
    yield from of_the_client()
    yield from of_argparse()
    yield from of_sources()


def environ_of(case, config, url):
    return client_environ(AWS_CONFIG_FILE=config, AWS_MAX_ATTEMPTS="1", AWS_ENDPOINT_URL=url,
                          **case.get("environ", {}))


def run_case(case, run):
    """What run(arguments, environment, server), which starts the server, returns of a case."""
    body, status = case.get("reply", ("{}", "200 OK"))
    server = ScriptedServer(answer(body, status, extra="Connection: close\r\n"))
    with tempfile.NamedTemporaryFile("w", suffix=".config") as file:
        file.write(case.get("config", ""))
        file.flush()
        return run(["list-image-versions", *case["args"]], environ_of(case, file.name, server.url),
                   server)


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


def run_aws(args, environ, server):
    """(exit code, standard output, standard error), of a fork: the imports take long."""
    from awscli.clidriver import main as aws_main
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()  # before there are threads
        if pid == 0:
            for number, file in ((1, out.fileno()), (2, err.fileno())):
                os.dup2(file, number)
            data = os.environ["AWS_DATA_PATH"]  # awscli has set it
            os.environ.clear()
            os.environ.update(environ, AWS_DATA_PATH=data)
            sys.argv = ["aws", "sagemaker", *args]
            code = aws_main()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        with server:
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        texts = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
    return code, *texts


def golden(case):
    code, stdout, stderr = run_case(case, run_aws)
    return {**case, "code": code, "stdout": stdout, "stderr": stderr}


def main():
    sys.path.insert(0, os.environ["AWS_CLI_SOURCE"])
    stub_what_an_old_awscrt_lacks()
    from awscli.clidriver import create_clidriver
    create_clidriver([])  # imports what each run needs
    with concurrent.futures.ProcessPoolExecutor(4) as pool:
        goldens = list(pool.map(golden, cases()))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "error_goldens.json")
    with open(path, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(map(json.dumps, goldens)) + "\n]\n")


if __name__ == "__main__":
    main()
