#!/usr/bin/python3
"""Keys and certificates in forms put together at random: what of them does a sweep find?

    tests/compare/compositions.py [--seed N] [--files N] [--keep FOLDER] [--certsweep PROGRAM]

python3-cryptography makes keys and certificates, and python's own modules, xxd, hexdump, od, zstd,
lz4 and 7z put them into one to three of some ninety forms, one in another: a dump of a gzip file in
a comment, base64 of a tar file in JSON. Prints what was found, by the number of forms, each file
where something is missing with its forms from the outside in, and certificates that nobody made.
Exit status 1 where one form alone hides something, or something is found that was not made.

Forms that follow each other without sense are among them: an escaped string of a dump of a list is
not meant to be found. What is missing is for a person to judge.
"""

import argparse
import base64
import binascii
import bz2
import collections
import datetime
import gzip
import hashlib
import io
import json
import lzma
import os
import pathlib
import quopri
import random
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import urllib.parse
import warnings
import zipfile
import zlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, PublicFormat, pkcs12)
from cryptography.x509.oid import NameOID

warnings.simplefilter("ignore")
TREE = pathlib.Path(__file__).resolve().parents[2]
CURVES = (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.SECP256K1())


def run(*command, data):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def lines(text):
    return text.rstrip("\n").split("\n")


def each(form):
    """A form that does something to each line."""
    return lambda text: "".join(form(number, line) + "\n"
                                for number, line in enumerate(lines(text)))


def around(before, after):
    return lambda text: before + text + after


def joined(before, between, after):
    return lambda text: before + between.join(lines(text)) + after


def rows(values, width, between):
    return "\n".join(between.join(values[at:at + width]) for at in range(0, len(values), width))


def numbers(before, form, width, after):
    return lambda data: before + rows([form(byte) for byte in data], width, " ") + after


def folded(text, width):
    return "\n".join(text[at:at + width] for at in range(0, len(text), width)) + "\n"


def once(data):
    return base64.b64encode(data).decode()


# Of text, text.
TEXTS = {
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: textwrap.indent(text, "      "),
    "tabs": lambda text: textwrap.indent(text, "\t"),
    "blanks behind": each(lambda n, line: line + "  "),
    "empty lines": lambda text: text.replace("\n", "\n\n"),
    "no last line end": lambda text: text.rstrip("\n"),
    "bag attributes": around("Bag Attributes\n    localKeyID: 01 02\nsubject=CN = x\n", ""),
    "prose": around("Dear all,\n\nuse this:\n\n", "\nregards\n"),
    "YAML block": lambda text: f"t:\n  c: |-\n{textwrap.indent(text, '    ')}  o: 1\n",
    "here document": lambda text: f"cat > x <<-EOF\n{textwrap.indent(text, chr(9))}EOF\n",
    "INI": joined("[a]\nkey = ", "\n      ", "\n"),
    "TOML": around("[a]\nkey = '''\n", "'''\n"),
    "CSV": around('id,k\n1,"', '"\n2,""\n'),
    "SQL": lambda text: "INSERT INTO t VALUES (1,'" + text.replace("\n", "\\n") + "');\n",
    "properties": joined("k=", "\\n\\\n", "\n"),
    "one line": joined('KEY="', " ", '"\n'),
    "escaped": joined('KEY="', "\\n", '\\n"\nX=1\n'),
    "escaped CR LF": joined("KEY=", "\\r\\n", "\n"),
    "JSON": lambda text: json.dumps({"private_key": text, "a": 1}),
    "JSON in JSON": lambda text: json.dumps({"x": json.dumps({"k": text})}),
    "JSON, all escaped": lambda text: json.dumps({"k": text}).replace("+", "\\u002b")
                                          .replace("/", "\\/"),
    "XML": around("<a><k>", "</k></a>"),
    "XML attribute": lambda text: '<a k="' + text.replace("\n", "&#10;")
                                                 .replace("+", "&#43;") + '"/>',
    "HTML": joined("<pre>", "<br>", "</pre>"),
    "percent": lambda text: f"cert={urllib.parse.quote(text)}&x=1",
    "form": lambda text: f"cert={urllib.parse.quote_plus(text)}",
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "RTF": joined("{\\rtf1 ", "\\par\n", "}"),
    "mail": each(lambda n, line: f"> {line}"),
    "hash": each(lambda n, line: f"# {line}"),
    "slashes": each(lambda n, line: f"// {line}"),
    "star": each(lambda n, line: f" * {line}"),
    "SQL remark": each(lambda n, line: f"-- {line}"),
    "log": each(lambda n, line: f"2026-01-02T03:04:{n % 60:02}Z INFO  [main] {line}"),
    "system log": each(lambda n, line: f"Jan  2 03:04:{n % 60:02} host app[123]: {line}"),
    "patch": lambda text: "--- /dev/null\n+++ b/k\n@@ -0,0 +1,9 @@\n" + "".join(
        f"+{line}\n" for line in lines(text)),
    "Go": joined("package x\nconst k = \"", "\\n\" +\n\t\"", "\\n\"\n"),
    "Go, raw": lambda text: f"package x\nvar k = []byte(`{text.rstrip()}`)\n",
    "Java": joined('class X { String k =\n"', '\\r\\n"\n    + "', '\\r\\n"; }\n'),
    "C macro": joined('#define KEY \\\n    "', '\\n" \\\n    "', '\\n"\n'),
    "Python": joined("k = (\n    '", "\\n'\n    '", "\\n')\n"),
    "JavaScript": joined("const k = ['", "',\n'", "'].join('\\n');\n"),
    "Ruby": lambda text: f"KEY = <<~PEM\n{textwrap.indent(text, '  ')}PEM\n",
    "Kotlin": lambda text: f'val k = """\n{textwrap.indent(text, "    |")}""".trimMargin()\n',
    "C#": around('var k = @"', '";\n'),
    "PowerShell": around("$k = @'\n", "'@\n"),
    "Rust": joined('const K: &str = "', "\\n\\\n", '\\n";\n'),
    "Erlang": joined('k() -> <<"', '\\n",\n  "', '\\n">>.\n'),
    "PHP": around("<?php $k = '", "';\n"),
    "Perl": around('my $k = <<"EOT";\n', "EOT\n"),
    "nginx": joined("map $x $k { default '", "\\n", "'; }\n"),
}

