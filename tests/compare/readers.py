#!/usr/bin/python3
"""Reads every file below folders with other people's programs, and lists what certsweep did not find,
and what it found that is not there.

    tests/compare/readers.py FOLDER... [--certsweep build/certsweep] [--out DIR]

Readers: python3-cryptography, openssl, certtool (gnutls-bin), ssh-keygen, keytool. Certificates are
compared by the SHA-256 of their DER, keys by the SHA-256 of their SubjectPublicKeyInfo. Files that
no reader could ever take (too large, no name or first bytes that hint at keys) are offered to
python3-cryptography alone, which searches PEM by content.

What certsweep finds beyond the readers they do not look for: they open neither source code nor
archives. It counts as shown where python's own modules decode the file (tarfile, zipfile, gzip, bz2,
lzma, base64, hexadecimal, lists of numbers, escapes) and the bytes of the certificate, or of the
public number of the key, stand in what comes out. What is not shown is listed with "only certsweep",
to be judged by hand.

Prints recall by reader, then one row for the table in docs/formats.md (things read by any reader, of
those found; things found, of those read by a reader or shown), and one line for each difference; exit
status 1 where one reader has what certsweep has not.
"""

import argparse
import csv
import hashlib
import os
import re
import subprocess
import sqlite3
import sys
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path

import evidence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_der_private_key, load_der_public_key, load_pem_private_key,
    load_pem_public_key, load_ssh_private_key, load_ssh_public_key, pkcs7, pkcs12)

warnings.simplefilter("ignore")
LARGEST = 4 << 20
PASSPHRASES = (None, b"", b"changeit")
BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n.*?-----END \1-----", re.S)
NAMES = re.compile(r"\.(pem|crt|cer|cert|der|key|pub|p7b|p7c|p7m|p7s|p12|pfx|jks|jceks|keystore|"
                   r"truststore|csr|p8|pk8|pkcs8|spc|ssh|openssh)$|(^|/)(id_|ssh_host_)", re.I)
SECONDS = 20


def certificate_id(certificate):
    return "certificate", hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def key_id(key):
    """Points are compared uncompressed, as certsweep keeps them."""
    public = key.public_key() if hasattr(key, "public_key") else key
    if isinstance(public, EllipticCurvePublicKey):
        public = public.public_numbers().public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "key", hashlib.sha256(der).hexdigest()


def attempt(found, read, identify):
    """Adds what a reader gives; what it cannot read is not there."""
    try:
        result = read()
    except BaseException as error:  # the library panics on some input
        if isinstance(error, KeyboardInterrupt):
            raise
        return
    for one in result if isinstance(result, (list, tuple)) else [result]:
        if one is None:
            continue
        try:
            found.add(identify(one))
        except Exception:  # a key of a kind that has no SubjectPublicKeyInfo here
            continue


def read_block(data, found):
    attempt(found, lambda: x509.load_pem_x509_certificate(data), certificate_id)
    attempt(found, lambda: load_pem_public_key(data), key_id)
    attempt(found, lambda: pkcs7.load_pem_pkcs7_certificates(data), certificate_id)
    for passphrase in PASSPHRASES:
        attempt(found, lambda p=passphrase: load_pem_private_key(data, p), key_id)
    attempt(found, lambda: load_ssh_private_key(data, None), key_id)


def python(path, data):
    found = set()
    for block in BLOCK.finditer(data):
        read_block(block.group(0) + b"\n", found)
    if not data.startswith(b"-----") and NAMES.search(str(path)):
        attempt(found, lambda: x509.load_der_x509_certificate(data), certificate_id)
        attempt(found, lambda: load_der_public_key(data), key_id)
        attempt(found, lambda: load_ssh_public_key(data), key_id)
        attempt(found, lambda: pkcs7.load_der_pkcs7_certificates(data), certificate_id)
        for passphrase in PASSPHRASES:
            attempt(found, lambda p=passphrase: load_der_private_key(data, p), key_id)
            try:
                store = pkcs12.load_pkcs12(data, passphrase)
            except BaseException:
                continue
            attempt(found, lambda s=store: s.key, key_id)
            attempt(found, lambda s=store: [c.certificate for c in
                                            [s.cert, *s.additional_certs] if c], certificate_id)
    return found


def run(*command, data=b""):
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS,
                              check=False)
    except (subprocess.TimeoutExpired, OSError):
        return b""
    return done.stdout


def blocks(output):
    """The certificates and keys of a program that prints PEM."""
    found = set()
    for block in BLOCK.finditer(output):
        read_block(block.group(0) + b"\n", found)
    return found


def openssl(path, data):
    name = str(path)
    found = set()
    armoured = b"-----BEGIN" in data
    form = ["-inform", "PEM" if armoured else "DER"]
    if armoured or data[:1] == b"\x30":
        found |= blocks(run("openssl", "x509", *form, "-in", name))
        for word in ("", "changeit"):
            found |= blocks(run("openssl", "pkey", *form, "-in", name, "-pubout", "-passin",
                                f"pass:{word}", "-provider", "legacy", "-provider", "default"))
        found |= blocks(run("openssl", "pkey", *form, "-in", name, "-pubin", "-pubout"))
        found |= blocks(run("openssl", "pkcs7", *form, "-in", name, "-print_certs"))
    if data[:1] == b"\x30":
        for word in ("", "changeit"):
            found |= blocks(run("openssl", "pkcs12", "-in", name, "-nodes", "-legacy",
                                "-passin", f"pass:{word}"))
    return found


