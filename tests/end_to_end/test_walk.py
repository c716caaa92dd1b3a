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


def test_no_two_names_look_alike(sweep, pair, tmp_path):
    folder = os.fsencode(tmp_path) + b"/names"
    os.mkdir(folder)
    names = [b"a\x1b.crt", b"a\\x1b.crt", b"a\\\\x1b.crt", b"a\xff.crt", b"a\\xff.crt",
             "a\u202e.crt".encode(), b"a\\u{202e}.crt"]
    for name in names:
        shutil.copy(pair / "pair.crt", folder + b"/" + name)
    result = sweep(os.fsdecode(folder))
    assert len({row["path"] for row in result.artifacts}) == len(names)
    assert f"{tmp_path}/names/a\\\\x1b.crt" in {row["path"] for row in result.artifacts}


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


@pytest.mark.parametrize("size", [3 << 20, 15 << 30, 1 << 40], ids=["3M", "15G", "1T"])
def test_holes_are_not_read(size, sweep, pair, tmp_path):
    """A terabyte of nothing with a key in the middle and a certificate at its end."""
    path = tmp_path / "sparse"
    with open(path, "wb") as out:
        out.seek(size // 2)
        out.write((pair / "pair.key").read_bytes())
        out.seek(size - 5000)
        out.write((pair / "pair.crt").read_bytes())
        out.truncate(size)
    assert path.stat().st_blocks * 512 < 1 << 20
    result = sweep(path)
    assert result.code == 0 and result.kinds() == ["certificate", "private-key"]
    balanced(result)


def test_more_parts_than_the_limit(sweep, pair, tmp_path):
    """Beyond it a file counts with its holes."""
    path = tmp_path / "sparse"
    with open(path, "wb") as out:
        for number in range(4):
            out.seek(number << 20)
            out.write((pair / "pair.crt").read_bytes())
    bound = ("--limit", "file-bytes=1000000", "--limit")
    for parts, code in ((3, 3), (4, 0), (5, 0)):
        result = sweep(path, *bound, f"file-parts={parts}")
        assert result.code == code and len(result.artifacts) == (4 if code == 0 else 0)


def mounted(folder, *command):
    """Runs the command with a file system of its own, which holds a certificate, at folder/mounted."""
    (folder / "mounted").mkdir()
    script = 'cp "$1/pair.crt" "$1/.keep" && mount -t tmpfs none "$1/mounted" && ' \
             'mv "$1/.keep" "$1/mounted/other.crt" && shift && exec "$@"'
    return subprocess.run(["unshare", "--mount", "sh", "-c", script, "sh", folder, *command],
                          capture_output=True, check=False, stdin=subprocess.DEVNULL)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting is the superuser's")
@pytest.mark.parametrize("cross", [False, True])
def test_mount_points(cross, pair, tmp_path):
    command = [PROGRAM, "-q", "--at", AT, "-o", tmp_path / "report", pair]
    result = Sweep(mounted(pair, *command, *["--cross-mounts"] * cross), tmp_path / "report")
    places = [row["path"] for row in result.artifacts if row["kind"] == "certificate"]
    if cross:
        assert result.code == 0 and f"{pair}/mounted/other.crt" in places
    else:
        assert result.code == 3 and places == [f"{pair}/pair.crt"]
        assert [row["path"] for row in result.problems] == [f"{pair}/mounted"]
        assert result.reasons() == ["mount-point"]


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
