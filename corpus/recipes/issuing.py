"""Makes keys and issues certificates."""

import dataclasses

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, rsa
from cryptography.x509.oid import NameOID

from recipes.common import SERVER, VALID_FROM, VALID_UNTIL
from recipes.items import certificate, pkcs8


def rsa_key(bits=2048):
    return rsa.generate_private_key(65537, bits)


def ec_key(curve=ec.SECP256R1):
    return ec.generate_private_key(curve())


def name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "certsweep test material"),
                      x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


@dataclasses.dataclass(frozen=True)
class Party:
    """A key and the certificate issued for it."""
    key: object
    name: x509.Name
    made: x509.Certificate

    @property
    def common_name(self):
        return self.name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value

    @property
    def certificate(self):
        return certificate(self.made)

    @property
    def private_key(self):
        return pkcs8(self.key)


def issue(subject, key, issuer=None, *, roles=SERVER, ca=False, start=VALID_FROM, until=VALID_UNTIL,
          digest=hashes.SHA256, serial=None, issuer_identifier=None, extensions=()):
    """A certificate by the issuer, or a self-signed one. No roles: no extended key usage.
    issuer_identifier: what it says of its issuer's key, if not the truth. extensions: more of them,
    none critical."""
    subject = name(subject) if isinstance(subject, str) else subject
    signer = issuer.key if issuer else key
    builder = (x509.CertificateBuilder().subject_name(subject)
               .issuer_name(issuer.name if issuer else subject)
               .public_key(key.public_key()).serial_number(serial or x509.random_serial_number())
               .not_valid_before(start).not_valid_after(until)
               .add_extension(x509.BasicConstraints(ca, None), critical=True))
    if ca:
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if roles:
        builder = builder.add_extension(x509.ExtendedKeyUsage(roles), critical=False)
    if issuer:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier(issuer_identifier, None, None) if issuer_identifier else
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    if roles == SERVER:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName("server.example")]), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    unhashed = isinstance(signer, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return Party(key, subject, builder.sign(signer, None if unhashed else digest()))


def authority(common_name, key, issuer=None, **options):
    return issue(common_name, key, issuer, roles=None, ca=True, **options)


def damaged(party):
    """The certificate with the last byte of its signature changed."""
    data = party.certificate.der
    return dataclasses.replace(party.certificate, der=data[:-1] + bytes([data[-1] ^ 1]),
                               note=f"{party.certificate.note}, signature damaged")
