"""Kinds of repositories, and what in them is neither file nor history: the index, LFS, several
packs, borrowed objects, linked work trees, submodules, farms of mirrors."""

import hashlib
import shutil
import subprocess

import pytest
from conftest import git, read_table, run
from test_git import appearances, commit, places


def stage(repository, name, content):
    (repository / name).write_bytes(content)
    git(repository, "add", name)


def named(result, kind="private-key"):
    """Last part of the path, trail and revision of each place."""
    return sorted((row["path"].rsplit("/", 1)[1], row["trail"], row["revision"])
                  for row in result.artifacts if row["kind"] == kind)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_staged_and_not_committed(repository, pair, sweep, version):
    commit(repository, "begin", readme=b"x")
    git(repository, "config", "index.version", str(version))
    stage(repository, "deep-a.key", (pair / "pair.key").read_bytes())
    stage(repository, "deep-b.txt", b"y")
    git(repository, "add", "-N", "readme")
    result = sweep(repository)
    assert named(result) == [("deep-a.key", "line 1", ""), ("deep-a.key", "staged!line 1", "")]
    assert appearances(result) == [("deep-a.key", "", "", "", "staged", 1)]
    assert "key-in-git-history" not in result.checks() and result.problems == []
    (repository / "deep-a.key").unlink()
    assert named(sweep(repository)) == [("deep-a.key", "staged!line 1", "")]


def test_staged_again_after_it_was_deleted(repository, pair, sweep):
    key = (pair / "pair.key").read_bytes()
    first = commit(repository, "add", a_key=key)
    commit(repository, "remove", a_key=None)
    stage(repository, "a.key", key)
    (repository / "a.key").unlink()
    assert appearances(sweep(repository)) == [
        ("a.key", first, first, "heads/main", "staged", 0)]


def test_index_of_a_linked_work_tree(repository, pair, sweep, tmp_path):
    commit(repository, "begin", readme=b"x")
    git(repository, "worktree", "add", "-q", tmp_path / "linked")
    stage(tmp_path / "linked", "b.key", (pair / "pair.key").read_bytes())
    assert [row[4] for row in appearances(sweep(repository))] == ["staged"]


def test_damaged_and_split_indexes_are_rows(repository, pair, sweep):
    stage(repository, "a.key", (pair / "pair.key").read_bytes())
    whole = (repository / ".git/index").read_bytes()
    (repository / ".git/index").write_bytes(whole[:-30])
    assert "history-incomplete" in sweep(repository).reasons()
    (repository / ".git/index").write_bytes(whole)
    git(repository, "update-index", "--split-index")
    assert "history-incomplete" in sweep(repository).reasons()


def test_messages_of_tags_and_notes(repository, pair, sweep):
    head = commit(repository, "begin", readme=b"x")
    git(repository, "tag", "-a", "-F", pair / "pair.crt", "v1")
    git(repository, "notes", "add", "-F", pair / "pair.key", head)
    (repository / ".git/TAG_EDITMSG").unlink(missing_ok=True)
    result = sweep(repository)
    tag = git(repository, "rev-parse", "v1")
    assert [(row["trail"].split("!")[0], row["revision"]) for row in result.artifacts
            if row["kind"] == "certificate"] == [(f"object {tag}", head)]
    assert [row["path"].rsplit("/", 1)[1] for row in result.artifacts
            if row["kind"] == "private-key"] == [head]


def pointer(content):
    return (b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
            % (hashlib.sha256(content).hexdigest().encode(), len(content)))


def test_lfs(repository, pair, sweep):
    """The content counts as lying at the path of its pointer; one that is not there is a row."""
    key = (pair / "pair.key").read_bytes()
    missing = b"somewhere else"
    first = commit(repository, "pointers", a_key=pointer(key), b_bin=pointer(missing))
    (repository / "a.key").unlink()
    name = hashlib.sha256(key).hexdigest()
    store = repository / ".git/lfs/objects" / name[:2] / name[2:4]
    store.mkdir(parents=True)
    (store / name).write_bytes(key)
    for packed in (False, True):
        if packed:
            git(repository, "gc", "-q")
        result = sweep(repository)
        assert named(result) == sorted([("a.key", "line 1", first), (name, "line 1", "")])
        assert result.code == 3 and len(result.problems) == 1
        row = result.problems[0]
        assert row["path"] == f"{repository}/b.bin" and row["revision"] == first
        assert row["reason"].startswith("lfs-missing: ")
        assert f"oid sha256:{hashlib.sha256(missing).hexdigest()} of 14 bytes" in row["reason"]
    (store / name).write_bytes(key + b"longer")
    assert sweep(repository).reasons() == ["lfs-missing", "lfs-missing"]  # of another size


