"""Truststores and what is wrong with their content."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519

from recipes.common import CLIENT, JUDGED_AT, VALID_FROM, VALID_UNTIL
from recipes.issuing import Party, authority, ec_key, issue, name
from recipes.items import certificate, pkcs8
from recipes.store import Store

DAY = timedelta(days=1)
# A root of the public web, as the Debian package ca-certificates carries it.
WEB_ROOT = Path("/usr/share/ca-certificates/mozilla/ISRG_Root_X2.crt")
# RFC 8032, section 7.1, test 1.
PUBLISHED_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")


def root(common_name="Root", **options):
    return authority(common_name, ec_key(), **options)


def times():
    store = Store("truststore-times")
    sound = root("Sound")
    store.pem("truststore.pem", sound.certificate, root("Over", until=JUDGED_AT - DAY).certificate,
              root("Early", start=JUDGED_AT + DAY).certificate, sound.certificate)
    store.pem("edge/trusted.pem", root("Begins", start=JUDGED_AT).certificate,
              root("Ends", until=JUDGED_AT).certificate)
    first, over, early, _ = (place.item for place in store.files["truststore.pem"].places)
    store.finding("truststore-expired", "truststore.pem", "its time ended the day before", over)
    store.finding("truststore-not-yet-valid", "truststore.pem", "it begins the day after", early)
    store.finding("truststore-duplicate", "truststore.pem", "twice the same", first)
    store.rows[-1] = (*store.rows[-1][:3], "*", *store.rows[-1][4:])
    store.no_finding("expired", "truststore.pem", "truststore-expired says it")
    store.no_finding("truststore-expired", "edge/trusted.pem", "ends at this second")
    store.no_finding("truststore-not-yet-valid", "edge/trusted.pem", "begins at this second")
    store.no_finding("truststore-duplicate", "edge/trusted.pem", "two certificates")
    store.finding("expires-soon", "edge/trusted.pem", "ends at this second",
                  store.files["edge/trusted.pem"].places[1].item)
    return store


def succeeded():
    """Stores whose only member has to go, with and without something to take its place."""
    store = Store("truststore-succeeded")
    key = ec_key()
    store.pem("old/truststore.pem", authority("Succeeded", key, until=JUDGED_AT - DAY).certificate)
    store.pem("new/succeeded.pem", authority("Succeeded", key).certificate)
    issuing, lost = root("Succeeded Issuing"), root("Succeeded Lost")
    store.pem("new/issuing.pem", issuing.certificate)
    store.pem("leaf/truststore.pem", issue("leaf.example", ec_key(), issuing).certificate)
    store.pem("lost/truststore.pem", issue("lost.example", ec_key(), lost).certificate)
    store.finding("truststore-expired", "old/truststore.pem", "a valid one of its key is elsewhere")
    store.finding("truststore-has-leaf", "leaf/truststore.pem", "its CA is elsewhere")
    store.finding("truststore-has-leaf", "lost/truststore.pem", "its CA is nowhere")
    return store


def drift():
    store = Store("truststore-drift")
    one, two, three = root("One"), root("Two"), root("Three")
    store.pem("dev/truststore.pem", root("Development").certificate)
    store.pem("eu/truststore.pem", one.certificate, two.certificate, three.certificate)
    store.pem("us/truststore.pem", one.certificate, two.certificate)
    store.pem("gateway/trusted.pem", one.certificate, two.certificate)
    store.expect("finding", "eu/truststore.pem", "*", "truststore-drift",
                 "has one more than us/truststore.pem")
    store.no_finding("truststore-drift", "dev/truststore.pem", "the name, but nothing in common")
    store.no_finding("truststore-drift", "us/truststore.pem", "told at the other one")
    store.no_finding("truststore-drift", "gateway/trusted.pem", "another name")
    return store


def content():
    """Named by --truststore: see tests/end_to_end/test_corpus.py."""
    store = Store("truststore-named")
    private = root("Private")
    web = certificate(x509.load_pem_x509_certificate(WEB_ROOT.read_bytes()))
    leaf = issue("orders", ec_key(), private, roles=CLIENT)
    own = issue("courier", ec_key(), roles=CLIENT)
    store.pem("named/clients.pem", private.certificate, leaf.certificate, own.certificate,
              web)
    store.pem("named/partners.pem", private.certificate, own.certificate)
    store.finding("truststore-has-leaf", "named/clients.pem", "issued, and no CA", leaf.certificate)
    store.finding("truststore-public-ca", "named/clients.pem", "a root of the web", web)
    store.no_finding("truststore-has-leaf", "named/partners.pem", "self-signed")
    store.no_finding("truststore-public-ca", "named/partners.pem", "a private root")
    return store


def without_identifier(common_name, key):
    subject = name(common_name)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(VALID_FROM).not_valid_after(VALID_UNTIL)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .sign(key, hashes.SHA256()))
    return Party(key, subject, made)


def rekeyed():
    store = Store("truststore-rekeyed")
    key = ec_key()
    store.pem("truststore.pem", without_identifier("Rekeyed", ec_key()).certificate,
              without_identifier("Rekeyed", ec_key()).certificate)
    store.pem("renewed/trusted.pem", authority("Renewed", key, until=VALID_UNTIL - DAY).certificate,
              authority("Renewed", key).certificate)
    store.expect("finding", "truststore.pem", "*", "truststore-rekeyed-ca", "one name, two keys")
    store.no_finding("truststore-rekeyed-ca", "renewed/trusted.pem", "one name, one key")
    return store


def client_text():
    store = Store("client-text")
    orders, billing = (issue(one, ec_key(), roles=CLIENT) for one in ("orders", "billing"))
    store.pem("orders/client.crt", orders.certificate, line_end="\r\n")
    store.pem("billing/client.crt", billing.certificate)
    store.pem("truststore.pem", orders.certificate, billing.certificate)
    store.finding("client-text-differs", "orders/client.crt", "CR LF here, LF in the truststore")
    store.expect("finding", "orders/client.crt", "", "pem-crlf", "CR LF")
    store.no_finding("client-text-differs", "billing/client.crt", "the same text")
    store.no_finding("client-selfsigned-altered", "orders/client.crt", "the same bytes")
    return store


def published():
    store = Store("key-published")
    key = ed25519.Ed25519PrivateKey.from_private_bytes(PUBLISHED_KEY)
    store.pem("service/tls.key", pkcs8(key))
    store.pem("service/tls.crt", issue("service", key).certificate)
    store.pem("other/tls.key", pkcs8(own := ed25519.Ed25519PrivateKey.generate()))
    store.pem("other/tls.crt", issue("other", own).certificate)
    store.expect("finding", "service/tls.crt", "*", "key-published", "RFC 8032, section 7.1, test 1")
    store.no_finding("key-published", "other/tls.key", "a fresh key")
    return store


def gateway_profile():
    store = Store("profile-aws-apigateway--truststores")
    top, left, right = root("Top"), root("Left"), root("Right")
    lone = authority("Lone", ec_key(), root("Absent"))
    key = ec_key()
    store.pem("lone/truststore.pem", lone.certificate)
    store.pem("whole/trusted.pem", top.certificate, authority("Below", ec_key(), top).certificate)
    store.pem("cross/trust.pem", left.certificate, right.certificate,
              authority("Crossed", key, left).certificate,
              authority("Crossed", key, right).certificate)
    store.finding("truststore-missing-root", "lone/truststore.pem", "its root is absent")
    store.expect("finding", "cross/trust.pem", "*", "truststore-subject-conflict",
                 "one subject under two issuers")
    store.no_finding("truststore-missing-root", "whole/trusted.pem", "up to the root")
    store.no_finding("truststore-subject-conflict", "whole/trusted.pem", "two subjects")
    return store


def schannel_profile():
    store = Store("profile-schannel")
    top = root("Top")
    below = authority("Below", ec_key(), top)
    store.pem("truststore.pem", top.certificate, below.certificate)
    store.pem("roots/trusted.pem", top.certificate, root("Second").certificate)
    store.finding("truststore-root-not-selfsigned", "truststore.pem", "issued by another",
                  below.certificate)
    store.no_finding("truststore-root-not-selfsigned", "roots/trusted.pem", "self-signed, both")
    return store


def own_ca_profile():
    store = Store("profile-cloudflare-byoca")
    roots = [root(f"Root {number}").certificate for number in range(6)]
    store.pem("truststore.pem", *roots)
    store.pem("five/trusted.pem", *roots[1:])
    store.pem("client/anchor.pem", issue("courier", ec_key(), roles=CLIENT).certificate)
    store.expect("finding", "truststore.pem", "*", "truststore-over-limit", "six, and five are allowed")
    store.finding("truststore-has-leaf", "client/anchor.pem", "self-signed, but this consumer wants CAs")
    store.no_finding("truststore-over-limit", "five/trusted.pem", "five")
    return store


def listed():
    """Many self-signed certificates without a key, under a name that says nothing."""
    store = Store("truststore-listed")
    peers = [issue(f"peer {number}", ec_key(), roles=None, digest=hashes.SHA1)
             for number in range(6)]
    store.pem("accepted/peers.pem", *[peer.certificate for peer in peers[:5]])
    store.pem("accepted/trusted.pem", root("Sound").certificate)
    store.pem("outside/peer.pem", peers[5].certificate)
    store.no_finding("client-selfsigned-untrusted", "accepted/peers.pem", "a list of what is trusted")
    store.no_finding("signature-weak", "accepted/peers.pem", "nobody verifies an anchor's signature")
    store.finding("client-selfsigned-untrusted", "outside/peer.pem", "neither list has it",
                  peers[5].certificate)
    store.finding("signature-weak", "outside/peer.pem", "presented by itself", peers[5].certificate)
    return store


def build():
    return [times(), succeeded(), drift(), listed(), content(), rekeyed(), client_text(), published(), gateway_profile(),
            schannel_profile(), own_ca_profile()]
