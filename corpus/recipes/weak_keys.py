"""RSA keys whose numbers give them away, private keys that contradict themselves, and one that the
whole machine can read."""

from hashlib import sha1

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from recipes.der import der
from recipes.files import File
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import Item, traditional
from recipes.store import Store

EXPONENT = 65537
ROCA_PRIMES = [number for number in range(3, 168) if all(number % one for one in range(2, number))]


def integer(number):
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def public_item(modulus, exponent, note):
    """A SubjectPublicKeyInfo of any numbers, which no library would make."""
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d010101"), b"\x05\x00")
    key = der(0x30, integer(modulus), integer(exponent))
    return Item("public-key", "PUBLIC KEY", der(0x30, algorithm, der(0x03, b"\0" + key)), note)


def private_item(numbers, note):
    """An RSAPrivateKey of any numbers: n, e, d, p, q, dp, dq, inverse."""
    return Item("private-key", "RSA PRIVATE KEY",
                der(0x30, integer(0), *map(integer, numbers)), note)


def is_prime(number):
    return all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29))


def next_prime(number):
    number |= 1
    while not is_prime(number):
        number += 2
    return number


def primes_of(key):
    numbers = key.private_numbers()
    return numbers.p, numbers.q


def roca_modulus():
    """As Infineon's RSALib makes primes: k M + (65537^a mod M), M the product of small primes."""
    product = 2
    for prime in ROCA_PRIMES:
        product *= prime

    def prime_of_form(start):
        factor = start // product
        while not is_prime(prime := factor * product + pow(EXPONENT, factor, product)):
            factor += 1
        return prime

    return prime_of_form(3 << 1022) * prime_of_form(7 << 1021)


def almost_roca():
    """A usual modulus that is a power of 65537 modulo 11 and 13, where few others are."""
    while True:
        modulus = rsa_key().public_key().public_numbers().n
        if modulus % 11 in (1, 10) and modulus % 13 in (1, 3, 4, 9, 10, 12):
            return modulus


def add_public(store, path, modulus, exponent, note, check=None):
    store.pem(path, public_item(modulus, exponent, note))
    if check:
        store.finding(check, path, note)


def add_numbers(store):
    p, q = primes_of(rsa_key())
    other, common = primes_of(rsa_key())
    near, least = primes_of(rsa_key())
    add_public(store, "roca/chip.pub", roca_modulus(), EXPONENT, "RSA, as RSALib makes them",
               "key-compromised-roca")
    add_public(store, "roca/other.pub", almost_roca(), EXPONENT, "RSA, usual")
    store.no_finding("key-compromised-roca", "roca/other.pub", "not a power modulo every prime")
    add_public(store, "fermat/near.pub", near * next_prime(near + 2), EXPONENT,
               "RSA, primes are neighbours", "key-compromised-fermat")
    add_public(store, "fermat/far.pub", q * next_prime(q + (1 << 540)), EXPONENT,
               "RSA, primes share the upper half")
    store.no_finding("key-compromised-fermat", "fermat/far.pub", "beyond 100 rounds")
    for name, factor in (("one", p), ("two", other)):
        add_public(store, f"shared/{name}.pub", common * factor, EXPONENT,
                   "RSA, one.pub and two.pub share a prime", "key-compromised-shared-prime")
    lone = rsa_key().public_key().public_numbers().n
    add_public(store, "shared/three.pub", lone, EXPONENT, "RSA, usual")
    store.no_finding("key-compromised-shared-prime", "shared/three.pub", "no prime of another")
    add_public(store, "small/factor.pub", 997 * next_prime(p * q // 1000), EXPONENT,
               "RSA, divisible by 997", "key-invalid")
    add_public(store, "small/even.pub", least * (q - 1), EXPONENT, "RSA, even", "key-invalid")
    add_public(store, "small/none.pub", 1009 * next_prime(p * q // 1000), EXPONENT,
               "RSA, divisible by 1009")
    store.no_finding("key-invalid", "small/none.pub", "its least factor is above 1,000")
    for exponent in (1, 3, 65538):
        add_public(store, f"exponent/{exponent}.pub", rsa_key().public_key().public_numbers().n,
                   exponent, f"RSA, exponent {exponent}", "key-weak")


def add_private(store):
    numbers = rsa_key().private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    usual = [n, e, numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp]
    swapped = [n, e, numbers.d, numbers.q, numbers.p, numbers.dmq1, numbers.dmp1,
               pow(numbers.p, -1, numbers.q)]
    changed = {"prime": [n, e, numbers.d, next_prime(numbers.p + 2), *usual[4:]],
               "exponent": [n, e, numbers.d + 2, *usual[3:]],
               "remainder": [*usual[:5], numbers.dmp1 + 2, *usual[6:]],
               "inverse": [*usual[:7], numbers.iqmp + 1]}
    for name, values in changed.items():
        path = f"private/{name}.key"
        store.pem(path, private_item(values, f"RSA-2048, wrong {name}"))
        store.finding("key-invalid", path, f"wrong {name}")
    store.pem("private/swapped.key", private_item(swapped, "RSA-2048, the lesser prime first"))
    store.no_finding("key-invalid", "private/swapped.key", "the order of the primes is free")
    store.pem("private/issued.crt", issue("weak.example", numbers.private_key()).certificate)
    one, other = ec_key(), ec_key()
    point = other.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    own = one.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    item = traditional(one)
    forged = Item(item.kind, item.label, item.der.replace(own, point), "EC, point of another key")
    store.pem("private/point.key", forged)
    store.finding("key-invalid", "private/point.key", "the point is another key's")
    store.finding("key-orphaned", "private/point.key", "no certificate")
    store.pem("private/point.pub", Item("public-key", "PUBLIC KEY", other.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "EC"))


def permissions():
    """The mode stands in the name, since git keeps none: the test sets it."""
    store = Store("key-permissions")
    for name in ("readable.644", "group.640", "own.600"):
        party = issue(f"{name.split('.')[0]}.example", ec_key())
        store.pem(f"{name}.key", party.private_key)
        store.pem(f"{name}.crt", party.certificate)
    store.finding("key-permissions", "readable.644.key", "everybody can read it")
    store.finding("key-permissions", "group.640.key", "the group can read it")
    store.no_finding("key-permissions", "own.600.key", "only its owner can")
    return store


def listed():
    store = Store("weak-key-list")
    one, other = (issue(name, rsa_key()) for name in ("listed.example", "unlisted.example"))
    store.pem("listed.crt", one.certificate)
    store.pem("unlisted.crt", other.certificate)
    store.finding("key-compromised-debian", "listed.crt", "the list has it")
    store.no_finding("key-compromised-debian", "unlisted.crt", "the list does not have it")
    digest = sha1(b"Modulus=%X\n" % one.key.public_key().public_numbers().n).hexdigest()
    store.add("list.txt", File(f"# keys that this list calls weak\n{digest[20:]}\n".encode()))
    return store


def numbers():
    store = Store("weak-keys")
    add_numbers(store)
    add_private(store)
    return store


def build():
    return [numbers(), permissions(), listed()]
