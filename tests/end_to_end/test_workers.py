"""A worker may die or hang; the scan goes on and says what it could not read."""

import bz2
import os
import pathlib
import random
import signal
import subprocess
import time

import pytest
from conftest import AT, PROGRAM, Sweep


def children(process):
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as stat:
                    if int(stat.read().rsplit(")", 1)[1].split()[1]) == process:
                        found.append(int(name))
            except (OSError, IndexError):
                continue
    return found


@pytest.fixture(scope="module")
def slow_bytes():
    """Takes seconds to unpack: bzip2 is slow, and this stays below the ratio that is refused."""
    noise = random.Random(1)
    return bz2.compress(b"".join(noise.randbytes(2000) * 50 for _ in range(1000)))


@pytest.fixture
def folder(tmp_path, pair, slow_bytes):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.crt").write_bytes((pair / "pair.crt").read_bytes())
    (folder / "b.bz2").write_bytes(slow_bytes)
    (folder / "c.key").write_bytes((pair / "pair.key").read_bytes())
    return folder


def test_killed_worker_costs_one_row(folder, tmp_path):
    report = tmp_path / "report"
    process = subprocess.Popen([PROGRAM, "-q", "--jobs", "1", "--at", AT, "-o", report, folder],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    workers = children(process.pid)
    assert len(workers) == 1 and process.poll() is None
    os.kill(workers[0], signal.SIGKILL)
    process.stdout, process.stderr = process.communicate(timeout=60)
    result = Sweep(process, report)
    assert result.code == 3
    assert [row["path"] for row in result.problems] == [f"{folder}/b.bz2"]
    assert result.problems[0]["reason"].startswith("parser-crash: ")
    assert result.kinds() == ["certificate", "private-key"]


@pytest.mark.skipif("coverage" in os.environ.get("CERTSWEEP", ""), reason="workers that count are not")
def test_every_thread_of_a_worker_is_confined(folder, tmp_path):
    process = subprocess.Popen([PROGRAM, "-q", "--jobs", "1", "--at", AT, "-o", tmp_path / "report",
                                folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    worker, = children(process.pid)
    threads = list(pathlib.Path(f"/proc/{worker}/task").iterdir())
    assert len(threads) == 2 and process.poll() is None
    for thread in threads:
        status = dict(line.split(":\t", 1) for line in
                      (thread / "status").read_text(encoding="ascii").splitlines())
        assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    process.kill()
    process.wait()


def test_deadline(folder, sweep):
    started = time.monotonic()
    result = sweep(folder, "--limit", "item-seconds=1")
    assert time.monotonic() - started < 10
    assert result.code == 3
    assert result.reasons() == ["timeout"]
    assert result.kinds() == ["certificate", "private-key"]


def during(folder, tmp_path, change):
    """Sweeps with change called while b.bz2 is read."""
    report = tmp_path / "report"
    process = subprocess.Popen([PROGRAM, "-q", "--jobs", "1", "--at", AT, "-o", report, folder],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    assert process.poll() is None
    change(folder / "b.bz2")
    process.stdout, process.stderr = process.communicate(timeout=60)
    result = Sweep(process, report)
    assert result.code == 3
    assert [row["path"] for row in result.problems] == [f"{folder}/b.bz2"]
    assert result.kinds() == ["certificate", "private-key"]
    return result.reasons()


@pytest.mark.parametrize("change", [
    lambda path: os.utime(path, (1, 1)),
    lambda path: os.truncate(path, path.stat().st_size + 1),
    lambda path: os.truncate(path, 0),
], ids=["times", "longer", "shorter"])
def test_changed_during_read(change, folder, tmp_path):
    assert during(folder, tmp_path, change) == ["changed-during-read"]


def test_interruption_keeps_what_was_found(folder, tmp_path):
    report = tmp_path / "report"
    process = subprocess.Popen([PROGRAM, "-q", "--jobs", "1", "--at", AT, "-o", report, folder],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.stdout, process.stderr = process.communicate(timeout=60)
    result = Sweep(process, report)
    assert result.code == 128 + signal.SIGINT
    assert "interrupted" in result.reasons()
    assert result.kinds() == ["certificate"]


def test_no_worker_outlives_the_program(folder, tmp_path):
    process = subprocess.Popen([PROGRAM, "-q", "--jobs", "2", "-o", tmp_path / "report", folder])
    time.sleep(0.4)
    workers = children(process.pid)
    process.kill()
    process.wait()
    time.sleep(0.3)
    assert workers and not any(os.path.exists(f"/proc/{worker}/exe") for worker in workers)
