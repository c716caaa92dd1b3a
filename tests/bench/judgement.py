#!/usr/bin/python3
"""How long it takes to relate and judge many certificates and keys, and in how much memory.

    tests/bench/judgement.py [--certificates N] [--folder DIR]

Makes N certificates (200,000) and N/4 keys below a few hundred CAs, also a tenth, a fifth and a half of
that, sweeps each, and prints for each the time from the end of reading to the end of judging, the whole time, and the
most memory that any process took, and the processor time of all; then how these grow. Needs python3-cryptography. The material is
made in DIR, or a temporary folder, and used again where it is there.
"""

import argparse
import datetime
import multiprocessing
import os
import pathlib
import resource
import subprocess
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
FROM = datetime.datetime(2025, 1, 1)
UNTIL = datetime.datetime(2035, 1, 1)
AT = "2026-11-01T00:00:00Z"
IN_ONE_FILE = 100  # certificates without a key lie together, as in a data base of issued ones


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bench"),
                      x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issue(subject, key, issuer, issuer_key, ca):
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(FROM).not_valid_after(UNTIL)
               .add_extension(x509.BasicConstraints(ca, None), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                   issuer_key.public_key()), False))
    if not ca:
        usage = (ExtendedKeyUsageOID.CLIENT_AUTH if hash(subject) % 2 else
                 ExtendedKeyUsageOID.SERVER_AUTH)
        builder = (builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
                   .add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), False))
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def private(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def make_branch(task):
    """One issuing CA with its certificates; a quarter of them with their keys."""
    folder, number, count, root_name, root_pem = task
    root_key = serialization.load_pem_private_key(root_pem, None)
    ca_name, ca_key = f"Issuing CA {number}", ec.generate_private_key(ec.SECP256R1())
    ca = issue(ca_name, ca_key, root_name, root_key, True)
    together = []
    branch = folder / f"branch-{number}"
    branch.mkdir(parents=True)
    for i in range(count):
        host = f"host-{i}.branch-{number}.example"
        key = ec.generate_private_key(ec.SECP256R1())
        if i % 4 == 0:
            leaf = issue(host, key, ca_name, ca_key, False)
            (branch / f"{i}.pem").write_bytes(leaf + ca if i % 8 else leaf)
            (branch / f"{i}.key").write_bytes(private(key))
            continue
        together.append(issue(host, key, ca_name, ca_key, False))
        if len(together) == IN_ONE_FILE:
            (branch / f"issued-{i}.pem").write_bytes(b"".join(together))
            together = []
    (branch / "issued.pem").write_bytes(b"".join([ca, *together]))


def make(folder, certificates):
    if (folder / "complete").exists():
        return
    roots = []
    for number in range(4):
        key = ec.generate_private_key(ec.SECP256R1())
        roots.append((f"Bench Root {number}", private(key),
                      issue(f"Bench Root {number}", key, f"Bench Root {number}", key, True)))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truststore.pem").write_bytes(b"".join(root[2] for root in roots))
    branches = max(4, certificates // 1000)
    tasks = [(folder, number, certificates // branches, roots[number % 4][0], roots[number % 4][1])
             for number in range(branches)]
    with multiprocessing.Pool() as pool:
        pool.map(make_branch, tasks)
    (folder / "complete").touch()


def sweep(folder):
    """Seconds from the end of reading to the end, seconds of all, MiB of the largest process so far,
    and processor seconds.

    The staging data base is there while files are read and goes when all is settled.
    """
    with tempfile.TemporaryDirectory() as output:
        report = pathlib.Path(output) / "all.db"
        staging = pathlib.Path(f"{report}.staging")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.monotonic()
        process = subprocess.Popen([PROGRAM, "scan", "-q", "--fail-on", "none", "--at", AT, "-o",
                                    report, folder], stdin=subprocess.DEVNULL)
        read = begin
        seen = False
        while process.poll() is None:
            if staging.exists():
                seen, read = True, time.monotonic()
            time.sleep(0.02)
        end = time.monotonic()
        assert process.returncode == 0 and seen
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return end - read, end - begin, after.ru_maxrss / 1024, busy


def main():
    parser = argparse.ArgumentParser(description="Measures judgement.")
    parser.add_argument("--certificates", type=int, default=200000)
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = arguments.folder or pathlib.Path(temporary)
        rows = []
        print("certificates      keys  judged in s  all in s  most memory in MiB  processor s")
        for part in (10, 5, 2, 1):
            count = arguments.certificates // part
            folder = base / str(count)
            make(folder, count)
            rows.append(sweep(folder))
            seconds, whole, memory, busy = rows[-1]
            print(f"{count:12} {count // 4:9} {seconds:12.1f} {whole:9.1f} {memory:19.0f}"
                  f" {busy:12.1f}", flush=True)
        print(f"ten times the certificates: {rows[-1][0] / rows[0][0]:.1f} times the time of judging, "
              f"{rows[-1][3] / rows[0][3]:.1f} times the processor time of all")


if __name__ == "__main__":
    main()
