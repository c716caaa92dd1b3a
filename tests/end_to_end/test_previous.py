"""A second run that builds on the first: the same reports, whatever has changed meanwhile."""

import os
import shutil
import sqlite3
import subprocess

import pytest
from conftest import AT, CORPUS, PROGRAM
from test_determinism import same
from test_walk import balanced


@pytest.fixture
def tree(tmp_path):
    """A copy of the corpus that can be changed."""
    shutil.copytree(CORPUS, tmp_path / "tree", symlinks=True)
    return tmp_path / "tree"


def check_same(sweep, tree, earlier, *options):
    scratch = sweep(tree, *options)
    again = sweep(tree, "--previous", earlier.folder / "inventory.db", *options)
    assert b"warning" not in again.stderr, again.stderr
    assert again.code == scratch.code
    assert same(scratch.folder, again.folder)
    balanced(again)
    return again


def test_nothing_changed(sweep, tree):
    earlier = sweep(tree)
    check_same(sweep, tree, check_same(sweep, tree, earlier))


def test_everything_changed_a_little(sweep, tree, pair):
    earlier = sweep(tree)
    shutil.copy(pair / "pair.key", tree / "encodings/new.key")
    os.unlink(tree / "api-gateway-matching/client.crt")
    os.rename(tree / "mutual-tls-estate", tree / "moved-estate")
    shutil.copytree(tree / "formats-images", tree / "copied-images")
    victim = tree / "api-gateway-swapped/billing/client.key"
    text = victim.read_bytes()
    times = os.stat(victim)
    victim.write_bytes(text[:-40] + b"x" * 40)
    os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))  # same length, same times
    check_same(sweep, tree, earlier)


def test_a_file_of_no_interest_becomes_one(sweep, tree, pair):
    (tree / "notes.txt").write_text("nothing here\n" * 200)
    earlier = sweep(tree)
    (tree / "notes.txt").write_bytes((pair / "pair.crt").read_bytes())
    again = check_same(sweep, tree, earlier)
    assert any(row["path"].endswith("notes.txt") for row in again.artifacts)


def test_unchanged_files_are_not_opened(sweep, tree, tmp_path):
    earlier = sweep(tree)
    trace = tmp_path / "trace"
    process = subprocess.run(
        ["strace", "-f", "-e", "trace=openat2", "-o", trace, PROGRAM, "-q", "--at", AT, "-o",
         tmp_path / "traced", "--previous", earlier.folder / "inventory.db", tree],
        check=False, capture_output=True,
        env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))  # which cannot work under a trace
    assert process.returncode == earlier.code, process.stderr
    opened = [line for line in trace.read_text().splitlines() if "O_NOATIME" in line]
    assert opened == []


def test_hard_links(sweep, tree):
    for number in range(20):
        os.link(tree / "expected.csv", tree / f"link-{number}")
    os.link(tree / "api-gateway-matching/client.crt", tree / "another-name.crt")
    check_same(sweep, tree, sweep(tree))


def test_a_passphrase_that_opens_more(sweep, tree, tmp_path):
    """What was locked in the first run is read again when other passphrases are tried."""
    earlier = sweep(tree, "--no-default-passphrases")
    words = tmp_path / "words"
    words.write_text("changeit\nsecret\npassword\n")
    check_same(sweep, tree, earlier, "--passphrase-file", words)
    check_same(sweep, tree, earlier)


@pytest.mark.parametrize("damage", ["missing", "text", "other-limits", "cut", "nonsense"])
def test_an_inventory_of_no_use_is_said_and_everything_read(damage, sweep, tree, tmp_path):
    scratch = sweep(tree)
    path = tmp_path / "earlier.db"
    if damage == "text":
        path.write_text("no database")
    elif damage == "other-limits":
        shutil.copy(sweep(tree, "--limit", "depth=9").folder / "inventory.db", path)
    elif damage == "cut":
        path.write_bytes((scratch.folder / "inventory.db").read_bytes()[:100000])
    elif damage == "nonsense":
        shutil.copy(scratch.folder / "inventory.db", path)
        database = sqlite3.connect(path)
        database.execute("UPDATE searched SET what = substr(what, 1, length(what) - 3)")
        database.commit()
    again = sweep(tree, "--previous", path)
    assert b"everything is read" in again.stderr
    assert again.code == scratch.code
    assert same(scratch.folder, again.folder)


def test_paranoid_reads_everything(sweep, tree):
    earlier = sweep(tree)
    again = sweep(tree, "--previous", earlier.folder / "nowhere.db", "--paranoid")
    assert again.stderr == earlier.stderr
    assert same(earlier.folder, again.folder)
