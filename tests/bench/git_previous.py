#!/usr/bin/python3
"""Wall time of a sweep that builds on an earlier one beside one from scratch:

    tests/bench/git_previous.py [--rounds N] REPOSITORY...

Nothing has changed between the two, so the ratio is what knowing costs. Both run in turn (A B A B
...) on a warm cache, and must give the same inventory. Prints for each repository the median of the
ratios and their range.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = TREE / "build/certsweep"
AT = "2026-11-01"


def scan(repository, inventory, *options):
    start = time.monotonic()
    process = subprocess.run([PROGRAM, "scan", "-q", "--at", AT, "-o", inventory, *options,
                              repository], check=False, stderr=subprocess.DEVNULL)
    assert process.returncode in (0, 1, 3), process.returncode
    return time.monotonic() - start


def main(arguments):
    rounds = 3
    if arguments[:1] == ["--rounds"]:
        rounds = int(arguments[1])
        arguments = arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    for repository in arguments:
        ratios = []
        with tempfile.TemporaryDirectory() as folder:
            scratch, again = pathlib.Path(folder, "scratch.db"), pathlib.Path(folder, "again.db")
            scan(repository, scratch)
            for _ in range(rounds):
                whole = scan(repository, scratch)
                ratios.append(scan(repository, again, "--previous", scratch) / whole)
                assert scratch.read_bytes() == again.read_bytes(), "not the same"
        print(f"{repository}: {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
