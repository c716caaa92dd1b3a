"""Sweeps one hostile case and measures what it took."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from conftest import AT, PROGRAM, Sweep

ITEM_SECONDS = 20
SLACK_SECONDS = 1   # beyond the deadline of the one input
OTHER_SECONDS = 20  # starting, walking, judging, writing the reports, on a busy machine
PARENT_BYTES = 512 << 20
WORKER_BYTES = 1 << 30


class Measured:
    """A finished sweep, the most memory that the parent held, and any one process."""

    def __init__(self, result, seconds, parent, largest):
        self.result = result
        self.seconds = seconds
        self.parent = parent
        self.largest = largest


def resident(process):
    try:
        with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def make_apart(case, folder):
    """In a process of its own: a program that is started from this one inherits its peak of memory."""
    maker = os.fork()
    if maker == 0:
        try:
            case.make(folder)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(maker, 0)[1]) == 0, "the case cannot be made"


def sweep_case(case, folder):
    """folder: an empty one."""
    (folder / "in").mkdir()
    make_apart(case, folder / "in")
    report = folder / "report"
    command = [PROGRAM, "-q", "--at", AT, "--jobs", "2", "-o", report,
               "--limit", f"item-seconds={ITEM_SECONDS}", *case.options, folder / "in"]
    with open(folder / "stderr", "wb") as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        parent = 0
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            parent = max(parent, resident(process.pid))
            assert time.monotonic() - start < 4 * ITEM_SECONDS, "it does not end"
            time.sleep(0.01)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout, process.stderr = b"", (folder / "stderr").read_bytes()
    return Measured(Sweep(process, report), seconds, parent, usage.ru_maxrss * 1024)


def measure_all(cases):
    """Prints a line for each; the number of those that do not do as the table says."""
    wrong = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            done = sweep_case(case, Path(folder))
            rows = tuple(sorted(set(done.result.reasons())))
            missing = set(case.findings) - set(done.result.checks())
            right = (done.result.code, rows) == (case.code, case.rows) and not missing
            wrong += not right
            print(f"{'ok   ' if right else 'WRONG'} {case.name:24} exit {done.result.code} "
                  f"{','.join(rows) or '-':28} {done.seconds:6.1f} s "
                  f"{done.largest >> 20:5} MiB, parent {done.parent >> 20:4} MiB"
                  + ("" if right else f"  {[r['reason'][:90] for r in done.result.problems][:3]}"
                     f" {sorted(set(done.result.checks()))} {done.result.stderr[-200:]}"), flush=True)
    print(f"{len(cases) - wrong} of {len(cases)} cases as documented")
    return wrong
