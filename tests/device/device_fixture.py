"""Runs images of examples/bare_metal in QEMU.

SGP_DEVICE names the image, SGP_DEVICE_BROKEN the one with parts that misbehave (broken_parts.c).
Each run prints the stack and the memory that it used. If SGP_DEVICE_REPORT names a file, it gets
one JSON object for each run.
"""

import json
import os
import re
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "../../examples/bare_metal")
sys.path.insert(0, os.path.join(HERE, "../e2e"))

RUN_SECONDS = 240
print_lock = threading.Lock()


def image(variable="SGP_DEVICE"):
    """Path of an image; a missing setting is an error, never a skip."""
    path = os.environ.get(variable)
    if not path:
        raise RuntimeError(f"set {variable} to the path of the image: scripts/test-device does")
    return path


class Run:
    """One run to its end: .code, .versions (lines), and what main.c reports, as texts or numbers."""

    def __init__(self, name, code, output):
        lines = output.split("\n")
        self.name, self.code, self.output = name, code, output
        self.versions = [line for line in lines if line.startswith("version=")]
        self.values = dict(re.findall(r"^([a-z-]+): (.*)$", output, re.M))
        self.status, self.error = self.values.get("status"), self.values.get("error", "")
        self.service_code = self.values.get("code")
        self.token = self.values.get("token") or None
        self.items, self.attempts = self.number("items"), self.number("attempts")
        self.stack, self.stack_size = self.number("stack-used"), self.number("stack-size")
        self.pool_peak, self.pool_left = self.number("pool-peak"), self.number("pool-left")
        self.tls_peak = self.number("tls-peak")

    def number(self, name):
        return int(self.values[name]) if name in self.values else None

    def report(self):
        line = f"  {self.name}: {self.status}, stack {self.stack}, pool {self.pool_peak}"
        if self.tls_peak is not None:
            line += f", TLS {self.tls_peak}"
        with print_lock:
            print(line, flush=True)
            if "SGP_DEVICE_REPORT" in os.environ:
                with open(os.environ["SGP_DEVICE_REPORT"], "a", encoding="utf-8") as file:
                    file.write(json.dumps({"name": self.name, "status": self.status, "stack": self.stack,
                                           "pool_peak": self.pool_peak,
                                           "tls_peak": self.tls_peak}) + "\n")


def run_device(name, url, elf=None, modem=None, **settings):
    """Settings are those of README.md, with '_' for '-'. `modem` replaces the program of that name."""
    words = [f"url={url}"] + [f"{key.replace('_', '-')}={value}" for key, value in settings.items()]
    environ = dict(os.environ, **({"MODEM": modem} if modem else {}))
    done = subprocess.run([os.path.join(EXAMPLE, "run"), elf or image(), *words], env=environ,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=RUN_SECONDS, check=False)
    result = Run(name, done.returncode, done.stdout.decode("utf-8", "replace"))
    result.report()
    return result
