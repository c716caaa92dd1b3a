"""A decoder, check, relation or reporter is one file and one line in its list."""

import csv
import pathlib
import re
import subprocess

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
LISTS = {
    "decoder": ("scanner/decoders", "decoders.c"),
    "check": ("scanner/checks", "checks.c"),
    "profile": ("scanner/checks/profiles", "profiles.c"),
    "relation": ("scanner/relations", "relations.c"),
    "source": ("scanner/sources", "sources.c"),
    "reporter": ("reporters", "reporters.c"),
}


def defined(kind, folder, list_file):
    found = {}
    for path in sorted((TREE / folder).glob("*.c")):
        if path.name != list_file:
            for name in re.findall(rf"^const struct {kind} (\w+) = ", path.read_text(), re.M):
                found[name] = path.name
    return found


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_every_file_is_listed(kind):
    folder, list_file = LISTS[kind]
    text = (TREE / folder / list_file).read_text()
    names = defined(kind, folder, list_file)
    listed = re.findall(r"&(\w+)", text)
    assert names and sorted(listed) == sorted(names), "listed and defined differ"


def check_ids():
    folder, list_file = LISTS["check"]
    ids = []
    for name in set(defined("check", folder, list_file).values()):
        ids += re.findall(r'\.id = "([a-z0-9-]+)"', (TREE / folder / name).read_text())
    return sorted(ids)


def test_checks_of_the_rulebook_are_there():
    assert len(check_ids()) == len(set(check_ids())) >= 13


@pytest.mark.parametrize("identifier", check_ids())
def test_check_has_a_hit_and_a_near_miss(identifier):
    with open(TREE / "corpus/expected.csv", newline="", encoding="utf-8") as table:
        expectations = {row["expect"] for row in csv.DictReader(table)
                        if row["value"] == identifier}
    assert expectations == {"finding", "no-finding"}


@pytest.mark.parametrize("decoder", sorted(defined("decoder", *LISTS["decoder"]).values()))
def test_decoder_has_tests_and_a_fuzz_target(decoder):
    name = decoder.removesuffix(".c")
    assert (TREE / f"tests/unit/{name}_test.c").exists()
    assert (TREE / f"tests/fuzz/{name}_fuzz.c").exists()


def rule_kinds():
    return re.findall(r"^    X\((\w+),", (TREE / "scanner/checks/profile.h").read_text(), re.M)


@pytest.mark.parametrize("kind", rule_kinds())
def test_every_kind_of_rule_is_read_by_the_check_that_it_names(kind):
    text = (TREE / "scanner/checks/profile.h").read_text()
    entry = re.search(rf"X\({kind},.*?\)(?= *\\?\n)", text, re.S).group(0)
    identifier = re.findall(r'"([a-z0-9-]+)"', entry)[-1]
    readers = [path for path in (TREE / "scanner/checks").glob("*.c")
               if f'.id = "{identifier}"' in path.read_text()]
    assert readers and f"RULE_{kind}" in readers[0].read_text()


def test_top_level():
    fixed = {"SConstruct", "README.md", "scanner", "reporters", "tests", "corpus", "docs"}
    made = {"build", "certsweep-report"}
    here = {path.name for path in TREE.iterdir() if not path.name.startswith(".")}
    assert here - made <= fixed


@pytest.mark.parametrize("what", ["checks", "limits", "profiles"])
def test_generated_documentation_is_current(what):
    made = subprocess.run([TREE / "build/certsweep", "--describe", what], check=True,
                          capture_output=True, text=True).stdout.strip()
    page = {"checks": "checks.md", "limits": "security.md", "profiles": "profiles.md"}[what]
    assert made in (TREE / "docs" / page).read_text(encoding="utf-8")
