#!/usr/bin/python3
"""Holds verdicts on name constraints against openssl verify, over a matrix of constraints and names.

    tests/conformance/name_constraints.py

Makes a root, a CA with each constraint, permitted and excluded, and below it a leaf with each name of
the same kind and of one other; sweeps all, and prints where `openssl verify -x509_strict` decides
otherwise. Exits with 1 where that is not in DIFFERENT, which says why. Needs python3-cryptography.
"""

import csv
import datetime
import hashlib
import ipaddress
import os
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
FROM, UNTIL = datetime.datetime(2025, 1, 1), datetime.datetime(2035, 1, 1)
AT = "2026-11-01T00:00:00Z"


def name(common_name, organization="Matrix"):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                      x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def organization(text):
    return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, text)]))


def network(text):
    return x509.IPAddress(ipaddress.ip_network(text))


def address(text):
    return x509.IPAddress(ipaddress.ip_address(text))


# Constraints of each kind, and the names that are put below each of them.
KINDS = {
    "dns": ([x509.DNSName(text) for text in ("example.com", "a.example.com", "com", "EXAMPLE.com")],
            [x509.DNSName(text) for text in ("example.com", "a.example.com", "b.a.example.com",
                                             "badexample.com", "example.org", "A.Example.COM",
                                             "*.example.com", "com")]),
    "email": ([x509.RFC822Name(text) for text in ("one@example.com", "example.com", ".example.com")],
              [x509.RFC822Name(text) for text in ("one@example.com", "two@example.com",
                                                  "one@a.example.com", "one@example.org",
                                                  "one@EXAMPLE.com", "One@example.com")]),
    "uri": ([x509.UniformResourceIdentifier(text) for text in ("example.com", ".example.com")],
            [x509.UniformResourceIdentifier(text) for text in (
                "https://example.com/x", "https://a.example.com/", "https://example.org",
                "https://user@example.com:8443/", "spiffe://example.com/w")]),
    "ip": ([network(text) for text in ("10.0.0.0/8", "10.1.2.3/32", "2001:db8::/32", "0.0.0.0/0")],
           [address(text) for text in ("10.1.2.3", "10.255.0.1", "11.0.0.1", "2001:db8::1",
                                       "2001:db9::1")]),
    "directory": ([organization("Matrix"), organization("matrix"), organization("Other")], []),
}

# Where openssl and this program differ on purpose: (kind, constraint, permitted, name) -> why.
USER_INFORMATION = "openssl takes user@ for a part of the host (RFC 3986 section 3.2)"
DIFFERENT = {
    ("dns", "a.example.com", False, "*.example.com"):
        "the name stands for the excluded host as well",
    ("uri", "example.com", True, "https://user@example.com:8443/"): USER_INFORMATION,
    ("uri", "example.com", False, "https://user@example.com:8443/"): USER_INFORMATION,
}


class Authority:
    def __init__(self, common_name, issuer=None, constraints=None):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name(common_name)
        builder = self.builder(self.name, self.key, issuer or self, True)
        if constraints:
            builder = builder.add_extension(constraints, True)
        self.made = builder.sign((issuer or self).key, hashes.SHA256())

    @staticmethod
    def builder(subject, key, issuer, is_ca):
        usage = x509.KeyUsage(not is_ca, False, False, False, False, is_ca, is_ca, False, False)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.name)
                .public_key(key.public_key()).serial_number(x509.random_serial_number())
                .not_valid_before(FROM).not_valid_after(UNTIL)
                .add_extension(x509.BasicConstraints(is_ca, None), True).add_extension(usage, True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    issuer.key.public_key()), False))

    def leaf(self, number, alternative):
        key = ec.generate_private_key(ec.SECP256R1())
        return (self.builder(name(f"leaf {number}"), key, self, False)
                .add_extension(x509.SubjectAlternativeName([alternative]), False)
                .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
                .sign(self.key, hashes.SHA256()))


def pem(certificate):
    return certificate.public_bytes(Encoding.PEM)


def make(folder, root):
    """Yields (case, folder, leaf): the leaf and its CA stand in the folder's client.pem."""
    number = 0
    for kind, (constraints, names) in KINDS.items():
        other = x509.DNSName("of.another.kind") if kind != "dns" else x509.RFC822Name("o@of.other")
        for constraint in constraints:
            for permitted in (True, False):
                limits = x509.NameConstraints([constraint] if permitted else None,
                                              None if permitted else [constraint])
                authority = Authority(f"CA {number}", root, limits)
                for alternative in [*names, other]:
                    leaf = authority.leaf(number, alternative)
                    case = folder / str(number)
                    case.mkdir(parents=True)
                    (case / "client.pem").write_bytes(pem(leaf) + pem(authority.made))
                    yield ((kind, str(constraint.value), permitted, str(alternative.value)), case,
                           leaf)
                    number += 1


def verified(root, case):
    return subprocess.run(
        ["openssl", "verify", "-x509_strict", "-attime", "1793491200", "-CAfile", root,
         "-untrusted", case / "client.pem", case / "client.pem"],
        capture_output=True, check=False).returncode == 0


def verdicts(folder, report):
    subprocess.run([PROGRAM, "-q", "--fail-on", "none", "--at", AT, "-o", report, "--truststore",
                    "*/truststore.pem", folder], check=True)
    with open(report / "csv/chains.csv", newline="", encoding="utf-8") as table:
        return {row["certificate"]: row["valid"] == "true" for row in csv.DictReader(table)}


def compare():
    """(cases, those that differ and are not explained)."""
    with tempfile.TemporaryDirectory() as temporary:
        base = pathlib.Path(temporary)
        folder = base / "cases"
        folder.mkdir()
        root = Authority("Matrix Root")
        (folder / "truststore.pem").write_bytes(pem(root.made))
        cases = list(make(folder, root))
        ours = verdicts(folder, base / "report")
        differing = []
        for case, place, leaf in cases:
            digest = hashlib.sha256(leaf.public_bytes(Encoding.DER)).hexdigest()
            theirs = verified(folder / "truststore.pem", place)
            if ours[digest] != theirs and case not in DIFFERENT:
                differing.append((case, "accepted" if ours[digest] else "refused"))
        return len(cases), differing


def main():
    count, differing = compare()
    for case, verdict in differing:
        print(*case, f"{verdict} here", sep=" | ")
    print(f"{count} cases, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
