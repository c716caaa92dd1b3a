"""Deployments side by side, and where the files of one lie."""

from recipes.common import CLIENT
from recipes.files import File
from recipes.issuing import authority, ec_key, issue
from recipes.items import pkcs8
from recipes.store import Store

NGINX = """server {
    ssl_certificate        /etc/nginx/tls/web-chain.pem;
    ssl_certificate_key    /etc/nginx/tls/secret.pem;
    ssl_client_certificate /etc/nginx/tls/partners.pem;
}
"""


def text(store, path, content):
    store.add(path, File(content.encode()))


def environment(store, folder, web, key, trusted, partner):
    text(store, f"{folder}/nginx/nginx.conf", NGINX)
    store.pem(f"{folder}/nginx/tls/web-chain.pem", web.certificate)
    store.pem(f"{folder}/nginx/tls/secret.pem", pkcs8(key))
    store.pem(f"{folder}/nginx/tls/partners.pem", trusted.certificate)
    store.pem(f"{folder}/partner/client.pem", partner.certificate)


def environments():
    """Two deployments whose configurations name the same absolute paths, and one of other names."""
    store = Store("places-environments")
    production, staging, former, lab = (
        authority(f"Places {word} Root", ec_key()) for word in ("Production", "Staging", "Former",
                                                                "Lab"))
    for folder, root, trusted in (("production", production, production),
                                  ("staging", staging, former)):
        web = issue("web.places.example", ec_key(), root)
        environment(store, folder, web, web.key if root is trusted else ec_key(), trusted,
                    issue(f"{folder} partner", ec_key(), root, roles=CLIENT))
    store.pem("staging/issuer.pem", staging.certificate)
    text(store, "lab/nginx.conf", "ssl_client_certificate /etc/nginx/lab/lab-partners.pem;\n")
    store.pem("lab/lab-partners.pem", lab.certificate)
    key, client = "nginx/tls/secret.pem", "partner/client.pem"
    store.finding("key-cert-mismatch", f"staging/{key}", "its own configuration names both")
    store.finding("key-orphaned", f"staging/{key}", "no certificate has this key")
    store.finding("cert-without-key", "staging/nginx/tls/web-chain.pem", "its key is not there")
    store.no_finding("key-cert-mismatch", f"production/{key}", "the key of its own certificate")
    store.finding("issuer-not-in-truststore", f"staging/{client}",
                  "the truststore of its own deployment holds the former CA")
    store.no_finding("issuer-not-in-truststore", f"production/{client}",
                     "the truststore of its own deployment holds its CA")
    return store


def as_near():
    """A configuration that is as far from one deployment as from the other."""
    store = Store("places-as-near")
    root = authority("Places As Near Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    text(store, "rollout/nginx.conf", NGINX)
    for folder in ("left", "right"):
        web = issue(f"{folder}.places.example", ec_key(), root)
        store.pem(f"{folder}/tls/web-chain.pem", web.certificate)
        store.pem(f"{folder}/tls/secret.pem", pkcs8(ec_key()))
        store.no_finding("key-cert-mismatch", f"{folder}/tls/secret.pem",
                         "nothing says which of two is named")
        store.finding("key-orphaned", f"{folder}/tls/secret.pem", "no certificate has this key")
    return store


def build():
    return [environments(), as_near()]
