"""Options, exit codes and what goes where."""

import fcntl
import json
import os
import stat

import pytest
from conftest import CORPUS


@pytest.mark.parametrize("arguments", [
    [], ["--no-such-option", "."], ["--jobs", "0", "."], ["--jobs", "x", "."], ["--at", "soon", "."],
    ["--at", "2026-02-30", "."], ["--limit", "depth", "."], ["--limit", "no-such=1", "."],
    ["--limit", "depth=-1", "."], ["--fail-on", "everything", "."],
    ["--profile", "no-such", "."], ["--profile", "", "."],
    ["--json", "-", "--html", "-", "."], ["--csv", "-", "."], ["--json", "-", "--summary", "."],
    ["--json", "same", "--html", "same", "."],
])
def test_usage_errors(arguments, sweep):
    result = sweep(*arguments)
    assert result.code == 2 and result.stderr and not result.stdout


@pytest.mark.parametrize("assignment", ["depth", "depth=0", "depth=-1", "depth=99999999999999999999"])
def test_refused_limit_says_what_it_may_be(assignment, sweep):
    message = sweep("--limit", assignment, ".").stderr
    assert assignment.encode() in message and b"whole number from 1" in message


def test_one_report_alone_on_standard_output(sweep, pair):
    result = sweep(pair, "--json", "-")
    assert all(json.loads(line)["type"] for line in result.stdout.splitlines())


def test_missing_path_is_a_usage_error(sweep):
    result = sweep("no-such-folder")
    assert result.code == 2 and b"no-such-folder" in result.stderr


@pytest.mark.parametrize("least, code", [("error", 0), ("warning", 1), ("note", 1), ("none", 0)])
def test_fail_on(least, code, sweep, pair):
    os.unlink(pair / "pair.crt")  # leaves an orphaned key: a warning
    assert sweep(pair, "--fail-on", least).code == code


def test_incomplete_wins_over_findings(sweep):
    assert sweep(CORPUS, "--fail-on", "note").code == 3


def test_empty_folder_is_clean(sweep, tmp_path):
    (tmp_path / "empty").mkdir()
    result = sweep("empty")
    assert result.code == 0 and result.artifacts == [] and result.stderr == b""


def test_quiet(sweep, pair):
    result = sweep(pair, "--quiet")
    assert (result.stdout, result.stderr) == (b"", b"")


def test_summary_on_standard_output(sweep, pair):
    result = sweep(pair)
    assert b"private-key" in result.stdout and b"index.html" in result.stdout
    assert b"\x1b" not in result.stdout


def test_help_names_every_option(sweep):
    result = sweep("--help")
    assert result.code == 0
    for option in (b"--at", b"--jobs", b"--truststore", b"--output", b"--quiet", b"--limit"):
        assert option in result.stdout


def test_reports_are_for_the_owner_only(sweep, pair):
    result = sweep(pair)
    for folder, _, files in os.walk(result.folder):
        for name in files:
            assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600


def test_nothing_temporary_stays(sweep, pair):
    result = sweep(pair)
    names = sorted(name for _, _, files in os.walk(result.folder) for name in files)
    assert names == sorted(["index.html", "inventory.db", "artifacts.csv", "groups.csv",
                            "findings.csv", "problems.csv", "certificates.csv",
                            "truststores.csv", "chains.csv", "appearances.csv"])


def test_two_runs_on_one_output(sweep, pair, tmp_path):
    folder = tmp_path / "report-1"
    folder.mkdir()
    holder = os.open(folder, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    result = sweep(pair)
    os.close(holder)
    assert result.code == 4 and b"another run" in result.stderr


def test_output_that_cannot_be_written(sweep, pair):
    result = sweep(pair, "-o", "/proc/nothing")
    assert result.code == 4 and result.stderr


def test_truststore_option(sweep, tmp_path, pair):
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "client.crt").write_bytes((pair / "pair.crt").read_bytes())
    (folder / "accepted.txt").write_bytes((CORPUS / "api-gateway-matching/truststore.pem")
                                          .read_bytes())
    assert "client-selfsigned-untrusted" not in sweep(folder).checks()
    assert "client-selfsigned-untrusted" in sweep(folder, "--truststore", "*/accepted.txt").checks()


def test_truststore_in_another_root(sweep, tmp_path, pair):
    """What the operator names is held against clients wherever it lies: the roots "clients" and
    "trust" have no folder in common."""
    (tmp_path / "clients").mkdir()
    (tmp_path / "trust").mkdir()
    (tmp_path / "clients/client.crt").write_bytes((pair / "pair.crt").read_bytes())
    (tmp_path / "trust/accepted.txt").write_bytes(
        (CORPUS / "api-gateway-matching/truststore.pem").read_bytes())
    assert "client-selfsigned-untrusted" not in sweep("clients", "trust").checks()
    result = sweep("clients", "trust", "--truststore", "*/accepted.txt")
    assert "client-selfsigned-untrusted" in result.checks()
