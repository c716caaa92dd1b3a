"""Limits of what is derived and shown: at its bound nothing is said, beyond it there is a row, a finding or
a mark in the report."""

import sqlite3
from datetime import datetime

import pytest
from conftest import CORPUS, git
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FROM, UNTIL = datetime(2026, 1, 1), datetime(2036, 1, 1)


def bounded(limit, value):
    return "--limit", f"{limit}={value}"


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def certify(subject, key, issuer, signer, *extensions, ca=False):
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(FROM).not_valid_after(UNTIL)
               .add_extension(x509.BasicConstraints(ca, None), critical=True))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM)


def alternative(count):
    return x509.SubjectAlternativeName([x509.DNSName(f"{i}.example.org") for i in range(count)])


def rows(result, select):
    database = sqlite3.connect(result.folder / "inventory.db")
    try:
        return database.execute(select).fetchall()
    finally:
        database.close()


def limits_hit(result):
    return [row["reason"] for row in result.problems if row["reason"].startswith("limit:")]


@pytest.fixture
def revoking(tmp_path):
    """A CA and three of its revocation lists."""
    folder = tmp_path / "in"
    folder.mkdir()
    key = new_key()
    text = certify("ca", key, "ca", key, ca=True)
    for number in range(3):
        text += (x509.CertificateRevocationListBuilder().issuer_name(name("ca"))
                 .last_update(datetime(2026, 1, 1 + number)).next_update(UNTIL)
                 .add_extension(x509.CRLNumber(number), critical=False)
                 .sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "ca.pem").write_bytes(text)
    return folder


@pytest.mark.parametrize("limit", ["issuer-lists", "signature-guesses"])
@pytest.mark.parametrize("value, code", [(2, 3), (3, 0)])
def test_revocation_lists(limit, value, code, revoking, sweep):
    result = sweep(revoking, *bounded(limit, value))
    assert result.code == code
    assert len(limits_hit(result)) == (code == 3)
    assert all(limit in reason for reason in limits_hit(result))


@pytest.mark.parametrize("value, code", [(513, 3), (514, 0)])
def test_shared_prime_bytes(value, code, tmp_path, sweep):
    """Two moduli of 257 bytes: DER has a zero before the first bit that is set."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(2):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        (folder / f"{number}.pem").write_bytes(
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    result = sweep(folder, *bounded("shared-prime-bytes", value))
    assert result.code == code
    assert [("shared-prime-bytes" in reason) for reason in limits_hit(result)] == [True] * (code == 3)


@pytest.mark.parametrize("limit, value, code", [
    ("alternative-names", 2, 3), ("alternative-names", 3, 0),
    ("constraint-names", 3, 3), ("constraint-names", 4, 0)])
def test_names_of_a_certificate(limit, value, code, tmp_path, sweep):
    """Three alternative names, and that of the subject, which constraints are compared with as well."""
    key = new_key()
    (tmp_path / "a.crt").write_bytes(certify("a", key, "a", key, alternative(3)))
    result = sweep(tmp_path / "a.crt", *bounded(limit, value), "--fail-on", "none")
    assert result.code == code
    assert [limit in reason for reason in limits_hit(result)] == [True] * (code == 3)


@pytest.mark.parametrize("value, found", [(1, True), (2, False)])
def test_extensions(value, found, tmp_path, sweep):
    """Basic constraints, and alternative names."""
    key = new_key()
    (tmp_path / "a.crt").write_bytes(certify("a", key, "a", key, alternative(1)))
    result = sweep(tmp_path / "a.crt", *bounded("extensions", value))
    assert ("extension-malformed" in result.checks()) == found


@pytest.fixture
def chained(tmp_path):
    """Three CAs of one name, a leaf of two names below each, and one below a CA of the first."""
    folder = tmp_path / "in"
    folder.mkdir()
    keys = [new_key() for _ in range(3)]
    permitted = x509.NameConstraints([x509.DNSName("example.org")], None)
    authorities = b"".join(certify("ca", key, "ca", key, permitted, ca=True) for key in keys)
    (folder / "ca-bundle.crt").write_bytes(authorities)
    middle = new_key()
    (folder / "middle.crt").write_bytes(certify("middle", middle, "ca", keys[0], ca=True))
    (folder / "far.crt").write_bytes(certify("far", new_key(), "middle", middle, alternative(2)))
    for number, key in enumerate(keys):
        (folder / f"leaf{number}.crt").write_bytes(
            certify(f"leaf{number}", new_key(), "ca", key, alternative(2)))
    return folder


VALID = "SELECT count(*) FROM chain WHERE valid"
BOUND = "SELECT count(*) FROM chain WHERE bound_hit"


def test_the_chains_are_valid_within_their_limits(chained, sweep):
    result = sweep(chained)
    assert rows(result, VALID)[0][0] >= 3 and rows(result, BOUND) == [(0,)]


@pytest.mark.parametrize("limit", ["path-steps", "path-steps-total", "constraint-comparisons"])
def test_path_search(limit, chained, sweep):
    result = sweep(chained, *bounded(limit, 1))
    assert rows(result, BOUND)[0][0] > 0
    assert "chain-bound-hit" in result.checks()


def test_candidates(chained, sweep):
    """One of the three is tried for each leaf: that which signed it, for one of them."""
    whole = rows(sweep(chained), "SELECT count(*) FROM signature")[0][0]
    assert rows(sweep(chained, *bounded("candidates", 1)),
                "SELECT count(*) FROM signature")[0][0] < whole


def test_client_truststores(tmp_path, sweep):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        key = new_key()
        (folder / f"ca-bundle-{number}.crt").write_bytes(
            certify(f"ca {number}", key, f"ca {number}", key, ca=True))
    key = new_key()
    (folder / "client.crt").write_bytes(
        certify("client", key, "client", key,
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])))
    select = "SELECT max(rank) FROM client_trust"
    many, few = (rows(sweep(folder, *bounded("client-truststores", value)),
                      "SELECT count(*) FROM client_trust")[0][0] for value in (4, 2))
    assert (many, few) == (4, 2), select


@pytest.mark.parametrize("limit, value", [("history-steps", 1), ("commits", 2)])
def test_history(limit, value, repository, pair, sweep):
    for number in range(3):
        for part in range(20):
            (repository / f"{part}").mkdir(exist_ok=True)
            (repository / f"{part}/{number}.txt").write_text(f"{number}")
        (repository / f"a{number}.crt").write_bytes(
            (pair / "pair.crt").read_bytes() + b"\n" * number)
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "add")
    assert sweep(repository).problems == []
    result = sweep(repository, *bounded(limit, value))
    assert result.code == 3 and any(limit in row["reason"] for row in result.problems)


def test_message_bytes(sweep):
    paths = CORPUS / "configurations-truststores"
    whole = {row["message"] for row in sweep(paths).findings}
    assert any(len(message) > 40 for message in whole)
    for row in sweep(paths, *bounded("message-bytes", 40)).findings:
        if row["message"] not in whole:
            kept, more = row["message"].split("... (")
            assert len(kept.encode()) <= 40 and more.endswith(" more bytes)")
            assert any(message.startswith(kept) for message in whole)


def test_report_rows(sweep):
    """The page leaves out what is beyond, and says so; the tables do not."""
    few, all_of_it = sweep(CORPUS / "pairs", *bounded("report-rows", 2)), sweep(CORPUS / "pairs")
    pages = [(result.folder / "index.html").read_text() for result in (few, all_of_it)]
    assert few.artifacts == all_of_it.artifacts and len(few.artifacts) > 2
    assert len(pages[0]) < len(pages[1])
