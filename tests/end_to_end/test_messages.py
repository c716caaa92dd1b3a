"""What a caller of a mutual-TLS service sees, and the finding that names the cause: each row of the
table in docs/checks.md is built here with openssl, and swept."""

import re

import pytest
from conftest import TREE, run

AT = "2040-01-01T00:00:00Z"  # openssl makes certificates that begin now, and last 54 years
RANK = {"error": 3, "warning": 2, "note": 1}


def table():
    """Case -> (finding, profile) as the page has it."""
    page = (TREE / "docs/checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| `([a-z0-9-]+)`(?:, profile `([a-z-]+)`)? \|$", page,
                      re.M)
    return {case: (finding, profile) for case, finding, profile in rows}


def request_new(folder, name, *options):
    """Key and self-signed certificate, as the article makes them."""
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20000", "-subj",
        f"/CN={name}", "-keyout", folder / "private.key", "-out", folder / "client.pem", *options)


def authority(folder, name, issuer=None, digest="-sha256"):
    folder.mkdir(exist_ok=True)
    options = ["-CA", issuer / "ca.pem", "-CAkey", issuer / "ca.key"] if issuer else []
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20000", "-subj",
        f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign", digest, "-keyout",
        folder / "ca.key", "-out", folder / "ca.pem", *options)
    return folder


def issued(folder, issuer, digest="-sha256"):
    """A client's key and certificate below an authority."""
    request_new(folder, "orders client", "-CA", issuer / "ca.pem", "-CAkey", issuer / "ca.key",
                "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
                "extendedKeyUsage=clientAuth", digest)


def trust(folder, *certificates):
    (folder / "truststore.pem").write_bytes(b"".join(one.read_bytes() for one in certificates))


def self_signed(folder):
    request_new(folder, "orders client")
    trust(folder, folder / "client.pem")


def case_works(folder):
    self_signed(folder)


def case_der(folder):
    self_signed(folder)
    pem = folder / "client.pem"
    pem.write_bytes(run("openssl", "x509", "-in", pem, "-outform", "DER"))


def case_cut_off(folder):
    self_signed(folder)
    pem = folder / "client.pem"
    pem.write_bytes(pem.read_bytes()[:-40])


def case_empty(folder):
    self_signed(folder)
    (folder / "client.pem").write_text("see the wiki for the certificate\n")


def case_glued(folder):
    self_signed(folder)
    pem = folder / "client.pem"
    pem.write_bytes(pem.read_bytes().rstrip() + (folder / "private.key").read_bytes())
    (folder / "private.key").unlink()


def case_other_key(folder):
    self_signed(folder)
    run("openssl", "genpkey", "-algorithm", "RSA", "-out", folder / "private.key")
    (folder / "client.pem").rename(folder / "client.crt")
    (folder / "private.key").rename(folder / "client.key")


def case_locked_key(folder):
    self_signed(folder)
    key = folder / "private.key"
    key.write_bytes(run("openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:orders"))


def case_indented_key(folder):
    self_signed(folder)
    key = folder / "private.key"
    key.write_text("".join(f"    {line}\n" for line in key.read_text().splitlines()))


def case_absent_key(folder):
    self_signed(folder)
    (folder / "private.key").unlink()
    (folder / "call.sh").write_text("#!/bin/sh\ncurl --cert client.pem --key private.key "
                                    "https://orders.example/\n")


def case_schannel(folder):
    self_signed(folder)


def case_not_listed(folder):
    self_signed(folder)
    other = folder.parent / "other"
    other.mkdir()
    request_new(other, "another client")
    trust(folder, other / "client.pem")


def case_made_anew(folder):
    self_signed(folder)
    run("openssl", "req", "-x509", "-key", folder / "private.key", "-days", "20000", "-subj",
        "/CN=orders client", "-out", folder / "client.pem")


def case_issuer_not_listed(folder):
    root, other = (authority(folder.parent / name, name) for name in ("mine", "theirs"))
    issued(folder, root)
    trust(folder, other / "ca.pem")


def case_intermediate_not_sent(folder):
    root = authority(folder.parent / "root", "Root")
    issuing = authority(folder.parent / "issuing", "Issuing", root)
    issued(folder, issuing)
    trust(folder, root / "ca.pem")
    (folder / "notes").mkdir()
    (folder / "notes/issuing.crt").write_bytes((issuing / "ca.pem").read_bytes())


def case_old_digest(folder):
    root = authority(folder.parent / "root", "Root")
    issued(folder, root, "-sha1")
    trust(folder, root / "ca.pem")


CASES = {name.removeprefix("case_").replace("_", "-"): build
         for name, build in list(globals().items()) if name.startswith("case_")}


def test_the_table_has_every_case():
    assert set(table()) == set(CASES) - {"works"}


@pytest.mark.parametrize("case", sorted(CASES))
def test_case(case, tmp_path, sweep):
    folder = tmp_path / "gateway"
    folder.mkdir()
    CASES[case](folder)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    finding, profile = table().get(case, ("", ""))
    result = sweep(folder, *(["--profile", profile] if profile else []), at=AT)
    found = [row for row in result.findings if row["check"] != "quantum-vulnerable"]
    if case == "works":
        assert not found
        return
    worst = max(RANK[row["severity"]] for row in found)
    gravest = [row for row in found if RANK[row["severity"]] == worst]
    assert [row["check"] for row in gravest] == [finding], [row["message"] for row in found]
    assert gravest[0]["message"] and gravest[0]["remedy"]


def test_three_digests_of_the_article(tmp_path, sweep):
    """openssl's own digests stand in the tables, and a mismatch shows both."""
    folder = tmp_path / "gateway"
    folder.mkdir()
    case_other_key(folder)
    key = run("openssl", "sha1", input=run("openssl", "rsa", "-noout", "-modulus", "-in",
                                           folder / "client.key")).decode().split()[-1]
    certificate = run("openssl", "sha1", input=run("openssl", "x509", "-noout", "-modulus", "-in",
                                                   folder / "client.crt")).decode().split()[-1]
    result = sweep(folder, at=AT)
    assert {key, certificate} == {row["modulus_sha1"] for row in result.artifacts}
    message = next(row["message"] for row in result.findings
                   if row["check"] == "key-cert-mismatch")
    assert key in message and certificate in message


def test_a_damaged_block_of_another_name_where_a_certificate_is_promised(tmp_path, sweep, pair):
    """Nobody reads CERTYFICATE; in a file of certificates it is not passed over in silence."""
    text = (pair / "pair.crt").read_text().replace("CERTIFICATE", "CERTYFICATE")
    lines = text.split("\n")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/a.crt").write_text("\n".join([lines[0], "%" * 64, *lines[2:]]))
    (tmp_path / "broken/notes.txt").write_text("\n".join([lines[0], "%" * 64, *lines[2:]]))
    result = sweep(tmp_path / "broken")
    assert [row["path"].rsplit("/", 1)[1] for row in result.problems] == ["a.crt"]
    assert result.reasons() == ["nothing-recognised"] and result.code == 3
