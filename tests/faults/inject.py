#!/usr/bin/python3
"""Lets allocations and system calls of representative runs fail, one at a time or from one on, and
holds what comes out against the same run without a fault.

    tests/faults/inject.py [--count N] [--jobs N] [--seed N] [--kinds KIND,...]
    tests/faults/inject.py --only SCAN FAULT      repeats one: folder parent:alloc:700:12

After any fault one of these must hold, and no run may hang or be ended by a signal:
  - the exit status and every result are those of the run without a fault;
  - the exit status is 3, the results belong together, problem rows tell what is missing;
  - the exit status is 4 (or 2: nothing was begun), standard error says why, and every result file is,
    byte for byte, the old one or the new one.
scons faults builds what is loaded before the C library."""

import argparse
import collections
import concurrent.futures
import errno
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
LIBRARY = TREE / "build/release/tests/faults/libfaults.so"
CORPUS = TREE / "corpus"
SECONDS = 120

REASONS = {
    "alloc": ["ENOMEM"], "read": ["EIO", "EINTR"], "write": ["ENOSPC", "EIO", "EINTR"],
    "stream": ["ENOSPC", "EIO"], "open": ["EMFILE", "ENOMEM", "EIO", "EINTR"],
    "fsync": ["EIO", "ENOSPC"], "rename": ["EIO", "ENOSPC"], "unlink": ["EIO"],
    "mkdir": ["ENOSPC"], "truncate": ["EIO"], "mmap": ["ENOMEM"], "stat": ["EIO", "ENOMEM"],
    "send": ["EINTR", "ENOMEM"], "receive": ["EINTR", "ENOMEM"], "poll": ["EINTR", "ENOMEM"],
    "fork": ["EAGAIN", "ENOMEM"], "socketpair": ["EMFILE"], "close": ["EIO"],
    "folder": ["EIO", "ENOMEM"], "confine": ["EPERM", "ENOMEM"],
    "prepare": ["EIO"], "rows": ["EIO"],
}
ONCE = {"poll", "EINTR", "rows"}  # what comes back for ever is waited for, rightly
SHARES = {"alloc": 10, "prepare": 4, "rows": 4, "write": 2, "stream": 2, "open": 2}  # of the faults; 1 for the others

STORES = ("java/usual.jks", "java/usual.bks", "java/locked.jks", "keys/aes.key",
          "pkcs12/legacy.p12", "pkcs12/sha512.p12", "pkcs7/bundle.p7b")  # quick to open
SWEEP = ["-o", "out", "--jobs", "1"]
SCANS = {  # arguments; {} is the folder of material
    "folder": [*SWEEP, "{}/estate"],
    "archives": [*SWEEP, "--json", "out/all.jsonl", "{}/archives"],
    "repository": [*SWEEP, "--sarif", "out/findings.sarif", "{}/repository"],
    "stores": [*SWEEP, "--cyclonedx", "out/bill.json", "--markdown", "out/summary.md",
               "--passphrase-file", "{}/passphrases", "{}/stores"],
    "previous": ["scan", "-o", "out/inventory.db", "--jobs", "1", "--previous", "{}/before.db",
                 "--csv", "out/csv", "{}/archives", "-"],
    "merge": ["merge", "-o", "out/inventory.db", "--jobs", "1", "--html", "out/index.html",
              "{}/before.db", "{}/other.db"],
    "report": ["report", "{}/before.db", "--html", "out/index.html", "--csv", "out/csv",
               "--json", "out/all.jsonl", "--summary"],
}


def execute(arguments, folder, material, fault=None, counts=None, at="2026-11-01"):
    arguments = [argument.replace("{}", str(material)) for argument in arguments]
    dated = ["--at", at] if arguments[0] != "report" else []
    environment = dict(os.environ, LD_PRELOAD=str(LIBRARY), TMPDIR=str(folder))
    if fault:
        environment["FAULT"] = fault
    if counts:
        environment["FAULT_COUNTS"] = str(counts)
    with open(material / "input.pem", "rb") as given:
        return subprocess.run([PROGRAM, *arguments, *dated], cwd=folder, env=environment,
                              stdin=given, capture_output=True, timeout=SECONDS, check=False)


