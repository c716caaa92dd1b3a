"""Keys of SSH programs: OpenSSH, PuTTY, Dropbear and ssh.com, each written by its own tool."""

import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat)

from recipes.common import PASSPHRASE
from recipes.files import File, Place, run
from recipes.issuing import ec_key, rsa_key
from recipes.items import Item, describe, pkcs8
from recipes.store import Store

SSH2 = "-" * 4 + " {} SSH2 {} " + "-" * 4


def place(kind, trail, note):
    return Place(trail, Item(kind, "", b"", note))


def public_line(key):
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


class Workshop:
    """A folder for the tools, with each key as an OpenSSH file."""

    def __init__(self, folder, keys):
        self.folder = Path(folder)
        self.keys = keys
        self.wrong = []  # what is locked: path and lock
        (self.folder / "passphrase").write_bytes(PASSPHRASE + b"\n")
        (self.folder / "none").write_bytes(b"")
        for name, key in keys.items():
            self.write(name, key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH,
                                               NoEncryption()))

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        path.chmod(0o600)
        return str(path)

    def path(self, name):
        return str(self.folder / name)

    def read(self, name):
        return (self.folder / name).read_bytes()

    def locked(self, name, cipher):
        path = self.write("locked", self.read(name))
        run(["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE.decode(), "-a", "4",
             "-Z", cipher, "-f", path])
        return self.read("locked")

    def puttygen(self, name, form, lock, *options):
        word = self.path("passphrase" if lock else "none")
        run(["puttygen", self.path(name), "-q", "-O", form, "-o", self.path("made"),
             "--new-passphrase", word, *options])
        return self.read("made")

    def dropbear(self, name):
        run(["dropbearconvert", "openssh", "dropbear", self.path(name), self.path("made")])
        return self.read("made")

    def certificate(self, name, authority, *options):
        path = self.write("certified.pub", public_line(self.keys[name]).encode() + b"\n")
        run(["ssh-keygen", "-q", "-s", self.path(authority), "-I", "somebody",
             "-n", "root,deploy", *options, path])
        return self.read("certified-cert.pub")


def openssh(store, shop):
    for name, key in shop.keys.items():
        what = describe(key)
        store.add(f"openssh/id_{name}", File(shop.read(name), (
            place("private-key", "line 1", f"{what}, OpenSSH"),)))
        store.add(f"openssh/id_{name}.pub", File(
            f"{public_line(key)} somebody@example\n".encode(),
            (place("public-key", "line 1", f"{what}, SSH public key"),)))
    for path, name, cipher in (("rsa", "rsa", "aes256-ctr"),
                               ("p-256", "p-256", "aes256-gcm@openssh.com"),
                               ("ed25519", "ed25519", "chacha20-poly1305@openssh.com"),
                               ("dsa", "dsa", "3des-cbc"), ("cbc", "p-256", "aes256-cbc")):
        path = f"openssh/locked_{path}"
        store.add(path, File(shop.locked(name, cipher), (
            place("private-key", "line 1", f"locked with {cipher}; public half readable"),)))
        store.finding("key-encrypted", path, cipher)
        shop.wrong.append((path, cipher))
    store.no_finding("password-wrong", "openssh/locked_rsa", "no passphrase was given")
    store.add("as-pkcs8/rsa.pem", File(pkcs8(shop.keys["rsa"]).pem().encode(), (
        place("private-key", "line 1", "the key of id_rsa as PKCS#8"),)))
    store.no_finding("key-orphaned", "as-pkcs8/rsa.pem", "its public half is a key of SSH only")
    store.no_finding("key-orphaned", "openssh/id_ed25519", "an SSH key never had a certificate")
    store.no_finding("key-encrypted", "openssh/id_rsa", "open, though a locked copy is beside it")
    store.finding("key-weak", "openssh/id_dsa", "DSA of any length")
    for name in ("id_dsa.pub", "locked_dsa"):
        store.no_finding("key-weak", f"openssh/{name}", "reported once, at another place")


def security_keys(store):
    """A device is needed to make these; the numbers and the handle are made up, the form is not."""
    def string(data):
        return len(data).to_bytes(4, "big") + data

    key = ed25519.Ed25519PrivateKey.generate()
    public = string(b"sk-ssh-ed25519@openssh.com") + string(
        key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)) + string(b"ssh:")
    private = b"\1\2\3\4" * 2 + public + b"\1" + string(b"handle" * 8) + string(b"") + string(b"")
    private += bytes(range(1, 1 + -len(private) % 8))
    whole = (b"openssh-key-v1\0" + string(b"none") * 2 + string(b"") + (1).to_bytes(4, "big")
             + string(public) + string(private))
    pem = Item("private-key", "OPENSSH PRIVATE KEY", whole, "").pem(70)
    store.add("openssh/id_ed25519_sk", File(pem.encode(), (
        place("private-key", "line 1", "handle of a security key"),)))
    line = "sk-ssh-ed25519@openssh.com " + Item("", "", public, "").pem(0).split("\n")[1]
    store.add("openssh/id_ed25519_sk.pub", File(f"{line} token\n".encode(), (
        place("public-key", "line 1", "security key"),)))


