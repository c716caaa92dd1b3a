"""A second run over repositories that builds on the first: the same reports, and packs that were
searched are not read again."""

import os
import shutil
import sqlite3
import time

import pytest
from conftest import CORPUS, git
from test_git import commit, places
from test_git_kinds import pointer
from test_previous import check_same


@pytest.fixture
def packed(repository, pair):
    """Finds of many kinds in two packs: plain, in an archive, locked, in messages, as a pointer."""
    key = (pair / "pair.key").read_bytes()
    for number in range(12):
        commit(repository, f"{number}", a_key=key + b"#" * number,
               b_crt=(pair / "pair.crt").read_bytes() * (number + 1), readme=b"x" * number)
    for name in ("encodings", "api-gateway-remade"):
        shutil.copytree(CORPUS / name, repository / name)
    shutil.copy(CORPUS / "archives/outer.tar.gz", repository)
    commit(repository, "corpus")
    git(repository, "repack", "-q", "-d")
    commit(repository, "pointer", c_bin=pointer(b"not here"))
    git(repository, "tag", "-a", "-F", pair / "pair.crt", "v1")
    git(repository, "repack", "-q", "-d")
    time.sleep(0.05)  # packs that changed just now have no stamp
    return repository


def known_packs(result):
    """How many stamps of packs and files without finds were kept."""
    return sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT sum(length(stamps)) / 24 FROM searched_nothing").fetchone()[0]


def test_nothing_changed(packed, sweep):
    earlier = sweep(packed)
    assert known_packs(earlier) > known_packs(sweep(packed, "--git=none"))
    check_same(sweep, packed, check_same(sweep, packed, earlier))


@pytest.mark.parametrize("jobs", [1, 5])
def test_any_number_of_workers(packed, sweep, jobs):
    check_same(sweep, packed, sweep(packed, "-j", "3"), "-j", jobs)


def test_new_objects_and_packs(packed, pair, sweep):
    earlier = sweep(packed)
    commit(packed, "loose", d_key=(pair / "pair.key").read_bytes() + b"new")
    again = check_same(sweep, packed, earlier)
    assert "d.key" in [path for path, _ in places(again)]
    git(packed, "repack", "-q", "-d")
    commit(packed, "gone", d_key=None, a_key=None)
    git(packed, "repack", "-q", "-d")
    check_same(sweep, packed, earlier)
    git(packed, "gc", "-q", "--prune=now")  # one pack of all: everything is read
    check_same(sweep, packed, earlier)


def test_moved_refs_and_expired_objects(packed, sweep):
    earlier = sweep(packed)
    git(packed, "checkout", "-q", "--detach")
    git(packed, "branch", "-q", "-f", "main", "HEAD~3")
    git(packed, "tag", "-d", "v1")
    check_same(sweep, packed, earlier)


def test_an_object_that_is_in_two_packs(packed, sweep):
    earlier = sweep(packed)
    git(packed, "repack", "-q", "-a")  # the old ones stay
    assert len(list((packed / ".git/objects/pack").glob("*.pack"))) > 2
    again = check_same(sweep, packed, earlier)
    check_same(sweep, packed, again)


def test_packs_are_not_read_again(packed, sweep):
    """What is struck from the earlier inventory is not found: nobody looked for it."""
    earlier = sweep(packed)
    database = sqlite3.connect(earlier.folder / "inventory.db")
    database.execute("DELETE FROM searched")
    database.commit()
    again = sweep(packed, "--previous", earlier.folder / "inventory.db")
    assert places(earlier) and not [row for row in again.artifacts if row["revision"]]


def test_a_pack_that_changed_is_read_again(packed, sweep):
    earlier = sweep(packed)
    database = sqlite3.connect(earlier.folder / "inventory.db")
    database.execute("DELETE FROM searched")
    database.commit()
    for path in (packed / ".git/objects/pack").iterdir():
        os.utime(path)
    time.sleep(0.05)
    again = sweep(packed, "--previous", earlier.folder / "inventory.db")
    assert again.artifacts == earlier.artifacts


def test_a_damaged_pack_is_said_again(packed, sweep):
    pack = max((packed / ".git/objects/pack").glob("*.pack"), key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 200):
        content[at] ^= 0xFF
    pack.write_bytes(content)
    time.sleep(0.05)
    earlier = sweep(packed)
    assert "unreadable" in earlier.reasons()
    check_same(sweep, packed, earlier)


def test_limits_and_passphrases(packed, sweep, tmp_path):
    limited = sweep(packed, "--limit", "object-bytes=2000")
    assert "limit" in limited.reasons()
    check_same(sweep, packed, limited, "--limit", "object-bytes=2000")
    earlier = sweep(packed, "--no-default-passphrases")
    words = tmp_path / "words"
    words.write_text("changeit\nsecret\npassword\n")
    check_same(sweep, packed, earlier, "--passphrase-file", words)
    check_same(sweep, packed, earlier)


def test_a_choice_does_not_count_as_all(packed, sweep):
    chosen = sweep(packed, "--git=head")
    check_same(sweep, packed, chosen)
    check_same(sweep, packed, sweep(packed), "--git=head")
