"""Certificates that are right today and will not do for long, and what a CA must not leave out."""

import dataclasses
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from recipes.common import CLIENT, SERVER
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import revocation_list
from recipes.store import Store

ECDSA_WITH_SHA256 = bytes.fromhex("06082a8648ce3d040302")
ECDSA_WITH_SHA384 = bytes.fromhex("06082a8648ce3d040303")


def other_algorithm(party):
    """Beside the signature stands another algorithm than in what is signed."""
    made = party.certificate
    head, found, tail = made.der.rpartition(ECDSA_WITH_SHA256)
    assert found and ECDSA_WITH_SHA256 in head
    return dataclasses.replace(made, der=head + ECDSA_WITH_SHA384 + tail,
                               note=f"{made.note}, two signature algorithms")


def as_public_authority(organisation):
    """A CA of our own with a name as a public one has it."""
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
                      x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                      x509.NameAttribute(NameOID.COMMON_NAME, "certsweep test X1")])
    return authority(name, ec_key())


def signatures():
    store = Store("signature-fields")
    root = authority("Fields Root", ec_key())
    store.pem("root.pem", root.certificate)
    store.pem("differ/server.crt", other_algorithm(issue("differ.example", ec_key(), root)))
    store.pem("same/server.crt", issue("same.example", ec_key(), root).certificate)
    store.finding("signature-fields-differ", "differ/server.crt", "SHA-256 inside, SHA-384 outside")
    store.no_finding("signature-invalid", "differ/server.crt", "one finding names the cause")
    store.no_finding("signature-fields-differ", "same/server.crt", "SHA-256 twice")
    return store


def clients_of_public_authorities():
    store = Store("public-clients")
    for folder, organisation, roles in (("public", "Let's Encrypt", CLIENT),
                                        ("both", "DigiCert Inc", CLIENT + SERVER),
                                        ("server", "Let's Encrypt", SERVER),
                                        ("alike", "Let's Encrypt Nothing", CLIENT)):
        party = issue(f"{folder}.example", ec_key(), as_public_authority(organisation), roles=roles)
        store.pem(f"{folder}/tls.crt", party.certificate)
        store.finding("chain-issuer-missing", f"{folder}/tls.crt", "its CA is not here")
    store.finding("eku-client-auth-ending", "public/tls.crt", "a client's, by the name of a public CA")
    store.finding("eku-client-auth-ending", "both/tls.crt", "a server's that may be a client's")
    store.no_finding("eku-client-auth-ending", "server/tls.crt", "serverAuth only")
    store.no_finding("eku-client-auth-ending", "alike/tls.crt", "another organisation")
    return store


def long_lived():
    store = Store("quantum")
    last = datetime(2035, 12, 31)
    root = authority("Quantum Root", ec_key(), until=last)
    store.pem("root.pem", root.certificate)
    for name, key, until in (("rsa-2030", rsa_key(), datetime(2030, 12, 31)),
                             ("rsa-2031", rsa_key(), datetime(2031, 1, 1)),
                             ("ec-2035", ec_key(), last)):
        store.pem(f"{name}.crt", issue(f"{name}.example", key, root, until=until).certificate)
    store.finding("quantum-vulnerable", "rsa-2031.crt", "RSA-2048 beyond 2030")
    store.no_finding("quantum-vulnerable", "rsa-2030.crt", "ends with 2030")
    store.no_finding("quantum-vulnerable", "ec-2035.crt", "P-256 ends with 2035")
    return store


def revocation_sets():
    store = Store("profile-envoy")
    for folder, complete in (("some", False), ("all", True)):
        root = authority(f"Envoy Root {folder}", ec_key())
        issuing = authority(f"Envoy Issuing {folder}", ec_key(), root)
        leaf = issue(f"{folder}.example", ec_key(), issuing)
        store.pem(f"{folder}/root.pem", root.certificate)
        store.pem(f"{folder}/server.crt", leaf.certificate, issuing.certificate)
        store.pem(f"{folder}/issuing.crl", revocation_list(issuing))
        if complete:
            store.pem(f"{folder}/root.crl", revocation_list(root))
    store.finding("crl-set-incomplete", "some/root.pem", "the root has no list, its issuing CA has")
    store.no_finding("crl-set-incomplete", "all/root.pem", "both have one")
    return store


def build():
    return [signatures(), clients_of_public_authorities(), long_lived(), revocation_sets()]
