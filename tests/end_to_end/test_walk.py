"""What the walk meets, and what it leaves alone."""

import os
import shutil
import socket
import sqlite3
import subprocess

import pytest
from conftest import AT, PROGRAM, Sweep, run


def account(result):
    rows = sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT layer, state, reason, things, bytes FROM account").fetchall()
    return {(layer, state, reason): (things, size) for layer, state, reason, things, size in rows}


def balanced(result):
    rows = account(result)
    for layer in {key[0] for key in rows} - {"entry"}:
        seen = rows[(layer, "seen", "")]
        rest = [value for key, value in rows.items()
                if key[0] == layer and key[1] in ("read", "skipped")]
        assert seen == (sum(r[0] for r in rest), sum(r[1] for r in rest))
    return rows


def test_special_files_are_never_opened(sweep, pair, tmp_path):
    os.mkfifo(pair / "fifo.pem")
    listener = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(pair)
    listener.bind("socket.pem")
    os.chdir(here)
    os.symlink("/etc/passwd", pair / "link.pem")
    os.symlink(pair, pair / "loop")
    result = sweep(pair, timeout=20)
    rows = balanced(result)
    assert result.code == 0 and not result.problems
    for reason, things in (("FIFO", 1), ("socket", 1), ("symbolic link", 2)):
        assert rows[("entry", "not followed", reason)] == (things, 0)
    assert result.kinds() == ["certificate", "private-key"]


def test_hidden_files_and_folders(sweep, pair):
    (pair / ".hidden").mkdir()
    shutil.move(pair / "pair.key", pair / ".hidden/.key")
    assert sweep(pair).kinds() == ["certificate", "private-key"]


def test_hard_links_are_read_once(sweep, pair):
    os.link(pair / "pair.key", pair / "zzz.key")
    result = sweep(pair)
    assert [r["path"] for r in result.artifacts if r["kind"] == "private-key"] == \
        [f"{pair}/pair.key"]
    assert balanced(result)[("entry", "not followed", "hard link to a file already read")][0] == 1


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_first_of_many_names_is_read(jobs, sweep, pair, tmp_path):
    """By the order of roots and paths, whichever worker meets which name first."""
    for number in range(300):
        folder = tmp_path / f"tree/{number % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        os.link(pair / "pair.crt", folder / f"{number:03}.crt")
    result = sweep(tmp_path / "tree", pair, "--jobs", jobs)
    assert [r["path"] for r in result.artifacts if r["kind"] == "certificate"] == \
        [f"{tmp_path}/tree/0/000.crt"]
    rows = balanced(result)
    assert rows[("entry", "not followed", "hard link to a file already read")] == (300, 0)
    assert rows[("file", "seen", "")][0] == 2


def test_a_file_named_with_its_folder_is_read_once(sweep, pair):
    for roots in ((pair, pair / "pair.crt"), (pair / "pair.crt", pair)):
        result = sweep(*roots)
        assert result.kinds() == ["certificate", "private-key"]
        assert balanced(result)[("file", "seen", "")][0] == 2


@pytest.mark.parametrize("name", [
    b"new\nline.pem", b"quote\".pem", b"comma,.pem", b"invalid-\xff\xfe.pem", b"=cmd|' .pem",
    b"\x1b[31mred.pem", "\u202egpj.pem".encode(), b"-leading.pem", b"back\\slash.pem",
])
def test_any_name(name, sweep, pair, tmp_path):
    folder = os.fsencode(tmp_path) + b"/names"
    os.mkdir(folder)
    shutil.copy(pair / "pair.crt", folder + b"/" + name)
    result = sweep(os.fsdecode(folder))
    assert result.kinds() == ["certificate"]
    shown = result.artifacts[0]["path"]
    assert all(ord(letter) >= 32 and letter not in "\u202e\x7f" for letter in shown)
    assert not result.problems


def test_formula_guard(sweep, pair, tmp_path):
    shutil.copy(pair / "pair.crt", tmp_path / "=1+2.crt")
    result = sweep("=1+2.crt")
    assert result.artifacts[0]["path"] == "'=1+2.crt"


