"""Ends that nobody planned: killed, interrupted twice, on a full disk, short of memory."""

import os
import resource
import signal
import subprocess
import time

import pytest
from conftest import AT, CORPUS, PROGRAM
from killed import content, kill_and_repeat, start, sweep

SANITIZED = "sanitize" in os.environ.get("CERTSWEEP", "")


def test_killed_and_run_again(tmp_path):
    """A short form: tests/end_to_end/killed.py takes 200."""
    kill_and_repeat(6, 11, tmp_path)


def slow(tmp_path):
    """Something that a worker is busy with for seconds."""
    path = tmp_path / "slow.tar"
    with open(path, "wb") as out:
        for number in range(60):
            out.write(b"-----BEGIN " * 100000 + b"%d" % number)
    return path


def test_second_signal_ends_at_once(tmp_path):
    process = start(tmp_path / "report", [slow(tmp_path), CORPUS])
    time.sleep(0.3)
    process.send_signal(signal.SIGSTOP)  # so that both are there when it goes on
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=5)
    assert process.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    assert not (tmp_path / "report/inventory.db").exists()
    assert sweep(tmp_path / "report", [CORPUS / "pairs"])  # what was left behind is in nobody's way


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting is the superuser's")
@pytest.mark.parametrize("kilobytes", [8, 64, 256, 400, 700])
def test_full_disk(kilobytes, tmp_path):
    """A file system that is too small: no report, or the old one whole, and the reason."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size="$2"k none "$1" && shift 2 && "$@"; code=$?; ' \
             'ls "$0/report" >&2 2>/dev/null; exit $code'
    process = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, disk, disk, str(kilobytes), PROGRAM, "-q", "--at",
         AT, "-o", disk / "report", CORPUS / "mutual-tls-estate"],
        capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert process.returncode == 4 and b"certsweep: " in process.stderr
    assert b"inventory.db\n" not in process.stderr


@pytest.mark.skipif(SANITIZED, reason="sanitizers reserve addresses by the terabyte")
@pytest.mark.parametrize("megabytes", [20, 40, 60, 90, 140])
def test_short_of_memory(megabytes, tmp_path):
    """Addresses are bounded from outside: done, incomplete, or no result; and the old one is whole."""
    report = tmp_path / "report"
    old = sweep(report, [CORPUS / "pairs"])
    bound = (megabytes << 20, megabytes << 20)
    process = subprocess.run(
        [PROGRAM, "-q", "--jobs", "2", "--at", AT, "-o", report, CORPUS / "archives"],
        capture_output=True, check=False, stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, bound))
    if process.returncode in (4, 127):
        assert process.stderr and content(report).items() >= old.items()
    else:
        assert process.returncode in (0, 1, 3)
