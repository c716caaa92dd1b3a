"""Truststores that hold what does not belong there, and roots that lie where none trusts them."""

from recipes.common import CLIENT
from recipes.files import File
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


def signers():
    """Without extended key usage, what signs tokens or documents looks like a client."""
    store = Store("truststore-signers")
    store.pem("truststore.pem", authority("Root", ec_key()).certificate)
    for path, subject in (("identity/idp.crt", "identity"), ("tokens/tokens.crt", "jwt signing"),
                          ("orders/orders.crt", "orders")):
        store.pem(path, issue(subject, ec_key(), roles=None).certificate)
    check = "client-selfsigned-untrusted"
    store.finding(check, "orders/orders.crt", "nothing says that it is no client")
    store.no_finding(check, "identity/idp.crt", "its file says that it is an identity provider's")
    store.no_finding(check, "tokens/tokens.crt", "its common name says that it signs")
    return store


def own_clients():
    """Clients whose root is at most called a truststore, beside a server that is told of another."""
    store = Store("truststore-own-clients")
    postgres = "ssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\nssl_ca_file = 'root.crt'\n"
    nginx = ("server {\n    ssl_certificate server.crt;\n    ssl_certificate_key server.key;\n"
             "    ssl_client_certificate root.crt;\n}\n")
    for folder, settings in (("database", postgres), ("remade", nginx), ("partner", nginx),
                             ("sound", postgres)):
        serving, other, earlier = (authority(f"{folder} {word}", ec_key())
                                   for word in ("Root", "Other Root", "Root"))
        server = issue(f"{folder}.example", ec_key(), serving)
        client_root = {"database": serving, "remade": earlier, "partner": other,
                       "sound": serving}[folder]
        client = issue(f"{folder} client", ec_key(), client_root, roles=CLIENT)
        trusted = other if folder == "database" else serving
        name = "postgresql.conf" if settings is postgres else "nginx.conf"
        store.add(f"{folder}/{name}", File(settings.encode()))
        store.pem(f"{folder}/root.crt", trusted.certificate)
        store.pem(f"{folder}/server.crt", server.certificate)
        store.pem(f"{folder}/server.key", server.private_key)
        store.pem(f"{folder}/caller/client.crt", client.certificate)
        store.pem(f"{folder}/caller/client.key", client.private_key)
        store.pem(f"{folder}/caller/ca.pem", client_root.certificate)
        if folder == "sound":
            store.no_finding("issuer-not-in-truststore", f"{folder}/caller/client.crt", "it is there")
        else:
            store.finding("issuer-not-in-truststore", f"{folder}/caller/client.crt",
                          f"{folder}/root.crt holds nothing of its path")
    return store


def build():
    return [elsewhere(), leaves(), own_clients(), signers()]
