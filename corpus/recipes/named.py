"""What requirements name and no other store has: maps and lists of Kubernetes, HCL, profiles of
phones, headers, each written by hand or by the program that writes such files."""

import json
import tempfile
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

from recipes.common import ANY_TRAIL
from recipes.files import File, Place, run
from recipes.issuing import ec_key, issue
from recipes.store import Store
from recipes.text import Writer, prefixed

PROFILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>AppIDName</key><string>An app</string>
<key>DeveloperCertificates</key><array><data>%s</data></array></dict></plist>
"""


def once(text):
    return b64encode(text.encode()).decode()


def kubernetes(w, made, key):
    cert = made.pem()
    w.write("kubernetes/config-map.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  ca.crt: |\n",
            (made, prefixed("    ", cert), "block 4/ca.crt"), "binaryData:\n  copy.crt: ",
            (made, once(cert), f"block {6 + cert.count(chr(10))}/copy.crt", "line 1"), "\n")
    w.write("kubernetes/secret-text.json", '{"kind": "Secret", "stringData": {"tls.key": ',
            (key, json.dumps(key.pem())), ', "tls.crt": ', (made, json.dumps(cert)), "}}\n")
    w.write("kubernetes/kubeconfig.json", '{"users": [{"user": {"client-certificate-data": "',
            (made, once(cert), "line 1"), '", "client-key-data": "', (key, once(key.pem()), "line 1"),
            '"}}]}\n')


def settings(w, made, key):
    w.write("settings/base64.tf", 'resource "x" "y" {\n  cert = base64decode("',
            (made, once(made.pem()), "line 1"), '")\n  key  = "',
            (key, b64encode(key.der).decode()), '"\n}\n')
    w.write("settings/account.yaml", "credentials: ",
            (key, once(json.dumps({"type": "service_account", "private_key": key.pem()})), "line 1"),
            "\n")
    w.write("settings/url.env", "CERT=", (made, urlsafe_b64encode(made.pem().encode()).decode()
                                          .rstrip("="), "line 1"), "\n")
    w.write("settings/bag-attributes.pem", "Bag Attributes\n    friendlyName: a\n"
            "    localKeyID: 01 02 \nsubject=CN = a\n\nissuer=CN = a\n\n", (made, made.pem()),
            "Bag Attributes: <No Attributes>\nKey Attributes: <No Attributes>\n", (key, key.pem()))
    headed = made.pem().replace("\n", "\nX-Comment: of nobody\nX-Long: folded\n  and on\n\n", 1)
    w.write("settings/headers.pem", (made, headed))


def source(w, made, key):
    """Lines of one string as Haskell joins them, and of a document as word processors do."""
    w.write("source/gaps.hs", 'key = "', (key, key.pem().strip().replace("\n", "\\n\\\n      \\")),
            '\\n"\n')
    w.write("source/lines.rtf", "{\\rtf1 ", (made, made.pem().replace("\n", "\\line ")), "}\n")


def profile(store, made, key):
    """openssl signs it; signed data in DER with the list of properties inside."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.crt").write_text(made.pem(), encoding="ascii")
        Path(folder, "a.key").write_text(key.pem(), encoding="ascii")
        signed = run(["openssl", "cms", "-sign", "-nodetach", "-binary", "-outform", "DER",
                      "-signer", "a.crt", "-inkey", "a.key"],
                     PROFILE % b64encode(made.der), folder)
    store.add("signed/app.mobileprovision", File(signed, (
        Place("certificate 1", made), Place("content!line 3", made))))


def build():
    store = Store("formats-named")
    party = issue("named.example", ec_key())
    made, secret = party.certificate, party.private_key
    w = Writer(store)
    kubernetes(w, made, secret)
    settings(w, made, secret)
    store.expect("finding", "settings/bag-attributes.pem", ANY_TRAIL, "pem-text-around",
                 "what openssl pkcs12 writes")
    source(w, made, secret)
    profile(store, made, secret)
    return store
