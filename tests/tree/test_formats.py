"""docs/formats.md against the corpus: each form it names has material, each decoder a row."""

import csv
import pathlib
import re

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
PAGE = (TREE / "docs/formats.md").read_text(encoding="utf-8")
WRONG = "--wrong-passphrase"

with open(TREE / "corpus/expected.csv", newline="", encoding="utf-8") as table:
    EXPECTED = [row for row in csv.DictReader(table) if row["expect"] != "no-finding"]
PLACES = {f"{row['store']}/{row['path']}" for row in EXPECTED}
# These unwrap nothing and find no artifact: what they tell shows in findings.
ONLY_FINDINGS = {"kubernetes", "other_keys"}
HOLDERS = {f"{row['store']}/{row['path']}" for row in EXPECTED if row["expect"] == "artifact"}


def section(title):
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def shown():
    lines = [line for line in section("Where each form is shown").splitlines()
             if line.startswith("| ") and "`" in line]
    return {line.split(" | ")[0].strip("| "): re.findall(r"`([^` ]+/[^` ]+)`", line)
            for line in lines}


def formats():
    """Rows of the first table: decoders and corpus folders of each format."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")]
            for line in PAGE.splitlines() if line.startswith("| ") and line.count(" | ") == 5]
    return [(row[4].split(", "), row[5].split(", ")) for row in rows[1:]]


def decoders():
    listed = re.findall(r"&(\w+)_decoder", (TREE / "scanner/decoders/decoders.c").read_text())
    return [name for name in listed if "decoders/configuration.h" not in
            (TREE / f"scanner/decoders/{name}.c").read_text()]


@pytest.mark.parametrize("form", sorted(shown()))
def test_form_has_material(form):
    paths = shown()[form]
    assert paths
    for path in paths:
        assert (TREE / "corpus" / path.replace(WRONG, "", 1)).is_file(), path
        assert path in PLACES, f"{path} has no row in expected.csv"


def test_the_list_of_forms_is_whole():
    assert len(shown()) > 50


@pytest.mark.parametrize("decoder", decoders())
def test_decoder_has_artifacts_in_the_corpus(decoder):
    folders = [folder for names, folders in formats() if decoder in names for folder in folders]
    assert folders, "no row in docs/formats.md"
    rows = PLACES if decoder in ONLY_FINDINGS else HOLDERS
    for folder in folders:
        assert any(path.startswith(f"{folder}/") for path in rows), folder
