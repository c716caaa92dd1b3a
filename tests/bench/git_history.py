#!/usr/bin/python3
"""Wall time of a sweep over repositories beside git reading, and looking at nothing:

    tests/bench/git_history.py [--rounds N] REPOSITORY...

Both run in turn (A B A B ...) on a warm cache. Prints for each repository the median of the ratios
sweep / `git cat-file --batch-all-objects --batch --unordered --buffer`, their range, the same of
processor time (which a busy machine changes less: half of it is the least that two cores can take),
and the most memory that one process of the sweep held that is not a mapped file.
"""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = TREE / "build/certsweep"


def anonymous_kilobytes(process):
    """The largest RssAnon of a process and its children."""
    most = 0
    try:
        children = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
        for number in [process, *children]:
            for line in pathlib.Path(f"/proc/{number}/status").read_text().splitlines():
                if line.startswith("RssAnon:"):
                    most = max(most, int(line.split()[1]))
    except OSError:
        pass
    return most


def processor_seconds():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def sweep(git_directory, folder):
    process = None
    most = 0
    done = threading.Event()

    def watch():
        nonlocal most
        while not done.wait(0.05):
            most = max(most, anonymous_kilobytes(process.pid))

    before = processor_seconds()
    start = time.monotonic()
    process = subprocess.Popen([PROGRAM, "-q", "-o", folder, git_directory],
                               stderr=subprocess.DEVNULL)
    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    seconds = time.monotonic() - start
    done.set()
    watcher.join()
    shutil.rmtree(folder, ignore_errors=True)
    return seconds, processor_seconds() - before, most


def read_with_git(git_directory):
    before = processor_seconds()
    start = time.monotonic()
    subprocess.run(["git", "--git-dir", git_directory, "cat-file", "--batch-all-objects", "--batch",
                    "--unordered", "--buffer"], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start, processor_seconds() - before


def show(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def measure(repository, rounds, folder):
    inside = pathlib.Path(repository) / ".git"
    git_directory = str(inside if inside.is_dir() else repository)
    read_with_git(git_directory)
    ratios, efforts, most = [], [], 0
    for _ in range(rounds):
        seconds, effort, memory = sweep(git_directory, folder)
        git_seconds, git_effort = read_with_git(git_directory)
        ratios.append(seconds / git_seconds)
        efforts.append(effort / git_effort)
        most = max(most, memory)
    print(f"{pathlib.Path(repository).name}: {show(ratios)}, processor time {show(efforts)}, "
          f"{most / 1024:.0f} MB", flush=True)
    return statistics.median(ratios)


def main():
    arguments = sys.argv[1:]
    rounds = 5
    if arguments[:1] == ["--rounds"]:
        rounds = int(arguments[1])
        arguments = arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    commit = subprocess.run(["git", "-C", TREE, "rev-parse", "--short", "HEAD"], check=True,
                            capture_output=True, text=True).stdout.strip()
    print(f"{os.cpu_count()} cores, commit {commit}, {rounds} rounds", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        medians = [measure(each, rounds, os.path.join(folder, "report")) for each in arguments]
    print(f"median of {len(medians)}: {statistics.median(medians):.2f}")


if __name__ == "__main__":
    main()
