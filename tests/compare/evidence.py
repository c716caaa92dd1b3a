"""Do these bytes stand in that file? Asked of python's own modules, not of certsweep."""

import base64
import bz2
import gzip
import html
import io
import lzma
import re
import tarfile
import urllib.parse
import zipfile
import zlib

from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_der_private_key, load_der_public_key)

DEPTH = 4
LARGEST = 64 << 20
PARTS = 20000
BITS = 24  # bytes of a key's public number that must be there


def unpacked(data):
    """Members of an archive, the content of a compressed file."""
    try:
        if data[:2] == b"\x1f\x8b":
            yield gzip.decompress(data)
        elif data[:3] == b"BZh":
            yield bz2.decompress(data)
        elif data[:6] == b"\xfd7zXZ\0":
            yield lzma.decompress(data)
        elif b"PK\3\4" in data[:LARGEST]:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    if member.file_size <= LARGEST:
                        yield archive.read(member)
        elif data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                for member in archive:
                    if member.isfile() and member.size <= LARGEST:
                        yield archive.extractfile(member).read()
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error,
            lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError):
        return


def plain_forms(data):
    """The text without what other languages put around it."""
    yield data
    if b"\0" in data[:400]:
        for encoding in ("utf-16-le", "utf-16-be"):
            yield data.decode(encoding, "ignore").encode("utf-8", "ignore")
    text = data.decode("latin-1")
    if "%2" in text:
        yield urllib.parse.unquote(text).encode("latin-1", "ignore")
    if "&#" in text or "&quot" in text:
        yield html.unescape(text).encode("latin-1", "ignore")


def base64_parts(text):
    """What runs of base64 decode to, from each of their four first digits on: as they stand, as
    base64url, and with all between them left out that source code and listings put there."""
    bare = re.sub(rb"(?m)^[ \t]*(?://|--|[#*;>])+[ \t]", b"", text)
    sewn = re.sub(rb"\\+[rnt]|\\+u000[aAdD]|[\"'`]\s*\+\s*[\"'`]", b"", bare)
    for variant in (text, text.translate(bytes.maketrans(b"-_", b"+/")),
                    re.sub(rb"[^A-Za-z0-9+/=]+", b"", sewn)):
        for run in re.finditer(rb"[A-Za-z0-9+/]{40,}", variant):
            for start in range(4):
                digits = run.group(0)[start:]
                digits = digits[:-1] if len(digits) % 4 == 1 else digits
                yield base64.b64decode(digits + b"=" * (-len(digits) % 4))


def public_half(part):
    """The SubjectPublicKeyInfo of a private key in DER that has it only once it is computed."""
    length = 2 + part[1] if part[1] < 0x80 else \
        2 + (part[1] & 0x7F) + int.from_bytes(part[2:2 + (part[1] & 0x7F)], "big")
    try:
        key = load_der_private_key(part[:length], None)
        return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except BaseException as error:  # the library panics on some input
        if isinstance(error, KeyboardInterrupt):
            raise
        return b""


def plainly(spki):
    """A SubjectPublicKeyInfo as the library writes it again: RSA-PSS as RSA, Diffie-Hellman as of
    X9.42."""
    try:
        return load_der_public_key(spki).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return spki


def number_parts(text):
    """Hexadecimal text, lists of numbers, escapes."""
    for run in re.finditer(rb"(?:[0-9A-Fa-f]{2}[\s:,\"'\\]{0,12}){24,}", text):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", run.group(0))
        for start in range(2):
            part = digits[start:]
            yield bytes.fromhex(part[:len(part) // 2 * 2].decode())
    numbers = re.findall(rb"(?<![\w.])-?(?:0[xX][0-9A-Fa-f]{1,2}|\d{1,3})(?![\w.])", text)
    if len(numbers) > 24:
        yield bytes(int(number, 16 if b"x" in number.lower() else 10) & 0xFF for number in numbers)
    escapes = re.findall(rb"\\x([0-9A-Fa-f]{2})", text)
    if len(escapes) > 24:
        yield bytes.fromhex(b"".join(escapes).decode())


class Sight:
    """All that a file can be decoded to, joined."""

    def __init__(self, path):
        self.seen = []
        self.halves = set()
        if path.is_file() and path.stat().st_size <= LARGEST:
            self.look(path.read_bytes(), 0)

    def look(self, data, depth):
        self.seen.append(data)
        if depth == DEPTH:
            return
        for member in unpacked(data):
            self.look(member, depth + 1)
        if depth < 2 or b"PRIVATE KEY" in data or b"CERTIFICATE" in data:
            for text in plain_forms(data):
                self.seen.append(text)
                parts = list(base64_parts(text))
                self.seen.append(b"|".join(parts))
                self.halves |= {public_half(part) for part in parts[:PARTS]
                                if part[:1] == b"\x30" and len(part) > BITS}
                self.seen.append(b"|".join(number_parts(text)))
                if b"LS0t" in text or b"TUlJ" in text or b"H4sI" in text or b"MII" in text:
                    for part in base64_parts(text):
                        if part[:1] in b"\x1f\x30-M" and len(part) > 64 and depth < 2:
                            self.look(part, depth + 2)

    def shows(self, kind, needle):
        """kind "certificate": needle is its DER; otherwise a SubjectPublicKeyInfo, of which the last
        bytes but the exponent of RSA must be there."""
        if not needle:
            return False
        if kind == "certificate":
            return any(needle in data for data in self.seen)
        if needle in self.halves:
            return True
        end = -8 if b"\x2a\x86\x48\x86\xf7\x0d\x01\x01" in needle[:32] else len(needle)
        part = needle[:end][-BITS:]
        return any(part in data or part[::-1] in data for data in self.seen)
