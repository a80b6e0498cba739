"""Compares the library with a program on libcurl and cJSON and with the lower limits of raw_list.c.

All programs read each item of the same listing from page_server. SGP_BENCHMARKS is the folder of the
programs, SGP_BENCHMARKS_MBEDTLS the folder of a build with Mbed TLS, SGP_COMMAND the command. Prints the
tables of docs/performance.md and draws docs/growth.svg. The programs take turns, so that a slow phase of
the machine affects all of them. Callgrind counts instructions: the difference between a long and a short
listing.
"""

import contextlib
import math
import os
import re
import statistics
import subprocess
import tempfile
import time

FOLDER = os.environ["SGP_BENCHMARKS"]
FOLDER_MBEDTLS = os.environ["SGP_BENCHMARKS_MBEDTLS"]
COMMAND = os.environ["SGP_COMMAND"]
CHART = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/growth.svg")
PAGE_SIZE = 100
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


@contextlib.contextmanager
def server(tls, pages, items=PAGE_SIZE, delay_ms=0):
    """Runs page_server with that many pages; yields its URL and its CA file or ""."""
    argv = [f"{FOLDER}/page_server", "tls" if tls else "plain", str(pages), str(items), str(delay_ms)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, universal_newlines=True) as process:
        url = process.stdout.readline().strip()
        ca = process.stdout.readline().strip() if tls else ""
        try:
            yield url, ca
        finally:
            process.kill()
            if ca:
                os.unlink(ca)
                os.rmdir(os.path.dirname(ca))


def environ(url, ca):
    env = {name: value for name, value in os.environ.items()
           if not name.upper().endswith("_PROXY") and not name.startswith("AWS_")}
    env.update(AWS_ENDPOINT_URL=url, AWS_REGION="us-west-2", AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
               AWS_SECRET_ACCESS_KEY="example", HOME="/nonexistent")
    if ca:
        env["AWS_CA_BUNDLE"] = ca
    return env


def ours(mode="prefetch", pause_ms=0, folder=FOLDER):
    return [f"{folder}/list_items", str(PAGE_SIZE), mode, str(pause_ms)]


def theirs(url, ca, how="look", pause_ms=0):
    return [f"{FOLDER}/curl_list", url, "demo-image", str(PAGE_SIZE), ca, how, str(pause_ms)]


def limit(url, ca, decoder="trusting"):
    return [f"{FOLDER}/raw_list", "tls" if ca else "plain", url.rpartition(":")[2], str(PAGE_SIZE), ca, decoder]


def all_four(url, ca):
    return [ours(), theirs(url, ca), limit(url, ca, "checking"), limit(url, ca)]


def measured(argv, env):
    """Returns (CPU s, wall s) of one run; discards its output."""
    started = time.perf_counter()
    process = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{argv} exited with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall


def take_turns(programs, env, turns):
    """Returns the results of each program."""
    taken = [[] for _ in programs]
    for _ in range(turns):
        for runs, argv in zip(taken, programs):
            runs.append(measured(argv, env))
    return taken


def instructions(argv, env):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *argv], env=env,
                          check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def peak_of_ours(env, mode="prefetch"):
    done = subprocess.run(ours(mode), env=env, check=True, stdout=subprocess.PIPE, universal_newlines=True)
    return int(re.search(r"peak (\d+)", done.stdout).group(1))


