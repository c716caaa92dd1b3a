"""Keys too small to rely on that no certificate has: of requests, mail (DKIM), and Diffie-Hellman."""

import base64

from cryptography.hazmat.primitives.asymmetric import dh
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat)

from recipes.files import File, Place, pem_file
from recipes.issuing import issue, rsa_key
from recipes.items import Item, request
from recipes.store import Store


def public(key, encoding, form):
    return key.public_key().public_bytes(encoding, form)


def dkim(key):
    """A record of a zone as DKIM has it (RFC 6376, section 3.6.1)."""
    der = public(key, Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = b'mail._domainkey IN TXT "v=DKIM1; k=rsa; p=' + base64.b64encode(der) + b'"\n'
    return File(text, (Place("line 1", Item("public-key", "", der, "RSA, of DKIM")),))


def build():
    store = Store("weak-small")
    for bits in (1024, 2048):
        key = rsa_key(bits)
        store.pem(f"rsa-{bits}.csr", request(issue(f"rsa-{bits}.example", key)))
        store.add(f"dkim-{bits}.zone", dkim(rsa_key(bits)))
        judge = store.finding if bits < 2048 else store.no_finding
        judge("key-weak", f"rsa-{bits}.csr", f"RSA-{bits}, in a request")
        judge("key-weak", f"dkim-{bits}.zone", f"RSA-{bits}, in a public key")
    known = public(rsa_key(1024), Encoding.OpenSSH, PublicFormat.OpenSSH)
    store.add("known_hosts", File(b"host.example " + known + b"\n", (
        Place("line 1", Item("public-key", "", known, "RSA-1024, of SSH")),)))
    store.no_finding("key-weak", "known_hosts", "the key of somebody else's host")
    exchange = dh.generate_parameters(2, 512).generate_private_key()
    der = exchange.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store.add("exchange.pem", pem_file(Item("private-key", "PRIVATE KEY", der, "DH-512, PKCS#8")))
    store.finding("key-weak", "exchange.pem", "Diffie-Hellman of 512 bits")
    store.finding("key-orphaned", "exchange.pem", "no certificate has it")
    return store
