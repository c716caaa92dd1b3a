"""Archives and compressed files inside other encodings: base64, hexadecimal, zlib."""

import base64
import bz2
import lzma
import zlib

from recipes.files import File, Place, cpio, pem_file, run, tar, zip_archive, zstd_compressed
from recipes.issuing import ec_key
from recipes.items import pkcs8
from recipes.store import Store


def base64_of(data):
    return base64.b64encode(data)


def lz4(data):
    return run(["lz4", "-c"], data)


def forms():
    """File name -> how it is made of a PEM file, and in how many ways of writing."""
    old = lzma.FORMAT_ALONE
    packed = lambda file: tar({"tls.key": file}).data
    return {
        "cpio.yaml": lambda f: b"blob: " + base64_of(cpio({"tls.key": f}).data) + b"\n",
        "lz4.json": lambda f: b'{"blob": "' + base64_of(lz4(f.data)) + b'"}\n',
        "lzma.yaml": lambda f: b"blob: " + base64_of(lzma.compress(packed(f), old)) + b"\n",
        "xz-twice.txt": lambda f: base64_of(base64_of(lzma.compress(f.data))),
        "zip-twice.txt": lambda f: base64_of(base64_of(zip_archive({"tls.key": f}).data)),
        "bzip2.hex": lambda f: bz2.compress(f.data).hex().encode(),
        "xz.hex": lambda f: b"blob: " + lzma.compress(f.data).hex().upper().encode() + b"\n",
        "zstd.csv": lambda f: b"key," + zstd_compressed(f.data).hex().encode() + b",1\n",
        "lz4.hex": lambda f: lz4(f.data).hex().encode(),
        "zip.sql": lambda f: b"VALUES ('" + zip_archive({"tls.key": f}).data.hex().encode() + b"')\n",
        "xz.zlib": lambda f: zlib.compress(lzma.compress(packed(f))),
    }


MEMBERS = ("cpio.yaml", "lzma.yaml", "xz.zlib", "zip-twice.txt", "zip.sql")


def trail(name):
    layers = [] if name == "xz.zlib" else ["line 1"] * (2 if "twice" in name else 1)
    return "!".join([*layers, *(["tls.key"] if name in MEMBERS else []), "line 1"])


def build():
    store = Store("formats-wrapped")
    for name, make in forms().items():
        key = pkcs8(ec_key())
        store.add(name, File(make(pem_file(key)), (Place(trail(name), key),)))
        store.finding("key-orphaned", name, "the key stands alone")
        if name in MEMBERS:
            store.finding("key-in-archive", name, "a member of an archive")
        if "twice" in name:
            store.expect("finding", name, "", "base64-twice", "base64 of base64")
    digests = b"".join(b"%s  file-%d\n" % (zlib.compress(bytes([n]) * 40)[-4:].hex().encode() * 10, n)
                       for n in range(40))
    store.add("digests.txt", File(digests + b"a028b52ffd" + b"0" * 100 + b" amid digits\n"))
    return store
