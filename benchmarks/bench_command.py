"""Compares the command with the AWS CLI and with a program on libcurl and cJSON, in one run over TLS.

SGP_COMMAND, SGP_ENDPOINT and SGP_CURL_LIST name the programs. Prints a table for docs/performance.md. It
has the medians of wall and CPU time, the peak memory of one run, and the ratios of the others to the
command. The programs take turns, so that a slow phase of the machine affects all of them.
"""

import os
import platform
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/e2e"))
from endpoint_fixture import AWS_CLI, Endpoint, client_environ, has_aws_cli  # noqa: E402

COMMAND = os.environ["SGP_COMMAND"]
CURL_LIST = os.environ["SGP_CURL_LIST"]
PAGE_SIZE = 100
# name, items, runs of the fast programs, runs of the AWS CLI
CASES = [("`--version`", None, 40, 5), ("one page", PAGE_SIZE, 40, 5), ("1,000 pages", 1000 * PAGE_SIZE, 5, 1)]


def commands(endpoint):
    """Returns (name, arguments to list, arguments to print the version) of each program."""
    listing = ["list-image-versions", "--image-name", "demo-image", "--endpoint-url", endpoint.url,
               "--page-size", str(PAGE_SIZE)]
    found = [("sagepager", [COMMAND, *listing], [COMMAND, "--version"]),
             ("sagepager, jsonl", [COMMAND, *listing, "--output", "jsonl"], None),
             ("libcurl + cJSON", [CURL_LIST, endpoint.url, "demo-image", str(PAGE_SIZE), endpoint.ca, "print", "0"],
              [CURL_LIST, "--version"])]
    if has_aws_cli():
        found.append(("AWS CLI", [AWS_CLI, "sagemaker", *listing], [AWS_CLI, "--version"]))
    return found


def measured(argv, environ):
    """Returns (wall s, CPU s) of one run; discards its output."""
    started = time.perf_counter()
    process = subprocess.Popen(argv, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{argv} exited with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def peak_kib(argv, environ):
    """Uses GNU time, because wait4 reports at least Python's own size for a process that Python starts."""
    done = subprocess.run(["/usr/bin/time", "--format", "%M", *argv], env=environ, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(done.stderr.split()[-1])


def medians(programs, runs, slow_runs, environ):
    taken = {name: [] for name, _ in programs}
    for turn in range(runs):
        for name, argv in programs:
            if name != "AWS CLI" or turn < slow_runs:
                taken[name].append(measured(argv, environ))
    return {name: [*(statistics.median(column) for column in zip(*taken[name])), peak_kib(argv, environ)]
            for name, argv in programs}


def run_case(items, runs, slow_runs):
    with Endpoint("--tls", "--generate", items or 1) as endpoint:
        programs = [(name, listing if items else version)
                    for name, listing, version in commands(endpoint) if items or version]
        return medians(programs, runs, slow_runs, client_environ(endpoint))


def wall_of_page(name, runs, *fault):
    """Returns the median. Each run has an endpoint of its own, because the fault happens once."""
    walls = []
    for _ in range(runs):
        with Endpoint("--tls", "--generate", PAGE_SIZE, *fault) as endpoint:
            argv = next(listing for program, listing, _ in commands(endpoint) if program == name)
            walls.append(measured(argv, client_environ(endpoint))[0])
    return statistics.median(walls)


def print_retries():
    print("\n| program | one page, wall ms | after a status 503 | difference |\n|---|---|---|---|")
    for name, runs in (("sagepager", 40), ("AWS CLI", 10)):
        if name == "sagepager" or has_aws_cli():
            good, retried = (1000 * wall_of_page(name, runs, *fault) for fault in ((), ("--fault", "unavailable:1")))
            print(f"| {name} | {good:.1f} | {retried:.1f} | {retried - good:.1f} |", flush=True)


def print_case(case, results):
    ours = results["sagepager"]
    for name, (wall, cpu, peak) in results.items():
        ratios = " | ".join(f"{value / own:.1f}" for value, own in zip((wall, cpu, peak), ours))
        print(f"| {case} | {name} | {wall * 1000:.1f} | {cpu * 1000:.1f} | {peak / 1024:.1f} | {ratios} |",
              flush=True)


def main():
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Linux {platform.release().split('-')[0]}\n")
    print("| case | program | wall ms | CPU ms | peak MiB | wall ratio | CPU ratio | peak ratio |\n"
          "|---|---|---|---|---|---|---|---|")
    for case, items, runs, slow_runs in CASES:
        print_case(case, run_case(items, runs, slow_runs))
    print_retries()


main()
