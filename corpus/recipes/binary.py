"""Keys and certificates inside larger binary files."""

import hashlib
import struct
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import pkcs12

from recipes.common import PASSPHRASE
from recipes.files import File, Place, der_file, run, zip_archive
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import (
    Item, locked_pkcs8, pkcs8, public, public_pkcs1, request, revocation_list, traditional)
from recipes.store import Store


def noise(seed, length):
    """The same bytes for the same seed; they begin with a zero, as binary files do."""
    blocks = (hashlib.sha256(f"{seed} {number}".encode()).digest()
              for number in range(length // 32 + 1))
    return b"\0" + b"".join(blocks)[:length - 1]


def embedded(*parts):
    """Bytes and items one after the other."""
    data, places = b"", []
    for part in parts:
        if isinstance(part, Item):
            places.append(Place(f"byte {len(data)}", part))
            part = part.der
        data += part
    return File(data, tuple(places))


def found_in(data, *items):
    """The items where another program wrote them."""
    places = []
    for item in items:
        assert data.count(item.der) == 1, item.note
        places.append(Place(f"byte {data.index(item.der)}", item))
    places.sort(key=lambda place: int(place.trail.split()[1]))
    return File(data, tuple(places))


def firmware(party, ca):
    return embedded(noise("head", 700), party.certificate, noise("between", 33), party.private_key,
                    ca.certificate, revocation_list(ca), b"\0\0\0", request(party),
                    noise("more", 200), traditional(party.key), noise("tail", 100))


def small_keys(ca, exchange, curve):
    """Structures of less than 256 bytes, whose headers are short, and certificates for the keys."""
    edwards = issue("edwards.example", ed25519.Ed25519PrivateKey.generate(), ca)
    return embedded(b"\x7FELF\0\0\0", pkcs8(edwards.key), bytes(5), public(edwards.key),
                    noise("a", 40), pkcs8(exchange), public(exchange), pkcs8(curve.key),
                    noise("b", 77), traditional(curve.key), public(curve.key),
                    locked_pkcs8(curve.key), edwards.certificate, curve.certificate)


# What libraries hold in order to read and write keys, and is none: the fixed beginnings of
# structures, the parameters of a key agreement, a signature.
CONSTANTS = (bytes.fromhex("302e020100300506032b657004220420") + bytes(16) +
             bytes.fromhex("302a300506032b6570032100") + b"unexpected end of the key\0" +
             bytes.fromhex("302e020100300506032b656e04220420") + b"the key is of another kind\0" +
             bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + bytes(64) +
             bytes.fromhex("3082010a0282010100") + bytes(range(256)) + bytes(9))


def object_file(name, item):
    """What the linker makes of a file: an ELF object with symbols around its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(item.der)
        run(["ld", "-r", "-b", "binary", "-o", "out.o", name], folder=folder)
        return found_in(Path(folder, "out.o").read_bytes(), item)


def handshake(party):
    """A capture file with one packet: TLS 1.2, server's Certificate message (RFC 5246, section
    7.4.2). The checksums are left at zero."""
    made = party.certificate.der
    entry = struct.pack(">I", len(made))[1:] + made
    entries = struct.pack(">I", len(entry))[1:] + entry
    message = b"\x0B" + struct.pack(">I", len(entries))[1:] + entries
    record = b"\x16\x03\x03" + struct.pack(">H", len(message)) + message
    tcp = struct.pack(">HHIIBBHHH", 443, 50000, 1, 1, 0x50, 0x18, 8192, 0, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(record), 1, 0, 64, 6, 0,
                     bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    packet = bytes(12) + b"\x08\x00" + ip + tcp + record
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + \
        struct.pack("<IIII", 1735689600, 0, len(packet), len(packet)) + packet
    return found_in(data, party.certificate)


def signed_cabinet(party, ca):
    """A cabinet and its signature behind it: PKCS#7 with the certificates of the signer."""
    with tempfile.TemporaryDirectory() as folder:
        write = {"readme.txt": "Nothing here.\n", "signer.key": party.private_key.pem(),
                 "signer.pem": party.certificate.pem() + ca.certificate.pem()}
        for name, text in write.items():
            Path(folder, name).write_text(text, encoding="ascii")
        run(["gcab", "-cn", "plain.cab", "readme.txt"], folder=folder)
        run(["osslsigncode", "sign", "-certs", "signer.pem", "-key", "signer.key", "-h", "sha256",
             "-st", "1735689600", "-in", "plain.cab", "-out", "signed.cab"], folder=folder)
        data = Path(folder, "signed.cab").read_bytes()
    signature = struct.unpack("<I", data[8:12])[0]
    places = [Place(f"byte {signature}!certificate {number}", item)
              for number, item in enumerate(in_order(data, ca.certificate, party.certificate), 1)]
    return File(data, tuple(places))


def in_order(data, *items):
    return sorted(items, key=lambda item: data.index(item.der))


def android_package(party):
    """A zip file with an APK Signing Block (version 2 scheme) before its directory."""
    plain = zip_archive({"classes.dex": File(b"dex\n035\0")}).data
    size, start = struct.unpack("<II", plain[-10:-2])
    certificate = struct.pack("<I", len(party.certificate.der)) + party.certificate.der
    value = struct.pack("<I", len(certificate)) + certificate
    pair = struct.pack("<QI", len(value) + 4, 0x7109871A) + value
    length = len(pair) + 8 + 16
    block = struct.pack("<Q", length) + pair + struct.pack("<Q", length) + b"APK Sig Block 42"
    data = plain[:start] + block + plain[start:start + size] + plain[start + size:-6] + \
        struct.pack("<I", start + len(block)) + plain[-2:]
    place = Place(f"byte {start}!byte {data.index(party.certificate.der) - start}",
                  party.certificate)
    return File(data, (place,))


def bundle(party, passphrase):
    return pkcs12.serialize_key_and_certificates(
        party.common_name.encode(), party.key, party.made, None,
        serialization.BestAvailableEncryption(passphrase))


def keystore_inside(party):
    """A PKCS#12 file that opens with a usual passphrase, in the middle of other bytes."""
    head = noise("store", 321)
    return File(head + bundle(party, b"changeit") + noise("behind", 99), (
        Place(f"byte {len(head)}!{party.common_name}", party.private_key),
        Place(f"byte {len(head)}!{party.common_name}", party.certificate)))


def nss_database(kind, names, parties):
    """The databases of a new NSS store, with keys and certificates from PKCS#12 files."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "passphrase").write_bytes(PASSPHRASE)
        run(["certutil", "-N", "-d", f"{kind}:.", "-f", "passphrase"], folder=folder)
        for party in parties:
            Path(folder, "pair.p12").write_bytes(bundle(party, PASSPHRASE))
            run(["pk12util", "-i", "pair.p12", "-d", f"{kind}:.", "-k", "passphrase",
                 "-w", "passphrase"], folder=folder)
        return [Path(folder, name).read_bytes() for name in names]


def legacy_nss_rows(store, folder, *parties):
    """Berkeley databases: the certificates lie open, the keys in a form of their own."""
    certificates, keys = nss_database("dbm", ("cert8.db", "key3.db"), parties)
    store.add(f"{folder}/cert8.db",
              found_in(certificates, *(party.certificate for party in parties)))
    store.add(f"{folder}/key3.db", File(keys))


def findings(store, exchange, small):
    store.finding("key-orphaned", "small.so", "no certificate has a key agreement's key",
                  pkcs8(exchange))
    store.no_finding("key-orphaned", "firmware.bin", "the certificate is in the same file")
    locked = [place for place in store.files["small.so"].places if "locked" in place.item.note]
    store.expect("finding", "small.so", locked[0].trail, "key-encrypted",
                 f"{small.common_name}, PBES2")
    entry = store.files["store.bin"].places[0].trail
    whole = entry.split("!", maxsplit=1)[0]
    store.expect("finding", "store.bin", entry, "key-encrypted", "a shrouded bag")
    store.expect("finding", "store.bin", whole, "pkcs12-no-chain", "only the leaf is in it")
    store.expect("finding", "store.bin", whole, "pkcs12-too-new", "PBES2 and SHA-256")


def build():
    store = Store("formats-binary")
    ca = authority("Binary Test CA", rsa_key())
    party = issue("embedded.example", rsa_key(), ca)
    other = issue("curve.example", ec_key(), ca)
    edwards_ca = issue("edwards.example", ed25519.Ed25519PrivateKey.generate())

    store.add("firmware.bin", firmware(party, ca))
    exchange, small = x25519.X25519PrivateKey.generate(), issue("small.example", ec_key(), ca)
    store.add("small.so", small_keys(ca, exchange, small))
    store.add("constants.bin", File(noise("constants", 64) + CONSTANTS))
    store.add("noise.bin", File(noise("noise", 8000)))
    store.add("certificate.o", object_file("server.der", other.certificate))
    store.add("key.o", object_file("server.key", traditional(party.key)))
    store.add("public.bin", embedded(noise("public", 99), public_pkcs1(party.key), bytes(4),
                                     public(party.key), bytes(9)))
    store.add("handshake.pcap", handshake(other))
    store.add("signed.cab", signed_cabinet(party, ca))
    store.add("package.apk", android_package(party))
    store.add("store.bin", keystore_inside(party))
    legacy_nss_rows(store, "nss-legacy", party, ca)
    findings(store, exchange, small)
    return store
