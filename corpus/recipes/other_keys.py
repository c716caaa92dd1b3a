"""Keys outside ASN.1: Windows key files, JSON Web Keys, XML, DNSSEC."""

import json
import re
import tempfile
import textwrap
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, ed448, x448, x25519

from recipes.files import File, Place, run
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import Item, describe, pkcs8, public
from recipes.store import Store

CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521",
          "secp256k1": "secp256k1"}
PRIVATE, PUBLIC = "private-key", "public-key"


def place(kind, trail, note):
    return Place(trail, Item(kind, "", b"", note))


def octets(number, length=0):
    return number.to_bytes(length or (number.bit_length() + 7) // 8, "big")


def windows(store, keys):
    """By the openssl program; the bcrypt blobs have no tool here and are put together by hand."""
    for name in ("rsa", "dsa"):
        key = pkcs8(keys[name]).pem().encode()
        for form, options, kind in (("pvk", ("-outform", "PVK", "-pvk-none"), PRIVATE),
                                    ("privateblob", ("-outform", "MSBLOB"), PRIVATE),
                                    ("publicblob", ("-outform", "MSBLOB", "-pubout"), PUBLIC)):
            store.add(f"windows/{name}.{form}", File(run(["openssl", name, *options], key), (
                place(kind, "", f"{describe(keys[name])}, {form}"),)))
    locked = run(["openssl", "rsa", "-outform", "PVK", "-pvk-strong", "-passout",
                  "pass:certsweep", "-provider", "legacy", "-provider", "default"],
                 pkcs8(keys["rsa"]).pem().encode())
    store.add("windows/locked.pvk", File(locked, (
        place(PRIVATE, "", "PVK, locked: public half not readable"),)))
    blob = store.files["windows/rsa.publicblob"].data
    head = bytes.fromhex("0024000004800000") + len(blob).to_bytes(4, "little")
    store.add("windows/strong-name.snk", File(head + blob, (
        place(PUBLIC, "", "RSA behind the header of a .NET strong name"),)))
    numbers = keys["rsa"].public_key().public_numbers()
    head = b"RSA1" + b"".join(n.to_bytes(4, "little") for n in (2048, 3, 256, 0, 0))
    store.add("windows/rsa.bcrypt", File(head + octets(numbers.e) + octets(numbers.n), (
        place(PUBLIC, "", "BCRYPT_RSAPUBLIC_BLOB"),)))
    inside = keys["p-256"].private_numbers()
    data = b"".join(octets(n, 32) for n in (inside.public_numbers.x, inside.public_numbers.y,
                                            inside.private_value))
    store.add("windows/ec.bcrypt", File(b"ECS2" + (32).to_bytes(4, "little") + data, (
        place(PRIVATE, "", "BCRYPT_ECCPRIVATE_BLOB"),)))
    store.finding("key-weak", "windows/dsa.privateblob", "DSA of any length")
    for path in ("dsa.privateblob", "rsa.privateblob", "ec.bcrypt"):
        store.finding("key-orphaned", f"windows/{path}", "Windows keeps such keys for certificates")
    store.finding("key-encrypted", "windows/locked.pvk", "PVK with RC4")
    store.no_finding("key-orphaned", "windows/locked.pvk", "its public half is not known")


def unpadded(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def jwk(key, private):
    """RFC 7518 section 6, RFC 8037 section 2."""
    if hasattr(key, "private_bytes_raw"):
        name = type(key).__name__.strip("_").removesuffix("PrivateKey")
        members = {"kty": "OKP", "crv": name, "x": unpadded(key.public_key().public_bytes_raw())}
        return members | ({"d": unpadded(key.private_bytes_raw())} if private else {})
    inside = key.private_numbers()
    outside = inside.public_numbers
    if isinstance(key, ec.EllipticCurvePrivateKey):
        length = (key.key_size + 7) // 8
        members = {"kty": "EC", "crv": CURVES[key.curve.name],
                   "x": unpadded(octets(outside.x, length)),
                   "y": unpadded(octets(outside.y, length))}
        return members | ({"d": unpadded(octets(inside.private_value, length))} if private else {})
    members = {"kty": "RSA", "n": unpadded(octets(outside.n)), "e": unpadded(octets(outside.e))}
    if private:
        members |= {"d": unpadded(octets(inside.d)), "p": unpadded(octets(inside.p)),
                    "q": unpadded(octets(inside.q)), "dp": unpadded(octets(inside.dmp1)),
                    "dq": unpadded(octets(inside.dmq1)), "qi": unpadded(octets(inside.iqmp))}
    return members


def add_json(store, path, content, *places, **options):
    store.add(path, File((json.dumps(content, **options) + "\n").encode(), places))


def json_web_keys(store, keys):
    for name, key in keys.items():
        add_json(store, f"jwk/{name}.json", jwk(key, True),
                 place(PRIVATE, "line 1", f"{describe(key)}, JWK"))
    add_json(store, "jwk/set.json",
             {"keys": [jwk(key, False) | {"kid": name, "key_ops": ["verify"]}
                       for name, key in keys.items()]
              + [{"kty": "oct", "kid": "symmetric", "k": unpadded(bytes(32))}]},
             *(place(PUBLIC, name, f"{describe(key)}, JWK set, trail is its kid")
               for name, key in keys.items()), indent=2)
    rsa, small = jwk(keys["rsa"], True), jwk(keys["p-256"], True)
    add_json(store, "jwk/escaped.json", {"secret": json.dumps(rsa)},
             place(PRIVATE, "line 1", "JSON inside a JSON string"))
    add_json(store, "jwk/escaped-twice.json", {"a": json.dumps({"b": json.dumps(small)})},
             place(PRIVATE, "line 1", "JSON inside a string inside a string"))
    script = "".join(f"  {name}: '{value[:30]}' +\n    '{value[30:]}',\n"
                     for name, value in small.items())
    store.add("jwk/fixture.js", File(f"// made for tests\nconst key = {{\n{script}}};\n".encode(), (
        place(PRIVATE, "line 2", "an object of JavaScript, strings in pieces"),)))
    store.add("jwk/fixture.py", File(f"KEY = {small!r}\n".encode(), (
        place(PRIVATE, "line 1", "a dictionary of Python"),)))
    cut = json.dumps(jwk(keys["rsa"], False) | {"n": "0vx7agoebGcQ..."})
    store.add("jwk/mention.md", File(f"A key looks like this: {cut}\n".encode()))
    store.no_finding("key-orphaned", "jwk/ed25519.json", "JWK alone: it never had a certificate")
    party = issue("jose.example", ec_key())
    chain = {"x5c": [b64encode(party.certificate.der).decode()]}
    add_json(store, "jwk/certified.json", jwk(party.key, False) | {"kid": "2026"} | chain,
             place(PUBLIC, "2026", "EC, JWK"),
             place("certificate", "2026!x5c 1", "its certificate in x5c, told once"))
    add_json(store, "jwk/header.json", {"alg": "ES256"} | chain,
             place("certificate", "line 1!x5c 1", "x5c of a JOSE header"))


def xml_value(key, private, number=lambda data: b64encode(data).decode()):
    inside = key.private_numbers()
    fields = [("Modulus", inside.public_numbers.n), ("Exponent", inside.public_numbers.e)]
    if private:
        fields += [("P", inside.p), ("Q", inside.q), ("DP", inside.dmp1), ("DQ", inside.dmq1),
                   ("InverseQ", inside.iqmp), ("D", inside.d)]
    inner = "".join(f"<{name}>{number(octets(value))}</{name}>" for name, value in fields)
    return f"<RSAKeyValue>{inner}</RSAKeyValue>"


def xml(store, key):
    private, bare = xml_value(key, True), xml_value(key, False)
    store.add("xml/private.xml", File(f'<?xml version="1.0"?>\n{private}\n'.encode(), (
        place(PRIVATE, "line 2", "RSAKeyValue as .NET writes it"),)))
    escaped = private.replace("<", "&lt;").replace(">", "&gt;")
    store.add("xml/escaped.config", File(f'<add key="k" value="{escaped}"/>\n'.encode(), (
        place(PRIVATE, "line 1", "escaped inside an attribute"),)))
    store.add("xml/in-json.json", File(json.dumps({"Key": private}).replace(
        "<", "\\u003c").replace(">", "\\u003e").encode(), (
            place(PRIVATE, "line 1", "escaped inside JSON"),)))
    store.add("xml/public.xml", File(bare.encode(), (place(PUBLIC, "line 1", "RSAKeyValue"),)))
    wrapped = xml_value(key, False, lambda data: "\n" + "&#13;\n".join(
        textwrap.wrap(b64encode(data).decode(), 64)) + "\n")
    wrapped = re.sub("<(/?)", r"<\1ds:", wrapped)
    party = issue("saml.example", key)
    body = "\n".join(textwrap.wrap(b64encode(party.certificate.der).decode(), 76))
    signature = (f"<md:EntityDescriptor>\n<ds:KeyInfo>{wrapped}\n<ds:X509Data>\n"
                 f"<ds:X509Certificate>\n{body}\n</ds:X509Certificate></ds:X509Data>"
                 "</ds:KeyInfo>\n</md:EntityDescriptor>\n")
    line = signature[:signature.index("<ds:X509Certificate>")].count("\n") + 1
    store.add("xml/metadata.xml", File(signature.encode(), (
        place(PUBLIC, "line 2", "RSAKeyValue with prefix and line ends"),
        place("certificate", f"line {line}", "X509Certificate in SAML metadata"))))
    token = ('<wsse:BinarySecurityToken EncodingType="x#Base64Binary" ValueType="x#X509v3" '
             f'wsu:Id="t">{b64encode(party.certificate.der).decode()}'
             "</wsse:BinarySecurityToken>\n")
    store.add("xml/soap.xml", File(token.encode(), (
        place("certificate", "line 1", "BinarySecurityToken of SOAP"),)))
    store.no_finding("key-orphaned", "xml/private.xml", "its certificate is in metadata.xml")
    store.add("xml/Usage.cs", File(b"List<X509Certificate> all; // <RSAKeyValue>...</RSAKeyValue>\n"))


def dnssec(store):
    for algorithm, options in (("RSASHA1", ("-b", "1024")), ("NSEC3RSASHA1", ("-b", "1024")),
                               ("RSASHA256", ("-b", "2048")), ("RSASHA512", ("-b", "2048")),
                               ("ECDSAP256SHA256", ()), ("ECDSAP384SHA384", ()),
                               ("ED25519", ()), ("ED448", ())):
        with tempfile.TemporaryDirectory() as folder:
            name = run(["dnssec-keygen", "-q", "-K", folder, "-a", algorithm, *options, "-f", "KSK",
                        "example."]).decode().strip()
            made = {end: Path(folder, name + end).read_bytes() for end in (".key", ".private")}
        line = [text.startswith(b";") for text in made[".key"].split(b"\n")].index(False) + 1
        store.add(f"dnssec/{algorithm}.key", File(made[".key"], (
            place(PUBLIC, f"line {line}", f"DNSKEY record, {algorithm}"),)))
        store.add(f"dnssec/{algorithm}.private", File(made[".private"], (
            place(PRIVATE, "line 1", f"BIND private-key file, {algorithm}"),)))
        if options == ("-b", "1024"):
            store.finding("key-weak", f"dnssec/{algorithm}.private", "RSA-1024")
        last = made[".key"].split(b"\n")[line - 1].decode().split("DNSKEY ")[1].split(" ", 3)
    zone = ("example. 3600 IN DNSKEY " + " ".join(last[:3]) + " ( ; key signing key\n    "
            + "\n    ".join(textwrap.wrap(last[3].replace(" ", ""), 40)) + " ; half\n  )\n"
            "; a DNSKEY 257 3 8 record looks like AwEAA...\n")
    store.add("dnssec/zone.db", File(zone.encode(), (
        place(PUBLIC, "line 1", "DNSKEY record in parentheses, Ed448"),)))
    store.no_finding("key-orphaned", "dnssec/ED25519.private", "DNSSEC has no certificates")


def build():
    store = Store("formats-other-keys")
    keys = {"rsa": rsa_key(), "p-256": ec_key(), "p-384": ec_key(ec.SECP384R1),
            "p-521": ec_key(ec.SECP521R1), "secp256k1": ec_key(ec.SECP256K1),
            "ed25519": ed25519.Ed25519PrivateKey.generate(),
            "ed448": ed448.Ed448PrivateKey.generate(),
            "x25519": x25519.X25519PrivateKey.generate(), "x448": x448.X448PrivateKey.generate()}
    for name, key in keys.items():
        store.pem(f"as-spki/{name}.pem", public(key))
    windows(store, {"rsa": rsa_key(), "dsa": dsa.generate_private_key(1024), "p-256": ec_key()})
    json_web_keys(store, keys)
    xml(store, rsa_key())
    dnssec(store)
    return store
