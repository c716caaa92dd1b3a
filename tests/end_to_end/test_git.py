"""Repositories: every object of all history, and where it was."""

import shutil
import sqlite3
import subprocess

import pytest
from conftest import CORPUS, git


def commit(repository, message, **files):
    for name, content in files.items():
        path = repository / name.replace("_", ".")
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "--allow-empty", "-m", message)
    return git(repository, "rev-parse", "HEAD")


def places(result, kind="private-key"):
    return sorted((row["path"].rsplit("/", 1)[1], row["revision"]) for row in result.artifacts
                  if row["kind"] == kind)


def test_key_deleted_at_head(repository, pair, sweep):
    key = (pair / "pair.key").read_bytes()
    first = commit(repository, "add", a_key=key)
    commit(repository, "remove", a_key=None)
    result = sweep(repository)
    assert places(result) == [("a.key", first)]
    assert "key-in-git-history" in result.checks()


def test_key_at_head_is_not_in_history_only(repository, pair, sweep):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    result = sweep(repository)
    assert places(result) == [("a.key", ""), ("a.key", first)]
    assert "key-in-git-history" not in result.checks()


def test_a_file_holds_the_same_on_disk_and_at_head(repository, sweep):
    """Objects have no name while they are read, so nothing may depend on one."""
    shutil.copytree(CORPUS, repository / "corpus", ignore=shutil.ignore_patterns(".git", "*.git"))
    git(repository, "add", "-Af", ".")
    git(repository, "commit", "-qm", "all")
    on_disk, at_head = set(), set()
    for row in sweep(repository).artifacts:
        if f"{repository}/corpus/" in row["path"]:
            found = (row["path"], row["trail"], row["kind"], row["sha256"], row["spki_sha256"])
            (at_head if row["revision"] else on_disk).add(found)
    assert len(on_disk) > 900 and on_disk == at_head


def test_first_commit_is_the_one_that_brought_it(repository, pair, sweep):
    commit(repository, "begin", readme=b"x")
    second = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    commit(repository, "other", readme=b"y")
    commit(repository, "remove", a_key=None)
    commit(repository, "again", a_key=(pair / "pair.key").read_bytes())
    result = sweep(repository)
    assert places(result) == [("a.key", ""), ("a.key", second)]


def test_bare_repository(repository, pair, sweep, tmp_path):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", repository, bare)
    result = sweep(bare)
    assert [(r["path"], r["revision"]) for r in result.artifacts] == [(f"{bare}/a.key", first)]


def test_packed_and_loose_give_the_same(repository, pair, sweep):
    for number in range(4):
        commit(repository, str(number), a_key=(pair / "pair.key").read_bytes() + b"#" * number,
               a_crt=(pair / "pair.crt").read_bytes() * (number + 1))
    loose = sweep(repository)
    git(repository, "gc", "-q", "--aggressive", "--prune=now")
    packed = sweep(repository)
    assert loose.artifacts == packed.artifacts


def test_unreachable_objects(repository, pair, sweep):
    commit(repository, "begin", readme=b"x")
    lost = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    git(repository, "reflog", "expire", "--expire=now", "--all")
    dangling = git(repository, "hash-object", "-w", pair / "pair.crt")
    result = sweep(repository)
    assert places(result) == [("a.key", lost)]
    certificate, = [row for row in result.artifacts if row["kind"] == "certificate"]
    assert certificate["trail"] == f"object {dangling}!line 1"
    assert certificate["path"] == f"{repository}/.git"


def test_merge_does_not_introduce_what_a_parent_had(repository, pair, sweep):
    commit(repository, "begin", readme=b"x")
    git(repository, "checkout", "-q", "-b", "side")
    side = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "checkout", "-q", "main")
    commit(repository, "go on", readme=b"y")
    git(repository, "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert places(sweep(repository)) == [("a.key", ""), ("a.key", side)]


def test_linked_worktree_outside_is_a_row(repository, pair, sweep, tmp_path):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "worktree", "add", "-q", tmp_path / "linked")
    alone = sweep(tmp_path / "linked")
    assert alone.code == 3 and alone.reasons() == ["outside-roots"]
    assert sweep(repository, tmp_path / "linked").problems == []


