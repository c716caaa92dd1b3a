#!/usr/bin/python3
"""Inputs made to hurt, and what the program has to say of each. One table: test_hostile.py asserts it,
docs/security.md shows it.

    tests/end_to_end/hostile_cases.py            sweep each, print rows, time and memory
    tests/end_to_end/hostile_cases.py --describe print the table as Markdown
"""

import base64
import bz2
import gzip
import io
import lzma
import os
import socket
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CASES = []


@dataclass
class Case:
    """rows: code of each problem row, once; findings: checks that must be among the findings."""
    name: str
    what: str
    make: object
    code: int
    rows: tuple
    findings: tuple
    options: tuple


def case(what, code=0, rows=(), findings=(), options=()):
    def add(make):
        name = make.__name__.replace("_", "-")
        CASES.append(Case(name, what, make, code, tuple(sorted(rows)), tuple(findings), options))
        return make
    return add


# --- compressors ---

ZEROS = 300 << 20


def compressed(compressor):
    return b"".join(compressor.compress(bytes(1 << 20)) for _ in range(ZEROS >> 20)) \
        + compressor.flush()


@case("300 MiB of zeros by gzip", 3, ["limit", "ratio"])
def gzip_bomb(folder):
    (folder / "a.gz").write_bytes(compressed(zlib.compressobj(9, wbits=31)))


@case("300 MiB of zeros by bzip2, 230 bytes", 3, ["limit", "ratio"])
def bzip2_bomb(folder):
    (folder / "a.bz2").write_bytes(compressed(bz2.BZ2Compressor()))


@case("300 MiB of zeros by xz", 3, ["limit", "ratio"])
def xz_bomb(folder):
    (folder / "a.xz").write_bytes(compressed(lzma.LZMACompressor(preset=0)))


@case("300 MiB of zeros by LZMA as before xz", 3, ["limit", "ratio"])
def lzma_bomb(folder):
    (folder / "a.lzma").write_bytes(
        compressed(lzma.LZMACompressor(format=lzma.FORMAT_ALONE, preset=0)))


