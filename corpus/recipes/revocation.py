"""Revocation lists beside each other: of two keys under one name, and a delta list."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from recipes.common import JUDGED_AT
from recipes.der import bit_string, children, sequence
from recipes.issuing import authority, ec_key, issue
from recipes.items import Item
from recipes.store import Store

DAY = timedelta(days=1)


def revoke(issuer, *entries, number, start, delta=None, signer=None, named=None):
    """entries: certificates and the reasons for which they are listed. named: whose key identifier
    the list has."""
    builder = (x509.CertificateRevocationListBuilder().issuer_name(issuer.name)
               .last_update(start).next_update(JUDGED_AT + 30 * DAY)
               .add_extension(x509.CRLNumber(number), critical=False))
    for party, reason in entries:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(party.made.serial_number)
            .revocation_date(start).add_extension(x509.CRLReason(reason), critical=False).build())
    if delta is not None:
        builder = builder.add_extension(x509.DeltaCRLIndicator(delta), critical=True)
    if named:
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
            named.key.public_key()), critical=False)
    made = builder.sign((signer or issuer).key, hashes.SHA256())
    return Item("crl", "X509 CRL", made.public_bytes(serialization.Encoding.DER),
                f"list number {number}")


def of_serial_number_zero(issuer, start):
    """A list that revokes it, as some test suites have one. RFC 5280 wants positive numbers, and so
    does the library: it is written for 1, changed, and signed anew."""
    made = (x509.CertificateRevocationListBuilder().issuer_name(issuer.name).last_update(start)
            .next_update(JUDGED_AT + 30 * DAY).add_extension(x509.CRLNumber(7), critical=False)
            .add_revoked_certificate(x509.RevokedCertificateBuilder().serial_number(1)
                                     .revocation_date(start).build())
            .sign(issuer.key, hashes.SHA256()))
    content = made.tbs_certlist_bytes.replace(b"\2\1\1\x17\x0d", b"\2\1\0\x17\x0d")
    _, algorithm, _ = children(made.public_bytes(serialization.Encoding.DER))
    signature = issuer.key.sign(content, ec.ECDSA(hashes.SHA256()))
    return Item("crl", "X509 CRL", sequence(content, algorithm, bit_string(signature)),
                "revokes serial number 0")


def build():
    store = Store("revocation")
    reasons = x509.ReasonFlags
    root = authority("Revocation Root", ec_key())
    former, latter, third = (authority(name, ec_key(), root)
                             for name in ("Rekeyed", "Rekeyed", "Delta"))
    start = JUDGED_AT - 10 * DAY
    store.pem("truststore.pem", root.certificate)
    below = {name: issue(f"{name}.example", ec_key(), issuer) for name, issuer in (
        ("former", former), ("latter", latter), ("good", latter), ("back", third),
        ("gone", third), ("quiet", third))}
    for name, issuer in (("former", former), ("latter", latter), ("good", latter),
                         ("back", third), ("gone", third), ("quiet", third)):
        store.pem(f"{name}/fullchain.pem", below[name].certificate, issuer.certificate)
    store.pem("lists/former.crl", revoke(former, (below["former"], reasons.superseded),
                                         number=1, start=start))
    store.pem("lists/latter.crl", revoke(latter, (below["latter"], reasons.key_compromise),
                                         number=1, start=start))
    store.pem("lists/base.crl", revoke(third, (below["back"], reasons.certificate_hold),
                                       number=1, start=start))
    store.pem("lists/delta.crl", revoke(third, (below["back"], reasons.remove_from_crl),
                                        (below["gone"], reasons.key_compromise),
                                        number=2, start=start + DAY, delta=1))
    # Of one name and another key, with the right key's identifier or that of the key that signed.
    forger = authority("Delta", ec_key(), root)
    for path, named in (("lists/forged.crl", third), ("lists/of-another-key.crl", forger)):
        store.pem(path, revoke(third, number=3, start=start + 2 * DAY, signer=forger, named=named))
    store.finding("signature-invalid", "lists/forged.crl", "names the key of the CA, which did not sign it")
    store.no_finding("signature-invalid", "lists/of-another-key.crl", "by a key that is not here")
    store.no_finding("signature-invalid", "lists/base.crl", "signed by its CA")
    zero = authority("Zero", ec_key(), root)
    spared = issue("spared.example", ec_key(), zero)
    store.pem("spared/fullchain.pem", spared.certificate, zero.certificate)
    store.pem("lists/zero.crl", of_serial_number_zero(zero, start))
    store.no_finding("cert-revoked-by-crl", "spared/fullchain.pem", "only the number 0 is listed")
    store.no_finding("signature-invalid", "lists/zero.crl", "signed by its CA")
    for name, why in (("former", "in the list of the former key"),
                      ("latter", "in that of the latter, of the same day"),
                      ("gone", "in the delta list")):
        store.finding("cert-revoked-by-crl", f"{name}/fullchain.pem", why, below[name].certificate)
    for name, why in (("good", "in no list of either key"),
                      ("back", "the delta list takes the hold back"), ("quiet", "in neither list")):
        store.no_finding("cert-revoked-by-crl", f"{name}/fullchain.pem", why)
    return store
