"""Keys, certificates, requests and revocation lists as objects that know their encodings."""

import dataclasses
import re
import textwrap
from base64 import b64decode, b64encode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from recipes.common import BEGIN, DASHES, END, PASSPHRASE, VALID_FROM, VALID_UNTIL
from recipes.der import der


@dataclasses.dataclass(frozen=True)
class Item:
    """One object as it stands in a file. A kind of None is a block that is no artifact."""
    kind: str
    label: str
    der: bytes
    note: str
    headers: str = ""

    def labelled(self, label):
        return dataclasses.replace(self, label=label, note=f"{self.note}, label {label}")

    def pem(self, width=64):
        body = b64encode(self.der).decode()
        lines = textwrap.wrap(body, width) if width else [body]
        return "\n".join([BEGIN + self.label + DASHES, *self.header_lines(), *lines,
                          END + self.label + DASHES]) + "\n"

    def header_lines(self):
        return self.headers.split("\n") + [""] if self.headers else []


def item_from_pem(kind, text, note):
    """The item that another program wrote as a PEM block."""
    label, inside = re.search(f"{BEGIN}(.*?){DASHES}\n(.*?){END}", text.decode(), re.S).groups()
    headers, _, body = inside.rpartition("\n\n")
    return Item(kind, label, b64decode(body), note, headers)


def describe(key):
    """A key's algorithm in the words of the why column."""
    if isinstance(key, (rsa.RSAPrivateKey, rsa.RSAPublicKey)):
        return f"RSA-{key.key_size}"
    if isinstance(key, (ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey)):
        return f"EC {key.curve.name}"
    name = type(key).__name__.strip("_").removesuffix("PrivateKey").removesuffix("PublicKey")
    return name if name != "DSA" else f"DSA-{key.key_size}"


def private_bytes(key, encoding, form, lock=None):
    return key.private_bytes(encoding, form, lock or serialization.NoEncryption())


def pkcs8(key):
    data = private_bytes(key, serialization.Encoding.DER, serialization.PrivateFormat.PKCS8)
    return Item("private-key", "PRIVATE KEY", data, f"{describe(key)}, PKCS#8")


def traditional(key):
    """PKCS#1, SEC1 or the old DSA structure, as the key has it."""
    data = private_bytes(key, serialization.Encoding.PEM,
                         serialization.PrivateFormat.TraditionalOpenSSL)
    return item_from_pem("private-key", data, f"{describe(key)}, traditional structure")


def locked_pkcs8(key):
    data = private_bytes(key, serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                         serialization.BestAvailableEncryption(PASSPHRASE))
    return item_from_pem("private-key", data, f"{describe(key)}, locked PKCS#8")


def locked_traditional(key):
    data = private_bytes(key, serialization.Encoding.PEM,
                         serialization.PrivateFormat.TraditionalOpenSSL,
                         serialization.BestAvailableEncryption(PASSPHRASE))
    return item_from_pem("private-key", data, f"{describe(key)}, locked by Proc-Type header")


def public_info(key):
    """The DER of the SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(serialization.Encoding.DER,
                                         serialization.PublicFormat.SubjectPublicKeyInfo)


def public(key):
    return Item("public-key", "PUBLIC KEY", public_info(key), f"{describe(key)}, public half")


def public_pkcs1(key):
    data = key.public_key().public_bytes(serialization.Encoding.DER,
                                         serialization.PublicFormat.PKCS1)
    return Item("public-key", "RSA PUBLIC KEY", data, f"{describe(key)}, public half, PKCS#1")


def certificate(made, note=""):
    subject = made.subject.rfc4514_string().split(",O=")[0]
    data = made.public_bytes(serialization.Encoding.DER)
    return Item("certificate", "CERTIFICATE", data, note or f"{subject}")


def request(party):
    made = (x509.CertificateSigningRequestBuilder().subject_name(party.name)
            .sign(party.key, hashes.SHA256()))
    return Item("request", "CERTIFICATE REQUEST", made.public_bytes(serialization.Encoding.DER),
                f"request for {party.common_name}")


def revocation_list(party):
    revoked = (x509.RevokedCertificateBuilder().serial_number(4711)
               .revocation_date(VALID_FROM).build())
    made = (x509.CertificateRevocationListBuilder().issuer_name(party.name)
            .last_update(VALID_FROM).next_update(VALID_UNTIL)
            .add_revoked_certificate(revoked).sign(party.key, hashes.SHA256()))
    return Item("crl", "X509 CRL", made.public_bytes(serialization.Encoding.DER),
                f"revocation list of {party.common_name}")
