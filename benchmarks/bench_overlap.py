"""100 pages of a server that takes 20 ms for each, and a consumer that does, too: wall time with the
next page fetched ahead and without, from one run in which they take turns. SGP_SLOW_CONSUMER names
the program. Prints a table for docs/performance.md.
"""

import os
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/e2e"))
from command_fixture import ScriptedServer, page  # noqa: E402
from endpoint_fixture import client_environ  # noqa: E402

PAGES, SERVER_S, CONSUMER_MS, TURNS = 100, 0.02, 20, 3


def slow(body):
    def reply():
        time.sleep(SERVER_S)
        return body
    return reply


def wall(mode):
    pages = [slow(page([number], f"t{number}" if number < PAGES - 1 else None))
             for number in range(PAGES)]
    with ScriptedServer(*pages) as server:
        started = time.perf_counter()
        subprocess.run([os.environ["SGP_SLOW_CONSUMER"], mode, str(CONSUMER_MS)], check=True,
                       env=client_environ(AWS_ENDPOINT_URL=server.url), stdout=subprocess.DEVNULL)
        return time.perf_counter() - started


def main():
    taken = {"none": [], "prefetch": []}
    for _ in range(TURNS):
        for mode, walls in taken.items():
            walls.append(wall(mode))
    base = statistics.median(taken["none"])
    print("\n| 100 pages, server 20 ms, consumer 20 ms | wall ms | ratio |\n|---|---|---|")
    for mode, walls in taken.items():
        one = statistics.median(walls)
        print(f"| {mode} | {one * 1000:.0f} | {one / base:.2f} |", flush=True)


main()
