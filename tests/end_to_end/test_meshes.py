"""Certificates made to keep a path search busy: it ends, and says where a bound was hit."""

from datetime import datetime

import pytest
from conftest import read_table
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ENDLESS = "its issuers certify each other in a circle"
FROM, UNTIL = datetime(2025, 1, 1), datetime(2045, 1, 1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    def __init__(self, common_name):
        self.name = name(common_name)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def certify(self, subject, key, ca=True, length=None):
        """Without key identifiers: every key that bears the issuer's name comes into question."""
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
                .public_key(key).serial_number(x509.random_serial_number())
                .not_valid_before(FROM).not_valid_after(UNTIL)
                .add_extension(x509.BasicConstraints(ca, length), True)
                .sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def leaf(self, host):
        return self.certify(name(host), ec.generate_private_key(ec.SECP256R1()).public_key(), False)


def chain_of(result, host):
    rows = [row for row in read_table(result.folder / "csv/chains.csv")
            if row["subject"] == f"CN = {host}"]
    assert rows
    return rows[0]


def make_mesh(folder):
    """Thirty authorities, each certified by every other, and a leaf of the first."""
    authorities = [Authority(f"Mesh {number}") for number in range(30)]
    folder.mkdir()
    for number, subject in enumerate(authorities):
        (folder / f"mesh-{number}.pem").write_bytes(b"".join(
            issuer.certify(subject.name, subject.key.public_key())
            for issuer in authorities if issuer is not subject))
    (folder / "leaf.pem").write_bytes(authorities[0].leaf("leaf.example"))
    return authorities


def make_root(folder, subject, length):
    root = Authority("Mesh Root")
    (folder / "truststore.pem").write_bytes(root.certify(root.name, root.key.public_key()))
    (folder / "entry.pem").write_bytes(root.certify(subject.name, subject.key.public_key(),
                                                    length=length))


def test_mesh_with_a_root(sweep, tmp_path):
    """The root certifies the last: of all the ways there, one is found."""
    folder = tmp_path / "mesh"
    make_root(folder, make_mesh(folder)[-1], None)
    result = sweep(folder)
    chain = chain_of(result, "leaf.example")
    assert (chain["verdict"], chain["valid"], chain["bound_hit"]) == ("elsewhere", "true", "false")


def test_mesh_whose_only_entry_leads_nowhere(sweep, tmp_path):
    """The last may have no CA below it, so each way to the root is wrong, and all are looked for:
    as many as the limits allow."""
    folder = tmp_path / "mesh"
    make_root(folder, make_mesh(folder)[-1], 0)
    result = sweep(folder)
    chain = chain_of(result, "leaf.example")
    assert (chain["valid"], chain["bound_hit"]) == ("false", "true")
    bound = [row for row in result.findings if row["check"] == "chain-bound-hit"]
    assert len(bound) >= 30  # one for each issuer
    assert all("--limit path-steps" in row["remedy"] for row in bound)


def test_mesh_of_cross_signed_authorities(sweep, tmp_path):
    """Without a root: paths without number, none of which ends."""
    folder = tmp_path / "mesh"
    make_mesh(folder)
    result = sweep(folder)
    assert not result.problems and len(result.artifacts) == 30 * 29 + 1
    chain = chain_of(result, "leaf.example")
    assert (chain["verdict"], chain["detail"]) == ("undecided", ENDLESS)
    assert "chain-cycle" in result.checks()


@pytest.mark.parametrize("count", [2, 40])
def test_authorities_in_a_circle(sweep, tmp_path, count):
    """Each certified by the next, the last by the first."""
    authorities = [Authority(f"Round {number}") for number in range(count)]
    folder = tmp_path / "circle"
    folder.mkdir()
    for number, subject in enumerate(authorities):
        issuer = authorities[(number + 1) % count]
        (folder / f"{number}.pem").write_bytes(issuer.certify(subject.name,
                                                              subject.key.public_key()))
    (folder / "leaf.pem").write_bytes(authorities[0].leaf("leaf.example"))
    result = sweep(folder)
    assert len(result.artifacts) == count + 1
    chain = chain_of(result, "leaf.example")
    assert (chain["verdict"], chain["detail"]) == ("undecided", ENDLESS)
    assert "chain-cycle" in result.checks()