def lists(store, shop):
    rsa, p256, edwards, p521 = (public_line(shop.keys[name])
                                for name in ("rsa", "p-256", "ed25519", "p-521"))
    authorized = (f'# who may come in\nfrom="192.0.2.0/24",command="echo \\"hello you\\"" {rsa} a\n'
                  f"{p256}\n\n  restrict {edwards} c\n")
    store.add("authorized_keys", File(authorized.encode(), (
        place("public-key", "line 2", "RSA, options in front"),
        place("public-key", "line 3", "EC, no comment"),
        place("public-key", "line 5", "Ed25519, indented"))))
    known = (f"a.example {rsa}\n@cert-authority *.example {edwards}\n@revoked * {p521}\n"
             f"[b.example]:2222 {p256}\n")
    run(["ssh-keygen", "-q", "-H", "-f", shop.write("known", known.encode())])
    for path, data in (("known_hosts", known.encode()), ("known_hosts.hashed", shop.read("known"))):
        store.add(path, File(data, tuple(
            place("public-key", f"line {number}", "host or authority")
            for number in range(1, 5))))
    yaml = f"users:\n  - name: a\n    ssh_authorized_keys:\n      - \"{edwards} a@example\"\n"
    store.add("cloud-config.yaml", File(yaml.encode(), (
        place("public-key", "line 4", "Ed25519 inside YAML"),)))
    cut = f"{rsa[:60]}... is what such a line begins with\n"
    store.add("mention.md", File(cut.encode()))


def certificates(store, shop):
    for name, authority, options in (("rsa", "ed25519", ()), ("ed25519", "p-256", ("-h",)),
                                     ("p-256", "rsa", ("-V", "20250101:20260101"))):
        store.add(f"certificates/{name}-cert.pub", File(
            shop.certificate(name, authority, *options), (
                place("public-key", "line 1", f"OpenSSH certificate for {name}"),
                place("public-key", "line 1", f"its authority, {authority}"))))


def ssh2(store, shop):
    made = run(["ssh-keygen", "-e", "-f", shop.path("rsa")])
    store.add("ssh2/openssh.pub", File(made, (
        place("public-key", "line 1", "RFC 4716 by ssh-keygen"),)))
    store.add("ssh2/putty.pub", File(shop.puttygen("ed25519", "public", False, "-C", "a comment"), (
        place("public-key", "line 1", "RFC 4716 by puttygen"),)))
    lines = made.decode().split("\n")
    wrapped = "\n".join([lines[0], "Comment: a header line that goes on \\", "and on: here",
                         *lines[2:]])
    store.add("ssh2/continued.pub", File(wrapped.encode(), (
        place("public-key", "line 1", "RFC 4716, header continued"),)))
    for name, lock in (("rsa", False), ("rsa", True), ("dsa", False)):
        state = "locked" if lock else "open"
        store.add(f"ssh2/{name}-{state}", File(shop.puttygen(name, "private-sshcom", lock), (
            place("private-key", "line 1", f"ssh.com private key, {state}"),)))
    store.finding("key-encrypted", "ssh2/rsa-locked", "ssh.com, 3DES")


def putty(store, shop):
    for name in shop.keys:
        store.add(f"putty/{name}.ppk", File(shop.puttygen(name, "private", False), (
            place("private-key", "line 1", "PuTTY 3, open"),)))
    for name, parameters in (
            ("2", "version=2"), ("lanes", "version=3,memory=256,passes=2,parallelism=4"),
            ("3", "version=3,memory=64,passes=3,kdf=argon2i")):
        path = f"putty/locked-{name}.ppk"
        store.add(path, File(shop.puttygen("p-384", "private", True, "--ppk-param", parameters), (
            place("private-key", "line 1", f"PuTTY {parameters[8]}, locked"),)))
        store.finding("key-encrypted", path, f"PuTTY {parameters[8]}")
        shop.wrong.append((path, f"PuTTY {parameters}"))
    text = shop.read("made").decode().replace("\n", "\r\n")
    store.add("putty/dos-lines.ppk", File(text.encode(), (
        place("private-key", "line 1", "PuTTY 3, lines end in CR LF"),)))
    store.finding("key-encrypted", "putty/dos-lines.ppk", "PuTTY 3")
    shop.wrong.append(("putty/dos-lines.ppk", "PuTTY 3, lines end in CR LF"))
    altered = shop.puttygen("ed25519", "private", False, "-C", "deploy").replace(b"deploy", b"backup")
    store.add("putty/altered.ppk", File(altered, (
        place("private-key", "line 1", "PuTTY 3, open, its remark changed since"),)))
    store.finding("key-invalid", "putty/altered.ppk", "the MAC does not fit")
    store.no_finding("key-invalid", "putty/ed25519.ppk", "the MAC fits")
    cut = text.split("Private-Lines")[0]
    store.add("putty/cut.ppk", File(cut.encode()))
    store.problem("breaks off", "putty/cut.ppk", "no private part")


def dropbear(store, shop):
    for name in ("rsa", "p-256", "p-384", "p-521", "ed25519"):
        store.add(f"dropbear/{name}", File(shop.dropbear(name), (
            place("private-key", "", "Dropbear"),)))


def build():
    store = Store("formats-ssh")
    keys = {"rsa": rsa_key(), "dsa": dsa.generate_private_key(1024), "p-256": ec_key(),
            "p-384": ec_key(ec.SECP384R1), "p-521": ec_key(ec.SECP521R1),
            "ed25519": ed25519.Ed25519PrivateKey.generate()}
    with tempfile.TemporaryDirectory() as folder:
        shop = Workshop(folder, keys)
        for part in (openssh, lists, certificates, ssh2, putty, dropbear):
            part(store, shop)
    security_keys(store)
    wrong = Store("formats-ssh--wrong-passphrase", on_disk=False)
    for path, lock in shop.wrong:
        wrong.expect("finding", path, "line 1", "password-wrong",
                     f"{lock}: none of those given fits")
    return [store, wrong]
