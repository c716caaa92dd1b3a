"""Every form in which a private key is written to a file. Each function gives the file's bytes,
None where the form knows no key of that type."""

import base64
import hashlib
import hmac
import json
import os
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from keys import number_bytes
from locked_forms import LOCKED, putty_three, pvk_locked

PLAIN = serialization.NoEncryption()
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL
OPENSSH = serialization.PrivateFormat.OpenSSH


def lock_of(passphrase):
    return serialization.BestAvailableEncryption(passphrase)


def pkcs8_pem(key, _):
    return key.private.private_bytes(PEM, PKCS8, PLAIN)


def pkcs8_der(key, _):
    return key.private.private_bytes(DER, PKCS8, PLAIN)


def pkcs8_locked(key, passphrase):
    return key.private.private_bytes(PEM, PKCS8, lock_of(passphrase))


def pkcs8_locked_der(key, passphrase):
    return key.private.private_bytes(DER, PKCS8, lock_of(passphrase))


def traditional(key, _):
    return key.private.private_bytes(PEM, TRADITIONAL, PLAIN) \
        if key.kind in ("rsa", "ec", "dsa") else None


def traditional_der(key, _):
    return key.private.private_bytes(DER, TRADITIONAL, PLAIN) \
        if key.kind in ("rsa", "ec", "dsa") else None


def traditional_locked(key, passphrase):
    return key.private.private_bytes(PEM, TRADITIONAL, lock_of(passphrase)) \
        if key.kind in ("rsa", "ec", "dsa") else None


def has_openssh(key):
    return key.kind in ("rsa", "dsa", "ed25519") or (
        key.kind == "ec" and isinstance(key.private.curve, (ec.SECP256R1, ec.SECP384R1,
                                                            ec.SECP521R1)))


def openssh(key, _):
    return key.private.private_bytes(PEM, OPENSSH, PLAIN) if has_openssh(key) else None


def ssh_string(value):
    return struct.pack(">I", len(value)) + value


