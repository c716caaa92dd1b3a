"""Formatter, linters and the rules a reader relies on."""

import pathlib
import re
import shutil
import subprocess

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("scanner", "reporters", "tests")
CODE = sorted(path for folder in FOLDERS for path in (TREE / folder).rglob("*.[ch]"))
TEXT = [path for folder in (*FOLDERS, "docs", "corpus") for path in (TREE / folder).rglob("*")
        if path.suffix in (".c", ".h", ".py", ".sql", ".js", ".css", ".md", ".sh")]


def test_format():
    process = subprocess.run(["clang-format", "--dry-run", "--Werror", *CODE],
                             capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr[:2000]


def test_cppcheck():
    process = subprocess.run(
        ["cppcheck", "--quiet", "--std=c11", "--enable=warning,performance,portability",
         "--inline-suppr", "--error-exitcode=1", "--suppress=missingIncludeSystem", "-j2",
         f"-I{TREE}/scanner", f"-I{TREE}/reporters", f"{TREE}/scanner", f"{TREE}/reporters"],
        capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr[:4000]


PAGE = sorted((TREE / "reporters/html").iterdir())


@pytest.mark.parametrize("path", CODE + PAGE, ids=lambda path: str(path.relative_to(TREE)))
def test_length(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 440


def test_functions_fit_a_screen():
    long = []
    for path in CODE:
        start = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"^[a-z_].*\)\s*\{$|^ .*\) \{$", line) and start is None \
                    and not line.startswith("    if") and "=" not in line:
                start = number
            elif line == "}" and start is not None:
                if number - start > 65:
                    long.append(f"{path.relative_to(TREE)}:{start}")
                start = None
    assert not long


def test_nothing_left_open_and_no_machine_named():
    pattern = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|/wo" + r"rk/|/ro" + r"ot/")
    found = [str(path) for path in TEXT
             if pattern.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert not found


def test_tools_are_there():
    for tool in ("clang-format", "cppcheck"):
        assert shutil.which(tool), f"{tool} is missing: see README.md"
