"""One certificate in several places, with its chain in one of them and without it in another."""

import base64
import tempfile

from recipes.common import CLIENT, SERVER
from recipes.files import File, Place, pem_file
from recipes.issuing import authority, ec_key, issue
from recipes.items import pkcs8
from recipes.keystores import Folder, keystore_file, locked
from recipes.store import Store

SECRET = """apiVersion: v1
kind: Secret
metadata:
  name: web
type: kubernetes.io/tls
data:
  tls.crt: {}
  tls.key: {}
"""


def secret(store, path, key, *certificates):
    files = {"tls.crt": (7, pem_file(*certificates)), "tls.key": (8, pem_file(key))}
    places = [Place(f"block 7/{name}!line {line}!{place.trail}", place.item)
              for name, (line, file) in files.items() for place in file.places]
    values = (base64.b64encode(file.data).decode() for _, file in files.values())
    store.add(path, File(SECRET.format(*values).encode(), tuple(places)))


def copies():
    store = Store("places-copies")
    root = authority("Places Copies Root", ec_key())
    issuing = authority("Places Copies Issuing", ec_key(), root)
    store.pem("ca/root.pem", root.certificate)
    parties = {name: issue(f"{name}.copies.example", ec_key(), issuing, roles=roles)
               for name, roles in (("secret", SERVER), ("full", SERVER), ("combined", SERVER),
                                   ("agent", CLIENT))}
    why = "another copy has the chain, this one is presented without it"
    for folder, chain in (("production", (issuing.certificate,)), ("staging", ())):
        found = store.no_finding if chain else store.finding
        note = "its issuer stands behind it" if chain else why
        for name, web in parties.items():
            if name == "secret":
                secret(store, f"{folder}/secret.yaml", web.private_key, web.certificate, *chain)
                found("chain-incomplete", f"{folder}/secret.yaml", note)
            elif name == "full":
                store.pem(f"{folder}/web-fullchain.pem", web.certificate, *chain)
                found("chain-incomplete", f"{folder}/web-fullchain.pem", note)
            else:
                store.pem(f"{folder}/{name}.pem", web.certificate, *chain, web.private_key)
                found("chain-incomplete", f"{folder}/{name}.pem", note)
    alone = issue("alone.copies.example", ec_key(), issuing)
    store.pem("production/alone.pem", alone.certificate, issuing.certificate)
    store.pem("staging/alone.crt", alone.certificate)
    store.no_finding("chain-incomplete", "staging/alone.crt",
                     "a certificate by itself: its chain may be given to the server apart")
    pair = issue("pair.copies.example", ec_key(), issuing)
    store.pem("production/server.crt", pair.certificate, issuing.certificate)
    for folder in ("production", "staging", "apart"):
        store.pem(f"{folder}/server.key", pair.private_key)
    for folder in ("staging", "apart"):
        store.pem(f"{folder}/server.crt", pair.certificate)
    store.pem("apart/issuers.pem", issuing.certificate)
    store.finding("chain-incomplete", "staging/server.crt", "a pair of files without the chain")
    store.no_finding("chain-incomplete", "production/server.crt", "its issuer stands behind it")
    store.no_finding("chain-incomplete", "apart/server.crt", "its issuer lies beside the pair")
    return store


def outward():
    """Clients of others' servers beside a truststore of our own, and callers of ours."""
    store = Store("places-outward")
    ours, theirs = (authority(f"Places {word} Root", ec_key()) for word in ("Own", "Others'"))
    store.pem("web/callers.pem", ours.certificate)
    store.add("web/nginx.conf", File(b"server {\n    ssl_client_certificate callers.pem;\n"
                                     b"    proxy_ssl_certificate behind.pem;\n"
                                     b"    proxy_ssl_certificate_key behind.key;\n}\n"))
    check = "issuer-not-in-truststore"
    for path, kept, why in (("web/partners/bank/client", True, "a partner's server is called"),
                            ("web/partners/shop/client", False, "its key is not here: a caller"),
                            ("web/.postgresql/postgresql", True, "what libpq presents"),
                            ("web/clients/till", True, "a client among our own"),
                            ("web/behind", True, "presented to the servers behind")):
        client = issue(f"{path.rpartition('/')[2]} of {path.split('/')[1]}", ec_key(), theirs,
                       roles=CLIENT)
        store.pem(f"{path}.pem", client.certificate)
        if kept:
            store.pem(f"{path}.key", client.private_key)
        outwards = kept and "clients" not in path
        (store.no_finding if outwards else store.finding)(check, f"{path}.pem", why)
        if outwards:
            store.finding("chain-issuer-missing", f"{path}.pem", "a note: others know its CA")
    return store


def handed_out():
    """Keys and certificates under the names that those who issue them give them."""
    store = Store("places-handed-out")
    root = authority("Places Handed Root", ec_key())
    store.pem("ca/root.pem", root.certificate)
    for folder, certificate, key in (("thing", "certificate.pem", "private.key"),
                                     ("shop", "certificate.crt", "private_key.pem")):
        for kind in ("right", "wrong"):
            party = issue(f"{folder}.{kind}.example", ec_key(), root)
            store.pem(f"{folder}-{kind}/{certificate}", party.certificate)
            store.pem(f"{folder}-{kind}/{key}",
                      party.private_key if kind == "right" else pkcs8(ec_key()))
        store.finding("key-cert-mismatch", f"{folder}-wrong/{key}", "the only pair of its folder")
        store.finding("key-orphaned", f"{folder}-wrong/{key}", "no certificate has this key")
        store.no_finding("key-cert-mismatch", f"{folder}-right/{key}", "its own certificate")
    return store


def java():
    """Keystores whose key has its issuer in its own entry, or only in one beside it."""
    store = Store("places-java")
    root = authority("Places Java Root", ec_key())
    issuing = authority("Places Java Issuing", ec_key(), root)
    store.pem("ca/root.pem", root.certificate)
    for name, chained in (("whole", True), ("short", False)):
        party = issue(f"{name}.java.example", ec_key(), issuing)
        with tempfile.TemporaryDirectory() as scratch:
            folder = Folder(scratch, leaf=party, issuing=issuing)
            folder.write("source.p12", folder.run(
                "openssl", "pkcs12", "-export", "-in", "leaf.crt", "-inkey", "leaf.key", "-name",
                "web", "-passout", "pass:changeit",
                *(("-certfile", "issuing.crt") if chained else ())))
            folder.run("keytool", "-importkeystore", "-noprompt", "-srckeystore", "source.p12",
                       "-srcstoretype", "PKCS12", "-srcstorepass", "changeit", "-destkeystore",
                       "web.jks", "-deststoretype", "JKS", "-deststorepass", "changeit")
            data = folder.made("web.jks", "keytool", "-importcert", "-noprompt", "-alias", "issuer",
                               "-file", "issuing.crt", "-keystore", "web.jks", "-storepass",
                               "changeit")
        held = [("web", locked(pkcs8(party.key), "opened")), ("web", party.certificate)]
        held += [("web!certificate 2", issuing.certificate)] if chained else []
        store.add(f"{name}/web.jks", keystore_file(data, *held, ("issuer", issuing.certificate)))
        store.finding("key-encrypted", f"{name}/web.jks", "by the passphrase that everybody knows")
    store.finding("chain-incomplete", "short/web.jks", "its issuer is in an entry of its own")
    store.no_finding("chain-incomplete", "whole/web.jks", "its issuer is in the entry of the key")
    return store


def build():
    return [copies(), outward(), handed_out(), java()]
