"""Each limit is met by some test: set on the command line, or in the struct that a unit test hands over."""

import pathlib
import re

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
LIMITS = re.findall(r'X\((\w+), "([a-z-]+)"', (TREE / "scanner/limit.h").read_text(encoding="utf-8"))
TESTS = [path.read_text(encoding="utf-8")
         for folder in ("unit", "end_to_end") for path in sorted((TREE / "tests" / folder).iterdir())
         if path.suffix in (".c", ".h", ".py")]


def test_limits_are_found():
    assert len(LIMITS) > 40


@pytest.mark.parametrize("field, name", LIMITS, ids=[name for _, name in LIMITS])
def test_is_met(field, name):
    # limit.c's own tests set names without anything that meets them, which is not enough.
    sets = re.compile(rf'limits\.{field} = |limits->{field} = |\.{field} = |"{name}"|{name}=[\d{{]')
    assert any(sets.search(text) for text in TESTS if "limits_set" not in text)
