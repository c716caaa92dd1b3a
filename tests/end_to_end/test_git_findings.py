"""What is told of private keys in repositories, and that the commands that go with it run."""

import re
import subprocess

import pytest
from conftest import git, run
from test_git import commit
from test_git_kinds import stage

COMMAND = re.compile(r": (git .*)$")


def told(result, check):
    return [row for row in result.findings if row["check"] == check]


def paste(row, folder):
    """Runs the command of a remedy as if it were pasted into a shell in folder."""
    return subprocess.run(["bash", "-c", COMMAND.search(row["remedy"])[1]], cwd=folder, check=True,
                          capture_output=True).stdout.decode()


@pytest.mark.parametrize("name", ["a.key", "-a b.key", ":(top)[x]*'.key"])
@pytest.mark.parametrize("born", [False, True])
def test_staged_and_nowhere_else(name, born, repository, pair, sweep, tmp_path):
    """The case of a hook before the first and before any other commit."""
    if born:
        commit(repository, "begin", readme=b"x")
    (repository / name).write_bytes((pair / "pair.key").read_bytes())
    git(repository, "--literal-pathspecs", "add", "--", name)
    (repository / "other.txt").write_bytes(b"stays staged")
    git(repository, "add", "other.txt")
    result = sweep(repository)
    row, = told(result, "key-staged")
    assert row["path"] == f"{repository}/{name}" and row["severity"] == "warning"
    assert not told(result, "key-committed") and not told(result, "key-in-git-history")
    paste(row, tmp_path)
    assert git(repository, "diff", "--cached", "--name-only") == "other.txt"
    assert not told(sweep(repository), "key-staged")


def test_staged_beside_head(repository, pair, sweep):
    """A second copy of what HEAD has is no news; a key that comes back is."""
    key = (pair / "pair.key").read_bytes()
    first = commit(repository, "add", a_key=key)
    stage(repository, "b.key", key)
    result = sweep(repository)
    assert told(result, "key-committed") and not told(result, "key-staged")
    commit(repository, "remove", a_key=None, b_key=None)
    stage(repository, "a.key", key)
    row, = told(sweep(repository), "key-staged")
    assert f"since commit {first}" in row["message"]


def test_commands_run_from_anywhere(repository, pair, sweep, tmp_path):
    key = (pair / "pair.key").read_bytes()
    commit(repository, "add", a_key=key)
    bare = tmp_path / "bare.git"
    run("git", "clone", "-q", "--bare", repository, bare)
    row, = told(sweep(repository), "key-committed")
    paste(row, tmp_path)
    git(repository, "commit", "-q", "-m", "remove")
    row, = told(sweep(repository), "key-in-git-history")
    assert "a.key" in paste(row, tmp_path)
    row, = told(sweep(bare), "key-committed")
    assert not COMMAND.search(row["remedy"])  # nothing is checked out there
    git(bare, "update-ref", "refs/heads/main", git(repository, "rev-parse", "HEAD^"))
    run("git", "-C", repository, "push", "-q", bare, "main")
    row, = told(sweep(bare), "key-in-git-history")
    assert "a.key" in paste(row, tmp_path)
