"""JSON Lines, read by another reader and held against the published schema and the inventory."""

import base64
import json
import os
import subprocess

import jsonschema
import pytest
from conftest import AT, CORPUS, PROGRAM, TREE

SCHEMA = json.loads((TREE / "docs/report.schema.json").read_text(encoding="utf-8"))


def lines(*arguments, **options):
    process = subprocess.run([str(PROGRAM), "scan", *map(str, arguments), "--at", AT, "-q", "-o",
                              "i.db", "--json", "-"],
                             capture_output=True, check=False, timeout=300, **options)
    assert process.returncode in (0, 1, 3), process.stderr
    return [json.loads(line) for line in process.stdout.decode("utf-8").split("\n")[:-1]]


@pytest.fixture
def corpus(tmp_path):
    return lines(CORPUS, cwd=tmp_path)


def test_every_line_is_as_the_schema_says(corpus):
    validators = {name: jsonschema.Draft202012Validator({**SCHEMA, "oneOf": [
        {"$ref": f"#/$defs/{name}"}]}) for name in SCHEMA["$defs"]}
    for line in corpus:
        validators[line["type"]].validate(line)
        unknown = set(line) - set(SCHEMA["$defs"][line["type"]]["properties"])
        assert not unknown, f"{line['type']}: {unknown} not in the schema"
    # no repository lies in the corpus: see test_git_reports.py; changes are of diff: test_commands.py
    assert {line["type"] for line in corpus} == set(SCHEMA["$defs"]) - {"appearance", "change"}
    assert corpus[0]["type"] == "scan"


def test_same_finds_as_the_tables(sweep, tmp_path):
    result = sweep(CORPUS, "--json", tmp_path / "all.jsonl")
    told = [json.loads(line) for line in (tmp_path / "all.jsonl").open(encoding="utf-8")]
    places = [(line["path"], line["trail"] or "", line["kind"]) for line in told
              if line["type"] == "place"]
    assert places == [(row["path"], row["trail"], row["kind"]) for row in result.artifacts]
    findings = [(line["check"], line["severity"], line["message"], line["subject"] or "")
                for line in told if line["type"] == "finding"]
    assert findings == [(row["check"], row["severity"], row["message"], row["subject"])
                        for row in result.findings]
    assert sum(line["type"] == "problem" for line in told) == len(result.problems)


def test_bytes_of_names_come_back(tmp_path, pair):
    content = (pair / "pair.crt").read_bytes()
    names = [b"plain.crt", b"latin-\xe9.crt", b"escape\x1b[31m.crt", b"line\nbreak.crt",
             "bidi\u202egpj.crt".encode(), "ok-é.crt".encode(), b"back\\slash.crt"]
    folder = os.fsencode(tmp_path) + b"/names"
    os.mkdir(folder)
    for name in names:
        with open(folder + b"/" + name, "wb") as file:
            file.write(content)
    told = {}
    for line in lines("names", cwd=tmp_path):
        if line["type"] == "place":
            raw = base64.b64decode(line["path_base64"]) if "path_base64" in line \
                else line["path"].encode()
            told[raw] = line
    assert sorted(told) == sorted(b"names/" + name for name in names)
    assert told[b"names/back\\slash.crt"]["path"] == "names/back\\\\slash.crt"
    for name in (b"plain.crt", "ok-é.crt".encode()):
        assert "path_base64" not in told[b"names/" + name]
    assert all(line["path"].isprintable() for line in told.values())


def test_names_that_would_look_alike_come_back(tmp_path, pair):
    folder = os.fsencode(tmp_path) + b"/names"
    os.mkdir(folder)
    names = (b"\xff.crt", b"\\xff.crt")
    for name in names:
        with open(folder + b"/" + name, "wb") as file:
            file.write((pair / "pair.crt").read_bytes())
    told = [base64.b64decode(line["path_base64"]) for line in lines("names", cwd=tmp_path)
            if line["type"] == "place"]
    assert sorted(told) == sorted(b"names/" + name for name in names)


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_same_bytes_for_any_number_of_workers(workers, tmp_path):
    files = {}
    for jobs in (1, workers):
        subprocess.run([str(PROGRAM), "scan", str(CORPUS), "--at", AT, "-q", "-j", str(jobs), "-o",
                        tmp_path / "i.db", "--json", tmp_path / f"{jobs}.jsonl"], check=False)
        files[jobs] = (tmp_path / f"{jobs}.jsonl").read_bytes()
    assert files[1] == files[workers] and files[1]
