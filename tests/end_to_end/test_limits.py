"""Limits that only a whole run meets: at each, one below, one above. The others are in the unit tests of
what they bound."""

import os

import hostile_cases
import pytest


def bounded(name, value):
    return "--limit", f"{name}={value}"


@pytest.mark.parametrize("limit, code", [(4, 3), (5, 0), (6, 0)])
def test_directory_entries(limit, code, sweep, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}").touch()
    result = sweep(folder, *bounded("directory-entries", limit))
    assert result.code == code
    assert [row["path"] for row in result.problems] == [str(folder)] * (code == 3)


@pytest.mark.parametrize("limit, code", [(4, 3), (5, 0), (6, 0)])
def test_directory_depth(limit, code, sweep, pair, tmp_path):
    folder = tmp_path / "in/1/2/3/4/5"
    folder.mkdir(parents=True)
    os.rename(pair / "pair.crt", folder / "a.crt")
    result = sweep(tmp_path / "in", *bounded("directory-depth", limit))
    assert result.code == code and len(result.artifacts) == (0 if code else 1)
    assert result.reasons() == ["limit"] * (code == 3)


@pytest.fixture
def endless(tmp_path):
    """Three locked stores, each of which takes minutes to try once it is allowed to."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}").mkdir()
        hostile_cases.pkcs12_rounds(folder / f"{number}")
    return folder


ALLOWED = bounded("derivation-rounds", 10**12)


@pytest.mark.parametrize("name", ["blob-seconds", "item-seconds"])
def test_deadlines(name, endless, sweep):
    result = sweep(endless, *ALLOWED, *bounded(name, 1), timeout=60)
    assert result.code == 3 and result.reasons() == ["timeout"] * 3
    assert all(name in row["reason"] for row in result.problems)


def test_deadline_of_a_job(endless, sweep):
    """The three files are one job, and each successor's is a job of its own."""
    result = sweep(endless, "--jobs", 1, *ALLOWED, *bounded("job-seconds", 1), timeout=60)
    assert result.code == 3 and result.reasons() == ["timeout"] * 3
    assert all("job-seconds" in row["reason"] for row in result.problems)


@pytest.mark.parametrize("limit", [2, 3])
def test_worker_losses(limit, endless, sweep):
    """Beyond the limit the sweep ends with what it has, and says so."""
    result = sweep(endless, *ALLOWED, *bounded("blob-seconds", 1),
                   *bounded("worker-losses", limit), timeout=60)
    assert result.code == 3
    ended = [row for row in result.problems if "worker-losses" in row["reason"]]
    assert len(ended) == (1 if limit == 2 else 0)


@pytest.mark.skipif(any(mode in os.environ.get("CERTSWEEP", "") for mode in ("sanitize", "coverage")),
                    reason="sanitizers need more than any bound, and workers that count are not bounded")
@pytest.mark.parametrize("name, value, code", [
    ("worker-bytes", 60 << 20, 3), ("worker-bytes", 512 << 20, 0),
    ("worker-addresses", 100 << 20, 3), ("worker-addresses", 1 << 30, 0)])
def test_memory(name, value, code, sweep, tmp_path):
    """A member of 100 MiB, held in memory."""
    (tmp_path / "a.tar").write_bytes(hostile_cases.tar_of([("a", os.urandom(100 << 20))]))
    result = sweep(tmp_path / "a.tar", *bounded(name, value), timeout=60)
    assert result.code == code and bool(result.problems) == (code == 3)
