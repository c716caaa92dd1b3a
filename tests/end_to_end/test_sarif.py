"""SARIF: valid by the official schema, and what code-scanning services rely on."""

import json
import os
import pathlib
import sqlite3
import subprocess
import urllib.parse

import jsonschema
import pytest
from conftest import AT, CORPUS, PROGRAM, TREE

SCHEMA = json.loads((TREE / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def report(*arguments, **options):
    process = subprocess.run([str(PROGRAM), *map(str, arguments), "--sarif", "-"],
                             capture_output=True, check=False, timeout=300, **options)
    assert process.returncode in (0, 1, 3), process.stderr
    log = json.loads(process.stdout)
    VALIDATOR.validate(log)
    return log["runs"][0]


def scan(folder, *paths):
    return report("scan", *paths, "--at", AT, "-q", "-o", folder / "i.db", cwd=folder)


def uris(run):
    return {location["physicalLocation"]["artifactLocation"]["uri"]
            for result in run["results"] for location in result.get("locations", [])}


def fingerprints(run):
    return sorted(result["partialFingerprints"]["certsweepFinding/v1"] for result in run["results"])


def test_the_corpus_is_valid_and_complete(sweep, tmp_path):
    result = sweep(CORPUS, "--sarif", tmp_path / "all.sarif")
    log = json.loads((tmp_path / "all.sarif").read_text(encoding="utf-8"))
    VALIDATOR.validate(log)
    run = log["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == [row["check"] for row in result.findings]
    rules = run["tool"]["driver"]["rules"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    for rule in rules:
        assert rule["help"]["text"] and rule["help"]["markdown"] and rule["fullDescription"]["text"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
    assert len(fingerprints(run)) == len(set(fingerprints(run)))
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notifications) == len(result.problems)


@pytest.mark.parametrize("root, expected", [
    (".", "store/sub dir/pair.key"), ("store", "store/sub dir/pair.key"),
    ("./store/", "store/sub dir/pair.key"), ("{}/store", "sub dir/pair.key"),
    ("../{name}/store", "sub dir/pair.key"), ("store/sub dir/pair.key", "store/sub dir/pair.key"),
    ("{}/store/sub dir/pair.key", "pair.key"),
])
def test_locations_are_relative(root, expected, tmp_path, pair):
    folder = tmp_path / "store/sub dir"
    folder.mkdir(parents=True)
    os.rename(pair / "pair.key", folder / "pair.key")
    (pair / "pair.crt").unlink()
    run = scan(tmp_path, root.format(tmp_path, name=tmp_path.name))
    assert {urllib.parse.unquote(uri) for uri in uris(run)} == {expected}
    assert all(" " not in uri and not uri.startswith(("/", "./", "..")) for uri in uris(run))
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        if "uriBaseId" in place:
            base = run["originalUriBaseIds"][place["uriBaseId"]]["uri"]
            path = urllib.parse.unquote(urllib.parse.urlparse(base + place["uri"]).path)
            assert pathlib.Path(path).samefile(folder / "pair.key")


def test_bytes_of_a_name_are_in_the_uri(tmp_path, pair):
    (pair / "pair.crt").unlink()
    os.rename(os.fsencode(pair) + b"/pair.key", os.fsencode(pair) + b"/k\xff:%\x1b#.key")
    assert uris(scan(tmp_path, "pair")) == {"pair/k%FF%3A%25%1B%23.key"}


def test_fingerprints_survive_moved_lines_and_nothing_else(tmp_path, pair):
    (pair / "pair.crt").unlink()
    first = fingerprints(scan(tmp_path, "pair"))
    key = (pair / "pair.key").read_text()
    (pair / "pair.key").write_text("# a comment\n\n\n" + key)
    moved = scan(tmp_path, "pair")
    assert set(first) <= set(fingerprints(moved))
    os.rename(pair / "pair.key", pair / "other.key")
    assert not set(first) & set(fingerprints(scan(tmp_path, "pair")))


def test_at_most_five_thousand_results_the_worst_first(tmp_path, pair):
    (pair / "pair.crt").unlink()
    scan(tmp_path, "pair")
    inventory = sqlite3.connect(tmp_path / "i.db")
    columns = [row[1] for row in inventory.execute("PRAGMA table_info(finding)")][1:]
    kept = ", ".join(columns)
    inventory.execute(f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                      f"5200) INSERT INTO finding ({kept}) SELECT {kept} FROM finding, n "
                      f"WHERE finding.id = 1")
    inventory.commit()
    total = inventory.execute("SELECT count(*) FROM finding").fetchone()[0]
    inventory.close()
    run = report("report", tmp_path / "i.db")
    assert len(run["results"]) == 5000 and len(set(fingerprints(run))) == 5000
    told = [one for one in run["invocations"][0]["toolExecutionNotifications"]
            if one["descriptor"]["id"] == "results-left-out"]
    assert len(told) == 1 and told[0]["message"]["text"].startswith(f"{total - 5000} more")
