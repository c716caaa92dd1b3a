"""Facts agree with what the openssl command line prints of the same file."""

import hashlib
import re
from datetime import datetime, timezone

import pytest
from conftest import CORPUS, run

RSA_COMMANDS = {
    "certificate": ["x509"], "request": ["req"],
    "public-key": ["rsa", "-pubin"], "private-key": ["rsa"],
}


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory):
    """Artifacts of plain files of the corpus: those that openssl can be pointed at."""
    import subprocess
    from conftest import AT, PROGRAM, read_table
    folder = tmp_path_factory.mktemp("report")
    subprocess.run([PROGRAM, "-q", "-o", folder, "--at", AT, CORPUS], check=False)
    return read_table(folder / "csv/artifacts.csv")


def blocks(path):
    """Line number -> the PEM block that begins there."""
    found = {}
    content = open(path, "rb").read()
    for match in re.finditer(rb"-----BEGIN ([^-]+)-----.*?-----END \1-----", content, re.S):
        found[content[:match.start()].count(b"\n") + 1] = match.group(0) + b"\n"
    return found


def content_of(row):
    """(input form, bytes) of an artifact that lies in a plain file."""
    if row["encoding"] == "der":
        return "DER", open(row["path"], "rb").read()
    return "PEM", blocks(row["path"])[int(row["trail"].removeprefix("line "))]


def plain(row):
    return (row["trail"] == "" or row["trail"].startswith("line ")) and "!" not in row["trail"] \
        and row["encoding"] in ("pem", "der") and not row["path"].endswith((".gz", ".xz")) \
        and not {"hostile", "formats-text", "formats-keystores", "formats-other-keys",
                 "formats-binary", "formats-images", "formats-ssh", "formats-disguises",
                 "formats-databases", "formats-oddities", "formats-carriers", "formats-rarities",
                 "formats-named", "file-findings", "file-findings-kubernetes"} & set(row["path"].split("/"))


def shown_by_openssl(row, *arguments):
    form, content = content_of(row)
    command = RSA_COMMANDS[row["kind"]]
    if row["kind"] == "public-key" and b"BEGIN RSA PUBLIC KEY" in content:
        command = ["rsa", "-RSAPublicKey_in"]
    return run("openssl", *command, "-inform", form, "-noout", *arguments, input=content)


def test_modulus_digest_of_every_rsa_artifact(artifacts):
    rows = [row for row in artifacts if plain(row) and row["modulus_sha1"]]
    assert len(rows) > 40
    for row in rows:
        printed = shown_by_openssl(row, "-modulus")
        assert row["modulus_sha1"] == hashlib.sha1(printed).hexdigest(), row["path"]


def test_every_rsa_artifact_has_a_modulus_digest(artifacts):
    for row in artifacts:
        public = row["spki_sha256"] != ""
        assert bool(row["modulus_sha1"]) == (public and row["key_algorithm"] in ("RSA", "RSA-PSS"))


def moment(printed):
    parsed = datetime.strptime(printed, "%b %d %H:%M:%S %Y %Z")
    return parsed.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_fields_of_every_certificate(artifacts):
    rows = [row for row in artifacts if plain(row) and row["kind"] == "certificate"]
    assert len(rows) > 60
    for row in rows:
        printed = shown_by_openssl(row, "-subject", "-issuer", "-serial", "-dates",
                                   "-fingerprint", "-sha256",
                                   "-nameopt", "oneline,-esc_msb").decode()
        fields = dict(line.split("=", 1) for line in printed.splitlines())
        assert row["subject"] == fields["subject"].strip()
        assert row["issuer"] == fields["issuer"].strip()
        assert row["serial"] == fields["serial"].lower()
        assert row["not_before"] == moment(fields["notBefore"])
        assert row["not_after"] == moment(fields["notAfter"])
        assert row["sha256"] == fields["sha256 Fingerprint"].replace(":", "").lower()


def test_key_digest_is_that_of_the_public_key(artifacts):
    rows = [row for row in artifacts if plain(row) and row["kind"] == "certificate"
            and row["key_algorithm"] in ("RSA", "EC", "Ed25519")]
    for row in rows:
        public = shown_by_openssl(row, "-pubkey")
        der = run("openssl", "pkey", "-pubin", "-outform", "DER", "-ec_conv_form", "uncompressed",
                  input=public) if row["key_algorithm"] == "EC" else \
            run("openssl", "pkey", "-pubin", "-outform", "DER", input=public)
        assert row["spki_sha256"] == hashlib.sha256(der).hexdigest()
