"""Databases of NSS as SQLite files: certificates, and keys locked by the passphrase of the store."""

from recipes.binary import nss_database
from recipes.common import ANY_TRAIL
from recipes.files import File, Place
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import Item
from recipes.store import Store


def locked(party):
    return Item("private-key", "", b"", f"locked key of {party.common_name}")


def build():
    store = Store("formats-databases")
    server, client = issue("server.example", rsa_key()), issue("client.example", ec_key())
    certificates, keys = nss_database("sql", ("cert9.db", "key4.db"), (server, client))
    store.add("nss/cert9.db", File(certificates, tuple(
        Place(party.common_name, party.certificate) for party in (server, client))))
    for number in (1, 2):
        store.expect("artifact", "nss/cert9.db", f"public key {number}", "public-key",
                     "beside its certificate")
    store.add("nss/key4.db", File(keys, tuple(
        Place(party.common_name, locked(party)) for party in (server, client))))
    store.expect("finding", "nss/key4.db", ANY_TRAIL, "key-encrypted", "PBES2")
    store.no_finding("key-orphaned", "nss/key4.db", "the certificates are in cert9.db")
    return store
