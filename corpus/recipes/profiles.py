"""What only some consumers refuse: a store for each, with something it takes and something not."""

from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from recipes.common import ANY_TRAIL, CLIENT, SERVER
from recipes.files import File, Place
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import locked_pkcs8
from recipes.store import Store


def pair(store, stem, party, key=None):
    store.pem(f"{stem}.crt", party.certificate)
    store.pem(f"{stem}.key", key or party.private_key)


def load_balancer():
    """gcp-lb: sizes, curves, digests and usages."""
    store = Store("profile-gcp-lb--keys")
    root = authority("Balancer Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    for name, key in (("long", rsa_key(4352)), ("usual", rsa_key()), ("curve", ec_key(ec.SECP521R1))):
        pair(store, name, issue(f"{name}.example", key, root))
    store.finding("key-weak", "long.crt", "more than 4096 bits")
    store.finding("key-weak", "curve.crt", "P-521")
    store.no_finding("key-weak", "usual.crt", "RSA 2048")
    for_servers = issue("Balancer Servers", ec_key(), root, roles=SERVER, ca=True)
    store.pem("issuer/servers.pem", for_servers.certificate)
    pair(store, "plain-client", issue("plain client", ec_key(), root, roles=None))
    pair(store, "below-client", issue("below client", ec_key(), for_servers, roles=CLIENT))
    pair(store, "right-client", issue("right client", ec_key(), root, roles=CLIENT))
    store.finding("eku-no-client-auth", "plain-client.crt", "no extended key usage")
    store.finding("eku-no-client-auth", "below-client.crt", "its issuer's is serverAuth")
    store.finding("eku-chain-excludes-client", "issuer/servers.pem", "it issued a client's")
    store.finding("chain-incomplete", "below-client.crt", "its issuer is in another file")
    store.no_finding("eku-no-client-auth", "right-client.crt", "clientAuth")
    return store


def level():
    store = Store("profile-openssl-4--keys")
    root = authority("Level Root", ec_key(ec.SECP384R1), digest=hashes.SHA384)
    store.pem("root.pem", root.certificate)
    pair(store, "small", issue("small.example", ec_key(), root, digest=hashes.SHA384))
    pair(store, "short", issue("short.example", rsa_key(), root, digest=hashes.SHA384))
    pair(store, "digest", issue("digest.example", ec_key(ec.SECP384R1), root))
    pair(store, "right", issue("right.example", ec_key(ec.SECP384R1), root, digest=hashes.SHA384))
    store.finding("key-weak", "small.crt", "less than 384 bits")
    store.finding("key-weak", "short.crt", "less than 7680 bits")
    store.finding("signature-weak", "digest.crt", "SHA-256")
    store.no_finding("key-weak", "right.crt", "P-384")
    store.no_finding("signature-weak", "right.crt", "SHA-384")
    return store


def front_door():
    store = Store("profile-azure-frontdoor--keys")
    root = authority("Door Root", rsa_key())
    store.pem("root.pem", root.certificate)
    pair(store, "curve", issue("curve.example", ec_key(), root))
    pair(store, "rsa", issue("rsa.example", rsa_key(), root))
    store.finding("key-weak", "curve.crt", "no elliptic curves")
    store.no_finding("key-weak", "rsa.crt", "RSA")
    return store


def days():
    store = Store("profile-cloudflare-custom--days")
    root = authority("Days Root", ec_key())
    store.pem("root.pem", root.certificate)
    pair(store, "near", issue("near.example", ec_key(), root, until=datetime(2026, 11, 12)))
    pair(store, "far", issue("far.example", ec_key(), root, until=datetime(2026, 12, 20)))
    store.finding("expires-soon", "near.crt", "11 days left")
    store.no_finding("expires-soon", "far.crt", "49 days left")
    return store


def content_network():
    """aws-cloudfront: what is sent along."""
    store = Store("profile-aws-cloudfront--bundles")
    root = authority("Network Root", ec_key())
    issuing = authority("Network Issuing", ec_key(), root)
    stranger = authority("Network Stranger", ec_key(), root)
    store.pem("issuer/root.pem", root.certificate)
    store.pem("issuer/stranger.pem", stranger.certificate)

    def bundle(name, *behind):
        party = issue(f"{name}.example", ec_key(), issuing)
        store.pem(f"{name}.pem", party.certificate, *behind)
        store.pem(f"{name}.key", party.private_key)

    bundle("rooted", issuing.certificate, root.certificate)
    bundle("mixed", issuing.certificate, stranger.certificate)
    bundle("right", issuing.certificate)
    store.expect("finding", "rooted.pem", ANY_TRAIL, "chain-has-root", "its root behind it")
    store.expect("finding", "mixed.pem", ANY_TRAIL, "chain-unrelated-cert", "another CA")
    late = issue("late.example", ec_key(), issuing)
    store.pem("late.pem", issuing.certificate, late.certificate)
    store.expect("finding", "late.pem", ANY_TRAIL, "chain-order", "its issuer comes first")
    for check in ("chain-has-root", "chain-unrelated-cert", "chain-order"):
        store.no_finding(check, "right.pem", "leaf and issuer, in order")
    return store


def first():
    store = Store("profile-nginx--first")
    root = authority("First Root", ec_key())
    issuing = authority("First Issuing", ec_key(), root)
    store.pem("issuer/root.pem", root.certificate)
    late, right = (issue(f"{name}.example", ec_key(), issuing) for name in ("late", "right"))
    store.pem("late.pem", issuing.certificate, late.certificate)
    store.pem("late.key", late.private_key)
    store.pem("right.pem", right.certificate, issuing.certificate)
    store.pem("right.key", right.private_key)
    store.expect("finding", "late.pem", ANY_TRAIL, "chain-leaf-not-first", "its issuer comes first")
    store.expect("finding", "late.pem", ANY_TRAIL, "chain-order", "its issuer comes first")
    store.no_finding("chain-leaf-not-first", "right.pem", "the leaf comes first")
    return store


def names():
    store = Store("profile-mysql--names")
    root = authority("database.example", ec_key())
    store.pem("ca.pem", root.certificate)
    pair(store, "same", issue("database.example", ec_key(), root))
    pair(store, "other", issue("other.example", ec_key(), root))
    store.finding("same-dn-leaf-ca", "same.crt", "named as its CA")
    store.no_finding("same-dn-leaf-ca", "other.crt", "another name")
    return store


def secrets():
    """kubernetes: locked keys, and what is no PEM."""
    store = Store("profile-kubernetes--forms")
    root = authority("Forms Root", ec_key())
    store.pem("root.pem", root.certificate)
    locked, plain, der = (issue(f"{name}.example", ec_key(), root)
                          for name in ("locked", "plain", "der"))
    pair(store, "locked", locked, locked_pkcs8(locked.key))
    pair(store, "plain", plain)
    store.der("der.cer", der.certificate)
    store.pem("der.key", der.private_key)
    store.finding("key-encrypted", "locked.key", "locked")
    store.no_finding("key-encrypted", "plain.key", "not locked")
    store.finding("format-unread", "der.cer", "DER")
    store.no_finding("format-unread", "plain.crt", "PEM")
    return store


def windows_client():
    store = Store("profile-curl-schannel--client")
    root = authority("Windows Root", ec_key())
    store.pem("root.pem", root.certificate)
    pem, pfx = (issue(f"{name} client", ec_key(), root, roles=CLIENT) for name in ("pem", "pfx"))
    pair(store, "pem-client", pem)
    data = pkcs12.serialize_key_and_certificates(b"", pfx.key, pfx.made, [root.made], NoEncryption())
    store.add("pfx-client.pfx", File(data, tuple(
        Place(ANY_TRAIL, item) for item in (pfx.certificate, pfx.private_key, root.certificate))))
    store.finding("format-unread", "pem-client.crt", "PEM only")
    store.expect("finding", "pfx-client.pfx", "", "pkcs12-too-new", "its MAC is over SHA-256")
    store.no_finding("format-unread", "pfx-client.pfx", "PKCS#12")
    return store


def strict_text():
    store = Store("profile-aws-alb--text")
    for name, line in (("comment", "# Orders\n"), ("dash", "# Orders - main\n"), ("text", "Orders\n")):
        store.pem(f"{name}.pem", line, authority(f"Text {name}", ec_key()).certificate)
        store.expect("finding", f"{name}.pem", ANY_TRAIL, "pem-text-around", "before the block")
    return store


def build():
    return [load_balancer(), level(), front_door(), days(), content_network(), first(), names(),
            secrets(), windows_client(), strict_text()]