def test_every_object_is_accounted_for(repository, pair, sweep):
    for number in range(6):
        commit(repository, str(number), a_key=(pair / "pair.key").read_bytes() + b"#" * number)
    result = sweep(repository)
    listed = git(repository, "cat-file", "--batch-all-objects",
                 "--batch-check=%(objectname) %(objectsize)").splitlines()
    rows = sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT things, bytes FROM account WHERE layer = 'git object' AND state = 'read'")
    assert rows.fetchall() == [(len(listed), sum(int(line.split()[1]) for line in listed))]


def test_commit_messages_are_read(repository, pair, sweep):
    message = "a certificate\n\n" + (pair / "pair.crt").read_text()
    head = commit(repository, message, readme=b"x")
    (repository / ".git/COMMIT_EDITMSG").unlink()  # git keeps the message there as well
    certificate, = sweep(repository).artifacts
    assert certificate["trail"].startswith(f"object {head}!line ")
    assert certificate["revision"] == head


@pytest.mark.parametrize("damage", [
    "[include]\n\tpath = /etc/passwd\n", "[core]\n\tworktree = /etc\n", "[" * 100000,
])
def test_hostile_configuration(damage, repository, pair, sweep):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    with open(repository / ".git/config", "a", encoding="ascii") as config:
        config.write(damage)
    result = sweep(repository, timeout=30)
    assert places(result) == [("a.key", ""), ("a.key", first)] or result.problems


def test_alternates_that_lead_outside_are_refused(repository, pair, sweep, tmp_path):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    borrower = tmp_path / "borrower"
    git(tmp_path, "clone", "-q", "--shared", "--bare", repository, borrower)
    result = sweep(borrower)
    assert result.code == 3 and "outside-roots" in result.reasons()
    assert places(result) == []


def test_corrupt_object_is_a_row(repository, pair, sweep):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes(), readme=b"readme")
    name = git(repository, "rev-parse", "HEAD:readme")
    path = repository / ".git/objects" / name[:2] / name[2:]
    path.chmod(0o600)
    path.write_bytes(b"garbage")
    result = sweep(repository)
    assert result.code == 3 and len(result.problems) == 1
    assert len(places(result)) == 2


def test_missing_object_at_head_is_a_row(repository, pair, sweep):
    """Whatever was found, and even where nothing was."""
    (repository / "folder").mkdir()
    (repository / "folder/a.key").write_bytes((pair / "pair.key").read_bytes())
    (repository / "folder/empty").touch()
    commit(repository, "add", readme=b"readme")
    assert sweep(repository).problems == []
    for lost in ("HEAD:folder/a.key", "HEAD:folder"):
        name = git(repository, "rev-parse", lost)
        (repository / ".git/objects" / name[:2] / name[2:]).unlink()
        result = sweep(repository)
        assert result.code == 3
        assert [row["reason"] for row in result.problems if "HEAD names" in row["reason"]] == [
            "history-incomplete: objects that HEAD names and that are not there, or cannot be "
            "read: 1"]
    git(repository, "update-ref", "-d", "HEAD")
    assert "HEAD names" not in str(sweep(repository).problems)


def test_empty_repository(repository, sweep):
    result = sweep(repository)
    assert result.code == 0 and not result.artifacts


def test_shallow_clone_says_so(repository, pair, sweep, tmp_path):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    commit(repository, "remove", a_key=None)
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repository}",
                    tmp_path / "shallow"], check=True, capture_output=True)
    result = sweep(tmp_path / "shallow")
    assert result.code == 3 and any("shallow" in row["reason"] for row in result.problems)


