"""What findings tell to do next: the right file, the right entry, and nothing that makes it worse."""

import re
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta

from conftest import CORPUS
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 1)


def told(result, check, path):
    """Message and remedy of the only such finding."""
    [row] = [row for row in result.findings if row["check"] == check and row["path"].endswith(path)]
    return row["message"], row["remedy"]


def web(key, start, days):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "web.example")])
    return (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(days=start)).not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))


def test_expired_names_its_successor_elsewhere(sweep, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    estate = tmp_path / "estate"
    for path, start, days in (("live/web.crt", -99, -9), ("renewed/one/web.crt", -9, 90),
                              ("renewed/two/web.crt", -5, 95), ("next/web.crt", 5, 400)):
        (estate / path).parent.mkdir(parents=True)
        (estate / path).write_bytes(web(key, start, days))
    message, remedy = told(sweep(estate), "expired", "live/web.crt")
    assert "renewed/two/web.crt" in message and "until 2027-02-04" in message
    assert "the private key is the same" in remedy
    shutil.rmtree(estate / "renewed")
    message, remedy = told(sweep(estate), "expired", "live/web.crt")
    assert "next/web.crt" not in message and remedy.startswith("Renew it")


def test_client_goes_into_a_store_that_is_sure_to_be_one(sweep, tmp_path):
    """certs/ca.pem is one by its name alone, and nearer."""
    source = CORPUS / "api-gateway-not-listed"
    estate = tmp_path / "estate"
    (estate / "certs").mkdir(parents=True)
    (estate / "trust").mkdir()
    shutil.copy(source / "client.crt", estate / "certs/client.crt")
    shutil.copy(CORPUS / "places-copies/ca/root.pem", estate / "certs/ca.pem")
    shutil.copy(source / "truststore.pem", estate / "trust/truststore.pem")
    _, remedy = told(sweep(estate), "client-selfsigned-untrusted", "client.crt")
    assert "trust/truststore.pem" in remedy and "certs/ca.pem" not in remedy


def test_stores_are_not_emptied(sweep):
    result = sweep(CORPUS / "truststore-succeeded")
    message, remedy = told(result, "truststore-expired", "old/truststore.pem")
    assert "new/succeeded.pem" in message and "new/succeeded.pem" in remedy
    _, remedy = told(result, "truststore-has-leaf", "leaf/truststore.pem")
    assert "new/issuing.pem" in remedy
    _, remedy = told(result, "truststore-has-leaf", "lost/truststore.pem")
    assert "sed" not in remedy


def test_java_is_given_a_reply(sweep):
    result = sweep(CORPUS / "places-java")
    message, remedy = told(result, "chain-incomplete", "short/web.jks")
    assert "has its chain" not in message
    assert "keytool -importcert -trustcacerts -alias 'web' -file reply.pem" in remedy
    message, _ = told(result, "key-encrypted", "short/web.jks")
    assert "opened here" in message
    result = sweep(CORPUS / "places-java", "--no-default-passphrases")
    message, _ = told(result, "key-encrypted", "short/web.jks")
    assert "opened" not in message


def test_issuer_is_fetched_only_where_it_is_offered(sweep, tmp_path):
    key, authority = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lost CA")])
    place = x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.CA_ISSUERS,
                                   x509.UniformResourceIdentifier("http://ca.example/ca.crt"))
    for number, offered in enumerate((False, True)):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"web{number}.example")])
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
                   .public_key(key.public_key()).serial_number(number + 1)
                   .not_valid_before(NOW).not_valid_after(NOW + timedelta(days=90)))
        if offered:
            builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
        (tmp_path / f"web{number}.crt").write_bytes(
            builder.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM))
    result = sweep(tmp_path / "web0.crt", tmp_path / "web1.crt")
    message, remedy = told(result, "chain-issuer-missing", "web0.crt")
    assert "1 more certificate lacks the same issuer" in message
    assert "authorityInfoAccess" not in remedy
    assert "authorityInfoAccess" in told(result, "chain-issuer-missing", "web1.crt")[1]


def expired_authority(number):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Former Authority {number}")])
    return (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(number)
            .not_valid_before(NOW - timedelta(days=999)).not_valid_after(NOW - timedelta(days=9))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))


def test_collection_of_authorities_is_told_of_once(sweep, tmp_path):
    made = [expired_authority(number).public_bytes(Encoding.PEM) for number in range(1, 6)]
    (tmp_path / "attestation.pem").write_bytes(b"".join(made[:3]))
    (tmp_path / "two.pem").write_bytes(b"".join(made[3:]))
    result = sweep(tmp_path / "attestation.pem", tmp_path / "two.pem")
    found = [(row["severity"], row["path"].rpartition("/")[2]) for row in result.findings
             if row["check"] == "expired"]
    assert found == [("error", "two.pem"), ("error", "two.pem"), ("warning", "attestation.pem")]
    message, _ = told(result, "expired", "attestation.pem")
    assert message.startswith("3 of the 3 CAs collected in ")


def test_expired_signer_between_the_bytes_of_a_program_is_a_note(sweep, tmp_path):
    der = expired_authority(7).public_bytes(Encoding.DER)
    (tmp_path / "program.bin").write_bytes(b"\0\1" * 400 + der + b"\0\2" * 400)
    result = sweep(tmp_path / "program.bin")
    assert [row["severity"] for row in result.findings if row["check"] == "expired"] == ["note"]
    (tmp_path / "program.der").write_bytes(der)
    result = sweep(tmp_path / "program.bin", tmp_path / "program.der")
    assert [row["severity"] for row in result.findings if row["check"] == "expired"] == ["error"]


def test_key_in_an_archive_says_whether_it_is_readable(sweep, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    forms = {"a-locked.pem": BestAvailableEncryption(b"changeit"), "b-plain.pem": NoEncryption()}
    for name, members in (("locked", list(forms)[:1]), ("both", list(forms))):
        (tmp_path / name).mkdir()
        with zipfile.ZipFile(tmp_path / name / "keys.zip", "w") as archive:
            for member in members:
                archive.writestr(member, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, forms[member]))
    message, _ = told(sweep(tmp_path / "locked"), "key-in-archive", "keys.zip")
    assert "locked with a passphrase: " in message and "readable" not in message
    message, _ = told(sweep(tmp_path / "both"), "key-in-archive", "keys.zip")
    place = message.partition("readable without a passphrase: ")[2]
    assert "b-plain.pem" in place and "a-locked" not in place and "1 more archive member." in place


def test_secret_is_given_a_value_with_its_issuer(sweep, tmp_path):
    estate = tmp_path / "estate"
    shutil.copytree(CORPUS / "places-copies", estate)
    secret = estate / "staging/secret.yaml"
    _, remedy = told(sweep(estate), "chain-incomplete", "staging/secret.yaml")
    line, command = re.search(r"value on line (\d+): (.*)$", remedy).groups()
    value = subprocess.run(["bash", "-c", "set -o pipefail; " + command], check=True,
                           capture_output=True).stdout.decode()
    lines = secret.read_text().splitlines()
    lines[int(line) - 1] = "  tls.crt: " + value
    secret.write_text("\n".join(lines))
    left = [row["path"] for row in sweep(estate).findings if row["check"] == "chain-incomplete"]
    assert left and not any(path.endswith("secret.yaml") for path in left)
