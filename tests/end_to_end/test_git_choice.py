"""--git and --since: less than all of a repository, and what was left out is said."""

import os
import sqlite3

import pytest
from conftest import git, run
from test_git import commit, places

def account(result):
    """Things by state or, of what was not followed, by reason; of git only."""
    rows = sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT iif(state = 'not followed', reason, state), things FROM account "
        "WHERE layer = 'git object' OR reason LIKE '% --%'")
    return dict(rows.fetchall())


def objects(repository, *arguments):
    """Ids that git lists."""
    return {line.split()[0] for line in git(repository, *arguments).splitlines()}


def stored(repository):
    return objects(repository, "cat-file", "--batch-all-objects", "--batch-check")


@pytest.fixture
def history(repository, pair):
    """A key that was deleted, a certificate at HEAD, another one that is only staged."""
    key = (pair / "pair.key").read_bytes()
    certificate = (pair / "pair.crt").read_bytes()
    commits = [commit(repository, "key", a_key=key), commit(repository, "no key", a_key=None),
               commit(repository, "certificate", a_crt=certificate)]
    (repository / "b.crt").write_bytes(certificate + b"# staged\n")
    git(repository, "add", "b.crt")
    (repository / "b.crt").unlink()
    return commits


@pytest.mark.parametrize("layout", ["loose", "packed"])
def test_scopes(history, repository, sweep, layout):
    if layout == "packed":
        git(repository, "gc", "-q", "--prune=now")
    everything = stored(repository)
    head = objects(repository, "rev-list", "--objects", "--no-walk", "HEAD")
    index = {line.split()[1] for line in git(repository, "ls-files", "-s").splitlines()}
    wanted = {"all": everything, "head": head | index, "worktree": index}
    for scope, chosen in wanted.items():
        result = sweep(repository, f"--git={scope}")
        assert result.problems == []
        expected = {"seen": len(chosen), "read": len(chosen)}
        if scope != "all":
            reason = f"git object left out by --git={scope}"
            expected[reason] = len(everything) - len(chosen)
            assert f"{expected[reason]}   {reason}" in result.stdout.decode()
        assert account(result) == expected
        assert places(result) == ([("a.key", history[0])] if scope == "all" else [])
        assert ("a.crt", history[2]) in places(result, "certificate") or scope == "worktree"
    result = sweep(repository, "--git=none")
    assert account(result) == {"git repository left out by --git=none": 1}
    assert places(result, "certificate") == [("a.crt", "")]


def test_bare_repositories(history, repository, sweep, tmp_path):
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", repository, bare)
    number = len(stored(bare))
    assert account(sweep(bare, "--git=worktree")) == {
        "git object left out by --git=worktree": number}
    assert places(sweep(bare, "--git=head"), "certificate") == [("a.crt", history[2])]
    assert account(sweep(bare, "--git=none")) == {"git repository left out by --git=none": 1}


def test_head_of_linked_work_trees(history, repository, sweep, tmp_path):
    git(repository, "worktree", "add", "-q", "-b", "side", tmp_path / "linked", history[0])
    assert places(sweep(repository, "--git=head")) == [("a.key", history[0])]


@pytest.mark.parametrize("name", ["{1}", "{1:.8}", "HEAD~1", "HEAD~", "HEAD^", "HEAD^0~^0", "main^1",
                                  "main~1", "refs/heads/main~1", "past"])
def test_since_a_commit(history, repository, sweep, name):
    git(repository, "tag", "past", history[1])
    result = sweep(repository, "--since", name.format(*history))
    new = objects(repository, "rev-list", "--objects", "--all", f"^{history[1]}")
    new |= {git(repository, "rev-parse", ":b.crt"), git(repository, "rev-parse", ":a.crt")}
    assert account(result)["read"] == len(new)
    assert account(result)["git object left out by --since"] == len(stored(repository) - new)
    assert places(result) == []
    assert ("a.crt", history[2]) in places(result, "certificate")


def test_since_a_date(repository, pair, sweep):
    commit(repository, "key", a_key=(pair / "pair.key").read_bytes())
    (repository / "b.crt").write_bytes((pair / "pair.crt").read_bytes())
    git(repository, "add", "-A")
    tree = git(repository, "write-tree")
    later = run("git", "-C", repository, "commit-tree", "-p", "HEAD", "-m", "later", tree,
                env=dict(os.environ, GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org",
                         GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@example.org",
                         GIT_COMMITTER_DATE="2026-06-01T00:00:00Z")).decode().strip()
    git(repository, "reset", "-q", "--hard", later)
    (repository / ".git/index").unlink()
    for date, found in (("2026-03-01", ["b.crt"]), ("2026-01-01", ["a.key", "b.crt"]),
                        ("2026-06-01T00:00:01Z", [])):
        result = sweep(repository, "--since", date)
        assert sorted(row["path"].rsplit("/", 1)[1] for row in result.artifacts
                      if row["revision"]) == found


def test_what_came_by_a_merge(history, repository, pair, sweep):
    git(repository, "checkout", "-q", "-f", "-b", "side", history[1])
    side = commit(repository, "side", c_key=(pair / "pair.key").read_bytes())
    git(repository, "checkout", "-q", "-f", "main")
    git(repository, "merge", "-q", "-m", "merge", "side")
    assert ("c.key", side) in places(sweep(repository, "--since", history[2]))


def test_the_other_parent_of_a_merge(history, repository, pair, sweep):
    git(repository, "checkout", "-q", "-f", "-b", "side", history[1])
    side = commit(repository, "side", c_key=(pair / "pair.key").read_bytes())
    git(repository, "checkout", "-q", "-f", "main")
    git(repository, "merge", "-q", "-m", "merge", "side")
    (repository / ".git/index").unlink()
    (repository / "c.key").unlink()
    first, second = (sweep(repository, "--since", f"HEAD^{number}") for number in (1, 2))
    assert ("c.key", side) in places(first)
    assert places(second) == [] and ("a.crt", history[2]) in places(second, "certificate")


@pytest.mark.parametrize("name", ["0123456789", "HEAD~99", "HEAD^2", "HEAD~x", "HEAD@{1}", "^",
                                  "HEAD~18446744073709551617", "x" * 2000])
def test_a_commit_that_is_not_there(history, repository, sweep, name):
    whole = sweep(repository)
    result = sweep(repository, "--since", name)
    assert result.artifacts == whole.artifacts
    assert account(result)["repository without that --since, searched whole"] == 1
    assert account(result)["read"] == len(stored(repository))


def test_missing_folder_of_head_is_a_row(repository, pair, sweep):
    (repository / "d").mkdir()
    (repository / "d/x").write_bytes(b"x")
    commit(repository, "folder", a_key=(pair / "pair.key").read_bytes())
    tree = git(repository, "rev-parse", "HEAD:d")
    os.unlink(repository / ".git/objects" / tree[:2] / tree[2:])
    assert "history-incomplete" in sweep(repository, "--git=head").reasons()


@pytest.mark.parametrize("arguments", [["--git=some"], ["--since", ""],
                                       ["--git=head", "--since", "2026-01-01"]])
def test_usage(arguments, repository, sweep):
    assert sweep(repository, *arguments).code == 2
