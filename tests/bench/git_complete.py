#!/usr/bin/python3
"""Compares what is read of repositories with what git says they hold.

    tests/bench/git_complete.py [--libgit2] REPOSITORY...

Of each repository: the objects that the program reads are those of `git cat-file
--batch-all-objects`, with the same sizes, and every one of its packs unpacks to content with the hash
that is its id. --libgit2: libgit2, asked for one object at a time, gives the same (slow).
"""

import pathlib
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = TREE / "build/release/tests/bench/git_objects"


def lines(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def listed(git_directory):
    return sorted(lines("git", "--git-dir", git_directory, "cat-file", "--batch-all-objects",
                        "--batch-check=%(objectname) %(objectsize)"))


def read(way, git_directory):
    rows = [line.rsplit(" ", 1) for line in lines(PROGRAM, way, git_directory)]
    states = {}
    for _, state in rows:
        states[state] = states.get(state, 0) + 1
    return [row[0] for row in rows], states


def compare(git_directory, ways):
    expected = listed(git_directory)
    good = True
    for way in ways:
        objects, states = read(way, git_directory)
        same = sorted(objects) == expected and not set(states) - {"read", "passed", "sound"}
        if way == "unpack":  # packs only, and an object of two packs twice
            same = set(objects) <= set(expected) and set(states) <= {"sound"}
        good &= same
        print(f"  {way}: {'same' if same else 'DIFFERS'} {states}", flush=True)
    return good


def git_directory_of(repository):
    inside = pathlib.Path(repository) / ".git"
    return str(inside if inside.is_dir() else repository)


def main():
    arguments = sys.argv[1:]
    ways = ["source", "unpack"]
    if "--libgit2" in arguments:
        arguments.remove("--libgit2")
        ways.append("libgit2")
    bad = 0
    for repository in arguments:
        print(repository, flush=True)
        bad += not compare(git_directory_of(repository), ways)
    print(f"{len(arguments) - bad} of {len(arguments)} repositories are the same")
    return 1 if bad or not arguments else 0


if __name__ == "__main__":
    sys.exit(main())
