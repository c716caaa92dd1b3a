"""Every store of the corpus, swept alone, gives what corpus/expected.csv says: no more, no less."""

import re
import shutil
import subprocess

import pytest
from conftest import CORPUS, read_table

EXPECTED = read_table(CORPUS / "expected.csv")
STORES = sorted({row["store"] for row in EXPECTED})


# What is said of an inventory as a whole; tested where expected.csv has it.
OF_THE_WHOLE = {"quantum-vulnerable"}
# The store of that name is swept with passphrases that open nothing.
WRONG = "--wrong-passphrase"


def fits(row, found):
    return (row["path"] in ("*", found[0]) and row["trail"] in ("*", found[1])
            and row["value"] == found[2])


def below(root, path):
    return path[len(str(root)) + 1:] if path.startswith(f"{root}/") else path


@pytest.fixture
def root_of(tmp_path):
    def find(store):
        if store.endswith(WRONG):
            return CORPUS / store.removesuffix(WRONG)
        if store != "git-repository":
            return CORPUS / store
        root = tmp_path / "repository"
        subprocess.run([CORPUS / "git_history.sh", root], check=True, capture_output=True)
        return root

    return find


def private_copy(root, target):
    """git keeps no modes, so a checkout of the corpus is readable to all: the copy is not, but for
    files whose name has a mode."""
    shutil.copytree(root, target, symlinks=True)
    for path in [path for path in target.rglob("*") if path.is_file() and not path.is_symlink()]:
        mode = re.search(r"\.(\d{3})\.", path.name)
        path.chmod(int(mode.group(1), 8) if mode else 0o600)
    return target


@pytest.mark.parametrize("store", STORES)
def test_store(store, root_of, sweep, tmp_path):
    root = private_copy(root_of(store), tmp_path / "store")
    options = []
    if store == "weak-key-list":
        options = ["--weak-keys", root / "list.txt"]
    if store == "truststore-named":
        options = ["--truststore", "*/named/*.pem"]
    if store.startswith("profile-"):
        options = ["--profile", store.removeprefix("profile-").split("--")[0]]
    if store.endswith(WRONG):
        (tmp_path / "passphrases").write_text("none of these\n")
        options = ["--passphrase-file", tmp_path / "passphrases"]
    result = sweep(root, *options)
    rows = [row for row in EXPECTED if row["store"] == store]
    found = {
        "artifact": [(below(root, r["path"]), r["trail"], r["kind"]) for r in result.artifacts],
        "finding": [(below(root, r["path"]), r["trail"], r["check"]) for r in result.findings],
    }
    wrong = []
    for row in rows:
        where = found["finding" if row["expect"] == "no-finding" else row["expect"]] \
            if row["expect"] != "problem" else []
        hits = [one for one in where if fits(row, one)]
        if row["expect"] == "problem":
            hits = [r for r in result.problems
                    if below(root, r["path"]) == row["path"] and row["value"] in r["reason"].lower()]
        if bool(hits) == (row["expect"] == "no-finding"):
            wrong.append(("unwanted" if hits else "missing", row))
    if store != "hostile" and not store.endswith(WRONG):  # these list only what matters there
        for kind, all_found in found.items():
            listed = [row for row in rows if row["expect"] == kind]
            wrong += [("not listed", kind, one) for one in all_found
                      if one[2] not in OF_THE_WHOLE and not any(fits(row, one) for row in listed)]
        listed = [row for row in rows if row["expect"] == "problem"]
        wrong += [("not listed", one) for one in result.problems
                  if not any(below(root, one["path"]) == row["path"]
                             and row["value"] in one["reason"].lower() for row in listed)]
    assert not wrong
    severe = any(r["severity"] == "error" for r in result.findings)
    assert result.code == (3 if result.problems else 1 if severe else 0)


def test_hostile_store_ends_incomplete_and_still_reports(sweep):
    result = sweep(CORPUS / "hostile")
    assert result.code == 3
    assert "good.crt" in {row["path"].rsplit("/", 1)[1] for row in result.artifacts}
    assert all(row["reason"] and row["stage"] for row in result.problems)
