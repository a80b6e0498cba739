"""Starts sagepager-endpoint for end-to-end tests and gives clients a clean environment.

    with Endpoint("--generate", "237") as endpoint:
        subprocess.run([...], env=client_environ(endpoint), ...)
        endpoint.request_log()

The binary is the one the environment variable SGP_ENDPOINT names. No traffic leaves loopback.
"""

import atexit
import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "us-west-2"
START_SECONDS = 30
STOP_SECONDS = 30


def endpoint_binary():
    """Path of the program under test; a missing setting is an error, never a skip."""
    path = os.environ.get("SGP_ENDPOINT")
    if not path:
        raise RuntimeError("set SGP_ENDPOINT to the path of the sagepager-endpoint binary")
    return path


AWS_CLI = "/usr/bin/aws"


def has_aws_cli():
    """Version 2 only: the first one prints times and errors in other ways."""
    if not os.path.exists(AWS_CLI):
        return False
    done = subprocess.run([AWS_CLI, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, text=True)
    return done.stdout.startswith("aws-cli/2.")


class Endpoint:
    """A running endpoint: .url, .host, .port, .ca (path or None), .request_log()."""

    def __init__(self, *args):
        self.args = [str(arg) for arg in args]
        self.process = None
        self.url = self.host = self.port = self.ca = None
        self._directory = tempfile.mkdtemp(prefix="sagepager-e2e-")
        self._log = os.path.join(self._directory, "requests.jsonl")
        self._stderr = os.path.join(self._directory, "stderr")

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self._clean_up()
            raise

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        command = [endpoint_binary(), "--request-log", self._log, *self.args]
        with open(self._stderr, "wb") as stderr:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr)
        self.url = self._line_after("listening on ")
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port = parts.hostname, parts.port
        if parts.scheme == "https":
            self.ca = self._line_after("CA certificate: ")
        return self

    def stop(self, number=signal.SIGTERM):
        """Ends the endpoint and raises unless it ended cleanly (a sanitizer report is not)."""
        try:
            if self.process.poll() is None:
                self.process.send_signal(number)
            code = self.process.wait(STOP_SECONDS)
            if code != 0:
                raise RuntimeError(f"the endpoint exited with {code}: {self.stderr()}")
        finally:
            self._clean_up()

    def stderr(self):
        with open(self._stderr, encoding="utf-8", errors="replace") as file:
            return file.read()

    def request_log(self):
        """One dict a request: connection, method, target, headers (pairs), body (bytes), status."""
        if not os.path.exists(self._log):
            return []
        with open(self._log, encoding="utf-8") as file:
            entries = [json.loads(line) for line in file]
        for entry in entries:
            entry["body"] = entry["body"].encode("latin-1")
            entry["headers"] = [tuple(pair) for pair in entry["headers"]]
        return entries

    def _line_after(self, prefix):
        line = self._read_line(time.monotonic() + START_SECONDS)
        if not line.startswith(prefix):
            raise RuntimeError(f"expected {prefix!r}, got {line!r}; stderr: {self.stderr()}")
        return line[len(prefix):]

    def _read_line(self, deadline):
        """Reads byte by byte, unbuffered, so that waiting for the pipe tells the truth."""
        line = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise RuntimeError(f"the endpoint did not start; stderr: {self.stderr()}")
                byte = os.read(self.process.stdout.fileno(), 1)
                if not byte:
                    break
                line += byte
        return line.decode().rstrip("\n")

    def _clean_up(self):
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
        shutil.rmtree(self._directory, ignore_errors=True)


def _empty_home():
    home = tempfile.mkdtemp(prefix="sagepager-home-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _is_leftover(name):
    """Settings of the machine that change what AWS clients do."""
    return name.upper().startswith("AWS_") or name.upper().endswith("_PROXY") or name in (
        "NO_COLOR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "SSLKEYLOGFILE")


def client_environ(endpoint=None, **extra):
    """A whole environment for a client: example credentials, one region, nothing else of AWS.

    With an endpoint whose CA is throw-away, AWS_CA_BUNDLE names it. `extra` is added last.
    """
    environ = {name: value for name, value in os.environ.items() if not _is_leftover(name)}
    environ.update(
        AWS_ACCESS_KEY_ID=ACCESS_KEY_ID,
        AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_PAGER="",
        HOME=_empty_home(),
        TZ="UTC",
    )
    if endpoint is not None and endpoint.ca is not None:
        environ["AWS_CA_BUNDLE"] = endpoint.ca
    environ.update(extra)
    return environ