# Of bytes, text.
WRITTEN = {
    "base64": lambda data: f"data: {once(data)}\n",
    "base64, folded": lambda data: folded(once(data), 64),
    "base64url": lambda data: f"x={once(data).translate({43: 45, 47: 95}).rstrip('=')}\n",
    "base64 in JSON": lambda data: json.dumps({"data": once(data)}),
    "Secret": lambda data: f"apiVersion: v1\nkind: Secret\ndata:\n  tls.key: {once(data)}\n",
    "base64 twice": lambda data: f"x: {once(once(data).encode())}\n",
    "data URI": lambda data: f'<a href="data:application/x-pem-file;base64,{once(data)}">',
    "hexadecimal": lambda data: data.hex() + "\n",
    "capitals": lambda data: data.hex().upper() + "\n",
    "colons": lambda data: data.hex(":") + "\n",
    "pairs": lambda data: rows([f"{byte:02X}" for byte in data], 16, " ") + "\n",
    "BitConverter": lambda data: data.hex("-").upper() + "\n",
    "bytea": lambda data: f"\\\\x{data.hex()}\n",
    "SQL, 0x": lambda data: f"INSERT INTO t VALUES (1, 0x{data.hex().upper()});\n",
    "SQL, X": lambda data: f"INSERT INTO t VALUES (1, X'{data.hex()}');\n",
    "C array": numbers("unsigned char k[] = {\n", "0x{:02x},".format, 12, "\n};\n"),
    "C array, capitals": numbers("const uint8_t k[] = {", "0x{:02X},".format, 1 << 30, "};\n"),
    "decimal": lambda data: f"k = {list(data)}\n",
    "Java bytes": numbers("byte[] k = {", lambda b: f"{b - 256 if b > 127 else b},", 20, "};\n"),
    "Java casts": numbers("byte[] k = {", "(byte)0x{:02x},".format, 8, "};\n"),
    "\\x": lambda data: 'k = "' + "".join(f"\\x{byte:02x}" for byte in data) + '"\n',
    "octal": lambda data: 'k = "' + "".join(f"\\{byte:03o}" for byte in data) + '"\n',
    "xxd": lambda data: run("xxd", data=data).decode(),
    "hexdump": lambda data: run("hexdump", "-vC", data=data).decode(),
    "od": lambda data: run("od", "-v", "-A", "x", "-t", "x1", data=data).decode(),
    "uuencode": lambda data: "begin 644 k\n" + "".join(
        binascii.b2a_uu(data[at:at + 45]).decode() for at in range(0, len(data), 45)) + "`\nend\n",
}


def tar(mode, form):
    def pack(data):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode=mode, format=form) as archive:
            member = tarfile.TarInfo("d/k.bin")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        return packed.getvalue()
    return pack


def zipped(method):
    def pack(data):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            archive.writestr("a/k.txt", data)
        return packed.getvalue()
    return pack


def seven(data):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "k").write_bytes(data)
        run("7z", "a", "-bd", f"{folder}/a.7z", f"{folder}/k", data=b"")
        return pathlib.Path(folder, "a.7z").read_bytes()


# Of bytes, bytes.
PACKED = {
    "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zlib": zlib.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zstd": lambda data: run("zstd", "-qc", data=data),
    "lz4": lambda data: run("lz4", "-qc", data=data),
    "tar": tar("w", tarfile.USTAR_FORMAT), "tar.gz": tar("w:gz", tarfile.GNU_FORMAT),
    "tar.bz2": tar("w:bz2", tarfile.PAX_FORMAT), "zip": zipped(zipfile.ZIP_DEFLATED),
    "zip, stored": zipped(zipfile.ZIP_STORED), "zip, lzma": zipped(zipfile.ZIP_LZMA), "7z": seven,
}