def test_shallow_clone_names_its_edge(repository, pair, sweep, tmp_path):
    for number in range(3):
        commit(repository, str(number), a_key=(pair / "pair.key").read_bytes() + b"#" * number)
    clone = tmp_path / "clone"
    run("git", "clone", "-q", "--depth", "2", f"file://{repository}", clone)
    edge = git(repository, "rev-parse", "HEAD~1")
    result = sweep(clone)
    assert result.reasons() == ["history-incomplete"]
    assert f"shallow at {edge}: " in result.problems[0]["reason"]


def test_partial_clone_is_a_row(repository, pair, sweep, tmp_path):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    commit(repository, "remove", a_key=None)
    git(repository, "config", "uploadpack.allowFilter", "true")
    run("git", "clone", "-q", "--filter=blob:none", "--bare", f"file://{repository}",
        tmp_path / "clone")
    result = sweep(tmp_path / "clone")
    assert result.code == 3 and "history-incomplete" in result.reasons()
    assert any("partial clone" in row["reason"] for row in result.problems)


def test_several_packs_and_an_index_over_them(repository, pair, sweep):
    key = (pair / "pair.key").read_bytes()
    for number in range(5):
        commit(repository, str(number), a_key=key + b"#" * number, readme=b"x" * number)
        git(repository, "repack", "-q", "-d")
    loose = sweep(repository)
    git(repository, "multi-pack-index", "write")
    assert len(list((repository / ".git/objects/pack").glob("*.pack"))) == 5
    packed = sweep(repository)
    assert packed.problems == [] and packed.artifacts == loose.artifacts
    first = git(repository, "rev-list", "--max-parents=0", "HEAD")
    assert places(packed) == sorted([("a.key", ""), ("a.key", first),
                                     ("a.key", git(repository, "rev-parse", "HEAD"))])


def test_borrowed_objects_inside_the_roots(repository, pair, sweep, tmp_path):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "gc", "-q")
    farm = tmp_path / "farm"
    farm.mkdir()
    shutil.move(repository, farm / "lender")
    git(tmp_path, "clone", "-q", "--shared", "--bare", farm / "lender", farm / "borrower.git")
    result = sweep(farm)
    assert result.problems == []
    assert sorted(row["path"] for row in result.artifacts if row["revision"] == first) == [
        f"{farm}/borrower.git/a.key", f"{farm}/lender/a.key"]


def test_submodule(repository, pair, sweep, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q", "-b", "main")
    first = commit(inner, "add", a_key=(pair / "pair.key").read_bytes())
    commit(inner, "remove", a_key=None)
    commit(repository, "begin", readme=b"x")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "sub")
    git(repository, "commit", "-q", "-m", "submodule")
    result = sweep(repository)
    assert result.problems == []
    assert [(row["path"], row["revision"]) for row in result.artifacts] == [
        (f"{repository}/.git/modules/sub/a.key", first)]


def test_farm_of_mirrors(repository, pair, sweep, tmp_path):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "gc", "-q")
    farm = tmp_path / "farm"
    for number in range(200):
        subprocess.run(["git", "clone", "-q", "--mirror", repository,
                        farm / f"{number:03}.git"], check=True)
    result = sweep(farm)
    assert result.problems == []
    rows = read_table(result.folder / "csv/appearances.csv")
    assert [(row["path"], row["first_commit"], row["state"]) for row in rows] == [
        (f"{farm}/{number:03}.git/a.key", first, "at HEAD") for number in range(200)]


def test_unknown_names_of_objects_are_a_row(repository, pair, sweep):
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "config", "core.repositoryFormatVersion", "1")
    with open(repository / ".git/config", "a", encoding="ascii") as config:
        config.write("[extensions]\n\tobjectFormat = sha3\n")
    result = sweep(repository)
    assert result.code == 3 and result.reasons() == ["unsupported"]
    assert "extensions.objectFormat" in result.problems[0]["reason"]


def test_unknown_storage_of_refs_is_a_row(repository, pair, sweep):
    """The objects are read all the same; only what a ref reaches is unknown."""
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    commit(repository, "remove", a_key=None)
    with open(repository / ".git/config", "a", encoding="ascii") as config:
        config.write("[extensions]\n\trefStorage = heap\n")
    result = sweep(repository)
    assert result.reasons() == ["unsupported"] and places(result) == [("a.key", first)]
    assert "extensions.refStorage" in result.problems[0]["reason"]
