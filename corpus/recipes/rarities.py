"""What is well known in forms that are rarely met, each with a reader that takes it."""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import ed25519

from recipes.binary import noise
from recipes.common import ANY_TRAIL
from recipes.der import bit_string, children, der, sequence
from recipes.files import File, Place
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import Item, describe, pkcs8, public_info
from recipes.other_keys import jwk
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


def first_lines(store, key):
    """JSON Web Keys whose first member is the first of the file."""
    members = jwk(key, True).items()
    for path, form in (("plain.yaml", "{}: {}"), ("quoted.yaml", '{}: "{}"'),
                       ("plain.toml", '{} = "{}"'), ("names.yaml", '"{}": "{}"')):
        content = "".join(form.format(*member) + "\n" for member in members)
        item = Item("private-key", "", b"", f"{describe(key)}, JWK from the first byte on")
        store.add(f"first/{path}", File(content.encode(), (Place("line 1", item),)))
    store.add("first/mention.yaml", File(b"kty: EC\ncrv: P-256\nx: ...\n"))


def lines_of_base64(store, party):
    """Values that end with their line, without padding to tell so."""
    items = (party.private_key, party.certificate)
    lines, places = [], []
    for number, item in enumerate(items, 1):
        text = item.pem().encode()
        text += b"\n" * (-len(text) % 3)
        once = b64encode(text)
        once += b"\n" * (-len(once) % 3)
        lines.append(b64encode(once))
        places.append(Place(f"line {number}!line 1!line 1", item))
    store.add("lines/twice.txt", File(b"\n".join(lines) + b"\n", tuple(places)))
    store.finding("base64-twice", "lines/twice.txt", "both lines")


def references(store, party):
    """XML signatures made with Java end the lines of base64 by a reference to CR."""
    def lines(item):
        body = b64encode(item.der).decode()
        return "&#13;\n".join(body[at:at + 76] for at in range(0, len(body), 76))
    text = (f"<ds:X509Certificate>{lines(party.certificate)}&#13;\n</ds:X509Certificate>\n"
            f"<key>{lines(party.private_key)}&#xD;\n</key>\n")
    places = (Place("line 1", party.certificate),
              Place(f"line {text[:text.index('<key>')].count(chr(10)) + 1}", party.private_key))
    store.add("lines/references.xml", File(text.encode(), places))


def no_break_spaces(store, party):
    """Markers as word processors and web pages leave them."""
    text = party.private_key.pem().replace("BEGIN PRIVATE KEY", "BEGIN\u00a0PRIVATE\u00a0KEY")
    store.add("marks/no-break.pem", File(text.encode(), (Place("line 1", party.private_key),)))
    store.expect("finding", "marks/no-break.pem", ANY_TRAIL, "pem-dashes",
                 "no-break spaces in the BEGIN line")
    store.finding("key-orphaned", "marks/no-break.pem", "no certificate of its own")
    store.no_finding("pem-escaped-newlines", "marks/no-break.pem", "the lines are lines")


def nine_integers(store):
    """As many as an RSA key has, and none of them fits another."""
    numbers = [noise(f"integer {at}", 64) for at in range(8)]
    store.add("marks/nine.der", File(sequence(
        der(0x02, b"\0"), *(der(0x02, bytes([at[0] & 0x7F | 0x40]) + at[1:]) for at in numbers))))
    store.problem("nothing recognised", "marks/nine.der", "not an RSA key")


def build():
    store = Store("formats-rarities")
    pkcs8_with_public_key(store)
    first_lines(store, ec_key())
    lines_of_base64(store, issue("lines.example", ec_key()))
    no_break_spaces(store, issue("marks.example", ec_key()))
    nine_integers(store)
    references(store, issue("references.example", rsa_key()))
    return store
