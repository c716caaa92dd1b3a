"""Judges random small PKIs with the program, with openssl verify, and by looking at every path.

    tests/conformance/random_paths.py [COUNT] [SEED]

Each PKI has a few CAs that certify each other at random, under keys old and new, with expired and
damaged certificates, path lengths, name constraints, key usages and extended key usages, and two
clients below them. All are swept at once, each with a truststore of its own, in
which a client's path must end. Told are leaves on which

    the program and the oracle of this file differ: one of them is wrong;
    openssl accepts what the program refuses: likewise;

but for a path as deployed on which a CA's extended key usage alone is at fault: the program tells
of that CA before it looks for a way around it. Where

    openssl refuses what both accept, it does not go back when a path fails: counted only.
"""

import collections
import concurrent.futures
import csv
import dataclasses
import datetime
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
AT = datetime.datetime(2026, 6, 1)
DAY = datetime.timedelta(days=1)
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
UNKNOWN = ObjectIdentifier("1.3.6.1.4.1.55555.1")
LONGEST = 10  # certificates of a path that the oracle looks at


@dataclasses.dataclass(frozen=True)
class Cert:
    """A certificate as the oracle sees it."""
    made: x509.Certificate
    subject: str
    issuer: str
    key: bytes
    signer: bytes  # key that signed it; empty: none
    ca: bool
    length: object = None
    signs: bool = True
    usages: tuple = ()
    permitted: str = ""
    excluded: str = ""
    current: bool = True
    unknown: bool = False
    host: str = ""


def raw(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw,
                                         serialization.PublicFormat.Raw)


def x509_name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certify(chance, subject, key, issuer, issuer_key, host=""):
    """A CA's certificate, or a client's where a host is given, with faults now and then."""
    ca = not host and chance.random() > 0.04
    current = chance.random() > 0.12
    until = AT + DAY * 100 if current else AT - DAY
    length = chance.choice([0, 0, 1, 2]) if ca and chance.random() < 0.2 else None
    signs = chance.random() > 0.04
    usages = (CLIENT,) if host else ()
    permitted = excluded = ""
    if not host and chance.random() < 0.12:
        usages = chance.choice([(SERVER,), (CLIENT,), (SERVER, CLIENT)])
    if ca and not host and chance.random() < 0.15:
        permitted, excluded = chance.choice([("a.example", ""), ("b.example", ""), ("", "a.example"),
                                             ("example", "b.example")])
    unknown = chance.random() < 0.03
    builder = (x509.CertificateBuilder().subject_name(x509_name(subject))
               .issuer_name(x509_name(issuer)).public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(AT - DAY * 200).not_valid_after(until)
               .add_extension(x509.BasicConstraints(ca, length), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
                              critical=False))
    if subject != issuer or key is not issuer_key:
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
            issuer_key.public_key()), critical=False)
    if not host:
        builder = builder.add_extension(
            x509.KeyUsage(not signs, False, False, False, False, signs, True, False, False), True)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    if host:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
    if permitted or excluded:
        builder = builder.add_extension(x509.NameConstraints(
            [x509.DNSName(permitted)] if permitted else None,
            [x509.DNSName(excluded)] if excluded else None), critical=True)
    if unknown:
        builder = builder.add_extension(x509.UnrecognizedExtension(UNKNOWN, b"\5\0"), True)
    damaged = chance.random() < 0.04
    signer = ed25519.Ed25519PrivateKey.generate() if damaged else issuer_key
    return Cert(builder.sign(signer, None), subject, issuer, raw(key),
                b"" if damaged else raw(issuer_key), ca, length, signs or bool(host), usages,
                permitted, excluded, current, unknown, host)


def pki(chance, number):
    """Truststore, other CA certificates and leaves."""
    names = [f"pki {number} CA {i}" for i in range(chance.randint(2, 5))]
    keys = {name: [ed25519.Ed25519PrivateKey.generate() for _ in range(chance.choice([1, 1, 1, 2]))]
            for name in names}
    roots = [certify(chance, name, keys[name][0], name, keys[name][0])
             for name in names[:chance.randint(1, 2)]]
    others = []
    for position, name in enumerate(names):
        for key in keys[name]:
            for _ in range(chance.choice([1, 1, 2, 3])):
                # Mostly downwards, so that most have a path; sometimes in circles.
                above = names[:position] if position and chance.random() < 0.85 else names
                issuer = chance.choice(above)
                others.append(certify(chance, name, key, issuer, chance.choice(keys[issuer])))
    leaves = []
    for i in range(2):
        issuer = chance.choice(names)
        host = f"h{number}-{i}.{chance.choice(['a', 'b'])}.example"
        leaves.append(certify(chance, f"pki {number} leaf {i}", ed25519.Ed25519PrivateKey.generate(),
                              issuer, chance.choice(keys[issuer]), host))
    trusted = roots if chance.random() < 0.85 else [chance.choice(others)]
    return trusted, others + [root for root in roots if root not in trusted], leaves