# Of text, bytes.
ENCODED = {
    "UTF-8 with mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16 LE": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


class Maker:
    """Keys, certificates and files of one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.keys = [self.key(number) for number in range(12)]
        self.made = set()

    def key(self, number):
        return (lambda: rsa.generate_private_key(65537, self.random.choice([1024, 2048])),
                lambda: ec.generate_private_key(self.random.choice(CURVES)),
                ed25519.Ed25519PrivateKey.generate, ed448.Ed448PrivateKey.generate,
                lambda: dsa.generate_private_key(1024))[number % 5]()

    def certificate(self, key):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made.example")])
        edwards = isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
                .public_key(key.public_key()).serial_number(self.random.getrandbits(64) + 1)
                .not_valid_before(datetime.datetime(2026, 1, 1))
                .not_valid_after(datetime.datetime(2046, 1, 1))
                .sign(key, None if edwards else hashes.SHA256()))
        self.made.add(("certificate",
                       hashlib.sha256(made.public_bytes(Encoding.DER)).hexdigest()))
        return made

    def material(self):
        """What it is, as it is written, and the identities that are in it."""
        key = self.random.choice(self.keys)
        made = self.certificate(key)
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        of_key = ("key", hashlib.sha256(public).hexdigest())
        of_certificate = ("certificate",
                          hashlib.sha256(made.public_bytes(Encoding.DER)).hexdigest())
        plain = not isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
        kind = self.random.choice(["PEM", "PKCS#8", "traditional", "public", "DER", "PKCS#12",
                                   "PKCS#8, DER"])
        if kind == "PEM" or kind == "DER" or (kind == "PKCS#12" and
                                              isinstance(key, dsa.DSAPrivateKey)):
            written = made.public_bytes(Encoding.DER if kind == "DER" else Encoding.PEM)
            return kind, written, {of_certificate}
        if kind == "PKCS#12":
            written = pkcs12.serialize_key_and_certificates(
                b"a", key, made, None, BestAvailableEncryption(b"changeit"))
            return kind, written, {of_certificate, of_key}
        if kind == "public":
            return kind, key.public_key().public_bytes(
                Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), {of_key}
        form = (PrivateFormat.TraditionalOpenSSL if kind == "traditional" and plain
                else PrivateFormat.PKCS8)
        encoding = Encoding.DER if kind == "PKCS#8, DER" else Encoding.PEM
        return kind, key.private_bytes(encoding, form, NoEncryption()), {of_key}

    def file(self):
        """Forms from the inside out, bytes, identities."""
        kind, content, identities = self.material()
        forms = []
        content = content.decode() if content.startswith(b"-----") else content
        for _ in range(self.random.choice([1, 1, 2, 2, 3])):
            offered = dict(TEXTS if isinstance(content, str) else {})
            if isinstance(content, str) and self.random.random() < .4:
                offered = self.random.choice([ENCODED, WRITTEN, PACKED])
            elif not isinstance(content, str):
                offered = self.random.choice([WRITTEN, PACKED])
            form = self.random.choice(list(offered))
            if isinstance(content, str) and (form in WRITTEN or form in PACKED):
                content = content.encode()
            content = offered[form](content)
            forms.append(form)
        return [kind, *forms], content.encode() if isinstance(content, str) else content, identities


def found_by_sweep(program, folder, inventory):
    subprocess.run([program, "scan", "-o", inventory, folder], stdout=subprocess.DEVNULL,
                   check=False)
    found = collections.defaultdict(set)
    places = ("SELECT file.path, artifact.kind, artifact.der, key.spki_sha256 FROM place"
              " JOIN file ON file.id = place.file JOIN artifact ON artifact.id = place.artifact"
              " LEFT JOIN key ON key.id = artifact.key")
    with sqlite3.connect(inventory) as connection:
        for path, kind, der, digest in connection.execute(places):
            here = found[os.path.basename(path)]
            if digest:
                here.add(("key", digest.hex()))
            if kind == "certificate":
                here.add((kind, hashlib.sha256(der).hexdigest()))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--certsweep", default=str(TREE / "build/certsweep"))
    parser.add_argument("--keep", help="a folder for the files")
    options = parser.parse_args()
    maker = Maker(options.seed)
    files = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.keep or scratch, "files")
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(options.files):
            forms, content, identities = maker.file()
            files[f"{number:05}"] = forms, identities
            pathlib.Path(folder, f"{number:05}").write_bytes(content)
        found = found_by_sweep(options.certsweep, str(folder), str(folder.parent / "found.db"))
    whole, of, wrong = collections.Counter(), collections.Counter(), 0
    for name, (forms, identities) in files.items():
        of[len(forms) - 1] += 1
        whole[len(forms) - 1] += identities <= found[name]
        if not identities <= found[name]:
            print("missing", name, " < ".join(reversed(forms)))
            wrong += len(forms) == 2
        strange = {one for one in found[name] if one[0] == "certificate"} - maker.made
        for one in strange:
            print("not made", name, one[1], " < ".join(reversed(forms)))
        wrong += len(strange)
    for depth in sorted(of):
        print(f"{depth} form{'s' if depth > 1 else ''}: {whole[depth]} of {of[depth]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
