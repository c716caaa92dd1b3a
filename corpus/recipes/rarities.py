"""What is well known in forms that are rarely met, each with a reader that takes it."""

from cryptography.hazmat.primitives.asymmetric import ed25519

from recipes.der import bit_string, children, der, sequence
from recipes.issuing import ec_key, issue
from recipes.items import Item, describe, pkcs8, public_info
from recipes.store import Store


def version_two(key, public, explicit=False, attributes=b""):
    """OneAsymmetricKey with its publicKey, tagged as RFC 5958 says or as old versions of ring did."""
    _, algorithm, octets = children(pkcs8(key).der)[:3]
    bits = children(public_info(public))[1]
    field = der(0xA1, bits) if explicit else der(0x81, bits[2:])
    form = "explicit" if explicit else "implicit"
    return Item("private-key", "PRIVATE KEY",
                sequence(der(0x02, b"\1"), algorithm, octets, attributes, field),
                f"{describe(key)}, PKCS#8 of version 2, publicKey {form}")


def pkcs8_with_public_key(store):
    """OpenSSL 3.0 refuses some of them, Java and Bouncy Castle read all."""
    key, other, point = (ed25519.Ed25519PrivateKey.generate(),
                         ed25519.Ed25519PrivateKey.generate(), ec_key())
    forms = {"ring": version_two(key, key), "ring-old": version_two(key, key, explicit=True),
             "point": version_two(point, point),
             "attributes": version_two(key, key, attributes=der(0xA0)),
             "other": version_two(key, other)}
    for stem, item in forms.items():
        store.pem(f"version-2/{stem}.pem", item)
        store.der(f"version-2/{stem}.der", item)
    for ending in ("pem", "der"):
        store.finding("key-invalid", f"version-2/other.{ending}", "publicKey is another key's")
        store.no_finding("key-invalid", f"version-2/ring.{ending}", "publicKey is its own")
    store.finding("key-orphaned", "version-2/point.der", "no certificate of its own")
    party = issue("ring.example", key)
    store.pem("version-2/ring.crt", party.certificate)
    for stem in ("ring", "ring-old", "attributes"):
        store.no_finding("key-orphaned", f"version-2/{stem}.pem", "its certificate is in ring.crt")


def build():
    store = Store("formats-rarities")
    pkcs8_with_public_key(store)
    return store
