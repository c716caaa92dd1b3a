"""A few of the faults that inject.py can bring about: enough to notice a call that nobody watches."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import inject  # noqa: E402


def test_no_fault_leaves_a_result_that_is_wrong(tmp_path):
    wrong, tally = inject.run(tmp_path, count=150, jobs=2, seed=1)
    assert not wrong
    assert sum(tally.values()) == 150 and tally["exit 4"] and tally["exit 3"]
