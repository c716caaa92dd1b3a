"""Somebody has put something in the way of what is to be written, or it lies within what is read."""

import os
import pathlib
import stat
import subprocess

import pytest
from conftest import AT, CORPUS, PROGRAM, git, read_table
from test_determinism import same

SWEPT = CORPUS / "pairs"


def execute(*arguments, cwd, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False, **options)


def sweep_into(folder, *arguments, cwd):
    return execute("-q", "--at", AT, "-o", folder, *arguments, cwd=cwd)


@pytest.mark.parametrize("name", ["index.html", "inventory.db", "csv/findings.csv"])
@pytest.mark.parametrize("ending", ["", ".partial"])
def test_links_are_replaced_and_not_followed(name, ending, tmp_path):
    """A link where a result is to lie, or its draft: what it leads to is not written."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    place = tmp_path / "report" / f"{name}{ending}"
    place.parent.mkdir(parents=True)
    place.symlink_to(victim)
    process = sweep_into("report", SWEPT, cwd=tmp_path)
    assert process.returncode in (0, 1, 3), process.stderr
    assert victim.read_bytes() == b"precious" and not victim.is_symlink()
    result = tmp_path / "report" / name
    assert not result.is_symlink() and stat.S_IMODE(result.stat().st_mode) == 0o600


def test_staging_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "report").mkdir()
    (tmp_path / "report/inventory.db.staging").symlink_to(victim)
    assert sweep_into("report", SWEPT, cwd=tmp_path).returncode in (0, 1, 3)
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "report/inventory.db.staging").exists()


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_result_that_is_a_link_to_what_is_swept(link, tmp_path, pair):
    """The file stays, and is found."""
    key = (pair / "pair.key").read_bytes()
    link(pair / "pair.key", pair / "page.html")
    process = execute("-q", "--at", AT, "-o", "report", "--html", pair / "page.html", pair,
                      cwd=tmp_path)
    assert process.returncode in (0, 1), process.stderr
    assert (pair / "pair.key").read_bytes() == key
    assert not (pair / "page.html").is_symlink()
    assert (pair / "page.html").read_bytes().startswith(b"<!DOCTYPE html>")
    found = read_table(tmp_path / "report/csv/artifacts.csv")
    assert sorted(row["kind"] for row in found) == ["certificate", "private-key"]


@pytest.mark.parametrize("name", ["index.html", "inventory.db"])
def test_folder_where_a_result_is_to_lie(name, tmp_path):
    (tmp_path / "report" / name / "inside").mkdir(parents=True)
    process = sweep_into("report", SWEPT, cwd=tmp_path)
    assert process.returncode == 4 and name.encode() in process.stderr
    assert (tmp_path / "report" / name / "inside").is_dir()


def test_fifo_where_the_draft_is_to_lie(tmp_path):
    """Nobody reads it: opening it would wait for ever."""
    (tmp_path / "report").mkdir()
    for name in ("index.html.partial", "inventory.db.partial", "inventory.db.staging"):
        os.mkfifo(tmp_path / "report" / name)
    assert sweep_into("report", SWEPT, cwd=tmp_path).returncode in (0, 1, 3)
    assert (tmp_path / "report/index.html").is_file()


@pytest.mark.parametrize("make", [pathlib.Path.write_text, os.symlink], ids=["file", "dangling"])
def test_output_folder_that_is_none(make, tmp_path):
    if make is os.symlink:
        os.symlink("nowhere", tmp_path / "report")
    else:
        (tmp_path / "report").write_text("text")
    process = sweep_into("report", SWEPT, cwd=tmp_path)
    assert process.returncode == 4 and b"report: " in process.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming somebody else is the superuser's")
def test_output_folder_of_somebody_else(tmp_path):
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    (tmp_path / "report").mkdir(mode=0o755)
    process = execute("-q", "--at", AT, "-o", tmp_path / "report", "/etc/passwd", cwd="/",
                      user=65534, group=65534, extra_groups=[])
    assert process.returncode == 4 and b"inventory.db" in process.stderr, process
    assert not list((tmp_path / "report").iterdir())


def test_own_reports_within_the_root_are_not_found(tmp_path, pair):
    """What was written the last time is not swept the next time: same bytes, however often."""
    results = []
    for _ in range(3):
        process = sweep_into(pair / "report", "--json", pair / "all.jsonl", "--sarif",
                             pair / "findings.sarif", pair, cwd=tmp_path)
        assert process.returncode in (0, 1), process.stderr
        results.append([path.read_bytes() for path in sorted(pair.rglob("*")) if path.is_file()])
    assert results[0] == results[1] == results[2]
    paths = {row["path"] for row in read_table(pair / "report/csv/artifacts.csv")}
    assert paths == {str(pair / "pair.crt"), str(pair / "pair.key")}


def test_reports_of_another_run_within_the_root_hold_nothing_secret(tmp_path, pair):
    """They are files as any other: certificates may be found in them, keys cannot."""
    assert sweep_into(pair / "earlier", pair, cwd=tmp_path).returncode in (0, 1)
    assert sweep_into("report", pair / "earlier", cwd=tmp_path).returncode in (0, 1, 3)
    kinds = {row["kind"] for row in read_table(tmp_path / "report/csv/artifacts.csv")}
    assert "private-key" not in kinds


def test_output_folder_in_a_repository(tmp_path, repository, pair):
    """Committed reports of an earlier run, and a run that writes over them."""
    (repository / "pair.key").write_bytes((pair / "pair.key").read_bytes())
    sweep_into(repository / "report", repository, cwd=tmp_path)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "with its report")
    first = sweep_into(repository / "report", repository, cwd=tmp_path)
    again = sweep_into(tmp_path / "beside", repository, cwd=tmp_path)
    assert first.returncode == again.returncode != 4
    for folder in (repository / "report", tmp_path / "beside"):
        keys = [row["path"] for row in read_table(folder / "csv/artifacts.csv")
                if row["kind"] == "private-key"]
        assert set(keys) == {str(repository / "pair.key")}


@pytest.mark.parametrize("content, code", [
    (b"x" * (64 << 20), 2), (b"a\n" * 3000000, 2), (b"\0" * 5000 + b"\n", 2),
    (b"\xff\xfe\xfd\n" * 100, 2), (b"", None), (b"\n" * 100000, 2),
], ids=["long-line", "many", "zeros", "no-utf8", "empty", "blank-lines"])
def test_passphrase_files(content, code, tmp_path):
    """Its size is bounded before it is read; none of it is ever shown."""
    words = tmp_path / "words"
    words.write_bytes(content)
    process = execute("-q", "--at", AT, "-o", "report", "--passphrase-file", words,
                      CORPUS / "formats-keystores/java", cwd=tmp_path)
    assert process.returncode == code if code else process.returncode in (0, 1, 3), process.stderr
    assert b"xxxx" not in process.stderr and len(process.stderr) < 2000


@pytest.mark.parametrize("make", [os.mkdir, lambda path: os.symlink("/dev/zero", path)],
                         ids=["folder", "device"])
@pytest.mark.parametrize("option", ["--passphrase-file", "--weak-keys"])
def test_files_named_by_options_that_are_none(option, make, tmp_path):
    make(tmp_path / "words")
    process = execute("-q", "-o", "report", option, "words", SWEPT, cwd=tmp_path)
    assert process.returncode == 2 and b"words" in process.stderr, process
    assert not (tmp_path / "report").exists()


def test_two_results_under_one_name(tmp_path):
    """The second would silently take the place of the first."""
    process = execute("-q", "--at", AT, "-o", "report", "--json", "x", "--sarif", "x", SWEPT,
                      cwd=tmp_path)
    assert process.returncode == 2 and b"one name" in process.stderr


def test_nothing_of_what_was_tried_is_left(tmp_path):
    assert sweep_into("report", SWEPT, cwd=tmp_path).returncode in (0, 1, 3)
    first = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert first == ["csv", "index.html", "inventory.db"]
    (tmp_path / "again").symlink_to("report")
    assert sweep_into("again", SWEPT, cwd=tmp_path).returncode in (0, 1, 3)
    assert (tmp_path / "again").is_symlink() and same(tmp_path / "report", tmp_path / "again")
