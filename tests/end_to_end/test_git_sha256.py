"""Repositories that name their objects by SHA-256 (extensions.objectFormat): the tests of others,
upon such ones."""

import pytest
from test_git import (  # noqa: F401
    commit, git, places, test_bare_repository, test_commit_messages_are_read,
    test_corrupt_object_is_a_row, test_every_object_is_accounted_for,
    test_first_commit_is_the_one_that_brought_it, test_key_deleted_at_head,
    test_last_commit_and_refs, test_merge_does_not_introduce_what_a_parent_had, test_octopus,
    test_packed_and_loose_give_the_same, test_stash_and_note, test_unreachable_objects)
from test_git_choice import (  # noqa: F401
    history, test_head_of_linked_work_trees, test_since_a_commit)
from test_git_hostile import quick, test_corrupt_pack, test_pack_cut_short  # noqa: F401
from test_git_kinds import (  # noqa: F401
    test_borrowed_objects_inside_the_roots, test_index_of_a_linked_work_tree, test_lfs,
    test_messages_of_tags_and_notes, test_several_packs_and_an_index_over_them,
    test_shallow_clone_names_its_edge, test_staged_and_not_committed)
from test_git_previous import (  # noqa: F401
    packed, test_new_objects_and_packs, test_nothing_changed)
from test_git_reports import story, test_json  # noqa: F401


@pytest.fixture(autouse=True)
def long_ids(monkeypatch):
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")


def test_ids_are_told_whole(repository, pair, sweep):
    first = commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    assert len(first) == 64 and git(repository, "rev-parse", "--show-object-format") == "sha256"
    result = sweep(repository)
    assert result.problems == [] and ("a.key", first) in places(result)


@pytest.mark.parametrize("pack", [False, True])
def test_names_of_another_length_are_a_row(pack, repository, pair, sweep):
    """The configuration does not tell the truth: nothing is passed over in silence."""
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes())
    if pack:
        git(repository, "gc", "-q")
    config = repository / ".git/config"
    config.write_text(config.read_text().replace("sha256", "sha1"))
    result = sweep(repository)
    assert result.code == 3 and "unreadable" in result.reasons()


def test_an_object_whose_name_ends_otherwise(repository, pair, sweep):
    """Only the whole name tells that the content is another."""
    commit(repository, "add", a_key=(pair / "pair.key").read_bytes(), readme=b"readme")
    name = git(repository, "rev-parse", "HEAD:a.key")
    folder = repository / ".git/objects" / name[:2]
    (folder / name[2:]).rename(folder / (name[2:-1] + ("0" if name[-1] != "0" else "1")))
    (repository / "a.key").unlink()
    result = sweep(repository)
    assert result.code == 3 and result.artifacts == []
    assert any("the hash that is its id" in row["reason"] for row in result.problems)
