"""What the reports tell of a find in git: state, first and last commit, refs."""

import json
import re
import subprocess

import jsonschema
import pytest
from conftest import PROGRAM, TREE, git, read_table
from test_git import commit

DATE = "2026-01-02T03:04:05Z"


@pytest.fixture
def story(repository, pair):
    """A key that was deleted, a certificate at HEAD, one in a commit that was thrown away."""
    certificate = (pair / "pair.crt").read_bytes()
    key = commit(repository, "key", a_key=(pair / "pair.key").read_bytes())
    git(repository, "tag", "v1")
    gone = commit(repository, "gone", a_key=None, b_crt=certificate)
    git(repository, "tag", "v2")
    lost = commit(repository, "lost", c_crt=certificate + b"# another\n")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    git(repository, "reflog", "expire", "--expire=now", "--all")
    (repository / ".git/ORIG_HEAD").unlink()
    return {"a.key": ["reachable", key, key, "heads/main, tags/v1, tags/v2", False],
            "b.crt": ["at HEAD", gone, gone, "heads/main, tags/v2", True],
            "c.crt": ["unreachable", lost, lost, "", False]}


def test_table(story, repository, sweep):
    result = sweep(repository)
    rows = read_table(result.folder / "csv/appearances.csv")
    assert {row["path"]: [row["state"], row["first_commit"], row["last_commit"], row["refs"],
                          row["in_work_tree"] == "true"] for row in rows} == {
        f"{repository}/{name}": told for name, told in story.items()}
    assert {row["first_date"] for row in rows} == {row["last_date"] for row in rows} == {DATE}
    for row in rows:
        assert row["object"] == git(repository, "rev-parse", row["first_commit"] + ":" +
                                    row["path"].rsplit("/", 1)[1])
    places = {(row["path"], row["revision"]) for row in result.artifacts if row["revision"]}
    assert places == {(row["path"], row["first_commit"]) for row in rows}


def test_json(story, repository, sweep, tmp_path):
    sweep(repository, "--json", tmp_path / "all.jsonl")
    schema = json.loads((TREE / "docs/report.schema.json").read_text(encoding="utf-8"))
    told = {}
    for text in (tmp_path / "all.jsonl").open(encoding="utf-8"):
        line = json.loads(text)
        jsonschema.Draft202012Validator(schema).validate(line)
        if line["type"] == "appearance":
            assert set(line) <= set(schema["$defs"]["appearance"]["properties"])
            told[line["path"].rsplit("/", 1)[1]] = [line["state"], line["first_commit"],
                                                    line["last_commit"], line["refs"] or "",
                                                    line["in_work_tree"]]
    assert told == story


def test_page(story, repository, sweep):
    page = (sweep(repository).folder / "index.html").read_text(encoding="utf-8")
    block = json.loads(re.search(r'id="data-places">(.*?)</script>', page, re.S)[1])

    def texts(column):
        return [block["strings"][index] for index in block["text"][column]]

    told = {}
    for path, revision, state, last, refs in zip(*map(texts, (
            "path", "revision", "state", "last", "refs"))):
        if revision:
            told[path.rsplit("/", 1)[1]] = [state, revision, last, refs]
        else:
            assert state == last == refs == ""
    assert told == {name: row[:4] for name, row in story.items()}


def test_markdown_and_show(story, repository, sweep, tmp_path):
    result = sweep(repository, "--markdown", tmp_path / "summary.md")
    assert ("In git history, not at HEAD: 1 private key that a ref leads to, 0 that none does."
            in (tmp_path / "summary.md").read_text(encoding="utf-8"))
    shown = subprocess.run([PROGRAM, "show", result.folder / "inventory.db", "a.key"],
                           check=True, capture_output=True, text=True).stdout
    first = story["a.key"][1][:12]
    assert re.search(rf"reachable: object [0-9a-f]{{12}}, first in {first} of 2026-01-02, "
                     rf"last in {first} of 2026-01-02, refs: heads/main, tags/v1, tags/v2", shown)
