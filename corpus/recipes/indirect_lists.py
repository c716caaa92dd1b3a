"""Indirect revocation lists (RFC 5280 sections 5.2.5 and 6.3.3): one service that lists what several CAs
revoke, and a stranger who tries to."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from recipes.common import JUDGED_AT
from recipes.issuing import authority, ec_key, issue
from recipes.items import Item
from recipes.store import Store

DAY = timedelta(days=1)


def names(*parties):
    return [x509.DirectoryName(party.name) for party in parties]


def told_by(service):
    """What a certificate says that this service lists."""
    return x509.CRLDistributionPoints([x509.DistributionPoint(None, None, None, names(service))])


def indirect_list(service, *entries, key=None):
    """entries: the issuer under which a certificate is listed, or None to go on with the one before;
    and the certificate."""
    start = JUDGED_AT - 10 * DAY
    builder = (x509.CertificateRevocationListBuilder().issuer_name(service.name)
               .last_update(start).next_update(JUDGED_AT + 30 * DAY)
               .add_extension(x509.CRLNumber(1), critical=False)
               .add_extension(x509.IssuingDistributionPoint(
                   None, None, False, False, None, True, False), critical=True))
    for issuer, party in entries:
        entry = (x509.RevokedCertificateBuilder().serial_number(party.made.serial_number)
                 .revocation_date(start)
                 .add_extension(x509.CRLReason(x509.ReasonFlags.superseded), critical=False))
        if issuer:
            entry = entry.add_extension(x509.CertificateIssuer(names(issuer)), critical=True)
        builder = builder.add_revoked_certificate(entry.build())
    made = builder.sign(key or service.key, hashes.SHA256())
    return Item("crl", "X509 CRL", made.public_bytes(serialization.Encoding.DER), "an indirect list")


def build():
    store = Store("indirect-lists")
    root = authority("Indirect Root", ec_key())
    service = authority("List Service", ec_key(), root)
    one, two = (authority(name, ec_key(), root) for name in ("Delegating One", "Delegating Two"))
    stranger = authority("Stranger", ec_key())
    store.pem("truststore.pem", root.certificate)
    below = {}
    for name, issuer, teller in (
            ("first", one, service), ("next", one, service), ("two", two, service),
            ("own", service, None), ("other-number", two, service), ("silent", two, None),
            ("strange", two, stranger)):
        below[name] = issue(f"{name}.example", ec_key(), issuer,
                            extensions=(told_by(teller),) if teller else ())
        store.pem(f"{name}/fullchain.pem", below[name].certificate, issuer.certificate)
    store.pem("service.pem", service.certificate)
    store.pem("stranger.pem", stranger.certificate)
    store.pem("lists/service.crl", indirect_list(
        service, (one, below["first"]), (None, below["next"]), (two, below["two"]),
        (one, below["other-number"]), (two, below["silent"]), (service, below["own"])))
    store.pem("lists/stranger.crl", indirect_list(stranger, (two, below["strange"])))
    for name, why in (("first", "listed under its issuer"),
                      ("next", "listed behind another of its issuer"),
                      ("two", "listed under the next issuer"),
                      ("own", "of the service itself, listed behind those of others")):
        store.finding("cert-revoked-by-crl", f"{name}/fullchain.pem", why, below[name].certificate)
    for name, why in (("other-number", "another issuer's certificate has the number"),
                      ("silent", "does not name the service for its lists"),
                      ("strange", "nothing vouches for the stranger that vouches for it")):
        store.no_finding("cert-revoked-by-crl", f"{name}/fullchain.pem", why)
    return store
