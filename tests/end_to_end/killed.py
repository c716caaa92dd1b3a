#!/usr/bin/python3
"""Kills the program at random moments, and runs it once more.

    tests/end_to_end/killed.py [COUNT [SEED]]

After the kill each result is the old one or the new one, whole; after the rerun the folder holds the
same bytes, and no others, as that of a run that nobody disturbed.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import AT, CORPUS, PROGRAM

SWEPT = [CORPUS / "mutual-tls-estate", CORPUS / "archives", CORPUS / "chains"]


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def start(report, paths):
    return subprocess.Popen([PROGRAM, "-q", "--at", AT, "-o", report, *paths],
                            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)


def sweep(report, paths):
    process = start(report, paths)
    errors = process.communicate(timeout=120)[1]
    assert process.returncode in (0, 1, 3), errors
    return content(report)


def kill_and_repeat(count, seed, folder):
    """Returns how many of the kills met a running program, and how many of those left old results."""
    chance = random.Random(seed)
    report = folder / "report"
    old = sweep(report, [CORPUS / "pairs"])
    shutil.copytree(report, folder / "old")
    shutil.rmtree(report)
    begun = time.monotonic()
    new = sweep(report, SWEPT)
    lasts = time.monotonic() - begun
    met = kept = 0
    for number in range(count):
        shutil.rmtree(report)
        if number % 2:
            shutil.copytree(folder / "old", report)
        process = start(report, SWEPT)
        time.sleep(chance.uniform(0, lasts))
        met += process.poll() is None
        process.kill()
        process.communicate()
        before = old if number % 2 else {}
        for name, found in content(report).items() if report.exists() else ():
            if not name.endswith((".partial", ".staging")) and name in (before | new):
                assert found in (before.get(name), new.get(name)), f"{name} is neither old nor new"
        missing = before.keys() - content(report).keys() if number % 2 else ()
        assert not missing, f"{missing} are gone"
        kept += number % 2 and content(report).get("inventory.db") == old["inventory.db"]
        assert sweep(report, SWEPT) == new, f"run {number} of seed {seed} differs after its rerun"
    return met, kept


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        met, kept = kill_and_repeat(count, seed, Path(folder))
    print(f"{count} kills, {met} of them while it ran, {kept} left the old inventory; "
          f"{count} reruns with the same bytes")


if __name__ == "__main__":
    main()
