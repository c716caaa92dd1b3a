"""200 keys of every type, each with the private numbers that must not leave the program."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dh, dsa, ec, ed448, ed25519, rsa, x448, x25519

CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.SECP256K1, ec.BrainpoolP256R1)
# RFC 2409 section 6.2, generator 2
GROUP = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A"
            "08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9"
            "A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFF"
            "FFFF", 16)
SHARES = {"rsa": 60, "ec": 50, "ed25519": 25, "ed448": 15, "x25519": 15, "x448": 5, "dsa": 15,
          "dh": 15}


def number_bytes(number, length=None):
    return number.to_bytes(length or (number.bit_length() + 7) // 8, "big")


class Key:
    """A private key, its name in file names, and its secrets as big-endian bytes."""

    def __init__(self, name, private):
        self.name = name
        self.kind = name.split("-")[0]
        self.private = private
        self.secrets = list(secrets_of(private))


def secrets_of(private):
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.private_numbers()
        for number in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp):
            yield number_bytes(number)
    elif isinstance(private, ec.EllipticCurvePrivateKey):
        yield number_bytes(private.private_numbers().private_value, (private.key_size + 7) // 8)
    elif isinstance(private, (dsa.DSAPrivateKey, dh.DHPrivateKey)):
        yield number_bytes(private.private_numbers().x)
    else:
        yield private.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
                                    serialization.NoEncryption())


def make_keys():
    parameters = dsa.generate_parameters(1024)
    group = dh.DHParameterNumbers(GROUP, 2).parameters()
    makers = {
        "rsa": lambda number: rsa.generate_private_key(65537, 1024),
        "ec": lambda number: ec.generate_private_key(CURVES[number % len(CURVES)]()),
        "ed25519": lambda number: ed25519.Ed25519PrivateKey.generate(),
        "ed448": lambda number: ed448.Ed448PrivateKey.generate(),
        "x25519": lambda number: x25519.X25519PrivateKey.generate(),
        "x448": lambda number: x448.X448PrivateKey.generate(),
        "dsa": lambda number: parameters.generate_private_key(),
        "dh": lambda number: group.generate_private_key(),
    }
    return [Key(f"{kind}-{number}", makers[kind](number))
            for kind, count in SHARES.items() for number in range(count)]
