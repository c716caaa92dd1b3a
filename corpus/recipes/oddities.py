"""Certificates and keys that strict readers refuse, though they are whole."""

import dataclasses
import subprocess
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recipes.binary import noise
from recipes.der import bit_string, children, der, sequence
from recipes.files import File, Place
from recipes.issuing import ec_key, issue
from recipes.items import Item, pkcs8
from recipes.store import Store

MARK = b"ABCDEFGH"


def signed_again(party, old, new):
    """The certificate with these bytes of its body replaced by as many others, and signed."""
    body, algorithm, _ = children(party.certificate.der)
    assert len(old) == len(new) and old in body
    body = body.replace(old, new)
    return sequence(body, algorithm,
                    bit_string(party.key.sign(body, ec.ECDSA(hashes.SHA256()))))


def odd_names():
    """Values of commonName, each as long as the eight bytes it replaces, and what they are."""
    text = b"\x0c\x08" + MARK
    return {
        "utf8": (text, b"\x0c\x08AB\xff\xfeEFGH", "UTF8String that is no UTF-8"),
        "bmp": (text, b"\x1e\x08\xd8\x00\xff\xffABCD", "BMPString with half a surrogate pair"),
        "universal": (text, b"\x1c\x08\x00\x11\x00\x00\xff\xff\xff\xff",
                      "UniversalString beyond Unicode"),
        "octets": (text, b"\x04\x08" + MARK, "OCTET STRING for a name"),
    }


def with_length(data, *length):
    """The outer SEQUENCE with its length written in these bytes."""
    content = b"".join(children(data))
    return bytes([0x30, *length]) + content


def names(store):
    for stem, (old, new, note) in odd_names().items():
        party = issue(MARK.decode(), ec_key(), ca=True, roles=())
        made = Item("certificate", "CERTIFICATE", signed_again(party, old, new), note)
        store.der(f"names/{stem}.der", made)
        store.problem("malformed", f"names/{stem}.der", "OpenSSL refuses the name")
        store.no_finding("signature-invalid", f"names/{stem}.der", "signed as it stands")
        store.pem(f"names/{stem}.pem", made)
        store.problem("malformed", f"names/{stem}.pem", "OpenSSL refuses the name")
        data = noise(stem, 100) + made.der + noise("tail", 50)
        store.add(f"names/{stem}.bin", File(data, (Place("byte 100", made),)))
        store.problem("malformed", f"names/{stem}.bin", "OpenSSL refuses the name")


def unreadable(store):
    """An object identifier that ends in the middle: no reader gets over it."""
    party = issue(MARK.decode(), ec_key(), ca=True, roles=())
    data = signed_again(party, bytes.fromhex("0603550403"), bytes.fromhex("0603550483"))
    for path, content in (("names/type.der", data),
                          ("names/type.bin", noise("type", 60) + data + noise("tail", 50))):
        store.add(path, File(content))
        store.problem("malformed", path, "a certificate by its form")


def lengths(store):
    party = issue("lengths.example", ec_key())
    whole = party.certificate
    size = len(b"".join(children(whole.der)))
    body, algorithm, signature = children(whole.der)
    inner = sequence(b"\x30\x80" + b"".join(children(body)) + b"\0\0", algorithm, signature)
    forms = {
        "indefinite": (with_length(whole.der, 0x80) + b"\0\0", "indefinite length"),
        "padded": (with_length(whole.der, 0x83, 0, size >> 8, size & 0xFF),
                   "length with a leading zero"),
        "inside": (inner, "indefinite length inside"),
    }
    for stem, (data, note) in forms.items():
        made = dataclasses.replace(whole, der=data, note=note)
        store.der(f"lengths/{stem}.cer", made)
        store.pem(f"lengths/{stem}.pem", made)


def zero_key(store):
    """An RSA key with all that makes it one missing; OpenSSL loads it."""
    integers = (0, 0, 65537, 5, 0, 0, 1, 1, 1)
    data = sequence(*(der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))
                      for number in integers))
    store.pem("zero.pem", Item("private-key", "RSA PRIVATE KEY", data, "modulus of zero"))
    store.finding("key-orphaned", "zero.pem", "the key stands alone")
    store.finding("key-invalid", "zero.pem", "modulus of zero")


def encrypted(store):
    """Archives under a passphrase, which stay shut: with names in the clear, and without."""
    inside = pkcs8(ec_key()).pem().encode()
    forms = {"members.7z": (), "names.7z": ("-mhe=on",), "zipcrypto.zip": ("-tzip",),
             "aes.zip": ("-tzip", "-mem=AES256")}
    for name, options in forms.items():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "tls.key").write_bytes(inside)
            subprocess.run(["7z", "a", "-bd", "-pcertsweep", *options, name, "tls.key"],
                           cwd=folder, check=True, capture_output=True)
            store.add(f"encrypted/{name}", File(Path(folder, name).read_bytes()))
        store.problem("encrypted", f"encrypted/{name}", "the passphrase is not tried on archives")


def build():
    store = Store("formats-oddities")
    names(store)
    unreadable(store)
    lengths(store)
    zero_key(store)
    encrypted(store)
    return store
