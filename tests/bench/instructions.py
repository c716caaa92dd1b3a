#!/usr/bin/python3
"""Instructions that three small fixed workloads take, beside those recorded.

    tests/bench/instructions.py [--record]

Counted by `valgrind --tool=callgrind` over the program and its workers, so that a slow-down shows
without a clock: exit status 1 where a workload takes over 5 % more than instructions.txt says.
The search for anchors runs with the widest engine valgrind knows (AVX2). --record writes the file anew.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve()
TREE = HERE.parents[2]
RECORD = HERE.with_name("instructions.txt")
TOLERANCE = 1.05


def make_text(folder):
    """Source text without a key in it: what most bytes of most sweeps are."""
    for number in range(20):
        line = f"static int value_{number}(struct item *item) {{ return item->count + {number}; }}\n"
        (folder / f"{number}.c").write_text(line * 4000, encoding="ascii")


def make_certificates(folder):
    names = sorted((TREE / "corpus").rglob("*.crt"))
    for number, path in enumerate(names):
        (folder / f"{number}.crt").write_bytes(path.read_bytes())


def make_archive(folder):
    inside = folder / "inside"
    inside.mkdir()
    make_text(inside)
    make_certificates(inside)
    subprocess.run(["tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner",
                    "-C", folder, "-czf", folder / "all.tar.gz", "inside"], check=True)
    for path in inside.iterdir():
        path.unlink()
    inside.rmdir()


WORKLOADS = {"text": make_text, "certificates": make_certificates, "archive": make_archive}


def count(make):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        material = folder / "material"
        material.mkdir()
        make(material)
        subprocess.run(["valgrind", "--tool=callgrind", "--trace-children=yes",
                        f"--callgrind-out-file={folder}/counts.%p", str(TREE / "build/certsweep"),
                        "-q", "--jobs", "1", "--at", "2026-01-01", "-o", str(folder / "report"),
                        str(material)], check=False, capture_output=True)
        total = 0
        for path in folder.glob("counts.*"):
            total += sum(map(int, re.findall(r"^(?:summary|totals): (\d+)", path.read_text(), re.M)[-1:]))
        return total


def recorded():
    if not RECORD.exists():
        return {}
    return {name: int(number) for name, number in
            (line.split() for line in RECORD.read_text().splitlines())}


def main():
    before, now, slower = recorded(), {}, False
    for name, make in WORKLOADS.items():
        now[name] = count(make)
        ratio = now[name] / before[name] if name in before else 1
        slower |= ratio > TOLERANCE
        print(f"{name}: {now[name]} instructions, {ratio:.3f} of what is recorded", flush=True)
    if "--record" in sys.argv:
        RECORD.write_text("".join(f"{name} {number}\n" for name, number in now.items()))
    elif slower:
        sys.exit(1)


main()
