"""Every label and structure, PEM and DER."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, ed448, padding, x25519
from cryptography.x509.oid import NameOID

from recipes.der import NULL, bit_string, children, der, object_identifier, sequence, swap
from recipes.files import pem_file, run
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import (
    Item, certificate, describe, item_from_pem, locked_pkcs8, locked_traditional, pkcs8,
    public, public_info, public_pkcs1, request, revocation_list, traditional)
from recipes.post_quantum import algorithm
from recipes.store import Store


def openssl_certificate(party, *options):
    """The party's certificate as `openssl x509` writes it with these options."""
    return run(["openssl", "x509", *options], party.certificate.pem().encode())


def encodings_pem(store, by_rsa, by_ec, issuer):
    key, made = by_rsa.key, by_rsa.certificate
    store.pem("pem/rsa-pkcs1.pem", traditional(key))
    store.pem("pem/rsa-pkcs8.pem", pkcs8(key))
    store.pem("pem/rsa-pkcs8-locked.pem", locked_pkcs8(key))
    store.pem("pem/rsa-pkcs1-locked.pem", locked_traditional(key))
    store.pem("pem/rsa-public.pem", public(key))
    store.pem("pem/rsa-public-pkcs1.pem", public_pkcs1(key))
    store.pem("pem/certificate.pem", made)
    store.pem("pem/x509-certificate.pem", made.labelled("X509 CERTIFICATE"))
    store.pem("pem/auxiliary-certificate.pem", item_from_pem(
        "certificate", openssl_certificate(by_rsa, "-trustout", "-addtrust", "serverAuth"),
        made.note + ", label TRUSTED CERTIFICATE, auxiliary data after the certificate"))
    store.pem("pem/request.pem", request(by_rsa))
    store.pem("pem/new-request.pem", request(by_rsa).labelled("NEW CERTIFICATE REQUEST"))
    store.pem("pem/revocations.pem", revocation_list(issuer))
    store.pem("pem/issuer.pem", issuer.certificate)
    store.pem("pem/ec-sec1.pem", traditional(by_ec.key))
    store.pem("pem/ec-sec1-with-parameters.pem", ec_parameters(), traditional(by_ec.key))
    store.pem("pem/ec-certificate.pem", by_ec.certificate)
    for path in ("pem/rsa-pkcs8-locked.pem", "pem/rsa-pkcs1-locked.pem"):
        store.no_finding("key-orphaned", path, "locked: its public half is not known")


def ec_parameters():
    """The block that `openssl ecparam -genkey` puts before a key: the curve, no artifact."""
    return Item(None, "EC PARAMETERS", object_identifier("1.2.840.10045.3.1.7"), "")


def encodings_der(store, by_rsa, by_ec, issuer):
    store.der("der/certificate.der", by_rsa.certificate)
    store.der("der/rsa-pkcs1.der", traditional(by_rsa.key))
    store.der("der/rsa-pkcs8.der", pkcs8(by_rsa.key))
    store.der("der/rsa-pkcs8-locked.der", locked_pkcs8(by_rsa.key))
    store.der("der/rsa-public.der", public(by_rsa.key))
    store.der("der/ec-sec1.der", traditional(by_ec.key))
    store.der("der/ec-public.der", public(by_ec.key))
    store.der("der/request.der", request(by_rsa))
    store.der("der/revocations.der", revocation_list(issuer))
    store.no_finding("key-orphaned", "der/rsa-pkcs1.der", "its certificate is in another file")
    store.no_finding("key-orphaned", "der/rsa-pkcs8-locked.der", "its public half is not known")

    unending = issue("unending.example", by_ec.key, until=datetime(9999, 12, 31, 23, 59, 59),
                     serial=1)
    store.der("der/unending.der", certificate(
        unending.made, "ends in the year 9999 (GeneralizedTime), serial number 1"))
    store.no_finding("expired", "der/unending.der", "the year 9999")
    store.finding("key-reused", "der/unending.der", "the key of another certificate of the store")


def rsa_pss_pair():
    """A key and a self-signed certificate with id-RSASSA-PSS wherever an algorithm is named."""
    algorithm = object_identifier("1.2.840.113549.1.1.10")
    sha256 = sequence(object_identifier("2.16.840.1.101.3.4.2.1"), NULL)
    mask = sequence(object_identifier("1.2.840.113549.1.1.8"), sha256)
    salt = der(0x02, bytes([hashes.SHA256.digest_size]))
    signing = sequence(algorithm, sequence(der(0xA0, sha256), der(0xA1, mask), der(0xA2, salt)))
    plain = sequence(object_identifier("1.2.840.113549.1.1.1"), NULL)

    party = issue("rsa-pss.example", rsa_key())
    info = public_info(party.key)
    _, signed_with, _ = children(party.certificate.der)
    body = swap(party.made.tbs_certificate_bytes, info, swap(info, plain, sequence(algorithm)))
    body = swap(body, signed_with, signing)
    signature = party.key.sign(body, padding.PSS(padding.MGF1(hashes.SHA256()),
                                                 hashes.SHA256.digest_size), hashes.SHA256())
    made = Item("certificate", "CERTIFICATE", sequence(body, signing, bit_string(signature)),
                "RSA-PSS key, RSA-PSS signature")
    private = Item("private-key", "PRIVATE KEY",
                   swap(party.private_key.der, plain, sequence(algorithm)), "RSA-PSS, PKCS#8")
    return private, made


