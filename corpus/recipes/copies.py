"""One certificate in several places, with its chain in one of them and without it in another."""

import base64

from recipes.common import CLIENT, SERVER
from recipes.files import File, Place, pem_file
from recipes.issuing import authority, ec_key, issue
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
    return store


def build():
    return [copies()]
