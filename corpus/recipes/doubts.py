"""Truststores that hold what does not belong there, and roots that lie where none trusts them."""

from recipes.common import CLIENT
from recipes.issuing import authority, damaged, ec_key, issue
from recipes.store import Store


def elsewhere():
    store = Store("truststore-doubts")
    root, other = (authority(name, ec_key()) for name in ("Root", "Other Root"))
    below = authority("Issuing", ec_key(), root)
    client = issue("orders", ec_key(), below, roles=CLIENT)
    known = issue("billing", ec_key(), other, roles=CLIENT)
    store.pem("server/truststore.pem", other.certificate)
    store.pem("pki/root.crt", root.certificate)
    store.pem("orders/client.crt", client.certificate, below.certificate)
    store.pem("billing/client.crt", known.certificate)
    store.finding("issuer-not-in-truststore", "orders/client.crt",
                  "its root lies in pki/root.crt, the truststore lacks it", client.certificate)
    store.no_finding("issuer-not-in-truststore", "billing/client.crt", "the truststore has its root")
    return store


def leaves():
    store = Store("truststore-leaf")
    root = authority("Root", ec_key())
    below = authority("Issuing", ec_key(), root)
    client = issue("orders", ec_key(), below, roles=CLIENT)
    store.pem("truststore.pem", root.certificate, below.certificate, client.certificate)
    store.pem("orders/client.crt", client.certificate)
    store.pem("damaged/fullchain.pem", bad := damaged(issue("orders.example", ec_key(), below)),
              below.certificate)
    store.finding("truststore-has-leaf", "truststore.pem", "issued, and no CA", client.certificate)
    store.no_finding("chain-order", "truststore.pem", "no bundle, its name says truststore")
    store.no_finding("chain-has-root", "truststore.pem", "likewise")
    store.finding("signature-invalid", "damaged/fullchain.pem", "one byte of it differs", bad)
    store.no_finding("chain-unrelated-cert", "damaged/fullchain.pem", "it is the issuer by name")
    return store


def build():
    return [elsewhere(), leaves()]
