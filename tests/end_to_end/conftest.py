"""Runs the program as a user would, and reads what it wrote."""

import csv
import os
import pathlib
import subprocess
from datetime import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (Encoding, NoEncryption,
                                                          PrivateFormat)
from cryptography.x509.oid import NameOID

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
CORPUS = TREE / "corpus"
AT = "2026-11-01T00:00:00Z"


def read_table(path):
    with open(path, newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


class Sweep:
    """One finished run."""

    def __init__(self, process, folder):
        self.code = process.returncode
        self.stdout = process.stdout
        self.stderr = process.stderr
        self.folder = folder
        if (folder / "csv/artifacts.csv").exists():
            self.artifacts = read_table(folder / "csv/artifacts.csv")
            self.groups = read_table(folder / "csv/groups.csv")
            self.findings = read_table(folder / "csv/findings.csv")
            self.problems = read_table(folder / "csv/problems.csv")

    def kinds(self):
        return sorted(row["kind"] for row in self.artifacts)

    def checks(self):
        return sorted(row["check"] for row in self.findings)

    def reasons(self):
        return sorted(row["reason"].split(":")[0] for row in self.problems)


@pytest.fixture
def sweep(tmp_path):
    """sweep(path, ..., "--option") runs the program; the report lies in the result's folder."""
    count = 0

    def run(*arguments, at=AT, timeout=300, **options):
        nonlocal count
        count += 1
        folder = tmp_path / f"report-{count}"
        options.setdefault("cwd", tmp_path)
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        process = subprocess.run(
            [str(PROGRAM), "-o", str(folder), "--at", at, *map(str, arguments)],
            capture_output=True, timeout=timeout, check=False, **options)
        return Sweep(process, folder)

    return run


def run(*command, **options):
    """Runs a tool that must succeed and returns its output."""
    return subprocess.run(list(map(str, command)), check=True, capture_output=True,
                          **options).stdout


@pytest.fixture
def pair(tmp_path):
    """A key and its self-signed certificate, valid at AT, as PEM files."""
    folder = tmp_path / "pair"
    folder.mkdir()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pair.example")])
    certificate = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(),
        serial_number=x509.random_serial_number(), not_valid_before=datetime(2026, 1, 1),
        not_valid_after=datetime(2036, 1, 1)).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
                key, hashes.SHA256())
    (folder / "pair.key").write_bytes(key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "pair.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "pair.key").chmod(0o600)
    return folder


def git(folder, *arguments):
    environment = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null",
                       GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org",
                       GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@example.org",
                       GIT_AUTHOR_DATE="2026-01-02T03:04:05Z",
                       GIT_COMMITTER_DATE="2026-01-02T03:04:05Z")
    return run("git", "-C", folder, *arguments, env=environment).decode().strip()


@pytest.fixture
def repository(tmp_path):
    """An empty one, with a work tree."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder
