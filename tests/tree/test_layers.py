"""Who may include whom, as docs/architecture.md draws it."""

import pathlib
import re

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)

FACTS = {"origin.h", "blob.h", "artifact.h", "finding.h", "limit.h", "names.h", "record.h",
         "stamp.h", "account.h", "git_choice.h"}

# Folder -> (our folders and headers it may include, packages it may include).
RULES = {
    "scanner/base": ({"base/"}, {"openssl", "libdeflate.h"}),
    "scanner/sources": ({"base/", "sources/", "git_choice.h", "limit.h", "origin.h", "record.h",
                         "stamp.h"},
                        {"git2", "zlib.h", "libdeflate.h"}),
    "scanner/decoders": ({"base/", "decoders/", "blob.h", "artifact.h", "limit.h", "names.h",
                          "record.h"},
                         {"openssl", "archive.h", "archive_entry.h", "isa-l", "sqlite3.h", "zlib.h",
                          "argon2.h"}),
    "scanner/inventory": ({"base/", "inventory/", "embedded.h"} | FACTS, {"sqlite3.h"}),
    "scanner/relations": ({"base/", "relations/", "inventory/inventory.h", "inventory/query.h",
                           "limit.h", "artifact.h", "names.h", "known_tables.h"}, {"gmp.h"}),
    "scanner/checks": ({"base/", "checks/", "inventory/query.h", "finding.h"}, set()),
    "scanner/checks/profiles": ({"checks/profile.h"}, set()),
    "reporters": ({"base/", "inventory/query.h", "reporter.h", "embedded.h", "finding.h",
                   "account.h", "html", "publish.h", "show.h", "json_row.h", "checks/check.h",
                   "source_uri.h", "crypto_algorithm.h"},
                  {"openssl", "jansson.h"}),
}

PACKAGES = {"openssl", "git2", "archive.h", "archive_entry.h", "sqlite3.h", "seccomp.h", "zlib.h",
            "jansson.h", "libdeflate.h", "isa-l", "argon2.h"}
# Opening files, asking the clock or starting programs is not for these layers.
FORBIDDEN_CALLS = {
    folder: re.compile(r"\b(fopen|open|openat|system|popen|execv\w*|fork|time|clock_gettime|"
                       r"gettimeofday)\s*\(")
    for folder in ("scanner/decoders", "scanner/checks", "scanner/relations")
}


def files_of(folder):
    return sorted(path for path in (TREE / folder).iterdir() if path.suffix in (".c", ".h"))


def package_of(name):
    first = name.split("/")[0]
    return first if first in PACKAGES else "git2" if first.startswith("git2") else None


@pytest.mark.parametrize("folder", sorted(RULES))
def test_includes(folder):
    ours, packages = RULES[folder]
    for path in files_of(folder):
        for bracket, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if bracket == '"':
                allowed = any(name == rule or (rule.endswith("/") and name.startswith(rule))
                              or (rule == "html" and name.startswith("html")) for rule in ours)
                assert allowed, f"{path.name} includes {name}"
            else:
                package = package_of(name)
                assert package is None or package in packages, f"{path.name} includes <{name}>"


@pytest.mark.parametrize("folder", sorted(FORBIDDEN_CALLS))
def test_forbidden_calls(folder):
    for path in files_of(folder):
        code = re.sub(r"/\*.*?\*/|\"(\\.|[^\"\\])*\"", "", path.read_text(encoding="utf-8"),
                      flags=re.S)
        found = FORBIDDEN_CALLS[folder].search(code)
        assert not found, f"{path.name} calls {found.group(1)}"


def test_only_the_inventory_writes():
    words = re.compile(r'"\s*(INSERT|UPDATE|DELETE|CREATE|DROP)\b')
    for folder in sorted({str(path.parent.relative_to(TREE))
                          for root in ("scanner", "reporters")
                          for path in (TREE / root).rglob("*.c")} - {"scanner/inventory"}):
        for path in files_of(folder):
            assert not words.search(path.read_text(encoding="utf-8")), path


def test_facts_know_no_package():
    for name in FACTS:
        text = (TREE / "scanner" / name).read_text(encoding="utf-8")
        assert all(package_of(include) is None for _, include in INCLUDE.findall(text)), name
