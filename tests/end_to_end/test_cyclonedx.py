"""The bill of cryptography: valid by the official schemas, whole, and the same each time."""

import json
import subprocess

import jsonschema
import pytest
from conftest import AT, CORPUS, PROGRAM, TREE
from cryptography import x509
from cryptography.x509 import Name, NameAttribute

FOLDER = TREE / "tests/schemas"
SCHEMAS = {name: json.loads((FOLDER / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
           for name in ("bom-1.6", "bom-1.7", "spdx", "jsf-0.82", "cryptography-defs")}


def validate(bill):
    schema = SCHEMAS[f"bom-{bill['specVersion']}"]
    store = {f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": content
             for name, content in SCHEMAS.items()}
    resolver = jsonschema.RefResolver(schema["$id"], schema, store=store)
    jsonschema.Draft7Validator(schema, resolver=resolver,
                               format_checker=jsonschema.FormatChecker()).validate(bill)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("bill") / "all.db"
    subprocess.run([str(PROGRAM), "scan", str(CORPUS), "--at", AT, "-q", "-o", path], check=False)
    return path


def bill_of(stored, *arguments):
    process = subprocess.run([str(PROGRAM), "report", stored, "--cyclonedx", "-", *arguments],
                             capture_output=True, check=False)
    assert process.returncode in (0, 1, 3), process.stderr
    return json.loads(process.stdout)


def properties(component):
    crypto = component["cryptoProperties"]
    return next(value for name, value in crypto.items() if name != "assetType")


@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_valid_and_every_reference_leads_somewhere(version, stored):
    bill = bill_of(stored, "--cyclonedx-version", version)
    assert bill["specVersion"] == version
    validate(bill)
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(references) == len(set(references))
    known = set(references)
    for edge in bill["dependencies"]:
        assert {edge["ref"], *edge["dependsOn"]} <= known
    for component in bill["components"]:
        facts = properties(component)
        ends = [facts.get(name) for name in ("algorithmRef", "signatureAlgorithmRef",
                                             "subjectPublicKeyRef")]
        ends += [one["ref"] for one in facts.get("relatedCryptographicAssets", [])]
        assert {end for end in ends if end} <= known
        assert "value" not in facts


def test_certificate_key_algorithm(stored):
    """Every certificate leads to its key, and that to its algorithm."""
    bill = bill_of(stored)
    edges = {edge["ref"]: edge["dependsOn"] for edge in bill["dependencies"]}
    certificates = [one["bom-ref"] for one in bill["components"]
                    if one["cryptoProperties"]["assetType"] == "certificate"]
    assert certificates
    for certificate in certificates:
        keys = [end for end in edges[certificate] if end.startswith("crypto/public-key/")]
        assert len(keys) == 1
        assert edges[keys[0]][0].startswith("crypto/algorithm/")


def test_same_finds_and_places_as_the_tables(sweep, tmp_path):
    result = sweep(CORPUS, "--cyclonedx", tmp_path / "bill.json")
    bill = json.loads((tmp_path / "bill.json").read_text(encoding="utf-8"))
    for kind, prefix in (("certificate", "crypto/certificate/"),
                         ("private-key", "crypto/private-key/")):
        told = sorted(place["location"] for one in bill["components"]
                      if one["bom-ref"].startswith(prefix)
                      for place in one["evidence"]["occurrences"])
        assert told == sorted(row["path"] for row in result.artifacts if row["kind"] == kind)
    keys = [one for one in bill["components"] if one["bom-ref"].startswith("crypto/public-key/")]
    assert len(keys) == len(result.groups)


@pytest.mark.parametrize("name, level", [
    ("RSA-2048", 0), ("EC-P-256", 0), ("Ed25519", 0), ("X25519", 0),
    # FIPS 203, 204 and 205 claim these categories.
    ("ML-KEM-768", 3), ("ML-DSA-44", 2), ("ML-DSA-65", 3), ("ML-DSA-87", 5),
    ("SLH-DSA-SHA2-128s", 1),
])
def test_quantum_level(name, level, stored):
    algorithms = {one["name"]: properties(one) for one in bill_of(stored)["components"]
                  if one["bom-ref"].startswith("crypto/algorithm/")}
    assert algorithms[name]["nistQuantumSecurityLevel"] == level


def der(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


@pytest.mark.parametrize("oid, name, level", [
    ("2.16.840.1.101.3.4.3.33", "HashML-DSA-65", 3),
    ("2.16.840.1.101.3.4.3.46", "HashSLH-DSA-SHAKE-256f", 5),
    ("1.3.6.1.5.5.7.6.45", "MLDSA65-ECDSA-P256-SHA512", 3),
    ("1.3.6.1.5.5.7.6.66", "MLKEM1024-ECDH-P521-SHA3-256", 5),
    ("2.16.840.1.114027.80.8.1.28", "composite ML-DSA (draft)", 1),
    ("1.3.9999.3.6", "Falcon-512", 1),
    ("1.3.9999.3.14", "Falcon-1024", 5),
    ("1.3.6.1.4.1.2.267.7.6.5", "Dilithium3", 3),
    # SP 800-208: the smallest hashes have 192 bits.
    ("1.2.840.113549.1.9.16.3.17", "HSS-LMS", 3),
    ("1.3.6.1.5.5.7.6.34", "XMSS", 3),
    ("1.3.9999.99.1", "1.3.9999.99.1", None),
])
def test_quantum_level_of_what_openssl_cannot_load(oid, name, level, tmp_path):
    content = x509.ObjectIdentifier(oid)
    encoded = Name([NameAttribute(content, "x")]).public_bytes()
    identifier = encoded[6:8 + encoded[7]]  # SEQUENCE, SET, SEQUENCE, OBJECT IDENTIFIER
    key = der(0x30, der(0x30, identifier), der(0x03, bytes(1313)))
    (tmp_path / "key.pub").write_bytes(key)
    process = subprocess.run([str(PROGRAM), "scan", tmp_path / "key.pub", "--at", AT, "-q", "-o",
                              tmp_path / "i.db", "--cyclonedx", "-"], capture_output=True,
                             check=False)
    told = [one for one in json.loads(process.stdout)["components"]
            if one["bom-ref"].startswith("crypto/algorithm/")]
    assert [one["name"] for one in told] == [name]
    assert properties(told[0]).get("nistQuantumSecurityLevel") == level


def test_one_algorithm_for_keys_and_signatures_of_one_name(stored):
    names = [one["name"] for one in bill_of(stored)["components"]
             if one["bom-ref"].startswith("crypto/algorithm/")]
    assert "Ed25519" in names and len({name.lower() for name in names}) == len(names)


def test_same_references_in_another_sweep(stored, tmp_path):
    copy = tmp_path / "copy.pem"
    copy.write_bytes((CORPUS / "api-gateway-matching/truststore.pem").read_bytes())
    process = subprocess.run([str(PROGRAM), "scan", copy, "--at", AT, "-q", "-o",
                              tmp_path / "i.db", "--cyclonedx", "-"], capture_output=True,
                             check=False)
    other = json.loads(process.stdout)
    bill = bill_of(stored)
    assert {one["bom-ref"] for one in other["components"]} \
        <= {one["bom-ref"] for one in bill["components"]}
    assert other["serialNumber"] != bill["serialNumber"]
    assert bill["serialNumber"] == bill_of(stored)["serialNumber"]