def ssh_number(number):
    return ssh_string(number_bytes(number, number.bit_length() // 8 + 1))


def rsa_numbers(key):
    numbers = key.private.private_numbers()
    return (numbers.public_numbers.n, numbers.public_numbers.e, numbers.d, numbers.p, numbers.q,
            numbers.dmp1, numbers.dmq1, numbers.iqmp)


def base64_lines(content):
    text = base64.b64encode(content).decode()
    return [text[start:start + 64] for start in range(0, len(text), 64)]


def putty(key, _):
    """PPK version 2 without a passphrase: putty's sshpubk.c."""
    if key.kind != "rsa":
        return None
    n, e, d, p, q, _, _, inverse = rsa_numbers(key)
    algorithm, comment = b"ssh-rsa", key.name.encode()
    public = ssh_string(algorithm) + ssh_number(e) + ssh_number(n)
    private = b"".join(map(ssh_number, (d, p, q, inverse)))
    signed = b"".join(map(ssh_string, (algorithm, b"none", comment, public, private)))
    code = hmac.new(hashlib.sha1(b"putty-private-key-file-mac-key").digest(), signed,
                    hashlib.sha1).hexdigest()
    lines = ["PuTTY-User-Key-File-2: ssh-rsa", "Encryption: none", f"Comment: {key.name}",
             f"Public-Lines: {len(base64_lines(public))}", *base64_lines(public),
             f"Private-Lines: {len(base64_lines(private))}", *base64_lines(private),
             f"Private-MAC: {code}", ""]
    return "\r\n".join(lines).encode()


def dropbear(key, _):
    if key.kind != "rsa":
        return None
    n, e, d, p, q, *_ = rsa_numbers(key)
    return ssh_string(b"ssh-rsa") + b"".join(map(ssh_number, (e, n, d, p, q)))


def url_base64(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def jwk(key, _):
    if key.kind == "rsa":
        names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
        members = {name: url_base64(number_bytes(number))
                   for name, number in zip(names, rsa_numbers(key))}
        return json.dumps({"kty": "RSA", "kid": key.name, **members}, indent=1).encode()
    if key.kind in ("ed25519", "ed448", "x25519", "x448"):
        public = key.private.public_key().public_bytes(serialization.Encoding.Raw,
                                                       serialization.PublicFormat.Raw)
        return json.dumps({"kty": "OKP", "crv": key.kind.capitalize(), "x": url_base64(public),
                           "d": url_base64(key.secrets[0])}).encode()
    return None


def xml(key, _):
    if key.kind != "rsa":
        return None
    names = ("Modulus", "Exponent", "D", "P", "Q", "DP", "DQ", "InverseQ")
    inside = "".join(f"<{name}>{base64.b64encode(number_bytes(number)).decode()}</{name}>"
                     for name, number in zip(names, rsa_numbers(key)))
    return f"<RSAKeyValue>{inside}</RSAKeyValue>\n".encode()


def dnssec(key, _):
    head = "Private-key-format: v1.3\nAlgorithm: "
    if key.kind == "rsa":
        names = ("Modulus", "PublicExponent", "PrivateExponent", "Prime1", "Prime2", "Exponent1",
                 "Exponent2", "Coefficient")
        lines = "".join(f"{name}: {base64.b64encode(number_bytes(number)).decode()}\n"
                        for name, number in zip(names, rsa_numbers(key)))
        return f"{head}8 (RSASHA256)\n{lines}".encode()
    number = {"ed25519": "15 (ED25519)", "ed448": "16 (ED448)"}.get(key.kind)
    if number is None:
        return None
    return f"{head}{number}\nPrivateKey: {base64.b64encode(key.secrets[0]).decode()}\n".encode()


def pvk(key, _):
    """A Windows key file: its header, then a PRIVATEKEYBLOB."""
    if key.kind != "rsa":
        return None
    n, e, d, p, q, dp, dq, inverse = rsa_numbers(key)
    blob = struct.pack("<BBHIIII", 7, 2, 0, 0xA400, 0x32415352, 1024, e)
    blob += n.to_bytes(128, "little")
    blob += b"".join(number.to_bytes(64, "little") for number in (p, q, dp, dq, inverse))
    blob += d.to_bytes(128, "little")
    return struct.pack("<IIIIII", 0xB0B5F11E, 0, 2, 0, 0, len(blob)) + blob


def pkcs12_store(key, passphrase):
    if key.kind not in ("rsa", "ec", "ed25519", "ed448", "dsa"):
        return None
    return pkcs12.serialize_key_and_certificates(key.name.encode(), key.private, None, None,
                                                 lock_of(passphrase))


def der_sequence(*parts):
    content = b"".join(parts)
    length = bytes([len(content)]) if len(content) < 128 else \
        bytes([0x80 | len(number_bytes(len(content)))]) + number_bytes(len(content))
    return b"\x30" + length + content


KEY_PROTECTOR = bytes.fromhex("060a2b060104012a02110101")  # 1.3.6.1.4.1.42.2.17.1.1


def jks(key, passphrase):
    """A Java keystore with one key and no chain: sun.security.provider.KeyProtector."""
    text = passphrase.decode().encode("utf-16-be")
    content = pkcs8_der(key, None)
    salt = os.urandom(20)
    stream, block = b"", salt
    while len(stream) < len(content):
        block = hashlib.sha1(text + block).digest()
        stream += block
    locked = bytes(one ^ other for one, other in zip(content, stream))
    check = hashlib.sha1(text + content).digest()
    octets = salt + locked + check
    entry = der_sequence(der_sequence(KEY_PROTECTOR, b"\x05\x00"),
                         b"\x04\x82" + struct.pack(">H", len(octets)) + octets)
    alias = key.name.encode()
    store = struct.pack(">IIIIH", 0xFEEDFEED, 2, 1, 1, len(alias)) + alias
    store += struct.pack(">QI", 0, len(entry)) + entry + struct.pack(">I", 0)
    return store + hashlib.sha1(text + b"Mighty Aphrodite" + store).digest()


def escaped(key, _):
    """PEM inside a string of JSON."""
    return json.dumps({"service": key.name, "key": pkcs8_pem(key, None).decode()}).encode()


def secret_of_kubernetes(key, _):
    body = base64.b64encode(pkcs8_pem(key, None)).decode()
    return (f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {key.name}\n"
            f"type: kubernetes.io/tls\ndata:\n  tls.key: {body}\n").encode()


def hexadecimal(key, _):
    return pkcs8_der(key, None).hex().encode() + b"\n"


def byte_list(key, _):
    numbers = ", ".join(f"0x{byte:02x}" for byte in pkcs8_der(key, None))
    return f"static const unsigned char key[] = {{{numbers}}};\n".encode()


def utf_16(key, _):
    return pkcs8_pem(key, None).decode().encode("utf-16")


FORMS = {"pkcs8.pem": pkcs8_pem, "pkcs8.der": pkcs8_der, "locked.pem": pkcs8_locked,
         "locked.der": pkcs8_locked_der, "traditional.pem": traditional,
         "traditional.der": traditional_der, "traditional-locked.pem": traditional_locked,
         "openssh": openssh, "ppk": putty, "dropbear": dropbear, "jwk": jwk, "xml": xml,
         "private": dnssec, "pvk": pvk, "p12": pkcs12_store, "jks": jks, "json": escaped,
         "yaml": secret_of_kubernetes, "hex": hexadecimal, "c": byte_list, "txt": utf_16,
         "three.ppk": putty_three, "locked.pvk": pvk_locked(pvk), **LOCKED}
PROTECTED = {"locked.pem", "locked.der", "traditional-locked.pem", "p12", "jks", "locked.pvk", *LOCKED}


def damaged(content, number):
    """A copy that a decoder gets far into: cut, a byte changed, or a piece left out."""
    middle = len(content) * (5 + number % 4) // 9
    return (content[:middle],
            content[:middle] + bytes([content[middle] ^ 0x15]) + content[middle + 1:],
            content[:middle] + content[middle + 7:],
            content + b"\0!!" + content[:40])[number % 4]
