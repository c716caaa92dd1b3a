"""Keys that belong to no certificate, made by the programs they are for, and what only looks like them."""

import base64
import json
import os
import tempfile
from pathlib import Path

from recipes.binary import noise
from recipes.common import ANY_TRAIL
from recipes.der import (NULL, bit_string, der, object_identifier, octet_string,
                         sequence)
from recipes.files import File, run
from recipes.store import Store

SECRET, PUBLIC = "other-secret-key", "other-public-key"


def named(store, path, data, check, trail, why):
    store.add(path, File(data))
    store.expect("finding", path, trail, check, why)


def openvpn(store, folder):
    run(["openvpn", "--genkey", "secret", "ta.key"], folder=folder)
    run(["openvpn", "--genkey", "tls-crypt-v2-server", "v2-server.key"], folder=folder)
    run(["openvpn", "--tls-crypt-v2", "v2-server.key", "--genkey", "tls-crypt-v2-client",
         "v2-client.key"], folder=folder)
    for name, why in (("ta.key", "static key"), ("v2-server.key", "tls-crypt-v2"),
                      ("v2-client.key", "tls-crypt-v2")):
        named(store, f"openvpn/{name}", (folder / name).read_bytes(), SECRET, "", why)
    key = (folder / "ta.key").read_text()
    store.add("openvpn/profile.ovpn", File(
        f"client\ndev tun\nremote vpn.example 1194\n<tls-crypt>\n{key}</tls-crypt>\n".encode()))
    store.expect("finding", "openvpn/profile.ovpn", ANY_TRAIL, SECRET, "a static key inside")
    named(store, "openvpn/escaped.json", json.dumps({"ta": key}).encode(), SECRET, "",
          "line ends as \\n")
    lines = key.splitlines()
    elided = "\n".join(lines[:4] + ["[...]"] + lines[-1:]) + "\n"
    store.add("openvpn/manual.txt", File(elided.encode()))
    store.no_finding(SECRET, "openvpn/manual.txt", "the key is left out")


def wireguard(store):
    def public(secret):
        return run(["wg", "pubkey"], secret).decode().strip()
    secret, other, shared = (run(["wg", command]) for command in ("genkey", "genkey", "genpsk"))
    text = (f"[Interface]\nPrivateKey = {secret.decode()}ListenPort = 51820\n\n[Peer]\n"
            f"PublicKey = {public(other)}\nPresharedKey = {shared.decode()}"
            "AllowedIPs = 192.0.2.2/32\n")
    named(store, "wireguard/wg0.conf", text.encode(), SECRET, "", "private and preshared key")
    store.expect("finding", "wireguard/wg0.conf", "", PUBLIC, "the peer's key")
    named(store, "wireguard/wg0.netdev",
          f"[NetDev]\nName=wg0\nKind=wireguard\n\n[WireGuard]\nPrivateKey={other.decode()}".encode(),
          SECRET, "", "systemd")
    named(store, "wireguard/wg0.nmconnection",
          f"[connection]\ntype=wireguard\n\n[wireguard]\nprivate-key={other.decode()}".encode(),
          SECRET, "", "NetworkManager")
    store.add("wireguard/template.conf", File(
        b"[Interface]\nPrivateKey = <YOUR PRIVATE KEY>\n[Peer]\nPublicKey = <KEY OF THE SERVER>\n"))
    store.add("wireguard/elsewhere.ini", File(
        f"[signing]\nPrivateKey = {secret.decode()}PublicKey = {public(secret)}\n".encode()))
    for check in (SECRET, PUBLIC):
        store.no_finding(check, "wireguard/template.conf", "placeholders")
        store.no_finding(check, "wireguard/elsewhere.ini", "no heading of WireGuard's")


def age(store):
    pair = run(["age-keygen"]).decode()
    recipient = pair.splitlines()[1].split()[-1]
    named(store, "age/identity.txt", pair.encode(), SECRET, "", "age-keygen")
    store.expect("finding", "age/identity.txt", "", PUBLIC, "its recipient in a remark")
    named(store, "age/.sops.yaml", f"creation_rules:\n  - age: {recipient}\n".encode(), PUBLIC, "",
          "a recipient")
    wrong = recipient[:-1] + ("q" if recipient[-1] != "q" else "p")
    store.add("age/wrong.yaml", File(f"creation_rules:\n  - age: {wrong}\n".encode()))
    store.no_finding(PUBLIC, "age/wrong.yaml", "the check sum is wrong")
    mention = "Put AGE-SECRET-KEY-1QQQ... into the file; recipients begin with age1qqq.\n"
    store.add("age/mention.md", File(mention.encode()))
    store.no_finding(SECRET, "age/mention.md", "no key")


