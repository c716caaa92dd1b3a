"""The cases of x509-limbo, where a copy lies beside the checkout (or LIMBO names one)."""

import os
import pathlib

import limbo
import pytest

FILE = pathlib.Path(os.environ.get("LIMBO", limbo.TREE.parent / "shared/conformance/limbo.json"))

# Judged otherwise on purpose; docs/conformance.md says why.
DEVIATIONS = {"rfc5280::aki::cross-signed-root-missing-aki"}


def test_limbo():
    if not FILE.exists():
        pytest.skip(f"{FILE} is not there: set LIMBO to a copy of limbo.json")
    judged = {name: (expected, accepted, reasons)
              for name, expected, accepted, reasons in limbo.judge_all(FILE)
              if not name.startswith("webpki") and accepted is not None}
    wrong = {name for name, (expected, accepted, _) in judged.items() if expected is not accepted}
    assert len(judged) >= 100
    assert wrong <= DEVIATIONS, {name: judged[name] for name in wrong - DEVIATIONS}