def certtool(path, data):
    if b"-----BEGIN CERTIFICATE" not in data:
        return set()
    return {one for one in blocks(run("certtool", "-i", "--infile", str(path)))
            if one[0] == "certificate"}


def ssh_keygen(path, data):
    if not (b"PRIVATE KEY" in data or data.startswith((b"ssh-", b"ecdsa-", b"----"))):
        return set()
    found = set()
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(data)
        copy.flush()
        os.chmod(copy.name, 0o600)
        for line in run("ssh-keygen", "-y", "-P", "", "-f", copy.name).splitlines() + \
                run("ssh-keygen", "-i", "-f", copy.name).splitlines():
            attempt(found, lambda text=line: load_ssh_public_key(text), key_id)
    return found


def keytool(path, data):
    if not data.startswith((b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")):
        return set()
    kind = "JKS" if data[:1] == b"\xfe" else "JCEKS"
    return blocks(run("keytool", "-list", "-rfc", "-storetype", kind, "-keystore", str(path),
                      data=b"\n"))


READERS = {"python3-cryptography": python, "openssl": openssl, "certtool": certtool,
           "ssh-keygen": ssh_keygen, "keytool": keytool}


def files_below(folders):
    for folder in folders:
        for root, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if name != ".git")
            for name in sorted(files):
                path = Path(root, name)
                if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
                    yield path


def sweep(program, folder, out):
    """What certsweep finds in the work tree, {path: {id}}, and the bytes that must be there, {id:
    bytes}."""
    subprocess.run([program, "-q", "-o", out, "--git", "none", "--at", "2026-11-01T00:00:00Z", folder],
                   stdout=subprocess.DEVNULL, check=False)
    found = defaultdict(set)
    with open(Path(out, "csv/artifacts.csv"), newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if "/.git/" in row["path"] or row["kind"] == "keystore":
                continue  # which the readers do not see
            name = ("certificate", row["sha256"]) if row["kind"] == "certificate" \
                else ("key", row["spki_sha256"])
            if name[1]:
                found[row["path"]].add(name)
    with sqlite3.connect(Path(out, "inventory.db")) as inventory:
        needles = {("certificate", hashlib.sha256(der).hexdigest()): der for (der,) in
                   inventory.execute("SELECT der FROM artifact WHERE der IS NOT NULL")}
        for digest, spki in inventory.execute("SELECT spki_sha256, spki FROM key"):
            needles["key", digest.hex()] = spki
    return found, needles


def spelled_again(ours, needles):
    """The names that keys have where a reader writes them anew before it prints them; and all names
    of what was found."""
    again = {name: ("key", hashlib.sha256(evidence.plainly(spki)).hexdigest())
             for name, spki in needles.items() if name[0] == "key"}
    return again, {path: found | {again.get(one, one) for one in found}
                   for path, found in ours.items()}


def compare(folder, options, table):
    """Adds one row to the table; returns the differences."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, needles = sweep(options.certsweep, folder, options.out or scratch)
    again, known = spelled_again(ours, needles)
    read, missed = table["read"], table["missed"]
    differences, doubts = [], []
    theirs = defaultdict(set)
    for path in files_below([folder]):
        data = path.read_bytes()
        hints = NAMES.search(str(path)) or b"-----BEGIN" in data
        for name, reader in READERS.items() if hints or data[:4] in (
                b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce") else ():
            for one in reader(path, data):
                theirs[str(path)].add(one)
                read[name] += 1
                if one not in known.get(str(path), ()):
                    missed[name] += 1
                    differences.append(f"{path}: {one[0]} {one[1][:16]} read by {name} only")
    shown = 0
    for path, found in sorted(ours.items()):
        beyond = sorted(one for one in found if not ({one, again.get(one, one)} & theirs[path]))
        sight = evidence.Sight(Path(path)) if beyond else None
        for one in beyond:
            shown += sight.shows(one[0], needles.get(one))
            if not sight.shows(one[0], needles.get(one)):
                doubts.append(f"{path}: {one[0]} {one[1][:16]} only certsweep")
    readable = sum(map(len, theirs.values()))
    had = sum(len(found & known.get(path, set())) for path, found in theirs.items())
    total = sum(map(len, ours.values()))
    unread = shown + len(doubts)
    print(f"| {Path(folder).name} | {had} of {readable} | {total} | {unread} | {shown} | "
          f"{len(doubts)} |", flush=True)
    print(*differences, *doubts, sep="\n", flush=True)
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--certsweep", default="build/certsweep")
    parser.add_argument("--out", default=None, help="where certsweep's reports go")
    options = parser.parse_args()
    table = {"read": defaultdict(int), "missed": defaultdict(int)}
    differences = [one for folder in options.folders for one in compare(folder, options, table)]
    for name in READERS:
        read, missed = table["read"][name], table["missed"][name]
        share = 1 - missed / read if read else 1
        print(f"{name:22} reads {read:7}, certsweep has {share:.4%} of them")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
