"""No private number leaves the program, in any file it writes or anything it prints."""

import base64
import os
import re

from conftest import run
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

PASSPHRASE = b"correct horse battery staple"


def secrets_of(key):
    """The private numbers, as bytes."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        return [number.to_bytes((number.bit_length() + 7) // 8, "big")
                for number in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1,
                               numbers.iqmp)]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return [key.private_numbers().private_value.to_bytes(32, "big")]
    return [key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
                              serialization.NoEncryption())]


def spellings(secret):
    """Raw, hexadecimal, decimal, and base64 at each of its three alignments."""
    part = secret[:24]
    yield part
    yield part.hex().encode()
    yield part.hex().upper().encode()
    yield str(int.from_bytes(secret, "big")).encode()
    for shift in range(3):
        yield base64.b64encode(secret[shift:shift + 21])


def keys():
    for _ in range(10):
        yield rsa.generate_private_key(65537, 1024)
        yield ec.generate_private_key(ec.SECP256R1())
        yield ed25519.Ed25519PrivateKey.generate()


def write_key(folder, number, key):
    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    pkcs8 = serialization.PrivateFormat.PKCS8
    form = pkcs8 if number % 2 or isinstance(key, ed25519.Ed25519PrivateKey) else traditional
    encoding = serialization.Encoding.DER if number % 3 == 0 else serialization.Encoding.PEM
    lock = serialization.BestAvailableEncryption(PASSPHRASE) \
        if number % 5 == 4 and form == pkcs8 else serialization.NoEncryption()
    (folder / f"{number}.key").write_bytes(key.private_bytes(encoding, form, lock))


def test_no_secret_in_any_output(sweep, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    all_keys = list(keys())
    for number, key in enumerate(all_keys):
        write_key(folder, number, key)
    (folder / "damaged.key").write_bytes((folder / "1.key").read_bytes()[:-60] + b"!\n")
    run("tar", "-C", tmp_path, "-czf", tmp_path / "keys.tar.gz", "keys")
    result = sweep(folder, tmp_path / "keys.tar.gz")
    written = [result.stdout, result.stderr]
    for place, _, names in os.walk(result.folder):
        written += [open(os.path.join(place, name), "rb").read() for name in names]
    output = b"\n".join(written)
    assert result.kinds().count("private-key") == 60
    assert PASSPHRASE not in output and not re.search(rb"-----BEGIN [A-Z ]*PRIVATE", output)
    for key in all_keys:
        for secret in secrets_of(key):
            for spelling in spellings(secret):
                assert spelling not in output
