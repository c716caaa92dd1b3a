#!/usr/bin/python3
"""Compares what is said of places in history with what git itself says.

    tests/bench/git_attribution.py [--most N] REPOSITORY...

Sweeps each repository and takes up to N (60) of the places that refs reach, spread evenly. Of each:
the first commit brings the object to that path and no earlier one does; the last has it there and
no later one has; HEAD has it or not; as many refs contain one of the two as are counted. Asks
`git log --find-object`, `rev-list`, `rev-parse` and `for-each-ref` only.
"""

import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = TREE / "build/certsweep"


class History:
    """What git knows of one repository."""

    def __init__(self, repository):
        self.repository = repository
        self.parents = {}
        self.children = {}
        for line in self.lines("rev-list", "--all", "HEAD", "--parents"):
            commit, *parents = line.split()
            self.parents[commit] = parents
            for parent in parents:
                self.children.setdefault(parent, []).append(commit)

    def ask(self, *arguments):
        process = subprocess.run(["git", "-C", self.repository, *arguments], check=False,
                                 capture_output=True)
        return process.stdout.decode("utf-8", "surrogateescape") if process.returncode == 0 else ""

    def lines(self, *arguments):
        return self.ask(*arguments).splitlines()

    def has(self, commit, path, name):
        return self.ask("rev-parse", "--verify", "-q", f"{commit}:{path}").strip() == name

    def bringing(self, path, name):
        """The commits that have it there while no parent has."""
        touching = set(self.lines("log", "--all", "HEAD", "-m", "--full-history",
                                  f"--find-object={name}", "--format=%H", "--", f":(literal){path}"))
        return [commit for commit in touching if self.has(commit, path, name)
                and not any(self.has(parent, path, name) for parent in self.parents[commit])]

    def is_ancestor(self, one, other):
        return subprocess.run(["git", "-C", self.repository, "merge-base", "--is-ancestor", one,
                               other], check=False).returncode == 0

    def containing(self, *commits):
        """Refs, symbolic ones left out, that have one of the commits in their history."""
        names = set()
        for commit in set(commits):
            names |= {line.strip() for line in self.lines(
                "for-each-ref", f"--contains={commit}", "--format=%(refname) %(symref)")}
        return {name for name in names if " " not in name}


def complaints(history, path, row):
    name, first, last, refs, state = row
    found = []
    bringing = history.bringing(path, name)
    if first not in bringing:
        found.append(f"{first} does not bring it")
    if any(other != first and history.is_ancestor(other, first) for other in bringing):
        found.append("an earlier commit brings it")
    if not history.has(last, path, name):
        found.append(f"{last} does not have it")
    if any(history.has(child, path, name) for child in history.children.get(last, [])) or \
            any(other != last and history.is_ancestor(last, other) for other in bringing):
        found.append("a later commit has it")
    if history.has("HEAD", path, name) != (state == "at HEAD"):
        found.append(f"state {state}")
    more = re.search(r" \+(\d+) more$", refs)
    shown = [each for each in re.sub(r" \+\d+ more$", "", refs).split(", ") if each]
    expected = history.containing(first, last)
    if len(shown) + int(more[1] if more else 0) != len(expected) or \
            not {f"refs/{each}" for each in shown} <= expected:
        found.append(f"refs {refs}, git has {len(expected)}")
    return found


def compare(repository, most, folder):
    repository = str(pathlib.Path(repository).resolve())
    subprocess.run([PROGRAM, "-q", "-o", folder, repository], check=False,
                   stderr=subprocess.DEVNULL)
    rows = sqlite3.connect(f"{folder}/inventory.db").execute(
        "SELECT path, object, first_commit, last_commit, refs, state FROM appearance "
        "WHERE state <> 'unreachable' AND path <> ? AND first_commit <> object "
        "ORDER BY id", (f"{repository}/.git",)).fetchall()
    rows = [row for row in rows if row[0] != repository]
    rows = rows[::max(1, len(rows) // most)][:most]
    history = History(repository)
    bad = 0
    for path, *row in rows:
        found = complaints(history, path[len(repository) + 1:], row)
        bad += bool(found)
        if found:
            print(f"  {path} {row[0]}: {'; '.join(found)}")
    print(f"{repository}: {len(rows) - bad} of {len(rows)} places as git says", flush=True)
    return bad


def main():
    arguments = sys.argv[1:]
    most = 60
    if arguments[:1] == ["--most"]:
        most = int(arguments[1])
        arguments = arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        bad = sum(compare(each, most, f"{folder}/{i}") for i, each in enumerate(arguments))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
