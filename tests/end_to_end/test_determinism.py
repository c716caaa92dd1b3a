"""Same input, same options, any number of workers: the same bytes."""

import filecmp

import pytest
from conftest import CORPUS, git


def same(one, other):
    comparison = filecmp.dircmp(one, other)
    names = comparison.common_files
    _, differing, unread = filecmp.cmpfiles(one, other, names, shallow=False)
    return (not differing and not unread and not comparison.left_only
            and not comparison.right_only
            and all(same(one / name, other / name) for name in comparison.common_dirs))


@pytest.mark.parametrize("jobs", [2, 8])
def test_number_of_workers_does_not_show(jobs, sweep):
    one = sweep(CORPUS, "--jobs", 1)
    many = sweep(CORPUS, "--jobs", jobs)
    assert same(one.folder, many.folder)


def test_git_history_is_the_same_with_any_number_of_workers(sweep, pair, tmp_path):
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, "init", "-q")
    for number in range(5):
        (repository / f"{number}.key").write_bytes((pair / "pair.key").read_bytes())
        (repository / f"{number}.crt").write_bytes((pair / "pair.crt").read_bytes() * (number + 1))
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", f"add {number}")
    git(repository, "rm", "-q", "3.key")
    git(repository, "commit", "-qm", "remove")
    assert same(sweep(repository, "--jobs", 1).folder, sweep(repository, "--jobs", 8).folder)