def below(host, domain):
    return host == domain or host.endswith("." + domain)


def keeps_rules(path):
    """Leaf first, anchor last; RFC 5280 section 6.1, and extended key usages of CAs."""
    host, depth = path[0].host, 0
    for position, cert in enumerate(path):
        if not cert.current or cert.unknown:
            return False
        if cert.usages and CLIENT not in cert.usages:
            return False
        if position == 0:
            continue
        if not cert.ca or not cert.signs or (cert.length is not None and depth > cert.length):
            return False
        if cert.permitted and not below(host, cert.permitted):
            return False
        if cert.excluded and below(host, cert.excluded):
            return False
        depth += cert.subject != cert.issuer
    return True


def accepts(leaf, others, trusted):
    """Looks at every path; the anchor's own signature does not matter."""
    def search(path):
        cert = path[-1]
        if len(path) > 1 and cert in trusted and keeps_rules(path):
            return True
        if len(path) == LONGEST:
            return False
        return any(search(path + [above]) for above in trusted + others
                   if above not in path and above.subject == cert.issuer
                   and above.key == cert.signer)
    return search([leaf])


def write(path, certificates):
    path.write_bytes(b"".join(cert.made.public_bytes(serialization.Encoding.PEM)
                              for cert in certificates))


def openssl_accepts(folder, leaf):
    process = subprocess.run(
        ["openssl", "verify", "-partial_chain", "-purpose", "sslclient", "-attime",
         str(int(AT.replace(tzinfo=datetime.timezone.utc).timestamp())), "-trusted",
         folder / "truststore.pem", "-untrusted", folder / "pool.pem", leaf],
        capture_output=True, check=False)
    return process.returncode == 0


def sweep(store, report):
    subprocess.run([PROGRAM, "-q", "-o", report, "--truststore", "*/truststore.pem", "--at",
                    f"{AT:%Y-%m-%dT%H:%M:%SZ}", store], check=False, stdout=subprocess.DEVNULL)
    with open(report / "csv/chains.csv", newline="", encoding="utf-8") as table:
        return {row["certificate"]: "usage" if set(re.findall(r"(\S+) in ", row["faults"])) == {"purpose"}
                else row["valid"] == "true" and row["anchor"] == "truststore"
                for row in csv.DictReader(table) if row["position"] == "0"}


def compare(count, seed):
    """Yields the PKI's folder name, and what program, oracle and openssl say, for each leaf."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        store, cases = pathlib.Path(name) / "store", []
        for number in range(count):
            trusted, others, leaves = pki(chance, number)
            folder = store / str(number)
            folder.mkdir(parents=True)
            write(folder / "truststore.pem", trusted)
            write(folder / "pool.pem", others)
            for i, leaf in enumerate(leaves):
                write(folder / f"leaf{i}.pem", [leaf])
                cases.append((folder, folder / f"leaf{i}.pem", leaf, accepts(leaf, others, trusted)))
        verdicts = sweep(store, pathlib.Path(name) / "report")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda case: openssl_accepts(case[0], case[1]), cases))
        for (_, path, leaf, oracle), openssl in zip(cases, answers):
            digest = leaf.made.fingerprint(hashes.SHA256()).hex()
            yield path, verdicts.get(digest, False), oracle, openssl


def main():
    count, seed = (list(map(int, sys.argv[1:])) + [1000, 1][len(sys.argv) - 1:])[:2]
    counted = collections.Counter()
    for path, program, oracle, openssl in compare(count, seed):
        counted[program, oracle, openssl] += 1
        if program != "usage" and (program is not oracle or (openssl and not program)):
            print(f"{path.parent.name}/{path.name}: program {program}, oracle {oracle}, "
                  f"openssl {openssl}")
    for (program, oracle, openssl), number in sorted(counted.items(), key=str):
        print(f"program {program}, oracle {oracle}, openssl {openssl}: {number}")


if __name__ == "__main__":
    main()