def signers(store, folder):
    run(["minisign", "-G", "-W", "-p", "open.pub", "-s", "open.key"], folder=folder)
    run(["minisign", "-G", "-p", "locked.pub", "-s", "locked.key"], b"certsweep\ncertsweep\n", folder)
    run(["signify-openbsd", "-G", "-n", "-p", "signify.pub", "-s", "signify.sec"], folder=folder)
    run(["signify-openbsd", "-G", "-p", "lock.pub", "-s", "lock.sec"], b"certsweep\ncertsweep\n",
        folder)
    for name in ("open.key", "locked.key", "signify.sec", "lock.sec"):
        named(store, f"signing/{name}", (folder / name).read_bytes(), SECRET, "", "minisign, signify")
    for name in ("open.pub", "signify.pub"):
        named(store, f"signing/{name}", (folder / name).read_bytes(), PUBLIC, "", "minisign, signify")
    signature = base64.b64encode(b"Ed" + noise("signature", 72)).decode()
    store.add("signing/archive.sig",
              File(f"untrusted comment: verify with signify.pub\n{signature}\n".encode()))
    store.no_finding(PUBLIC, "signing/archive.sig", "a signature")


def openpgp(store, folder):
    os.chmod(folder, 0o700)
    gpg = ["gpg", "--homedir", str(folder), "--batch", "--passphrase", "", "--quiet"]
    run(gpg + ["--quick-gen-key", "sweep <sweep@example.org>", "ed25519"])
    for path, options, check in (("secret.asc", ["--armor", "--export-secret-keys"], SECRET),
                                 ("secret.gpg", ["--export-secret-keys"], SECRET),
                                 ("public.asc", ["--armor", "--export"], PUBLIC),
                                 ("public.gpg", ["--export"], PUBLIC)):
        named(store, f"openpgp/{path}", run(gpg + options), check, "", "gpg --export")
    (stored,) = (folder / "private-keys-v1.d").iterdir()
    named(store, "openpgp/private-keys-v1.d/0123456789.key", stored.read_bytes(), SECRET, "",
          "as gpg-agent keeps it")
    named(store, "openpgp/pubring.kbx", (folder / "pubring.kbx").read_bytes(), PUBLIC, "",
          "as gpg keeps them")
    signed = run(gpg + ["--armor", "--detach-sign"], b"text\n")
    store.add("openpgp/text.asc", File(signed))
    store.no_finding(PUBLIC, "openpgp/text.asc", "a signature")
    run(["gpgconf", "--homedir", str(folder), "--kill", "all"])


def armour(label, data):
    body = base64.encodebytes(data).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode()


def labelled(store):
    """By hand: what the programs write is a matter between them."""
    name = der(0x30, der(0x31, sequence(object_identifier("2.5.4.3"), der(0x0C, b"holder"))))
    names = sequence(der(0xA4, name))
    algorithm = sequence(object_identifier("1.2.840.113549.1.1.11"), NULL)
    holder = sequence(der(0xA1, der(0xA4, name)))
    information = sequence(
        der(0x02, b"\1"), holder, der(0xA0, names), algorithm, der(0x02, b"\x2a"),
        sequence(der(0x18, b"20250101000000Z"), der(0x18, b"20450101000000Z")),
        sequence(sequence(object_identifier("2.5.4.72"), der(0x31, octet_string(b"role")))))
    certificate = sequence(information, algorithm, bit_string(noise("attributes", 256)))
    named(store, "labels/attributes.pem", armour("ATTRIBUTE CERTIFICATE", certificate), PUBLIC,
          "line 1", "RFC 5755")
    sealed = {"kdf": {"name": "scrypt", "params": {"N": 65536, "r": 8, "p": 1},
                      "salt": base64.b64encode(noise("salt", 32)).decode()},
              "cipher": {"name": "nacl/secretbox",
                         "nonce": base64.b64encode(noise("nonce", 24)).decode()},
              "ciphertext": base64.b64encode(noise("sealed", 154)).decode()}
    named(store, "labels/cosign.key", armour("ENCRYPTED SIGSTORE PRIVATE KEY",
                                             json.dumps(sealed).encode()), SECRET, "line 1",
          "sigstore")
    for path, label, length, check in (
            ("nebula.key", "NEBULA X25519 PRIVATE KEY", 32, SECRET),
            ("nebula-ca.key", "NEBULA ED25519 PRIVATE KEY", 64, SECRET),
            ("nebula.pub", "NEBULA X25519 PUBLIC KEY", 32, PUBLIC),
            ("nebula.crt", "NEBULA CERTIFICATE", 150, PUBLIC)):
        named(store, f"labels/{path}", armour(label, noise(label, length)), check, "line 1", "Nebula")
    named(store, "labels/hs_ed25519_secret_key",
          b"== ed25519v1-secret: type0 ==\0\0\0" + noise("onion", 64), SECRET, "", "Tor")


def build():
    store = Store("formats-other-kinds")
    with tempfile.TemporaryDirectory() as folder:
        for number, make in enumerate((openvpn, signers, openpgp)):
            (Path(folder) / str(number)).mkdir()
            make(store, Path(folder) / str(number))
    wireguard(store)
    age(store)
    labelled(store)
    return store
