"""Refs kept as a stack of tables (extensions.refStorage): what is told is what is told where the same
refs are files."""

import shutil

import pytest
from conftest import git
from reftables import table, write_stack
from test_git import appearances, commit, places


def refs_of(repository):
    """As git lists them; a tag with what it is of."""
    refs = {"HEAD": git(repository, "symbolic-ref", "HEAD")}
    lines = git(repository, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)")
    for line in lines.splitlines():
        name, *ids = line.split()
        ids = tuple(map(bytes.fromhex, ids))
        refs[name] = ids if len(ids) > 1 else ids[0]
    return refs


def forget_files(git_directory):
    """Leaves what versions that know no tables must find."""
    shutil.rmtree(git_directory / "refs")
    (git_directory / "refs").mkdir()
    (git_directory / "refs/heads").write_text("this repository uses the reftable format\n")
    (git_directory / "packed-refs").unlink(missing_ok=True)
    (git_directory / "HEAD").write_text("ref: refs/heads/.invalid\n")
    with open(git_directory / "config", "a", encoding="ascii") as config:
        config.write("[extensions]\n\trefStorage = reftable\n")


def told(result):
    return result.problems, appearances(result), sorted(result.checks())


@pytest.fixture(params=["sha1", "sha256"])
def branches(request, repository, pair):
    """A key on a branch and one that is gone, a tag, a hundred other refs."""
    shutil.rmtree(repository / ".git")
    git(repository, "init", "-q", "-b", "main", f"--object-format={request.param}")
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    git(repository, "tag", "-a", "-m", "v1", "v1")
    commit(repository, "remove", a_key=None)
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, "more", b_crt=(pair / "pair.crt").read_bytes())
    git(repository, "checkout", "-q", "main")
    for number in range(100):
        git(repository, "update-ref", f"refs/heads/topic/number-{number:03}", "side")
    return repository, {"id_bytes": 20 if request.param == "sha1" else 32,
                        "version": 1 if request.param == "sha1" else 2}


@pytest.mark.parametrize("layout", [{}, {"block_size": 1024}, {"room": 512},
                                    {"log": b"what is kept here is passed over"}])
def test_one_table(layout, branches, sweep):
    repository, kind = branches
    before = told(sweep(repository))
    refs = refs_of(repository)
    forget_files(repository / ".git")
    write_stack(repository / ".git", [table(refs, **kind, **layout)])
    assert told(sweep(repository)) == before
    assert any("+" in row[3] for row in before[1])  # refs enough to be cut


def test_the_youngest_table_counts(branches, sweep):
    repository, kind = branches
    before = told(sweep(repository))
    refs = refs_of(repository)
    forget_files(repository / ".git")
    older = {name: refs["refs/heads/side"] for name in refs}
    older |= {"refs/heads/deleted": refs["refs/heads/main"], "HEAD": "refs/heads/side"}
    write_stack(repository / ".git", [table(older, 1, **kind),
                                      table({"refs/heads/deleted": None}, 2, **kind),
                                      table(refs, 3, **kind)])
    assert told(sweep(repository)) == before


def test_heads(branches, sweep, tmp_path):
    """Of a detached work tree, of a linked one, and --git=head."""
    repository, kind = branches
    git(repository, "worktree", "add", "-q", "--detach", tmp_path / "linked", "main~1")
    linked = bytes.fromhex(git(repository, "rev-parse", "main~1"))
    side = git(repository, "rev-parse", "side")
    git(repository, "checkout", "-q", side)
    before = [told(sweep(repository, *more)) for more in ([], ["--git=head"])]
    refs = {"HEAD": bytes.fromhex(side)}
    git(repository, "checkout", "-q", "main")
    refs = refs_of(repository) | refs
    git(repository, "checkout", "-q", side)
    forget_files(repository / ".git")
    write_stack(repository / ".git", [table(refs, **kind)])
    folder = repository / ".git/worktrees/linked"
    (folder / "HEAD").write_text("ref: refs/heads/.invalid\n")
    write_stack(folder, [table({"HEAD": linked}, **kind)])
    assert [told(sweep(repository, *more)) for more in ([], ["--git=head"])] == before


def test_damaged_tables_are_a_row(branches, sweep):
    repository, kind = branches
    refs = refs_of(repository)
    forget_files(repository / ".git")
    whole = table(refs, **kind)
    write_stack(repository / ".git", [whole])
    path = next((repository / ".git/reftable").glob("*.ref"))
    for content in (b"", whole[:-1], whole[:200] + b"\xff" * 40 + whole[240:]):
        path.write_bytes(content)
        result = sweep(repository)
        assert result.code == 3 and "history-incomplete" in result.reasons()
        assert ("a.key" in [name for name, _ in places(result)])
    path.unlink()
    assert "history-incomplete" in sweep(repository).reasons()
