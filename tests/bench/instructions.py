#!/usr/bin/python3
"""Instructions that a few small fixed workloads take, beside those recorded.

    tests/bench/instructions.py [--record] [NAME...]

Counted by `valgrind --tool=callgrind` over build/release/tests/bench/examine_files (`scons bench`): the
search and the decoders, without parent, sources and confinement, so that a slow-down shows
without a clock: exit status 1 where a workload takes over 5 % more than instructions.txt says, or
where four times as much text without an end takes more than five times as many.
The search for anchors runs with the widest engine valgrind knows (AVX2). --record writes the file anew.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve()
TREE = HERE.parents[2]
PROGRAM = TREE / "build/release/tests/bench/examine_files"
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


# What begins again and again and never comes to anything, all in one line.
BEGINNINGS = ("-----BEGIN ", "-----BEGIN CERTIFICATE-----", "%2D%2D%2D%2D%2DBEGIN%20", '{"kty":"EC",',
              '"x5c":["', "ssh-rsa AAAAB3NzaC1yc2E ", "LS0tLS1CRUdJTi", "0x30, 0x82, ",
              "<RSAKeyValue><Modulus>")


def make_beginnings(folder, length=1 << 18):
    for number, text in enumerate(BEGINNINGS):
        (folder / f"{number}.txt").write_text(text * (length // len(text)), encoding="ascii")


def make_longer_beginnings(folder):
    make_beginnings(folder, 1 << 20)


WORKLOADS = {"text": make_text, "certificates": make_certificates, "archive": make_archive,
             "beginnings": make_beginnings, "longer-beginnings": make_longer_beginnings}


def count(make):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        material = folder / "material"
        material.mkdir()
        make(material)
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/counts",
                        str(PROGRAM), *map(str, sorted(material.iterdir()))],
                       check=True, capture_output=True)
        return int(re.findall(r"^(?:summary|totals): (\d+)", (folder / "counts").read_text(),
                              re.M)[-1])


def recorded():
    if not RECORD.exists():
        return {}
    return {name: int(number) for name, number in
            (line.split() for line in RECORD.read_text().splitlines())}


def main():
    names = [name for name in sys.argv[1:] if name != "--record"] or list(WORKLOADS)
    before, now, slower = recorded(), {}, False
    for name in names:
        now[name] = count(WORKLOADS[name])
        ratio = now[name] / before[name] if name in before else 1
        slower |= ratio > TOLERANCE
        print(f"{name}: {now[name]} instructions, {ratio:.3f} of what is recorded", flush=True)
    if {"beginnings", "longer-beginnings"} <= set(now):
        growth = now["longer-beginnings"] / now["beginnings"]
        slower |= growth > 5
        print(f"four times as many beginnings: {growth:.2f} times as many instructions")
    if "--record" in sys.argv:
        rows = before | now
        RECORD.write_text("".join(f"{name} {number}\n" for name, number in rows.items()))
    elif slower:
        sys.exit(1)


main()
