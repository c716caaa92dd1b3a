"""Base64 that tells nothing of itself at its front, streams of zlib, and keys on lines of their own."""

import bz2
import gzip
import lzma
import subprocess
import textwrap
import zlib
from base64 import b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from recipes.binary import noise
from recipes.files import File, Place, pem_file, tar, zip_archive
from recipes.issuing import ec_key, issue
from recipes.items import Item, pkcs8
from recipes.other_keys import jwk
from recipes.store import Store


def text(data):
    return b64encode(data).decode()


def place(item, trail):
    return Place(trail, item)


def in_the_middle(store, key, made):
    """Armour behind one, two and three bytes more: it falls differently on groups of three."""
    for number in range(3):
        script = f"listen {10 ** number}\nkey <<END\n{key.pem()}END\n{made.pem()}"
        value = text(script.encode())
        store.add(f"base64/script-{number}.env", File(f"SCRIPT={value}\n".encode(), (
            place(key, "line 1!line 3"),
            place(made, f"line 1!line {4 + key.pem().count(chr(10))}"))))
    folded = "\n    ".join(textwrap.wrap(text(f"a: b\nkey: |\n{key.pem()}".encode()), 64))
    store.add("base64/folded.yaml", File(f"content: |\n    {folded}\n".encode(), (
        place(key, "line 2!line 3"),)))
    for number in range(3):
        wide = ("x" * number).encode() + f"Set-Content k '{made.pem()}'".encode("utf-16-le")
        store.add(f"base64/wide-{number}.ps1", File(
            f"powershell -EncodedCommand {text(wide)}\n".encode(), (
                place(made, "line 1!line 1" if number == 0 else f"line 1!byte {number}!line 1"),)))


def compressed(store, key, made):
    content = key.pem() + made.pem()
    second = f"line {1 + key.pem().count(chr(10))}"
    forms = {"zlib": zlib.compress(content.encode()),
             "zlib-best": zlib.compress(content.encode(), 9),
             "bzip2": bz2.compress(content.encode()), "xz": lzma.compress(content.encode()),
             "gzip": gzip.compress(content.encode(), mtime=0),
             "zstd": subprocess.run(["zstd", "-q", "-c"], input=content.encode(), check=True,
                                    capture_output=True).stdout}
    for stem, data in forms.items():
        store.add(f"compressed/{stem}.env", File(f"VALUE={text(data)}\n".encode(), (
            place(key, "line 1!line 1"), place(made, f"line 1!{second}"))))
    store.add("compressed/stream.bin", File(zlib.compress(content.encode()), (
        place(key, "line 1"), place(made, second))))
    cut = zlib.compress(key.pem().encode() + noise("cut", 2000).hex().encode())[:-300]
    store.add("compressed/cut.bin", File(cut, (place(key, "line 1"),)))
    store.problem("breaks off", "compressed/cut.bin", "the stream lacks its end")
    for stem, archive in (("zip", zip_archive), ("tar", tar)):
        inside = archive({"tls.key": pem_file(key)})
        store.add(f"compressed/{stem}.yaml", File(f"data: {text(inside.data)}\n".encode(), tuple(
            place(one.item, f"line 1!{one.trail}") for one in inside.places)))
    store.finding("key-in-archive", "compressed/tar.yaml",
                  "a tar in base64; other compressed values are no archives", key)


def openssh(store):
    key = ed25519.Ed25519PrivateKey.generate()
    body = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH,
                             serialization.NoEncryption()).decode()
    bare = "\n".join(body.splitlines()[1:-1])
    item = Item("private-key", "OPENSSH PRIVATE KEY", b"", "OpenSSH key without its markers")
    store.add("base64/openssh.txt", File(f"{bare}\n".encode(), (place(item, "line 1"),)))
    store.no_finding("key-orphaned", "base64/openssh.txt", "a key of SSH")


def jwk_lines(store, key):
    members = jwk(key, True)
    item = Item("private-key", "", b"", "JWK, its members on lines of their own")
    listed = "".join(("  - " if at == 0 else "    ") + f"{name}: {value}\n"
                     for at, (name, value) in enumerate(members.items()))
    forms = {
        "list.yaml": (f"keys:\n{listed}  - kty: oct\n    k: c2VjcmV0\n", "line 2"),
        "nested.yaml": ("jwk:\n" + "".join(f"  {name}: \"{value}\"\n" for name, value
                                           in reversed(members.items())), "line 2"),
        "table.toml": ("[[keys]]\n" + "".join(f"{name} = \"{value}\"\n" for name, value
                                              in members.items()), "line 2"),
        "block.tf": ("jwk = {\n" + "".join(f"  {name} = \"{value}\"\n" for name, value
                                           in members.items()) + "}\n", "line 1"),
    }
    for path, (content, trail) in forms.items():
        store.add(f"jwk/{path}", File(content.encode(), (place(item, trail),)))
    store.add("jwk/mention.yaml", File(b"kty: RSA\nn: see the other file\ne: AQAB\n"))


def build():
    store = Store("formats-carriers")
    party = issue("carried.example", ec_key())
    key, made = party.private_key, party.certificate
    in_the_middle(store, key, made)
    compressed(store, key, made)
    openssh(store)
    jwk_lines(store, party.key)
    return store
