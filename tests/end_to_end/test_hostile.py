"""Each case of the table ends in time, with its rows and exit status, within its memory, and leaves
nothing behind but the report."""

import os
import re
from pathlib import Path

import pytest
from hostile_cases import CASES, markdown
from hostile_sweep import ITEM_SECONDS, OTHER_SECONDS, PARENT_BYTES, SLACK_SECONDS, WORKER_BYTES, sweep_case

SECURITY = Path(__file__).resolve().parents[2] / "docs/security.md"
SANITIZED = "sanitize" in os.environ.get("CERTSWEEP", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case, tmp_path):
    done = sweep_case(case, tmp_path)
    result = done.result
    assert result.code == case.code, result.stderr
    assert tuple(sorted(set(result.reasons()))) == case.rows
    assert set(case.findings) <= set(result.checks())
    assert done.seconds < ITEM_SECONDS + SLACK_SECONDS + OTHER_SECONDS
    if not SANITIZED:
        assert done.parent < PARENT_BYTES and done.largest < WORKER_BYTES
    left = {path.name for path in tmp_path.iterdir()} - {"outside"}
    assert left == {"in", "report", "stderr"}


def test_there_are_enough_and_the_documentation_shows_them():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 60
    text = SECURITY.read_text(encoding="utf-8")
    assert markdown() in text
    told = int(re.search(r"(\d+) cases", text).group(1))
    assert told == len(names)
