"""Algorithms that the OpenSSL underneath cannot load."""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recipes.common import CLIENT
from recipes.der import (
    INTEGER_ZERO, bit_string, children, object_identifier, octet_string, sequence, swap)
from recipes.issuing import authority, ec_key, issue
from recipes.items import Item, public_info
from recipes.store import Store


NIST_ALGORITHMS = "2.16.840.1.101.3.4."
# Object identifier and length of the public key: RFC 9881, RFC 9909, RFC 9935.
POST_QUANTUM = {
    "ml-dsa-44": ("3.17", 1312), "ml-dsa-65": ("3.18", 1952), "ml-dsa-87": ("3.19", 2592),
    "slh-dsa-sha2-128s": ("3.20", 32), "slh-dsa-sha2-128f": ("3.21", 32),
    "ml-kem-768": ("4.2", 1184),
}


def algorithm(stem):
    return sequence(object_identifier(NIST_ALGORITHMS + POST_QUANTUM[stem][0]))


def filling(seed, length):
    """Bytes that look random: of a signature key any bytes have the right form."""
    return hashlib.shake_256(seed.encode()).digest(length)


def coefficients(seed):
    """768 numbers below 3329, packed in 12 bits each, least significant bits first: the form
    of an ML-KEM vector, which readers may test."""
    stream = filling(seed, 2 * 768)
    numbers = [int.from_bytes(stream[at:at + 2], "little") % 3329
               for at in range(0, len(stream), 2)]
    packed = sum(number << 12 * index for index, number in enumerate(numbers))
    return packed.to_bytes(768 * 12 // 8, "little")


def post_quantum_public(stem, raw):
    assert len(raw) == POST_QUANTUM[stem][1]
    return Item("public-key", "PUBLIC KEY", sequence(algorithm(stem), bit_string(raw)),
                f"{stem}, public key")


def post_quantum_private(stem, octets):
    return Item("private-key", "PRIVATE KEY",
                sequence(INTEGER_ZERO, algorithm(stem), octet_string(octets)), f"{stem}, PKCS#8")


def post_quantum_certificate(public_key, issuer):
    """A certificate for a key that the libraries here cannot hold: the one for a stand-in key,
    with the key exchanged and the body signed again."""
    stand_in = issue(public_key.note.split(",")[0] + ".example", ec_key(), issuer)
    _, signed_with, _ = children(stand_in.certificate.der)
    body = swap(stand_in.made.tbs_certificate_bytes, public_info(stand_in.key), public_key.der)
    signature = issuer.key.sign(body, ec.ECDSA(hashes.SHA256()))
    return Item("certificate", "CERTIFICATE", sequence(body, signed_with, bit_string(signature)),
                public_key.note.replace("public key", "certificate by an EC authority"))


def slh_dsa_pair(store, issuer):
    """The private key is SK.seed, SK.prf, PK.seed, PK.root: its second half is the public key."""
    secret, open_half = filling("slh-dsa secret", 32), filling("slh-dsa open", 32)
    public_key = post_quantum_public("slh-dsa-sha2-128s", open_half)
    store.pem("slh-dsa-sha2-128s.key",
              post_quantum_private("slh-dsa-sha2-128s", secret + open_half))
    store.pem("slh-dsa-sha2-128s.crt", post_quantum_certificate(public_key, issuer))
    store.no_finding("key-orphaned", "slh-dsa-sha2-128s.key",
                     "the second half of the key stands in the certificate")
    store.no_finding("key-cert-mismatch", "slh-dsa-sha2-128s.key",
                     "the second half of the key stands in the certificate")
    store.pem("forgotten.key", post_quantum_private("slh-dsa-sha2-128f",
                                                    filling("slh-dsa forgotten", 64)))
    store.finding("key-orphaned", "forgotten.key", "no certificate has its second half")


def ml_kem_pair(store, issuer):
    """The expanded private key holds the public key at offset 1152, then its SHA3-256."""
    open_half = coefficients("ml-kem open") + filling("ml-kem rho", 32)
    expanded = (coefficients("ml-kem secret") + open_half + hashlib.sha3_256(open_half).digest()
                + filling("ml-kem rejection", 32))
    assert len(expanded) == 2400 and expanded.index(open_half) == 1152
    public_key = post_quantum_public("ml-kem-768", open_half)
    store.pem("ml-kem-768.pub", public_key)
    store.pem("ml-kem-768.key", post_quantum_private("ml-kem-768", octet_string(expanded)))
    store.pem("ml-kem-768.crt", post_quantum_certificate(public_key, issuer))
    store.no_finding("key-orphaned", "ml-kem-768.key",
                     "the public key inside it stands in the certificate")


def wholly(stand_in):
    """The certificate of a party with an ML-DSA key, and signed with ML-DSA: of both, any bytes
    have the right form."""
    stem, name = "ml-dsa-65", stand_in.common_name
    signed_with = algorithm(stem)
    key = post_quantum_public(stem, filling(f"{name} key", POST_QUANTUM[stem][1]))
    body = swap(stand_in.made.tbs_certificate_bytes, public_info(stand_in.key), key.der)
    body = swap(body, children(stand_in.certificate.der)[1], signed_with)
    return Item("certificate", "CERTIFICATE",
                sequence(body, signed_with, bit_string(filling(f"{name} signature", 3309))),
                f"{stem}, certificate of {name}")


def undecided():
    """What OpenSSL 3.0 cannot verify or compare."""
    store = Store("post-quantum-undecided")
    classical = authority("Another Issuer", ec_key())
    alone = wholly(issue("alone.client.example", ec_key(), roles=CLIENT))
    store.pem("alone/client.crt", alone)
    store.pem("alone/truststore.pem", classical.certificate)
    store.finding("client-selfsigned-untrusted", "alone/client.crt",
                  "whoever signed it, the truststore holds neither it nor its issuer's name")
    store.finding("chain-undecided", "alone/client.crt", "its signature is ML-DSA")
    known = wholly(issue("known.client.example", ec_key(), roles=CLIENT))
    store.pem("known/client.crt", known)
    store.pem("known/truststore.pem", authority("Third Issuer", ec_key()).certificate, known)
    store.no_finding("client-selfsigned-untrusted", "known/client.crt",
                     "the truststore has these bytes")
    store.no_finding("chain-undecided", "known/client.crt", "trusted as it is")
    issuer = authority("Wholly Post-Quantum Issuer", ec_key())
    store.pem("issued/truststore.pem", wholly(issuer))
    store.pem("issued/server.crt", wholly(issue("issued.server.example", ec_key(), issuer)))
    store.finding("chain-undecided", "issued/server.crt", "signed with ML-DSA")
    seed = sequence(INTEGER_ZERO, algorithm("ml-dsa-65"),
                    octet_string(b"\x80\x20" + filling("ml-dsa seed", 32)))
    store.pem("issued/server.key", Item("private-key", "PRIVATE KEY", seed,
                                        "ml-dsa-65, PKCS#8, the seed alone"))
    store.finding("key-not-compared", "issued/server.key", "the seed tells no public half")
    classic = issue("classic.client.example", ec_key(), classical, roles=CLIENT)
    store.pem("classic/client.crt", classic.certificate)
    store.pem("classic/client.key", classic.private_key)
    store.pem("classic/truststore.pem", classical.certificate)
    store.no_finding("chain-undecided", "classic/client.crt", "decided")
    store.no_finding("key-not-compared", "classic/client.key", "compared")
    return store


def build():
    return [decided(), undecided()]


def decided():
    store = Store("post-quantum")
    issuer = authority("Classical Issuer", ec_key())
    store.pem("ca.pem", issuer.certificate)
    for stem in ("ml-dsa-44", "ml-dsa-65", "ml-dsa-87"):
        public_key = post_quantum_public(stem, filling(stem, POST_QUANTUM[stem][1]))
        store.pem(f"{stem}.crt", post_quantum_certificate(public_key, issuer))
        store.der(f"{stem}.pub", public_key)
        store.no_finding("key-weak", f"{stem}.crt", "not judged by the bits of RSA or EC")
        store.no_finding("signature-invalid", f"{stem}.crt", "the authority's signature is right")
    slh_dsa_pair(store, issuer)
    ml_kem_pair(store, issuer)
    return store
