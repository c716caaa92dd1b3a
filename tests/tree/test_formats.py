"""docs/formats.md against the corpus: each form it names has material, each decoder a row."""

import csv
import pathlib
import re

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
PAGE = (TREE / "docs/formats.md").read_text(encoding="utf-8")
WRONG = "--wrong-passphrase"
LIMITS = re.findall(r'^    X\(\w+, "([\w-]+)"', (TREE / "scanner/limit.h").read_text(),
                    re.MULTILINE)

with open(TREE / "corpus/expected.csv", newline="", encoding="utf-8") as expectations:
    EXPECTED = [row for row in csv.DictReader(expectations) if row["expect"] != "no-finding"]
PLACES = {f"{row['store']}/{row['path']}" for row in EXPECTED}
# These unwrap nothing and find no artifact: what they tell shows in findings.
ONLY_FINDINGS = {"kubernetes", "other_keys", "unopened"}
HOLDERS = {f"{row['store']}/{row['path']}" for row in EXPECTED if row["expect"] == "artifact"}


def section(title):
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def shown():
    lines = [line for line in section("Where each form is shown").splitlines()
             if line.startswith("| ") and "`" in line]
    return {line.split(" | ")[0].strip("| "): re.findall(r"`([^` ]+/[^` ]+)`", line)
            for line in lines}


def cells(line):
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split(" | ")]


def table(first):
    """Rows of the table whose first column is called so: cells by the names of their columns."""
    lines = PAGE[PAGE.index(f"\n| {first} |") + 1:].split("\n\n")[0].splitlines()
    rows = [dict(zip(cells(lines[0]), cells(line), strict=True)) for line in lines[2:]]
    assert rows
    return rows


FORMATS = table("format")
CONFIGURATIONS = table("whose")


def rows_of(decoder, rows):
    return [row for row in rows if decoder in row["decoder"].split(", ")]


def listed():
    return re.findall(r"^    &(\w+)_decoder", (TREE / "scanner/decoders/decoders.c").read_text(),
                      re.MULTILINE)


def is_of_configurations(name):
    return "decoders/configuration.h" in (TREE / f"scanner/decoders/{name}.c").read_text()


def decoders():
    return [name for name in listed() if not is_of_configurations(name)]


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
    folders = [folder for row in rows_of(decoder, FORMATS) for folder in row["corpus"].split(", ")]
    assert folders, "no row in docs/formats.md"
    rows = PLACES if decoder in ONLY_FINDINGS else HOLDERS
    for folder in folders:
        assert any(path.startswith(f"{folder}/") for path in rows), folder


@pytest.mark.parametrize("decoder", listed())
def test_decoder_has_its_row(decoder):
    """What it reads by which specification, what it tolerates and why, and what bounds it."""
    rows = rows_of(decoder, CONFIGURATIONS if is_of_configurations(decoder) else FORMATS)
    assert rows, "no row in docs/formats.md"
    names = {"specification", "tolerated, and why", "limits"}
    names.add("read" if is_of_configurations(decoder) else "dialect read")
    for row in rows:
        assert names <= row.keys()
        for name in names:
            assert re.search(r"\w", row[name]), f"{row['decoder']}: nothing under {name!r}"


@pytest.mark.parametrize("row", FORMATS + CONFIGURATIONS, ids=lambda row: next(iter(row.values())))
def test_row_tells_limits_that_there_are(row):
    for name in re.findall(r"`([\w-]+)`", row["limits"]):
        assert name in LIMITS, name


@pytest.mark.parametrize("row", FORMATS + CONFIGURATIONS, ids=lambda row: next(iter(row.values())))
def test_row_names_decoders_that_there_are(row):
    for name in row["decoder"].split(", "):
        assert name in listed() or (TREE / name.strip("`")).is_dir(), name
