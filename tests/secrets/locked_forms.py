"""Forms that lock a private key with a passphrase in ways of their own, written from their descriptions."""

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from keys import number_bytes


def encrypt(algorithm, mode, content):
    encryptor = Cipher(algorithm, mode).encryptor()
    return encryptor.update(content) + encryptor.finalize()


def padded(content, block):
    missing = block - len(content) % block
    return content + bytes([missing]) * missing


def pkcs8_of(key):
    return key.private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption())


def openssh_locked(key, passphrase):
    if key.kind not in ("rsa", "ed25519"):
        return None
    lock = serialization.BestAvailableEncryption(passphrase)
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, lock)


def putty_file(version, key, cipher, parts, private, code):
    public = parts[3]
    lines = [f"PuTTY-User-Key-File-{version}: ssh-rsa", f"Encryption: {cipher}", f"Comment: {key.name}",
             *armour("Public", public), *armour("Private", private), f"Private-MAC: {code}", ""]
    return "\r\n".join(lines).encode()


def armour(name, content):
    text = base64.b64encode(content).decode()
    lines = [text[start:start + 64] for start in range(0, len(text), 64)]
    return [f"{name}-Lines: {len(lines)}", *lines]


def ssh_string(value):
    return struct.pack(">I", len(value)) + value


def ssh_number(number):
    return ssh_string(number_bytes(number, number.bit_length() // 8 + 1))


def putty_halves(key):
    numbers = key.private.private_numbers()
    public = ssh_string(b"ssh-rsa") + ssh_number(numbers.public_numbers.e) \
        + ssh_number(numbers.public_numbers.n)
    private = b"".join(map(ssh_number, (numbers.d, numbers.p, numbers.q, numbers.iqmp)))
    return public, private


def putty_three(key, _):
    """PPK version 3 without a passphrase: the key of its code is empty."""
    if key.kind != "rsa":
        return None
    public, private = putty_halves(key)
    parts = (b"ssh-rsa", b"none", key.name.encode(), public, private)
    code = hmac.new(b"", b"".join(map(ssh_string, parts)), hashlib.sha256).hexdigest()
    return putty_file(3, key, "none", parts, private, code)


def putty_locked(key, passphrase):
    """PPK version 2: AES-256 by the SHA-1 of a counter and the passphrase."""
    if key.kind != "rsa":
        return None
    public, private = putty_halves(key)
    private += hashlib.sha1(private).digest()[:-len(private) % 16]
    parts = (b"ssh-rsa", b"aes256-cbc", key.name.encode(), public, private)
    code = hmac.new(hashlib.sha1(b"putty-private-key-file-mac-key" + passphrase).digest(),
                    b"".join(map(ssh_string, parts)), hashlib.sha1).hexdigest()
    secret = b"".join(hashlib.sha1(struct.pack(">I", i) + passphrase).digest() for i in range(2))[:32]
    locked = encrypt(algorithms.AES(secret), modes.CBC(bytes(16)), private)
    return putty_file(2, key, "aes256-cbc", parts, locked, code)


def pvk_locked(plain):
    def form(key, passphrase):
        """RC4 by the SHA-1 of salt and passphrase, behind the eight bytes that say what it is."""
        content = plain(key, None)
        if content is None:
            return None
        blob, salt = content[24:], os.urandom(16)
        cipher = algorithms.ARC4(hashlib.sha1(salt + passphrase).digest()[:16])
        head = struct.pack("<IIIIII", 0xB0B5F11E, 0, 2, 1, len(salt), len(blob))
        return head + salt + blob[:8] + encrypt(cipher, None, blob[8:])
    return form


def java_text(text):
    return struct.pack(">H", len(text)) + text


def tagged(tag, content):
    length = bytes([len(content)]) if len(content) < 128 else \
        bytes([0x80 | len(number_bytes(len(content)))]) + number_bytes(len(content))
    return bytes([tag]) + length + content


def halves_by_md5(passphrase, salt, rounds):
    """com.sun.crypto.provider.PBES1Core: each half of the salt is digested for itself."""
    out = b""
    for half in (salt[:4], salt[4:]):
        for _ in range(rounds):
            half = hashlib.md5(half + passphrase).digest()
        out += half
    return out


def jceks(key, passphrase):
    salt, rounds = os.urandom(8), 200
    made = halves_by_md5(passphrase, salt, rounds)
    locked = encrypt(algorithms.TripleDES(made[:24]), modes.CBC(made[24:]), padded(pkcs8_of(key), 8))
    oid = tagged(6, bytes.fromhex("2b060104012a021301"))  # 1.3.6.1.4.1.42.2.19.1
    parameters = tagged(0x30, tagged(4, salt) + tagged(2, number_bytes(rounds, 2)))
    entry = tagged(0x30, tagged(0x30, oid + parameters) + tagged(4, locked))
    store = struct.pack(">III", 0xCECECECE, 2, 1) + struct.pack(">I", 1)
    store += java_text(key.name.encode()) + struct.pack(">QI", 0, len(entry)) + entry
    store += struct.pack(">I", 0)
    text = passphrase.decode().encode("utf-16-be")
    return store + hashlib.sha1(text + b"Mighty Aphrodite" + store).digest()


def pkcs12_derived(passphrase, salt, rounds, purpose, length):
    """RFC 7292 appendix B.2, with SHA-1."""
    def fill(content):
        return (content * (64 // len(content) + 1))[:64 * -(-len(content) // 64)]
    text = passphrase.decode().encode("utf-16-be") + b"\0\0"
    repeated = (text * 64)[:64 * -(-len(text) // 64)]
    blocks = bytearray(fill(salt) + repeated)
    out = b""
    while len(out) < length:
        digest = bytes([purpose]) * 64 + bytes(blocks)
        for _ in range(rounds):
            digest = hashlib.sha1(digest).digest()
        out += digest
        added = int.from_bytes((digest * 4)[:64], "big") + 1
        for start in range(0, len(blocks), 64):
            number = int.from_bytes(blocks[start:start + 64], "big") + added
            blocks[start:start + 64] = (number % (1 << 512)).to_bytes(64, "big")
    return out[:length]


def bks(key, passphrase):
    """Bouncy Castle's BKS, version 2: one key in an entry of its own lock, and no chain."""
    names = {"rsa": b"RSA", "ec": b"EC", "dsa": b"DSA"}
    if key.kind not in names:
        return None
    content = pkcs8_of(key)
    inside = b"\0" + java_text(b"PKCS#8") + java_text(names[key.kind])
    inside += struct.pack(">I", len(content)) + content
    salt, rounds = os.urandom(20), 1100
    cipher = algorithms.TripleDES(pkcs12_derived(passphrase, salt, rounds, 1, 24))
    vector = pkcs12_derived(passphrase, salt, rounds, 2, 8)
    sealed = struct.pack(">I", 20) + salt + struct.pack(">I", rounds)
    sealed += encrypt(cipher, modes.CBC(vector), padded(inside, 8))
    entries = b"\4" + java_text(key.name.encode()) + struct.pack(">QI", 0, 0)
    entries += struct.pack(">I", len(sealed)) + sealed + b"\0"
    code = hmac.new(pkcs12_derived(passphrase, salt, rounds, 3, 20), entries, hashlib.sha1).digest()
    return struct.pack(">II", 2, 20) + salt + struct.pack(">I", rounds) + entries + code


LOCKED = {"locked.openssh": openssh_locked, "locked.ppk": putty_locked, "jceks": jceks, "bks": bks}