def results(folder):
    """The result files by name; what has no final name is no result."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in (".partial", ".staging")
            and not path.name.startswith("etilqs_")}


def put(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def make_material(folder):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    calm = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
    for name, source in {"estate": "truststore-times", "archives": "archives"}.items():
        shutil.copytree(CORPUS / source, folder / name)
    (folder / "stores").mkdir()
    for name in STORES:
        shutil.copy(CORPUS / "formats-keystores" / name, folder / "stores")
    (folder / "passphrases").write_text("changeit\nsecret\n")
    repository = folder / "repository"
    repository.mkdir()
    subprocess.run([*git, "init", "-q"], cwd=repository, check=True, env=calm)
    for path in sorted((CORPUS / "git-history").iterdir()):
        shutil.copy(path, repository)
        subprocess.run([*git, "add", "."], cwd=repository, check=True, env=calm)
        subprocess.run([*git, "commit", "-qm", path.name], cwd=repository, check=True, env=calm)
    subprocess.run([*git, "gc", "-q"], cwd=repository, check=True, env=calm)
    shutil.copy(next((CORPUS / "git-history").glob("*.crt")), folder / "input.pem")
    for name, what in {"before.db": "archives", "other.db": "stores"}.items():
        subprocess.run([PROGRAM, "scan", "-q", "-o", name, "--at", "2026-11-01", what], cwd=folder,
                       check=False)


class Scan:
    """One run: its results without a fault, older ones, and how often it calls what."""

    def __init__(self, name, base):
        self.name = name
        self.arguments = SCANS[name]
        self.material = base / "material"
        folder = base / f"reference-{name}"
        (folder / "out").mkdir(parents=True)
        execute(self.arguments, folder, self.material, at="2025-01-01")
        self.old = results(folder / "out")
        if name == "report":
            self.old = {file: b"old\n" for file in self.old}
            put(folder / "out", self.old)
        process = execute(self.arguments, folder, self.material, counts=folder / "counts")
        self.code, self.printed = process.returncode, process.stdout
        self.new = results(folder / "out")
        self.calls = {}
        for line in (folder / "counts").read_text().splitlines():
            role, kind, number = line.split()
            if int(number) and (role, kind) != ("parent", "confine"):  # it only asks the kernel
                self.calls[role, kind] = int(number)
        self.problems = problems_of(folder / "out/inventory.db") if name != "report" else set()
        self.places = places_of(folder / "out/inventory.db") if name != "report" else set()

    def faults(self, count, chance, kinds):
        weights = {pair: SHARES.get(pair[1], 1) for pair in self.calls if pair[1] in kinds}
        share = count / sum(weights.values())
        for (role, kind), calls in self.calls.items():
            if kind not in kinds:
                continue
            for _ in range(max(1, round(weights[role, kind] * share))):
                reason = chance.choice(REASONS[kind])
                on = chance.random() < 0.3 and not {kind, reason} & ONCE
                yield (f"{role}:{kind}:{chance.randint(1, calls)}:{getattr(errno, reason)}"
                       + (":on" if on else ""))


def problems_of(inventory):
    with sqlite3.connect(f"file:{inventory}?mode=ro", uri=True) as database:
        return set(database.execute("SELECT path, trail, revision, code FROM problem"))


def places_of(inventory):
    with sqlite3.connect(f"file:{inventory}?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "damaged"
        return set(database.execute("SELECT p.path, p.trail, p.revision, lower(hex(a.identity)) "
                                    "FROM artifact_place AS p JOIN artifact AS a ON a.id = p.artifact"))


def told(place, problems):
    """Does a problem row name the file, a folder or repository above it, or the whole run?"""
    path = place[0]
    return any(problem[0] in ("", path) or path.startswith(problem[0].rstrip("/") + "/")
               or problem[0].startswith(path) or problem[0].endswith("/.git")
               for problem in problems)


def incomplete(scan, folder, found):
    """What is wrong with a run that says it is incomplete; None where nothing is."""
    inventory = folder / "out/inventory.db"
    problems = problems_of(inventory) - scan.problems
    if not problems:
        return "differs, and no problem row says why"
    silent = [place for place in scan.places - places_of(inventory) if not told(place, problems)]
    if silent:
        return f"{silent[0]} is missing, and no problem row says so"
    again = folder / "again"
    again.mkdir()
    requests = {"index.html": "--html", "csv/groups.csv": "--csv", "all.jsonl": "--json",
                "findings.sarif": "--sarif", "bill.json": "--cyclonedx", "summary.md": "--markdown"}
    wanted = [argument for file, option in requests.items() if file in found
              for argument in (option, "again/csv" if option == "--csv" else f"again/{file}")]
    subprocess.run([PROGRAM, "report", "out/inventory.db", *wanted], cwd=folder, check=False,
                   capture_output=True)
    repeated = results(again)
    different = [file for file in found if file != "inventory.db" and found[file] != repeated.get(file)]
    return f"{different[0]} is not what its inventory gives" if different else None


def judge(scan, folder, fault):
    """None, or what is wrong."""
    put(folder / "out", scan.old)
    (folder / "out").mkdir(exist_ok=True)
    try:
        process = execute(scan.arguments, folder, scan.material, fault=fault)
    except subprocess.TimeoutExpired:
        return "hangs", None
    code, found = process.returncode, results(folder / "out")
    if code < 0:
        return f"ended by signal {-code}", code
    if code == scan.code and found == scan.new and process.stdout == scan.printed:
        return None, code
    if code in (2, 4):
        mixed = [file for file in {**scan.old, **found}
                 if found.get(file) not in (scan.old.get(file), scan.new.get(file))]
        return (f"{mixed[0]} is neither old nor new" if mixed else
                None if process.stderr else "says nothing"), code
    if code == 3 and scan.name != "report":
        return incomplete(scan, folder, found), code
    different = [file for file in {**scan.new, **found} if found.get(file) != scan.new.get(file)]
    return f"exit {code}, not {scan.code}, and {different or 'the output'} differs", code


def try_fault(base, scan, fault):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fault-", dir=base))
    try:
        return scan, fault, *judge(scan, folder, fault)
    except (AssertionError, sqlite3.Error, OSError) as reason:
        return scan, fault, f"the results cannot be read: {reason}", None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(base, count, jobs, seed, only=None, kinds=tuple(REASONS)):
    """Returns what was wrong, and how often a kind of fault led to an exit status."""
    base = pathlib.Path(base)
    (base / "material").mkdir()
    make_material(base / "material")
    names = [only[0]] if only else list(SCANS)
    scans = [Scan(name, base) for name in names]
    chance = random.Random(seed)
    plan = [(scan, fault) for scan in scans
            for fault in ([only[1]] if only else scan.faults(count / len(scans), chance, kinds))]
    chance.shuffle(plan)
    wrong, tally = [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for scan, fault, problem, code in pool.map(lambda one: try_fault(base, *one), plan[:count]):
            tally[code == scan.code and "as without a fault" or f"exit {code}"] += 1
            if sum(tally.values()) % 500 == 0:
                print(f"{sum(tally.values())} so far: {dict(tally)}", flush=True)
            if problem:
                wrong.append(f"{scan.name} {fault}: {problem}")
                print(wrong[-1], flush=True)
    return wrong, tally


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(REASONS))
    parser.add_argument("--only", nargs=2, metavar=("SCAN", "FAULT"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        wrong, tally = run(base, options.count, options.jobs, options.seed, options.only,
                           options.kinds)
    print(f"{sum(tally.values())} faults: {dict(tally)}; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
