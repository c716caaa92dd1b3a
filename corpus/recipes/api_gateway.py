"""The knowledge-base article's case, one store a mishap."""

from cryptography.hazmat.primitives import hashes

from recipes.common import CLIENT
from recipes.issuing import authority, damaged, ec_key, issue, rsa_key
from recipes.items import pkcs8
from recipes.store import Store


def gateway_client(common_name="orders client"):
    """As `openssl req -x509` makes it: self-signed, CA:TRUE, no extended key usage."""
    return issue(common_name, rsa_key(), roles=None, ca=True)


def gateway_store(case, private_key, client, *trusted, key_name="private.key"):
    """The three files of the article."""
    store = Store("api-gateway-" + case)
    store.pem(key_name, private_key)
    store.pem("client.crt", client)
    store.pem("truststore.pem", *trusted)
    return store


def gateway_matching():
    client = gateway_client()
    store = gateway_store("matching", client.private_key, client.certificate, client.certificate)
    store.no_finding("client-selfsigned-untrusted", "client.crt", "the truststore holds it")
    store.no_finding("client-selfsigned-altered", "client.crt", "the truststore holds these bytes")
    store.no_finding("key-orphaned", "private.key", "client.crt is its certificate")
    store.no_finding("key-cert-mismatch", "private.key", "same public key")
    return store


def gateway_remade():
    old = issue("orders client", rsa_key(), roles=CLIENT)
    new = issue("orders client", old.key, roles=CLIENT)
    store = gateway_store("remade", old.private_key, new.certificate, old.certificate)
    store.finding("client-selfsigned-altered", "client.crt",
                  "made again with the same key: the truststore holds the former one")
    store.no_finding("client-selfsigned-untrusted", "client.crt", "its key is in the truststore")
    store.no_finding("client-selfsigned-altered", "truststore.pem",
                     "the certificate in the truststore is the reference")
    return store


def gateway_damaged():
    client = gateway_client()
    store = gateway_store("damaged", client.private_key, damaged(client), client.certificate)
    store.finding("client-selfsigned-altered", "client.crt", "one byte differs from the truststore")
    store.finding("signature-invalid", "client.crt", "the byte that differs is in the signature")
    store.no_finding("chain-issuer-missing", "client.crt", "a certificate of its issuer is there")
    store.no_finding("issuer-not-in-truststore", "client.crt", "its issuer is in the truststore")
    store.no_finding("signature-invalid", "truststore.pem", "the undamaged certificate")
    return store


def gateway_wrong_key():
    client = gateway_client()
    store = gateway_store("wrong-key", pkcs8(rsa_key()), client.certificate, client.certificate,
                          key_name="client.key")
    store.finding("key-cert-mismatch", "client.key", "client.crt has another public key")
    store.finding("key-orphaned", "client.key", "no certificate has this public key")
    return store


def gateway_swapped():
    orders, billing = gateway_client(), gateway_client("billing client")
    store = Store("api-gateway-swapped")
    store.pem("orders/client.crt", orders.certificate)
    store.pem("orders/client.key", billing.private_key)
    store.pem("billing/client.crt", billing.certificate)
    store.pem("billing/client.key", orders.private_key)
    store.pem("truststore.pem", orders.certificate, billing.certificate)
    for folder in ("orders", "billing"):
        store.finding("key-cert-mismatch", f"{folder}/client.key",
                      "the key of the other folder's certificate")
        store.no_finding("key-orphaned", f"{folder}/client.key",
                         "its certificate is in the other folder")
    return store


def gateway_not_listed():
    client, other = gateway_client(), gateway_client("another client")
    by_usage = issue("by usage", ec_key(), roles=CLIENT)
    by_default = issue("by default", ec_key(), roles=None)
    services = authority("Partner Services", ec_key())
    store = gateway_store("not-listed", client.private_key, client.certificate, other.certificate)
    store.pem("by-usage.crt", by_usage.certificate)
    store.pem("by-default.crt", by_default.certificate)
    store.pem("partner-services.crt", services.certificate)
    check = "client-selfsigned-untrusted"
    store.finding(check, "client.crt", "CA:TRUE, but the file's name says client")
    store.finding(check, "by-usage.crt", "extended key usage clientAuth")
    store.finding(check, "by-default.crt", "no extended key usage and not a CA")
    store.no_finding(check, "partner-services.crt", "a CA, and nothing says client")
    store.no_finding(check, "truststore.pem", "it is in the truststore")
    return store


def gateway_issuer_missing():
    issuer, trusted = authority("Unknown Issuer", rsa_key()), authority("Known Issuer", rsa_key())
    client = issue("orders client", rsa_key(), issuer, roles=CLIENT)
    store = gateway_store("issuer-missing", client.private_key, client.certificate,
                          trusted.certificate)
    store.finding("issuer-not-in-truststore", "client.crt", "its issuer is nowhere in the store")
    store.no_finding("chain-issuer-missing", "client.crt",
                     "a client in a store with a truststore: issuer-not-in-truststore says it")
    return store


def gateway_issuer_elsewhere():
    issuer, trusted = authority("Partner Issuer", rsa_key()), authority("Known Issuer", rsa_key())
    client = issue("orders client", rsa_key(), issuer, roles=CLIENT)
    store = gateway_store("issuer-elsewhere", client.private_key, client.certificate,
                          trusted.certificate)
    store.pem("partner/services.crt", issuer.certificate)
    store.finding("issuer-not-in-truststore", "client.crt",
                  "its issuer is in partner/services.crt, not in the truststore")
    store.no_finding("chain-incomplete", "client.crt",
                     "no intermediate is missing: the anchor itself is not trusted")
    store.no_finding("chain-issuer-missing", "client.crt", "its issuer is in the store")
    return store


def gateway_issuer_listed():
    issuer = authority("Known Issuer", rsa_key())
    client = issue("orders client", rsa_key(), issuer, roles=CLIENT)
    store = gateway_store("issuer-listed", client.private_key, client.certificate,
                          issuer.certificate)
    store.no_finding("issuer-not-in-truststore", "client.crt", "the truststore holds its issuer")
    store.no_finding("client-selfsigned-untrusted", "client.crt", "not self-signed")
    return store


def gateway_weak_signature():
    issuer = authority("Old Issuer", rsa_key(), digest=hashes.SHA1)
    client = issue("orders client", rsa_key(), issuer, roles=CLIENT, digest=hashes.SHA1)
    store = gateway_store("weak-signature", client.private_key, client.certificate,
                          issuer.certificate)
    store.finding("signature-weak", "client.crt", "signed with SHA-1")
    store.no_finding("signature-weak", "truststore.pem",
                     "SHA-1, but on a self-signed anchor, whose signature nobody relies on")
    return store


def build():
    return [gateway_matching(), gateway_remade(), gateway_damaged(), gateway_wrong_key(),
            gateway_swapped(), gateway_not_listed(), gateway_issuer_missing(),
            gateway_issuer_elsewhere(), gateway_issuer_listed(), gateway_weak_signature()]