def appearances(result):
    """Of each place: path, first and last commit, refs, state, in the work tree or not."""
    return [(path.rsplit("/", 1)[1], *rest) for path, *rest in sqlite3.connect(
        result.folder / "inventory.db").execute(
            "SELECT path, first_commit, last_commit, refs, state, in_work_tree FROM appearance "
            "ORDER BY path, first_commit")]


def test_last_commit_and_refs(repository, pair, sweep):
    key = (pair / "pair.key").read_bytes()
    first = commit(repository, "add", a_key=key)
    git(repository, "tag", "early")
    last = commit(repository, "go on", readme=b"x")
    git(repository, "branch", "side")
    commit(repository, "remove", a_key=None)
    assert appearances(sweep(repository)) == [
        ("a.key", first, last, "heads/main, heads/side, tags/early", "reachable", 0)]


def test_rename_is_two_places(repository, pair, sweep):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "mv", "a.key", "b.key")
    second = commit(repository, "rename")
    assert appearances(sweep(repository)) == [
        ("a.key", first, first, "heads/main", "reachable", 0),
        ("b.key", second, second, "heads/main", "at HEAD", 1)]


def test_octopus(repository, pair, sweep):
    commit(repository, "begin", readme=b"x")
    for name in ("one", "two", "three"):
        git(repository, "checkout", "-q", "-b", name, "main")
        commit(repository, name, **{f"{name}_txt": name.encode()})
        if name == "two":
            side = commit(repository, "key", a_key=(pair / "pair.key").read_bytes())
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "-m", "octopus", "one", "two", "three")
    head = git(repository, "rev-parse", "HEAD")
    assert appearances(sweep(repository)) == [
        ("a.key", side, head, "heads/main, heads/two", "at HEAD", 1)]


def test_more_refs_than_are_named(repository, pair, sweep):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    for number in range(130):
        git(repository, "tag", f"t{number:03}")
    (_, _, _, refs, _, _), = appearances(sweep(repository))
    assert refs == "heads/main, tags/t000, tags/t001 +128 more"


@pytest.mark.parametrize("count, told", [(5000, False), (8192, True)])
def test_thousands_of_refs(count, told, repository, pair, sweep):
    head = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    (repository / ".git/packed-refs").write_text(
        "# pack-refs with: peeled fully-peeled sorted \n"
        + "".join(f"{head} refs/pull/{i:05}/head\n" for i in range(count)))
    result = sweep(repository)
    (_, _, _, refs, _, _), = appearances(result)
    assert refs == f"heads/main, pull/00000/head, pull/00001/head +{min(count + 1, 8192) - 3} more"
    assert ("more than 8192 refs" in str(result.problems)) == told


def test_second_root_commit(repository, pair, sweep):
    commit(repository, "begin", readme=b"x")
    git(repository, "checkout", "-q", "--orphan", "other")
    root = commit(repository, "root", a_key=(pair / "pair.key").read_bytes())
    git(repository, "checkout", "-q", "main")
    assert appearances(sweep(repository)) == [
        ("a.key", root, root, "heads/other", "reachable", 0)]


def test_stash_and_note(repository, pair, sweep):
    begin = commit(repository, "begin", a_key=b"none yet")
    (repository / "a.key").write_bytes((pair / "pair.key").read_bytes())
    git(repository, "stash", "-q")
    git(repository, "notes", "add", "-F", pair / "pair.crt", begin)
    result = sweep(repository)
    rows = appearances(result)
    assert [(row[3], row[4]) for row in rows if row[0] == "a.key"] == [("stash", "reachable")]
    told = [row["message"] for row in result.findings if row["check"] == "key-in-git-history"]
    assert len(told) == 1 and "(stash): only clones that ask" in told[0]
    git(repository, "branch", "kept", "stash")
    told = [row["message"] for row in sweep(repository).findings
            if row["check"] == "key-in-git-history"]
    assert len(told) == 1 and "every clone has it" in told[0]
    assert [row[3] for row in rows if row[0] == begin] == ["notes/commits"]