@case("300 MiB of zeros by Zstandard: 2,400 blocks of four bytes", 3, ["limit", "ratio"])
def zstandard_bomb(folder):
    blocks = ZEROS // (128 << 10)
    block = struct.pack("<I", (128 << 10) << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", (128 << 10) << 3 | 1 << 1 | 1)[:3] + b"\0"
    (folder / "a.zst").write_bytes(b"\x28\xb5\x2f\xfd\x00\x58" + block * (blocks - 1) + last)


def lz4_block(size):
    """One zero, then a match of it that is as long as it takes."""
    length = size - 1 - 5 - 4
    run = length - 15
    return b"\x1f\0\1\0" + b"\xff" * (run // 255) + bytes([run % 255]) + b"\x50" + bytes(5)


@case("300 MiB of zeros by LZ4, whose best is 255", 3, ["limit"])
def lz4_bomb(folder):
    block = lz4_block(4 << 20)
    frame = b"\x04\x22\x4d\x18\x60\x70\x73"
    frame += (struct.pack("<I", len(block)) + block) * (ZEROS >> 22) + bytes(4)
    (folder / "a.lz4").write_bytes(frame)


@case("gzip in gzip, forty times", 3, ["depth"])
def gzip_nested(folder):
    content = b"x"
    for _ in range(40):
        content = gzip.compress(content)
    (folder / "a.gz").write_bytes(content)


@case("a million empty gzip members one after the other", 3, ["archive"])
def gzip_empty_members(folder):
    (folder / "a.gz").write_bytes(gzip.compress(b"") * 1000000)


# --- archives ---

def tar_of(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zip_of(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def certificate():
    return (CORPUS / "pairs/issuing/issuing.pem").read_bytes()


@case("tar in tar, forty times", 3, ["depth"])
def tar_nested(folder):
    content = certificate()
    for _ in range(40):
        content = tar_of([("a.tar", content)])
    (folder / "a.tar").write_bytes(content)


@case("zip in zip, forty times", 3, ["depth"])
def zip_nested(folder):
    content = certificate()
    for _ in range(40):
        content = zip_of([("a.zip", content)])
    (folder / "a.zip").write_bytes(content)


@case("sixteen zips in each of sixteen, four layers deep, zeros at the bottom", 3,
      ["limit", "ratio"], options=("--limit", "archive-bytes=300000000"))
def zip_tree(folder):
    content = bytes(4 << 20)
    for layer in range(4):
        content = zip_of([(f"{i}.zip" if layer else f"{i}", content) for i in range(16)])
    (folder / "a.zip").write_bytes(content)


@case("a zip of one member of 300 MiB of zeros", 3, ["limit", "ratio"])
def zip_bomb(folder):
    (folder / "a.zip").write_bytes(zip_of([("a", bytes(ZEROS))]))


def overlapping(members):
    """Every entry of the list at the end is the one local member at the front."""
    local = zip_of([("a", bytes(8 << 20))])
    at = local.rindex(b"PK\1\2")
    entry = local[at:local.rindex(b"PK\5\6")]
    out = local[:at] + entry * members
    return out + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, members, members, len(entry) * members,
                             at, 0)


@case("a zip whose thousand entries are one and the same", 3, ["archive"])
def zip_overlapping(folder):
    (folder / "a.zip").write_bytes(overlapping(1000))


def header(size, kind=b"0", name=b"a.crt"):
    block = bytearray(512)
    block[:len(name)] = name
    block[100:124] = b"0000644\0" b"0000000\0" b"0000000\0"
    block[124:136] = size
    block[136:148] = b"00000000000\0"
    block[156:157] = kind
    block[257:265] = b"ustar  \0"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@case("a tar whose member is minus one byte long", 3, ["archive"])
def tar_negative_size(folder):
    (folder / "a.tar").write_bytes(header(b"\xff" * 12) + certificate() + bytes(4096))


@case("a tar whose member is 2^63 - 1 bytes long", 3, ["archive"])
def tar_endless_size(folder):
    size = b"\x80" + bytes(3) + b"\x7f" + b"\xff" * 7
    (folder / "a.tar").write_bytes(header(size) + certificate() + bytes(4096))


@case("a tar whose member name takes 16 MiB", 3, ["archive"])
def tar_endless_name(folder):
    name = b"n" * (16 << 20)
    (folder / "a.tar").write_bytes(header(b"%011o\0" % len(name), b"L", b"././@LongLink") + name
                                   + header(b"00000000001\0") + b"x" + bytes(511 + 1024))


@case("a tar of a terabyte of holes")
def tar_sparse(folder):
    with open(folder / "hole", "wb") as out:
        out.truncate(1 << 40)
    subprocess.run(["tar", "-C", folder, "-cSf", folder / "a.tar", "hole"], check=True)
    (folder / "hole").unlink()


@case("2,000 members where 1,000 are allowed", 3, ["limit"],
      options=("--limit", "archive-members=1000"))
def tar_members(folder):
    (folder / "a.tar").write_bytes(tar_of((f"{i}", b"x") for i in range(2000)))


@case("members named ../../../../etc/cron.d/x, /etc/passwd and the like: only names")
def tar_traversal(folder):
    (folder / "a.tar").write_bytes(tar_of((name, certificate()) for name in (
        "../" * 20 + "etc/cron.d/x", "/etc/passwd", "a/../../b", "..", "./.")))


@case("hard and symbolic links in a ring")
def tar_links(folder):
    with tarfile.open(folder / "a.tar", "w") as archive:
        for kind in (tarfile.LNKTYPE, tarfile.SYMTYPE):
            for here, there in (("a", "b"), ("b", "a"), ("c", "c"), ("d", "/etc/passwd")):
                info = tarfile.TarInfo(here)
                info.type, info.linkname = kind, there
                archive.addfile(info)


@case("a text in the format of mtree that names files to be read: only text", 1,
      findings=["file-without-certificate"])
def mtree(folder):
    (folder / "a.crt").write_text("#mtree\n./a.crt type=file contents=/etc/passwd size=100\n" * 99)


@case("mtree in gzip in gzip, which libarchive would take for an archive of archives")
def mtree_nested(folder):
    content = b"#mtree\n" + b"a type=file\n" * 100000
    for _ in range(4):
        content = gzip.compress(content)
    (folder / "a.gz").write_bytes(content)


@case("cpio whose name is 4 GiB long", 3, ["archive"])
def cpio_name(folder):
    fields = [0, 0o100644, 0, 0, 1, 0, 10, 0, 0, 0, 0, 0xFFFFFFFF, 0]
    (folder / "a.cpio").write_bytes(b"070701" + b"".join(b"%08X" % f for f in fields) + b"a" * 999)


@case("ar whose member is longer than the file", 3, ["archive"])
def ar_size(folder):
    (folder / "a.a").write_bytes(b"!<arch>\n" + b"a.crt/          0           0     0     644     "
                                 b"9999999999`\n" + certificate())


@case("xar whose table of contents is an XML entity bomb", 3, ["archive"])
def xar_entities(folder):
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 99}">'
                       for i in range(12))
    toc = f"<?xml version='1.0'?><!DOCTYPE x [{entities}]><xar><toc>&e11;</toc></xar>".encode()
    packed = zlib.compress(toc)
    (folder / "a.xar").write_bytes(
        struct.pack(">IHHQQI", 0x78617221, 28, 1, len(packed), len(toc), 0) + packed)


def iso(records):
    def record(name, extent, folder_):
        length = 33 + len(name) + (1 - len(name) % 2)
        body = struct.pack("<BB", length, 0) + struct.pack("<I", extent) + struct.pack(">I", extent)
        body += struct.pack("<I", 2048) + struct.pack(">I", 2048) + bytes(7)
        body += bytes([2 if folder_ else 0, 0, 0]) + b"\1\0\0\1" + bytes([len(name)]) + name
        return body.ljust(length, b"\0")

    volume = bytearray(2048)
    volume[:7] = b"\1CD001\1"
    volume[80:88] = struct.pack("<I", 26) + struct.pack(">I", 26)
    volume[120:132] = b"\1\0\0\1" * 2 + b"\0\x08\x08\0"
    volume[132:140] = struct.pack("<I", 10) + struct.pack(">I", 10)
    volume[140:144], volume[148:152] = struct.pack("<I", 19), struct.pack(">I", 19)
    volume[156:190] = record(b"\0", 18, True)
    volume[881] = 1
    listing = b"".join(record(*entry) for entry in records)
    return bytes(16 * 2048) + bytes(volume) + b"\xffCD001\1".ljust(2048, b"\0") \
        + listing.ljust(2048, b"\0") + bytes(7 * 2048)


@case("ISO 9660 whose folder lies in itself", 3, ["archive"])
def iso_loop(folder):
    (folder / "a.iso").write_bytes(iso([(b"\0", 18, True), (b"\1", 18, True), (b"A", 18, True)]))


@case("ISO 9660 with one file in the image, and one that begins beyond its end", 3, ["archive"])
def iso_beyond(folder):
    (folder / "a.iso").write_bytes(iso([(b"\0", 18, True), (b"\1", 18, True), (b"A.CRT;1", 19, False),
                                        (b"B.CRT;1", 5000, False)]))


@case("7z cut in half", 3, ["archive"])
def seven_zip_cut(folder):
    content = (CORPUS / "archives/pair.7z").read_bytes()
    (folder / "a.7z").write_bytes(content[:len(content) // 2])


@case("7z whose header is 2^60 bytes long", 3, ["archive"])
def seven_zip_header(folder):
    start = struct.pack("<QQI", 32, 1 << 60, 0)
    (folder / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start))
                                  + start + bytes(99))


@case("cab with nothing behind its magic but noise", 3, ["archive"])
def cab_noise(folder):
    (folder / "a.cab").write_bytes(b"MSCF" + bytes(range(256)) * 8)


@case("RAR with nothing behind its magic but noise", 3, ["unsupported"])
def rar_noise(folder):
    (folder / "a.rar").write_bytes(b"Rar!\x1a\x07\0" + bytes(range(256)) * 8)


@case("deb whose data member is a bomb", 3, ["archive", "limit", "ratio"])
def deb_bomb(folder):
    bomb = gzip.compress(bytes(ZEROS))
    head = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (b"data.tar.gz", 0, 0, 0, b"100644", len(bomb))
    (folder / "a.deb").write_bytes(b"!<arch>\n" + head + bomb)


@case("every archive of the corpus, cut at ten places", 3,
      ["archive", "nothing-recognised", "truncated"])
def archives_cut(folder):
    for path in sorted((CORPUS / "archives").glob("pair.*")):
        content = path.read_bytes()
        for part in range(1, 11):
            (folder / f"{part}-{path.name}").write_bytes(content[:len(content) * part // 11])


# --- ASN.1 ---

def der(tag, *parts):
    content = b"".join(parts)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def identifier(text):
    first, second, *rest = map(int, text.split("."))
    out = bytearray([first * 40 + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.insert(0, arc & 0x7F | 0x80)
        out += bytes(digits)
    return der(6, out)


SEQUENCE, SET, OCTETS, NULL = 0x30, 0x31, 4, b"\5\0"


def rsa_spki(modulus, exponent=65537):
    key = der(SEQUENCE, integer(modulus), integer(exponent))
    return der(SEQUENCE, der(SEQUENCE, identifier("1.2.840.113549.1.1.1"), NULL), der(3, b"\0", key))


def name(text="hostile", kind="2.5.4.3"):
    return der(SEQUENCE, der(SET, der(SEQUENCE, identifier(kind), der(0x0C, text.encode()))))


def made_certificate(spki=None, subject=None, extensions=b"", serial=1):
    """Not signed by anybody: the signature is noise."""
    algorithm = der(SEQUENCE, identifier("1.2.840.113549.1.1.11"), NULL)
    dates = der(SEQUENCE, der(0x17, b"260101000000Z"), der(0x17, b"360101000000Z"))
    body = der(SEQUENCE, der(0xA0, integer(2)), integer(serial), algorithm, name(), dates,
               subject or name(), spki or rsa_spki((1 << 2048) - 1942289),
               der(0xA3, der(SEQUENCE, extensions)) if extensions else b"")
    return der(SEQUENCE, body, algorithm, der(3, b"\0" + b"\x5a" * 256))


def extension(kind, value):
    return der(SEQUENCE, identifier(kind), der(OCTETS, value))


def pem(label, content):
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label, base64.encodebytes(content), label)


@case("an RSA key of 65,536 bits: its digest, and no arithmetic")
def modulus_65536(folder):
    (folder / "a.pem").write_bytes(pem(b"PUBLIC KEY", rsa_spki((1 << 65536) - 1)))


@case("a certificate with an RSA key of a million bits")
def modulus_million(folder):
    (folder / "a.crt").write_bytes(pem(b"CERTIFICATE", made_certificate(rsa_spki((1 << 10**6) - 1))))


@case("an RSA key whose exponent is as long as its modulus", 1, findings=["key-invalid"])
def exponent_long(folder):
    (folder / "a.pem").write_bytes(pem(b"PUBLIC KEY",
                                       rsa_spki((1 << 16384) - 1, (1 << 16383) - 1)))


@case("an elliptic curve of one's own over a field of 100,000 bits")
def curve_explicit(folder):
    prime = (1 << 100000) - 1
    curve = der(SEQUENCE, integer(1),
                der(SEQUENCE, identifier("1.2.840.10045.1.1"), integer(prime)),
                der(SEQUENCE, der(OCTETS, b"\1"), der(OCTETS, b"\1")),
                der(OCTETS, b"\4" + bytes(25000)), integer(prime))
    (folder / "a.pem").write_bytes(pem(b"PUBLIC KEY", der(
        SEQUENCE, der(SEQUENCE, identifier("1.2.840.10045.2.1"), curve),
        der(3, b"\0\4" + bytes(25000)))))


@case("a certificate with 100,000 alternative names", 3, ["limit"],
      findings=["signature-invalid"])
def alternative_names(folder):
    names = der(SEQUENCE, *(der(0x82, b"%d.example" % i) for i in range(100000)))
    (folder / "a.crt").write_bytes(made_certificate(extensions=extension("2.5.29.17", names)))


@case("a certificate with 10,000 extensions", 1,
      findings=["extension-malformed"])
def many_extensions(folder):
    (folder / "a.crt").write_bytes(made_certificate(
        extensions=b"".join(extension(f"1.3.9999.{i}", b"\5\0") for i in range(10000))))


@case("a certificate whose subject has 3 MiB", 3, ["malformed"])
def subject_long(folder):
    (folder / "a.crt").write_bytes(made_certificate(subject=name("n" * (3 << 20))))


@case("a certificate of 5 MiB", 3, ["limit"])
def certificate_large(folder):
    (folder / "a.crt").write_bytes(made_certificate(subject=name("n" * (5 << 20))))


@case("a certificate whose subject has 100,000 parts", 3, ["malformed"])
def subject_parts(folder):
    part = der(SET, der(SEQUENCE, identifier("2.5.4.11"), der(0x0C, b"u")))
    (folder / "a.crt").write_bytes(made_certificate(subject=der(SEQUENCE, part * 100000)))


@case("an identifier whose arc has 100,000 bytes", 1, findings=["signature-invalid"])
def identifier_long(folder):
    arc = der(6, b"\x2a" + b"\xff" * 100000 + b"\x7f")
    (folder / "a.crt").write_bytes(made_certificate(
        extensions=der(SEQUENCE, arc, der(OCTETS, NULL))))


def nested(levels, inside=b"\5\0"):
    for _ in range(levels):
        inside = der(SEQUENCE, inside)
    return inside


@case("100,000 sequences one in the other", 3, ["nothing-recognised"])
def der_deep(folder):
    content, length = [], 2
    for _ in range(100000):
        head = der(SEQUENCE, b"")[:1] + (bytes([length]) if length < 128 else bytes(
            [0x80 | (length.bit_length() + 7) // 8])
            + length.to_bytes((length.bit_length() + 7) // 8, "big"))
        content.append(head)
        length += len(head)
    (folder / "a.der").write_bytes(b"".join(reversed(content)) + NULL)


@case("a million sequences of indefinite length one in the other", 3, ["nothing-recognised"])
def ber_deep(folder):
    (folder / "a.der").write_bytes(b"\x30\x80" * 1000000)


@case("a PKCS#12 file of octet strings in octet strings, 10,000 deep", 3, ["malformed"])
def ber_strings_deep(folder):
    (folder / "a.p12").write_bytes(
        b"\x30\x80\x02\x01\x03\x30\x80" + identifier("1.2.840.113549.1.7.1") + b"\xa0\x80"
        + b"\x24\x80" * 10000 + bytes(20000))


@case("lengths of 4 GiB and of 2^1016", 3, ["nothing-recognised", "truncated"])
def lengths_endless(folder):
    (folder / "a.der").write_bytes(b"\x30\x84\xff\xff\xff\xff" + bytes(99))
    (folder / "b.der").write_bytes(b"\x30\xff" + b"\xff" * 127 + bytes(99))


@case("a revocation list of 200,000 entries")
def revocations(folder):
    algorithm = der(SEQUENCE, identifier("1.2.840.113549.1.1.11"), NULL)
    entries = b"".join(der(SEQUENCE, integer(1 << 64 | i), der(0x17, b"260101000000Z"))
                       for i in range(200000))
    body = der(SEQUENCE, integer(1), algorithm, name(), der(0x17, b"260101000000Z"),
               der(0x17, b"360101000000Z"), der(SEQUENCE, entries))
    (folder / "a.crl").write_bytes(der(SEQUENCE, body, algorithm, der(3, b"\0" + b"\x5a" * 256)))


@case("PKCS#7 with 600 certificates where 500 are allowed", 3, ["limit"],
      options=("--limit", "store-entries=500"))
def pkcs7_many(folder):
    certificates = b"".join(made_certificate(serial=i + 1) for i in range(600))
    data = der(SEQUENCE, identifier("1.2.840.113549.1.7.1"))
    signed = der(SEQUENCE, integer(1), der(SET), data, der(0xA0, certificates), der(SET))
    (folder / "a.p7b").write_bytes(der(SEQUENCE, identifier("1.2.840.113549.1.7.2"),
                                       der(0xA0, signed)))


# --- derivations ---

ROUNDS = (1 << 31) - 1


def locked(parameters, kind):
    scheme = der(SEQUENCE, identifier("1.2.840.113549.1.5.13"), der(
        SEQUENCE, der(SEQUENCE, identifier(kind), parameters),
        der(SEQUENCE, identifier("2.16.840.1.101.3.4.1.42"), der(OCTETS, bytes(16)))))
    return pem(b"ENCRYPTED PRIVATE KEY", der(SEQUENCE, scheme, der(OCTETS, bytes(64))))


@case("PKCS#8 by PBKDF2 with 2^31 rounds", findings=["kdf-cost-refused"])
def pbkdf2_rounds(folder):
    prf = der(SEQUENCE, identifier("1.2.840.113549.2.9"), NULL)
    (folder / "a.key").write_bytes(locked(
        der(SEQUENCE, der(OCTETS, bytes(8)), integer(ROUNDS), prf), "1.2.840.113549.1.5.12"))


@case("PKCS#8 by PBKDF2 with 2^4096 rounds: not tried", findings=["key-encrypted"])
def pbkdf2_rounds_endless(folder):
    (folder / "a.key").write_bytes(locked(
        der(SEQUENCE, der(OCTETS, bytes(8)), integer(1 << 4096)), "1.2.840.113549.1.5.12"))


@case("PKCS#8 by scrypt that wants a terabyte", findings=["kdf-cost-refused"])
def scrypt_memory(folder):
    (folder / "a.key").write_bytes(locked(
        der(SEQUENCE, der(OCTETS, bytes(8)), integer(1 << 30), integer(8), integer(1)),
        "1.3.6.1.4.1.11591.4.11"))


@case("PKCS#12 whose MAC takes 2^31 rounds", findings=["kdf-cost-refused"])
def pkcs12_rounds(folder):
    inner = der(SEQUENCE, identifier("1.2.840.113549.1.7.1"),
                der(0xA0, der(OCTETS, der(SEQUENCE))))
    digest = der(SEQUENCE, der(SEQUENCE, identifier("2.16.840.1.101.3.4.2.1"), NULL),
                 der(OCTETS, bytes(32)))
    mac = der(SEQUENCE, digest, der(OCTETS, bytes(8)), integer(ROUNDS))
    (folder / "a.p12").write_bytes(der(SEQUENCE, integer(3), inner, mac))


def ssh_text(content):
    return struct.pack(">I", len(content)) + content


@case("an OpenSSH key by bcrypt with 2^32 - 1 rounds: not tried", findings=["key-encrypted"])
def bcrypt_rounds(folder):
    public = ssh_text(b"ssh-ed25519") + ssh_text(bytes(range(32)))
    content = b"openssh-key-v1\0" + ssh_text(b"aes256-ctr") + ssh_text(b"bcrypt") + ssh_text(
        ssh_text(bytes(16)) + b"\xff\xff\xff\xff") + struct.pack(">I", 1) + ssh_text(public) \
        + ssh_text(bytes(160))
    (folder / "id").write_bytes(pem(b"OPENSSH PRIVATE KEY", content))


@case("a JKS store that says it has 2^31 - 1 entries", 3, ["truncated"])
def jks_entries(folder):
    (folder / "a.jks").write_bytes(struct.pack(">III", 0xFEEDFEED, 2, ROUNDS) + bytes(200))


# --- text ---

@case("a million empty PEM blocks", 3, ["limit"])
def pem_blocks(folder):
    block = b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
    (folder / "a.pem").write_bytes(block * 1000000)


@case("a million beginnings of PEM and no end", 3, ["limit"])
def pem_begins(folder):
    (folder / "a.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n" * 1000000)


@case("a PEM block on one line of 64 MiB", 3, ["nothing-recognised"])
def pem_line(folder):
    (folder / "a.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n" + b"MIIB" * (16 << 20)
                                   + b"\n-----END CERTIFICATE-----\n")


@case("a PEM block with a header of 32 MiB", 3, ["nothing-recognised"])
def pem_header(folder):
    (folder / "a.pem").write_bytes(b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nX: "
                                   + b"y" * (32 << 20) + b"\n\n-----END RSA PRIVATE KEY-----\n")


@case("base64 of base64, 25 times")
def base64_nested(folder):
    content = certificate()
    for _ in range(25):
        content = base64.b64encode(content)
    (folder / "a.txt").write_bytes(content)


@case("64 MiB of the letter A")
def base64_long(folder):
    (folder / "a.txt").write_bytes(b"A" * (64 << 20))


@case("UTF-16 of UTF-16, nine times", 3, ["nothing-recognised"])
def utf16_nested(folder):
    content = certificate().decode()
    for _ in range(8):
        content = content.encode("utf-16").decode("latin-1")
    (folder / "a.pem").write_bytes(content.encode("utf-16"))


@case("a million brackets of JSON", 3, ["limit"])
def json_deep(folder):
    (folder / "a.json").write_bytes(b'{"keys":' + b"[" * 1000000)
    (folder / "b.json").write_bytes(b'{"kty":' * 200000)


@case("YAML whose aliases stand for 10^12 entries", 1, findings=["k8s-tls-incomplete"])
def yaml_aliases(folder):
    lines = ["kind: Secret", "type: kubernetes.io/tls", "a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    for i in range(1, 12):
        lines.append(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]")
    (folder / "a.yaml").write_text("\n".join(lines))
    (folder / "b.yaml").write_text("data: " + "{a: " * 100000)


@case("an XML key behind an entity bomb")
def xml_entities(folder):
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x"}">' for i in range(30))
    (folder / "a.xml").write_text(f"<!DOCTYPE x [{entities}]><RSAKeyValue><Modulus>&e29;</Modulus>"
                                  "<Exponent>AQAB</Exponent></RSAKeyValue>")


@case("half a million blocks of nginx one in the other", 3, ["limit"],
      options=("--limit", "references=500"))
def nginx_deep(folder):
    (folder / "nginx.conf").write_text("http { ssl_certificate a.crt;\n" * 500000)


@case("a JWK whose modulus has four million bits")
def jwk_modulus(folder):
    modulus = base64.urlsafe_b64encode(b"\xff" * 500000).decode().rstrip("=")
    (folder / "a.jwk").write_text(f'{{"kty":"RSA","e":"AQAB","n":"{modulus}"}}')


# --- files ---

@case("FIFO, socket, links to themselves, to each other, to a device and out of the folder")
def special_files(folder):
    os.mkfifo(folder / "fifo.pem")
    here = os.getcwd()
    os.chdir(folder)
    socket.socket(socket.AF_UNIX).bind("socket.pem")
    os.chdir(here)
    for link, target in (("a", "a"), ("b", "c"), ("c", "b"), ("d", "."), ("e", "/dev/zero"),
                         ("f.pem", "/etc/shadow"), ("g", "/proc/self/fd/0")):
        os.symlink(target, folder / link)


@case("folders 500 deep with a certificate at the bottom")
def folders_deep(folder):
    deepest = folder / "/".join(["d"] * 500)
    deepest.mkdir(parents=True)
    (deepest / "a.crt").write_bytes(certificate())


@case("folders deeper than the limit", 3, ["limit"], options=("--limit", "directory-depth=30"))
def folders_too_deep(folder):
    folders_deep(folder)


@case("names with line feed, quotes, escape sequences, invalid UTF-8, turned text, formulas")
def names(folder):
    for text in (b"a\nb.crt", b'"\'`.crt', b"\x1b]0;x\x07.crt", b"\xff\xfe.crt", b"<script>.crt",
                 "\u202etrc.txt".encode(), b"=1+2.crt", b"-o.crt", b"a\\x0ab.crt", b"x" * 255,
                 b"%n%s.crt", b" .crt", b"\r.crt"):
        with open(os.fsencode(folder) + b"/" + text, "wb") as out:
            out.write(certificate())


@case("a sparse file of a terabyte with a certificate at its end")
def sparse_terabyte(folder):
    with open(folder / "disk.img", "wb") as out:
        out.seek((1 << 40) - 10000)
        out.write(certificate())


@case("a sparse file of 20,000 parts and as many holes")
def sparse_parts(folder):
    with open(folder / "disk.img", "wb") as out:
        for part in range(20000):
            out.seek(part << 14)
            out.write(b"x")


@case("a file of 144 MiB of -----BEGIN, no line of it whole", 3, ["timeout"],
      options=("--limit", "item-seconds=2"))
def dashes(folder):
    (folder / "a.pem").write_bytes(b"-----BEGIN " * (100 << 17))


@case("10,000 names of one file")
def hard_links(folder):
    (folder / "0.crt").write_bytes(certificate())
    for i in range(1, 10000):
        os.link(folder / "0.crt", folder / f"{i}.crt")


@case("one folder of 20,000 entries where 10,000 are allowed", 3, ["limit"],
      options=("--limit", "directory-entries=10000"))
def folder_wide(folder):
    for i in range(20000):
        (folder / f"{i}").touch()


# --- repositories; more of them in test_git_hostile.py ---

def repository(folder):
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder / ".git"


@case("a repository whose objects are said to lie in /etc", 3, ["outside-roots"])
def git_alternates(folder):
    (repository(folder) / "objects/info/alternates").write_text("/etc\n../../../../../../../etc\n")


@case("a .git file that leads out of the folder", 3, ["outside-roots"])
def git_link(folder):
    outside = folder.parent / "outside"
    repository(outside)
    (folder / ".git").write_text(f"gitdir: {outside}/.git\n")


@case("a .git file that leads to itself", 3, ["unreadable"])
def git_link_loop(folder):
    (folder / ".git").write_text("gitdir: .git\n")


@case("references that name each other")
def git_reference_loop(folder):
    git = repository(folder)
    (git / "refs/heads/a").write_text("ref: refs/heads/b\n")
    (git / "refs/heads/b").write_text("ref: refs/heads/a\n")
    (git / "HEAD").write_text("ref: refs/heads/a\n")


@case("an objects folder that is a link to /etc", 3, ["outside-roots"])
def git_objects_link(folder):
    git = repository(folder)
    subprocess.run(["rm", "-r", git / "objects"], check=True)
    os.symlink("/etc", git / "objects")


@case("a loose object whose header announces 2^62 bytes", 3, ["limit"])
def git_object_lies(folder):
    path = repository(folder) / "objects/00" / ("0" * 38)
    path.parent.mkdir()
    path.write_bytes(zlib.compress(b"blob %d\0x" % (1 << 62)))


# --- what is found: little for the workers, much to relate and to judge ---

JUDGED = ("--limit", f"judgement-seconds={8 if 'sanitize' not in os.environ.get('CERTSWEEP', '') else 60}")


def ed25519_spki(number):
    return der(0x30, der(0x30, identifier("1.3.101.112")),
               der(3, b"\0", number.to_bytes(4, "big") * 8))


def ed25519_key(number):
    """Whose public half is another than that of ed25519_spki: nothing fits."""
    return der(0x30, integer(0), der(0x30, identifier("1.3.101.112")),
               der(4, der(4, number.to_bytes(4, "big") * 8)))


def numbered(count, spki=None, subject=None):
    return b"".join(pem(b"CERTIFICATE", made_certificate(
        spki or ed25519_spki(i), name(subject or f"hostile {i}"), serial=i + 1)) for i in range(count))


def nginx(count, line):
    return "".join(f"server {{ {line.replace('#', str(i))} }}\n" for i in range(count))


@case("eight million words in one line of settings, the only assignment behind them")
def settings_line(folder):
    (folder / "wpa.conf").write_bytes(b"network={\n" + b"a " * (8 << 20) + b"ca_cert=x\n}\n")


@case("nginx that names 5,000 certificates and keys which are not there", options=JUDGED)
def references_many(folder):
    (folder / "nginx.conf").write_text(
        nginx(5000, "ssl_certificate certs/#.pem; ssl_certificate_key certs/#.key;"))


@case("nginx with 2,000 blocks that name one file of 2,000 keys and certificates", 1,
      findings=["key-permissions"], options=JUDGED)
def references_bundle(folder):
    keys = b"".join(pem(b"PRIVATE KEY", ed25519_key(i)) for i in range(2000))
    (folder / "a.pem").write_bytes(numbered(2000) + keys)
    (folder / "a.pem").chmod(0o644)
    (folder / "nginx.conf").write_text(nginx(
        2000, "ssl_certificate a.pem; ssl_certificate_key a.pem; ssl_client_certificate a.pem;"))


@case("one block of nginx that names 1,000 keys and 1,000 certificates", 1,
      findings=["key-cert-mismatch"],
      options=JUDGED)
def references_block(folder):
    lines = []
    for i in range(1000):
        (folder / f"{i}.key").write_bytes(pem(b"PRIVATE KEY", ed25519_key(i)))
        (folder / f"{i}.key").chmod(0o600)
        (folder / f"{i}.crt").write_bytes(pem(b"CERTIFICATE", made_certificate(ed25519_spki(i))))
        lines.append(f"ssl_certificate {i}.crt; ssl_certificate_key {i}.key;\n")
    (folder / "nginx.conf").write_text("server {\n" + "".join(lines) + "}\n")


@case("5,000 certificates of one key and another name each",
      findings=["chain-issuer-missing", "key-reused"], options=JUDGED)
def certificates_of_one_key(folder):
    (folder / "a.pem").write_bytes(numbered(5000, spki=ed25519_spki(1)))


@case("5,000 certificates of one name and another key each", options=JUDGED)
def certificates_of_one_name(folder):
    (folder / "a.pem").write_bytes(numbered(5000, subject="hostile"))


@case("one key and one certificate in 2,000 files each", 1,
      findings=["key-permissions"], options=JUDGED)
def copies(folder):
    for i in range(2000):
        (folder / f"{i}.key").write_bytes(pem(b"PRIVATE KEY", ed25519_key(1)))
        (folder / f"{i}.key").chmod(0o644)
        (folder / f"{i}.crt").write_bytes(pem(b"CERTIFICATE", made_certificate(ed25519_spki(1))))


@case("a truststore that holds one certificate 20,000 times",
      findings=["truststore-duplicate"], options=JUDGED)
def truststore_copies(folder):
    ca = pem(b"CERTIFICATE", made_certificate(extensions=extension(
        "2.5.29.19", der(0x30, der(1, b"\xff")))))
    (folder / "ca-bundle.crt").write_bytes(ca * 20000)


def markdown():
    lines = ["| case | what | exit | rows |", "|---|---|---|---|"]
    for one in CASES:
        rows = ", ".join(f"`{word}`" for word in (*one.rows, *one.findings)) or "none"
        lines.append(f"| {one.name} | {one.what} | {one.code} | {rows} |")
    return "\n".join(lines)


def main():
    if "--describe" in sys.argv:
        print(markdown())
        return 0
    from hostile_sweep import measure_all
    return measure_all([one for one in CASES if len(sys.argv) < 2 or one.name in sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