def encodings_algorithms(store):
    keys = {
        "ed25519": ed25519.Ed25519PrivateKey.generate(),
        "ed448": ed448.Ed448PrivateKey.generate(),
        "p-256": ec_key(), "p-384": ec_key(ec.SECP384R1), "p-521": ec_key(ec.SECP521R1),
        "secp256k1": ec_key(ec.SECP256K1),
        # The highest hexadecimal digit of the modulus is zero: `Modulus=` prints 513 digits.
        "rsa-2052": rsa_key(2052),
    }
    for stem, key in keys.items():
        party = issue(stem + ".example", key)
        store.pem(f"algorithms/{stem}.crt", party.certificate)
        store.pem(f"algorithms/{stem}.key", party.private_key)
        store.no_finding("key-weak", f"algorithms/{stem}.crt", describe(key))

    private, made = rsa_pss_pair()
    store.pem("algorithms/rsa-pss.crt", made)
    store.pem("algorithms/rsa-pss.key", private)
    three_primes = run(["openssl", "genrsa", "-primes", "3", "-traditional", "2048"])
    multi_prime = item_from_pem("private-key", three_primes, "RSA-2048 of three primes, PKCS#1")
    store.pem("algorithms/rsa-three-primes.key", multi_prime)
    store.finding("key-orphaned", "algorithms/rsa-three-primes.key", "the key stands alone")

    exchange = x25519.X25519PrivateKey.generate()
    store.pem("algorithms/x25519.key", pkcs8(exchange))
    store.pem("algorithms/x25519.pub", public(exchange))
    store.finding("key-orphaned", "algorithms/x25519.key", "a public key is no certificate")
    encodings_weak(store)


def encodings_weak(store):
    """Every form of a weak key in one file: see estate_weaknesses."""
    for path, key in (("rsa-2044.pem", rsa_key(2044)), ("dsa.pem", dsa.generate_private_key(2048))):
        party = issue(path.removesuffix(".pem") + ".example", key)
        store.pem(f"algorithms/{path}", party.private_key, traditional(key), public(key),
                  party.certificate)
        store.finding("key-weak", f"algorithms/{path}", describe(key))
        store.no_finding("key-orphaned", f"algorithms/{path}", "its certificate is there")
    store.der("algorithms/dsa.der", traditional(dsa.generate_private_key(2048)))
    store.finding("key-weak", "algorithms/dsa.der", "DSA of any length")
    store.finding("key-orphaned", "algorithms/dsa.der", "the key stands alone")


def encodings_layout(store, by_rsa, by_ec, issuer):
    key, made = traditional(by_rsa.key), by_rsa.certificate
    store.pem("layout/crlf.pem", "Lines that end in CR LF.\n", key, made, line_end="\r\n")
    store.pem("layout/text-around.pem",
              "Text of `openssl x509 -text` before each certificate:\n",
              openssl_certificate(by_rsa, "-noout", "-text").decode(), made,
              "Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n", key,
              "Text after the last block, with no line end")
    store.pem("layout/several.pem", key, ec_parameters(), traditional(by_ec.key), made,
              "\n\n", by_ec.certificate, public(by_ec.key), request(by_rsa),
              revocation_list(issuer))
    store.pem("layout/wide-lines.pem", made, width=76)
    unterminated = pem_file(made)
    store.add("layout/no-last-line-end.pem", unterminated.converted(bytes.rstrip))
    store.no_finding("key-cert-mismatch", "layout/crlf.pem", "the key fits")
    store.no_finding("key-cert-mismatch", "layout/several.pem", "two keys, both with certificates")


def encodings_names(store, by_rsa, by_ec):
    key, made = by_rsa.private_key, by_rsa.certificate
    store.pem("names/notes.txt", "The certificate is\n", made, "and that is all.\n")
    store.der("names/image.png", key)
    store.pem("names/no-extension", key)
    store.pem("names/.hidden.pem", made)
    store.pem("names/with two  spaces.pem", made)
    store.pem("names/Schlüssel für Gäste.key", key)
    store.pem("names/it's \"quoted\", twice.crt", made)
    awkward = x509.Name([
        x509.RelativeDistinguishedName([
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Müller & Söhne, \"Test\"; <b>GmbH</b>"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "=1+1")]),
        x509.RelativeDistinguishedName([
            x509.NameAttribute(NameOID.COMMON_NAME, " leading space, #hash + 證書 \\ end ")])])
    store.pem("names/awkward-subject.crt", certificate(
        issue(awkward, by_ec.key).made, "a subject that needs every kind of escape"))


def build():
    store = Store("encodings")
    by_rsa, by_ec = issue("rsa.example", rsa_key()), issue("ec.example", ec_key())
    issuer = authority("Revocation Issuer", rsa_key())
    encodings_pem(store, by_rsa, by_ec, issuer)
    encodings_der(store, by_rsa, by_ec, issuer)
    encodings_algorithms(store)
    encodings_layout(store, by_rsa, by_ec, issuer)
    encodings_names(store, by_rsa, by_ec)
    store.expect("finding", "pem/auxiliary-certificate.pem", "*", "pem-trusted-label", "OpenSSL alone knows this label")
    store.expect("finding", "layout/crlf.pem", "*", "pem-crlf", "every line ends in CRLF")
    store.expect("finding", "layout/crlf.pem", "*", "pem-text-around", "text between the blocks")
    store.expect("finding", "layout/text-around.pem", "*", "pem-text-around", "prose before and after")
    for path in ("der/rsa-pkcs8-locked.der", "pem/rsa-pkcs1-locked.pem",
                 "pem/rsa-pkcs8-locked.pem"):
        store.expect("finding", path, "*", "key-encrypted", "locked")
    return store
