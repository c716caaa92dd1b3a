#!/usr/bin/python3
"""What sweeping one archive costs as it grows:

    tests/bench/archive_sizes.py TREE [KIND...]

TREE is a folder of some 30 MB; an archive holds it 1, 2, 4 and 8 times, each time below another
folder. KIND is tar.gz, tar.zst, tar.xz or zip; all where none is named. Prints for each the processor
time and the wall time beside those of a single time, three runs each, and the most memory that one process
held that is not a mapped file.
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from git_history import PROGRAM, anonymous_kilobytes

TIMES = (1, 2, 4, 8)
RUNS = 3
PACK = {"tar.gz": "gzip -c", "tar.zst": "zstd -qc", "tar.xz": "xz -1c"}


def pack(kind, tree, times, folder):
    copies = folder / "copies"
    copies.mkdir(exist_ok=True)
    for number in range(times):
        if not (copies / str(number)).exists():
            subprocess.run(["cp", "-r", tree, copies / str(number)], check=True)
    archive = folder / f"{times}.{kind}"
    if kind == "zip":
        subprocess.run(["zip", "-qr", archive, "."], cwd=copies, check=True)
    else:
        subprocess.run(f"tar -cf - . | {PACK[kind]} > {archive}", shell=True, cwd=copies, check=True)
    return archive


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def sweep(archive, out):
    most, done, before, began = 0, threading.Event(), processor_seconds(), time.monotonic()
    process = subprocess.Popen([PROGRAM, "-q", "-o", out, archive], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)

    def watch():
        nonlocal most
        while not done.wait(0.01):
            most = max(most, anonymous_kilobytes(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return processor_seconds() - before, time.monotonic() - began, most


def measure(kind, tree, folder):
    first = None
    for times in TIMES:
        archive = pack(kind, tree, times, folder)
        sweep(archive, folder / "report")
        runs = [sweep(archive, folder / "report") for _ in range(RUNS)]
        processor, wall = (statistics.median(run[i] for run in runs) for i in (0, 1))
        first = first or (processor, wall)
        print(f"{kind} {times}x, {archive.stat().st_size >> 20} MB: processor {processor / first[0]:.2f}, "
              f"wall {wall / first[1]:.2f}, {max(run[2] for run in runs) / 1024:.0f} MB", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tree = pathlib.Path(sys.argv[1]).resolve()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    for kind in sys.argv[2:] or [*PACK, "zip"]:
        with tempfile.TemporaryDirectory() as folder:
            measure(kind, tree, pathlib.Path(folder))


main()
