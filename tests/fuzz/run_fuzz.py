"""run_fuzz BUILD [MINUTES [TARGET...]]: see scripts/fuzz. What was found stays in BUILD/fuzz."""

import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid):
    """CPU time of a running process."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def fuzz(program, folder, limit_s):
    """Executions, CPU seconds and exit code of one target."""
    name = os.path.basename(program)
    grown = os.path.join(folder, name)
    os.makedirs(grown, exist_ok=True)
    argv = [program, "-print_final_stats=1", "-max_len=8192", "-timeout=60", "-rss_limit_mb=4096",
            f"-artifact_prefix={grown}-", f"-dict={HERE}/json.dict", grown, f"{HERE}/corpus/{name}"]
    with open(os.path.join(folder, name + ".log"), "w+b") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        used_s = 0.0
        while process.poll() is None:
            used_s = max(used_s, cpu_s(process.pid))
            if used_s >= limit_s:
                process.send_signal(signal.SIGINT)  # libFuzzer's way to stop and print its counts
                process.wait()
            time.sleep(0.2)
        log.seek(0)
        said = log.read().decode(errors="replace")
    count = re.search(r"number_of_executed_units: (\d+)", said)
    # A finding prints its file; an interrupt ends with one of libFuzzer's own exit codes.
    found = used_s < limit_s or "SUMMARY" in said
    return name, int(count.group(1)) if count else 0, used_s, found, said


def main():
    build = os.path.abspath(sys.argv[1])
    limit_s = 60 * float(sys.argv[2] if len(sys.argv) > 2 else 15)
    folder = os.path.join(build, "fuzz")
    os.makedirs(folder, exist_ok=True)
    # Each target has a corpus; a build leaves out those that it cannot make.
    names = sys.argv[3:] or [name for name in sorted(os.listdir(f"{HERE}/corpus"))
                             if os.path.exists(os.path.join(build, "tests", "fuzz", name))]
    findings = 0
    print(f"{'target':25} {'executions':>12} {'CPU s':>7} found", flush=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(fuzz, os.path.join(build, "tests", "fuzz", name), folder, limit_s) for name in names]
        for run in concurrent.futures.as_completed(runs):
            name, executions, used_s, found, said = run.result()
            print(f"{name:25} {executions:12} {used_s:7.0f} {'SEE ' + name + '.log' if found else 'nothing'}",
                  flush=True)
            if found:
                sys.stderr.write(said[-3000:])
                findings += 1
    sys.exit(findings > 0)


main()
