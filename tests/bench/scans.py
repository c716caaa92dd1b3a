#!/usr/bin/python3
"""Whole runs of certsweep beside programs that do a part of the same work.

    tests/bench/scans.py TREE [WORK...]

TREE is a folder of many files, such as the sources of Linux. WORK is one or more of tree, tar.gz,
tar.zst, tar.xz, zip, eight, certificates, start; all where none is named. Each pair of runs is one of
ours and one of the peer, in turn; the ratio of their wall times is printed as the median of PAIRS
with its range, and again for processor time, which other work on the machine disturbs less. Needs
rg, gzip, zstd, xz, zip, unzip, python3-cryptography. PAIRS (environment) sets the number, at least 5.
Archives are kept in the folder that ARCHIVES (environment) names, and taken from there.
"""

import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
PROGRAM = HERE.parents[2] / "build/certsweep"
PAIRS = max(5, int(os.environ.get("PAIRS", "5")))
CERTIFICATES = 20000
LOADER = """
import pathlib, sys
from cryptography import x509
for path in pathlib.Path(sys.argv[1]).iterdir():
    x509.load_pem_x509_certificate(path.read_bytes())
"""
# Work: what the peer is told, and the greatest ratio that is good enough.
TARGETS = {"tree": 0.95, "tar.gz": 0.5, "tar.zst": 1.1, "tar.xz": 1.05, "zip": 0.5, "eight": 0.6,
           "certificates": 0.2}
DECOMPRESS = {"tar.gz": ["gzip", "-dc"], "tar.zst": ["zstd", "-qdc"], "tar.xz": ["xz", "-dc"],
              "zip": ["unzip", "-p"]}


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(commands):
    """Wall and processor seconds of commands, one after the other."""
    before, began = processor_seconds(), time.monotonic()
    for command in commands:
        subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began, processor_seconds() - before


def ours(out, *paths):
    return [[PROGRAM, "-q", "-o", out, *paths]]


def shown(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def compare(work, mine, peer):
    measure(mine), measure(peer)  # both with warm caches
    pairs = [(measure(mine), measure(peer)) for _ in range(PAIRS)]
    wall = [one[0] / other[0] for one, other in pairs]
    processor = [one[1] / other[1] for one, other in pairs]
    print(f"{work}: wall {shown(wall)}, processor {shown(processor)}, "
          f"target {TARGETS[work]}", flush=True)


def pack(work, tree, folder):
    """The tree as one archive; made once."""
    folder = pathlib.Path(os.environ.get("ARCHIVES", folder))
    archive = folder / f"tree.{work}"
    if archive.exists():
        return archive
    if work == "zip":
        subprocess.run(["zip", "-qr", archive, "."], cwd=tree, check=True)
        return archive
    tar = folder / "tree.tar"
    if not tar.exists():
        subprocess.run(["tar", "-C", tree, "-cf", tar, "."], check=True)
    packer = {"tar.gz": ["gzip", "-kf"], "tar.zst": ["zstd", "-qkf"], "tar.xz": ["xz", "-kf", "-T1"]}
    subprocess.run([*packer[work], tar], check=True)
    return archive


def make_certificates(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    import datetime
    start = datetime.datetime(2024, 1, 1)
    for number in range(CERTIFICATES):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"host{number}.example")])
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
                .public_key(key.public_key()).serial_number(number + 1).not_valid_before(start)
                .not_valid_after(start + datetime.timedelta(days=3650)).sign(key, hashes.SHA256()))
        (folder / f"{number}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def start(folder, out):
    empty = folder / "empty"
    empty.mkdir()
    measure(ours(out, empty))
    more = []
    for _ in range(4 * PAIRS):
        more.append(measure(ours(out, empty))[0] - measure([["/bin/true"]])[0])
    milliseconds = [1000 * seconds for seconds in more]
    print(f"start: {statistics.median(milliseconds):.0f} ms more than /bin/true "
          f"({min(milliseconds):.0f} to {max(milliseconds):.0f}), target 30", flush=True)


def eight(tree, folder, out):
    archives = folder / "eight"
    archives.mkdir()
    first = pack("tar.gz", tree, folder)
    for number in range(8):
        shutil.copy(first, archives / f"{number}.tar.gz")
    compare("eight", ours(out, archives),
            [["gzip", "-dc", path] for path in sorted(archives.iterdir())])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tree, chosen = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    commit = subprocess.run(["git", "-C", HERE.parent, "rev-parse", "--short", "HEAD"], check=False,
                            capture_output=True, text=True).stdout.strip()
    print(f"{os.cpu_count()} processors, {platform.machine()}, commit {commit}, {PAIRS} pairs, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        out = folder / "report"
        for work in chosen or [*TARGETS, "start"]:
            if work == "tree":
                compare(work, ours(out, tree), [["rg", "-uuu", "-c", "-a", "--", "-----BEGIN", tree]])
            elif work in DECOMPRESS:
                archive = pack(work, tree, folder)
                compare(work, ours(out, archive), [[*DECOMPRESS[work], archive]])
            elif work == "eight":
                eight(tree, folder, out)
            elif work == "certificates":
                certificates = folder / "certificates"
                certificates.mkdir()
                make_certificates(certificates)
                compare(work, ours(out, certificates),
                        [["/usr/bin/python3", "-c", LOADER, certificates]])
            elif work == "start":
                start(folder, out)
            else:
                sys.exit(f"no such work: {work}")


main()
