"""Certificates that break a rule of their own, whoever issued them."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recipes.common import CLIENT, JUDGED_AT, SERVER, VALID_FROM, VALID_UNTIL
from recipes.der import children, der
from recipes.issuing import authority, ec_key, issue, name
from recipes.items import certificate
from recipes.store import Store

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
BOTH = CLIENT + SERVER
ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


def made(common_name, *, roles=SERVER, usage=None, names=()):
    """Self-signed, with exactly these extensions."""
    key = ec_key()
    subject = name(common_name)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(VALID_FROM).not_valid_after(VALID_UNTIL)
               .add_extension(x509.BasicConstraints(False, None), critical=True))
    if roles:
        builder = builder.add_extension(x509.ExtendedKeyUsage(roles), critical=False)
    if usage is not None:
        wanted = {"digital_signature", "content_commitment", "key_encipherment",
                  "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                  "encipher_only", "decipher_only"}
        builder = builder.add_extension(
            x509.KeyUsage(**{one: one in usage for one in wanted}), critical=True)
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
    return certificate(builder.sign(key, hashes.SHA256()))


def resigned(common_name, old, new):
    """A self-signed certificate with some bytes of what is signed replaced."""
    key = ec_key()
    party = issue(common_name, key)
    signed = party.made.tbs_certificate_bytes
    assert signed.count(old) == 1 and len(old) == len(new)
    signed = signed.replace(old, new)
    signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return certificate(x509.load_der_x509_certificate(
        der(0x30, signed + ECDSA_WITH_SHA256 + der(0x03, b"\0" + signature))))


def general():
    store = Store("certificate-rules")
    store.pem("early/server.crt", issue("early.example", ec_key(), start=JUDGED_AT + SECOND
                                        ).certificate)
    store.pem("begins/server.crt", issue("begins.example", ec_key(), start=JUDGED_AT).certificate)
    store.pem("inverted/server.crt", resigned("inverted.example", b"450101000000Z",
                                              b"240101000000Z"))
    store.pem("usage/client.crt", made("courier", roles=SERVER, names=["courier.example"]))
    store.pem("usage/both/client.crt", made("courier", roles=BOTH, names=["courier.example"]))
    store.pem("signing/orders.crt", made("orders", roles=CLIENT, usage={"key_encipherment"}))
    store.pem("signing/billing.crt", made("billing", roles=CLIENT, usage={"digital_signature"}))
    store.pem("names/bare.crt", made("bare.example"))
    store.pem("names/named.crt", made("named.example", names=["named.example"]))
    store.pem("names/service.crt", made("saml service"))
    root = authority("Counting Root", ec_key())
    store.pem("serial/zero.crt", resigned_serial(root))
    store.pem("serial/issuing.crt", root.certificate)
    twins = [issue(one, ec_key(), root, serial=0x1234) for one in ("one.example", "two.example")]
    store.pem("serial/one.crt", twins[0].certificate)
    store.pem("serial/two.crt", twins[1].certificate)
    store.pem("serial/three.crt", issue("three.example", ec_key(), root, serial=0x1235).certificate)
    store.finding("not-yet-valid", "early/server.crt", "begins a second later")
    store.no_finding("not-yet-valid", "begins/server.crt", "begins at this second")
    store.finding("dates-inverted", "inverted/server.crt", "2025 to 2024")
    store.no_finding("dates-inverted", "begins/server.crt", "ends after it begins")
    store.finding("eku-no-client-auth", "usage/client.crt", "called a client's, serverAuth only")
    store.no_finding("eku-no-client-auth", "usage/both/client.crt", "clientAuth too")
    store.finding("ku-no-digital-signature", "signing/orders.crt", "keyEncipherment only")
    store.no_finding("ku-no-digital-signature", "signing/billing.crt", "digitalSignature")
    store.finding("san-missing", "names/bare.crt", "only a common name")
    store.no_finding("san-missing", "names/named.crt", "an alternative name")
    store.no_finding("san-missing", "names/service.crt", "no host, and none looked up")
    store.expect("finding", "serial/zero.crt", "*", "serial-bad", "serial number zero")
    store.no_finding("serial-bad", "serial/one.crt", "a small number is one")
    store.expect("finding", "*", "*", "serial-duplicate", "one.crt or two.crt")
    store.no_finding("serial-duplicate", "serial/three.crt", "the next number")
    return store


def resigned_serial(root):
    """Issued with serial number 0, which the builder refuses."""
    key = ec_key()
    party = issue("zero.example", key, root, serial=0x77)
    signed = party.made.tbs_certificate_bytes
    assert signed.count(b"\x02\x01\x77") == 1
    signed = signed.replace(b"\x02\x01\x77", b"\x02\x01\x00")
    signature = root.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return certificate(x509.load_der_x509_certificate(
        der(0x30, signed + ECDSA_WITH_SHA256
            + der(0x03, b"\0" + signature))))


def version_1():
    """What is signed without its version, which stands first, and its extensions, which end it."""
    key = ec_key()
    signed = issue("old.example", key).made.tbs_certificate_bytes
    elements = children(signed)
    signed = der(0x30, *elements[1:-1])
    signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return certificate(x509.load_der_x509_certificate(
        der(0x30, signed + ECDSA_WITH_SHA256 + der(0x03, b"\0" + signature))))


def alb_profile():
    store = Store("profile-aws-alb")
    store.pem("old/server.crt", version_1())
    store.pem("new/server.crt", issue("new.example", ec_key()).certificate)
    store.finding("cert-not-v3", "old/server.crt", "version 1")
    store.finding("san-missing", "old/server.crt", "version 1 has no extensions")
    store.no_finding("cert-not-v3", "new/server.crt", "version 3")
    return store


def gcp_profile():
    store = Store("profile-gcp-lb")
    store.pem("orders/client.crt", authority("orders", ec_key()).certificate)
    store.pem("billing/client.crt", issue("billing", ec_key(), roles=CLIENT).certificate)
    store.finding("client-is-ca", "orders/client.crt", "as openssl req -x509 makes it")
    store.finding("eku-no-client-auth", "orders/client.crt", "no extended key usage")
    store.no_finding("client-is-ca", "billing/client.crt", "CA:FALSE")
    return store


def web_profile():
    store = Store("profile-webpki")
    absent = authority("Absent Root", ec_key())
    start = datetime(2026, 4, 1)
    for folder, seconds in (("long", 1), ("right", 0)):
        leaf = issue(f"{folder}.example", ec_key(), absent, start=start,
                     until=start + 200 * DAY - SECOND + seconds * SECOND)
        store.pem(f"{folder}/server.crt", leaf.certificate)
        store.finding("chain-issuer-missing", f"{folder}/server.crt", "its issuer is not here")
        store.finding("expired", f"{folder}/server.crt", "200 days from 2026-04-01")
    store.finding("validity-too-long", "long/server.crt", "200 days and a second")
    store.no_finding("validity-too-long", "right/server.crt", "200 days, both ends counted")
    return store


def build():
    return [general(), alb_profile(), gcp_profile(), web_profile()]