def peak_in_all(argv, env):
    """Returns the peak heap bytes of the whole process, measured by massif."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["valgrind", "--tool=massif", f"--massif-out-file={folder}/out", *argv], env=env,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{folder}/out", encoding="utf-8") as file:
            return max(int(bytes_) for bytes_ in re.findall(r"mem_heap_B=(\d+)", file.read()))


def print_row(what, unit, values, ratios=None):
    """values: of the library, of libcurl + cJSON, of the checking and the trusting limit, as far as measured."""
    cells = [f"{value:,.2f} {unit}".rstrip() for value in values]
    ratios = [f"{ratio:.2f}" for ratio in ratios or [values[0] / other for other in values[1:]]]
    print("| " + " | ".join([what, *cells, *[""] * (4 - len(cells)), *ratios, *[""] * (3 - len(ratios))]) + " |",
          flush=True)


CPU, WALL = 0, 1


def print_turns(what, unit, taken, column, scale):
    """Prints medians, and the medians of the ratios of each turn, because the machine may be slow in some turns."""
    columns = [[run[column] * scale for run in runs] for runs in taken]
    print_row(what, unit, [statistics.median(values) for values in columns],
              [statistics.median(a / b for a, b in zip(columns[0], values)) for values in columns[1:]])


def compare_listings():
    pages = 2000
    for tls in (True, False):
        with server(tls, pages) as (url, ca):
            taken = take_turns(all_four(url, ca), environ(url, ca), 15)
        for column, what in ((CPU, "CPU"), (WALL, "wall")):
            print_turns(f"{what} an item, {'TLS 1.3' if tls else 'plain HTTP'}", "us", taken, column,
                        1e6 / pages / PAGE_SIZE)


def compare_instructions():
    few, many = 10, 110
    for tls in (True, False):
        counts = []
        for pages in (few, many):
            with server(tls, pages) as (url, ca):
                env = environ(url, ca)
                counts.append([instructions(argv, env) for argv in all_four(url, ca)])
        print_row(f"instructions an item, {'TLS 1.3' if tls else 'plain HTTP'}", "",
                  [(b - a) / (many - few) / PAGE_SIZE for a, b in zip(*counts)])


def compare_cold():
    for name, bundle in (("one CA", ""), ("the system's bundle", BUNDLE)):
        with server(True, 1) as (url, ca):
            trusted = ca
            if bundle:
                trusted = ca + ".bundle"
                with open(trusted, "wb") as out:
                    for path in (ca, bundle):
                        with open(path, "rb") as file:
                            out.write(file.read())
            taken = take_turns([ours(), theirs(url, trusted)], environ(url, trusted), 41)
            if bundle:
                os.unlink(trusted)
        print_turns(f"one cold page over TLS, {name}, CPU", "ms", taken, CPU, 1e3)


def compare_lines():
    with server(True, 1000) as (url, ca):
        command = [COMMAND, "list-image-versions", "--image-name", "demo-image", "--endpoint-url", url,
                   "--page-size", str(PAGE_SIZE), "--output", "jsonl"]
        taken = take_turns([command, theirs(url, ca, "print")], environ(url, ca), 15)
    print_turns("a line of JSON printed for each item, TLS, CPU an item", "us", taken, CPU, 10)


def compare_overlap():
    """The server and the consumer each need 20 ms for a page."""
    for mode in ("prefetch", "none"):
        with server(False, 100, delay_ms=20) as (url, ca):
            taken = take_turns([ours(mode, 20), theirs(url, ca, "look", 20)], environ(url, ca), 3)
        print_turns(f"wall of 100 pages, server 20 ms, consumer 20 ms, {mode}", "ms", taken, WALL, 1e3)


def print_memory():
    with server(True, 20) as (url, ca):
        env = environ(url, ca)
        for mode in ("prefetch", "none"):
            print_row(f"peak of the library's memory, pages of {PAGE_SIZE}, {mode}", "KiB",
                      [peak_of_ours(env, mode) / 1024])
        print_row("peak of the heap in all, OpenSSL", "KiB",
                  [peak_in_all(argv, env) / 1024 for argv in (ours(), theirs(url, ca))])
        print_row("peak of the heap in all, Mbed TLS", "KiB", [peak_in_all(ours(folder=FOLDER_MBEDTLS), env) / 1024])


def growth():
    """Returns [(items, CPU s, peak bytes)]."""
    rows = []
    for items in (10, 100, 1000, 10_000, 100_000, 1_000_000):
        per_page = min(items, PAGE_SIZE)
        with server(True, max(1, items // PAGE_SIZE), per_page) as (url, ca):
            env = environ(url, ca)
            runs, = take_turns([ours()], env, 3)
            rows.append((items, statistics.median(run[CPU] for run in runs), peak_of_ours(env)))
        print(f"| {items:,} | {rows[-1][1] * 1e3:.1f} | {rows[-1][2]:,} |", flush=True)
    return rows


def draw(rows):
    """Draws both curves over the number of items. Both axes are logarithmic; the vertical one is from 1 to 10,000."""
    def line(values):
        return " ".join(f"{60 + 100 * i},{220 - 45 * math.log10(value):.0f}" for i, value in enumerate(values))
    items = "".join(f'<text x="{60 + 100 * i}" y="240" text-anchor="middle">{row[0]:,}</text>'
                    for i, row in enumerate(rows))
    cpu_ms = [row[1] * 1e3 for row in rows]
    peak_kib = [row[2] / 1024 for row in rows]
    with open(CHART, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260" font-family="sans-serif" font-size="12">'
                   f'<rect width="640" height="260" fill="white"/>{items}'
                   f'<polyline points="{line(cpu_ms)}" fill="none" stroke="#1f77b4" stroke-width="2"/>'
                   f'<polyline points="{line(peak_kib)}" fill="none" stroke="#d62728" stroke-width="2"/>'
                   f'<text x="60" y="20" fill="#1f77b4">CPU: {cpu_ms[0]:.0f} ms to {cpu_ms[-1]:,.0f} ms</text>'
                   f'<text x="60" y="36" fill="#d62728">peak of the library: {peak_kib[0]:.0f} KiB to '
                   f'{peak_kib[-1]:.0f} KiB</text><text x="320" y="256" text-anchor="middle">items, over TLS</text></svg>\n')


def main():
    print("\n| figure | sagepager | libcurl + cJSON | limit, checking | limit, trusting "
          "| of libcurl | of checking | of trusting |\n|---|---|---|---|---|---|---|---|")
    compare_listings()
    compare_instructions()
    compare_cold()
    compare_lines()
    compare_overlap()
    print_memory()
    print("\n| items, over TLS | CPU ms | peak of the library, bytes |\n|---|---|---|")
    draw(growth())


main()
