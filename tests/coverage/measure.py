#!/usr/bin/python3
"""Counts which branches of our own code the tests take: unit tests, fuzz targets over the corpus, the
end-to-end tests and injected faults, with the build scons mode=coverage. Needs gcovr.

    tests/coverage/measure.py [ARGUMENT...]      further arguments go to gcovr, e.g. --html-details DIR/x.html"""

import os
import pathlib
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = TREE / "build/coverage"


def run(*command, **options):
    return subprocess.run(list(map(str, command)), cwd=TREE, check=False, **options)


def main():
    run("scons", "-Q", "-s", f"-j{os.cpu_count()}", "mode=coverage", ".", "tests", "replay")
    run("scons", "-Q", "-s", "faults")
    for counts in BUILD.rglob("*.gcda"):
        counts.unlink()
    environment = dict(os.environ, CORPUS=str(TREE / "corpus"), CERTSWEEP=str(BUILD / "certsweep"))
    for program in sorted((BUILD / "tests/unit").glob("*_test")):
        run(program, env=environment, capture_output=True)
    for program in sorted((BUILD / "tests/fuzz").glob("*_replay")):
        seeds = TREE / "tests/fuzz/seeds" / program.name.removesuffix("_replay")
        run(program, seeds if seeds.exists() else TREE / "corpus", env=environment,
            capture_output=True)
    run("/usr/bin/python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/end_to_end",
        env=environment)
    for arguments in (["--count", "1500"], ["--count", "2500", "--kinds", "prepare,rows"]):
        run("tests/faults/inject.py", *arguments, env=environment)
    return run("gcovr", "-r", TREE, "--filter", "scanner/", "--filter", "reporters/",
               "--exclude-unreachable-branches", "--exclude-throw-branches",
               "--gcov-ignore-parse-errors", "--branches", "-s", *sys.argv[1:],
               BUILD / "scanner", BUILD / "reporters").returncode


if __name__ == "__main__":
    sys.exit(main())