def test_unreadable_file_is_a_row(pair, tmp_path):
    """As root nothing is unreadable, so the sweep runs as somebody else."""
    os.chmod(pair / "pair.key", 0)
    os.mkdir(pair / "closed", 0)
    report = tmp_path / "report"
    program = tmp_path / "certsweep"
    shutil.copy(PROGRAM, program)
    command = [program, "-q", "--at", AT, "-o", report, pair]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        for folder in (tmp_path, *tmp_path.parents):
            if folder.owner() == "root" and str(folder).startswith("/tmp/"):
                os.chmod(folder, 0o777)
        os.mkdir(report)
        os.chown(report, 65534, 65534)
    result = Sweep(subprocess.run(command, capture_output=True, check=False), report)
    assert result.code == 3
    assert sorted((row["path"], row["reason"].split(":")[0]) for row in result.problems) == [
        (f"{pair}/closed", "unreadable"), (f"{pair}/pair.key", "unreadable")]
    assert result.kinds() == ["certificate"]


def test_deep_folders(sweep, pair, tmp_path):
    folder = tmp_path / "deep"
    deepest = folder / "/".join(["d"] * 500)
    deepest.mkdir(parents=True)
    shutil.copy(pair / "pair.crt", deepest / "x.crt")
    assert sweep(folder).kinds() == ["certificate"]


def test_one_file_as_root(sweep, pair):
    result = sweep(pair / "pair.crt")
    assert [(r["path"], r["trail"]) for r in result.artifacts] == [(f"{pair}/pair.crt", "line 1")]


def test_many_roots(sweep, pair, tmp_path):
    """More than a process may have open by default."""
    files = [tmp_path / f"{number}.crt" for number in range(1500)]
    for file in files:
        file.write_bytes((pair / "pair.crt").read_bytes())
    result = sweep(*files)
    assert result.code == 0 and not result.problems
    assert sum(row["kind"] == "certificate" for row in result.artifacts) == len(files)


def test_overlapping_roots_are_walked_once(sweep, pair):
    (pair / "sub").mkdir()
    shutil.move(pair / "pair.key", pair / "sub/pair.key")
    assert sweep(pair, pair / "sub").kinds() == ["certificate", "private-key"]


def test_standard_input(sweep, pair, tmp_path):
    archive = run("tar", "-C", pair, "-cz", ".")
    result = sweep("-", input=archive)
    assert {(r["path"], r["trail"]) for r in result.artifacts} == {
        ("'-", "./pair.crt!line 1"), ("'-", "./pair.key!line 1")}
    assert balanced(result)[("standard input", "read", "")] == (1, len(archive))


def test_standard_input_above_its_limit(sweep):
    result = sweep("-", "--limit", "standard-input-bytes=1000", input=b"x" * 2000)
    assert result.code == 3 and result.reasons() == ["limit"]


def test_file_above_its_limit(sweep, tmp_path):
    with open(tmp_path / "large", "wb") as large:
        large.truncate(5000)
    result = sweep("large", "--limit", "file-bytes=4999")
    assert result.code == 3 and result.reasons() == ["limit"]
    assert balanced(result)[("file", "skipped", "limit")] == (1, 5000)


def test_hundred_megabytes_of_zeros(sweep, tmp_path):
    with open(tmp_path / "zeros.pem", "wb") as zeros:
        zeros.truncate(100 << 20)
    result = sweep("zeros.pem")
    assert result.code == 3 and result.reasons() == ["nothing-recognised"]


def test_report_of_an_earlier_run_is_not_swept(sweep, pair):
    command = [PROGRAM, "-q", "--at", AT, "."]
    subprocess.run(command, cwd=pair, check=True)
    subprocess.run(command, cwd=pair, check=True)
    result = Sweep(subprocess.run(command, cwd=pair, capture_output=True, check=True),
                   pair / "certsweep-report")
    assert len(result.artifacts) == 2
