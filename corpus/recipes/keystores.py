"""Keystores and locked keys, each written by a program of its own: openssl, keytool (with and without
Bouncy Castle), certtool and python3-cryptography."""

import hashlib
import hmac
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from recipes.common import PASSPHRASE
from recipes.der import (
    children, der, element_end, object_identifier, octet_string, sequence)
from recipes.files import File, Place, run
from recipes.issuing import authority, ec_key, issue
from recipes.items import Item, item_from_pem, pkcs8, revocation_list
from recipes.store import Store

# What Java itself ships with, and what is tried without being asked.
USUAL = "changeit"
LOCKED = PASSPHRASE.decode()
BOUNCY_CASTLE = ("-providerclass", "org.bouncycastle.jce.provider.BouncyCastleProvider",
                 "-providerpath", "/usr/share/java/bcprov.jar")


class Folder:
    """A scratch folder with the parties' files, in which the programs run."""

    def __init__(self, folder, **parties):
        self.folder = Path(folder)
        for name, party in parties.items():
            self.write(f"{name}.crt", party.certificate.pem())
            self.write(f"{name}.key", pkcs8(party.key).pem())

    def write(self, name, text):
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def run(self, *command, data=b""):
        return run(list(command), data, folder=self.folder)

    def made(self, name, *command):
        """The bytes of the file that the command writes."""
        self.run(*command)
        return (self.folder / name).read_bytes()


def keystore_file(data, *places):
    """places: trail and item each."""
    return File(data, tuple(Place(trail, item) for trail, item in places))


def keystore(note):
    return Item("keystore", "", b"", note)


def about_store(store, check, path, why):
    """A finding about the whole file, not about its only entry."""
    store.expect("finding", path, "", check, why)


def locked(item, note):
    return Item(item.kind, "", b"", f"{item.note}, {note}")


# PKCS#7 and CMS

def pkcs7_files(store, folder, leaf, issuer, crl):
    folder.write("crl.pem", crl.pem())
    degenerate = folder.run("openssl", "crl2pkcs7", "-in", "crl.pem", "-certfile", "leaf.crt",
                            "-certfile", "issuer.crt", "-outform", "DER")
    three = (("certificate 1", leaf), ("certificate 2", issuer), ("crl 1", crl))
    store.add("pkcs7/bundle.p7b", keystore_file(degenerate, *three))
    for name, label in (("openssl", "PKCS7"), ("cms", "CMS"), ("microsoft", "CERTIFICATE CHAIN"),
                        ("netscape", "PKCS #7 SIGNED DATA")):
        block = Item(None, label, degenerate, "")
        places = [(f"line 1!{trail}", item) for trail, item in three]
        store.add(f"pkcs7/{name}.pem", keystore_file(block.pem().encode(), *places))

    made = [x509.load_der_x509_certificate(item.der) for item in (leaf, issuer)]
    store.add("pkcs7/python.p7c", keystore_file(
        pkcs7.serialize_certificates(made, serialization.Encoding.DER),
        ("certificate 1", leaf), ("certificate 2", issuer)))
    signing = ("openssl", "cms", "-sign", "-signer", "leaf.crt", "-inkey", "leaf.key",
               "-certfile", "issuer.crt", "-binary", "-outform", "DER")
    detached = folder.run(*signing, data=b"signed")
    both = (("certificate 1", leaf), ("certificate 2", issuer))
    store.add("pkcs7/detached.p7s", keystore_file(detached, *both))
    # -stream writes indefinite lengths and the content in pieces.
    opaque = folder.run(*signing, "-nodetach", "-stream",
                        data=b"text around\n" * 500 + issuer.pem().encode())
    store.add("pkcs7/opaque-ber.p7m", keystore_file(
        opaque, ("content!line 501", issuer), *both))
    certtool = folder.run("certtool", "--p7-sign", "--p7-include-cert", "--load-certificate",
                          "leaf.crt", "--load-privkey", "leaf.key", "--outder",
                          "--infile", "crl.pem", "--hash", "sha256")
    store.add("pkcs7/certtool.p7s", keystore_file(
        certtool, ("content!line 1", crl), ("certificate 1", leaf)))
    enveloped = folder.run("openssl", "cms", "-encrypt", "-binary", "-outform", "DER",
                           "-aes128", "leaf.crt", data=b"secret")
    store.add("pkcs7/enveloped.p7m", File(enveloped))
    sequence_of = folder.run("openssl", "nseq", "-toseq", data=(leaf.pem() + issuer.pem()).encode())
    store.add("pkcs7/netscape-sequence.pem", keystore_file(
        sequence_of, ("line 1!certificate 1", leaf), ("line 1!certificate 2", issuer)))


def signed_jar(store, folder):
    """By keytool and jarsigner, which need RSA or EC keys of their own."""
    folder.run("keytool", "-genkeypair", "-alias", "signer", "-keyalg", "EC", "-groupname",
               "secp256r1", "-dname", "CN=jar signer", "-startdate", "2025/01/01 00:00:00",
               "-validity", "7300", "-keystore", "signer.p12", "-storepass", USUAL)
    folder.run("python3", "-c",
               "import zipfile; zipfile.ZipFile('a.jar', 'w').writestr('a.txt', 'a')")
    folder.run("jarsigner", "-keystore", "signer.p12", "-storepass", USUAL, "a.jar", "signer")
    item = Item("certificate", "", b"", "CN=jar signer, in the signature block of a jar")
    store.add("pkcs7/signed.jar", keystore_file(
        (folder.folder / "a.jar").read_bytes(), ("META-INF/SIGNER.EC!certificate 1", item)))
    store.no_finding("client-selfsigned-untrusted", "pkcs7/signed.jar", "it signs: its name says so")


# PKCS#12

def export(folder, *options, passphrase=USUAL, key="leaf"):
    return folder.run("openssl", "pkcs12", "-export", "-in", f"{key}.crt", "-inkey", f"{key}.key",
                      "-name", "Schlüssel", "-passout", f"pass:{passphrase}", *options)


CHAIN = ("-certfile", "issuer.crt", "-caname", "issuer")


def pkcs12_opened(store, folder, leaf, issuer, key):
    """Three entries each, whatever locks them."""
    variants = {
        "modern": (CHAIN, USUAL, "AES-256, SHA-256"),
        "legacy": ((*CHAIN, "-legacy"), USUAL, "RC2-40, triple DES, SHA-1"),
        "triple-des": ((*CHAIN, "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES",
                        "-macalg", "SHA1"), USUAL, "triple DES, SHA-1"),
        "no-mac": ((*CHAIN, "-nomac"), USUAL, "no MAC"),
        "sha512": ((*CHAIN, "-macalg", "SHA512"), USUAL, "MAC with SHA-512"),
        "empty-passphrase": (CHAIN, "", "the empty passphrase"),
    }
    for name, (options, passphrase, note) in variants.items():
        store.add(f"pkcs12/{name}.p12", keystore_file(
            export(folder, *options, passphrase=passphrase),
            ("Schlüssel", leaf), ("issuer", issuer), ("Schlüssel", locked(key, note))))
    for name in ("legacy", "triple-des"):
        store.finding("pkcs12-legacy", f"pkcs12/{name}.p12", variants[name][2])
    for name in ("modern", "no-mac", "sha512", "empty-passphrase"):
        store.finding("pkcs12-too-new", f"pkcs12/{name}.p12", variants[name][2])
    store.no_finding("pkcs12-legacy", "pkcs12/modern.p12", "today's algorithms")
    store.no_finding("pkcs12-too-new", "pkcs12/legacy.p12", "old algorithms")
    store.no_finding("pkcs12-no-chain", "pkcs12/modern.p12", "the issuer is there")
    store.no_finding("kdf-cost-refused", "pkcs12/modern.p12", "2048 rounds")
    for name in variants:
        store.finding("key-encrypted", f"pkcs12/{name}.p12", "a shrouded key")


def pkcs12_in_the_clear(store, folder, leaf, key):
    plain = pkcs12.serialize_key_and_certificates(
        b"plain", serialization.load_der_private_key(key.der, None),
        x509.load_der_x509_certificate(leaf.der), None, serialization.NoEncryption())
    store.add("pkcs12/plain.p12", keystore_file(plain, ("plain", leaf), ("plain", key)))
    store.no_finding("key-encrypted", "pkcs12/plain.p12", "no lock")
    store.finding("pkcs12-too-new", "pkcs12/plain.p12", "MAC with SHA-256")
    store.finding("pkcs12-no-chain", "pkcs12/plain.p12", "the issuer is missing")
    open_certificate = export(folder, "-certpbe", "NONE", passphrase=LOCKED)
    store.add("pkcs12/open-certificate.p12", keystore_file(
        open_certificate, ("Schlüssel", leaf),
        ("Schlüssel", locked(key, "paired by the certificate beside it"))))
    store.finding("pkcs12-no-chain", "pkcs12/open-certificate.p12", "the issuer is missing")
    store.finding("pkcs12-too-new", "pkcs12/open-certificate.p12", "PBES2")
    store.finding("key-encrypted", "pkcs12/open-certificate.p12", "a shrouded key")


def pkcs12_shut(store, folder):
    shut = export(folder, *CHAIN, passphrase=LOCKED)
    store.add("pkcs12/locked.p12", keystore_file(shut, ("", keystore("no passphrase fits"))))
    store.finding("key-encrypted", "pkcs12/locked.p12", "a store that stays shut")
    store.finding("pkcs12-too-new", "pkcs12/locked.p12", "told from outside")
    store.no_finding("pkcs12-no-chain", "pkcs12/locked.p12", "nobody can know")
    store.no_finding("password-wrong", "pkcs12/locked.p12", "no passphrase was given")
    version, safe, mac = children(shut)
    digest, salt, _ = children(mac)
    costly = sequence(version, safe, sequence(digest, salt, der(0x02, b"\x7f\xff\xff\xff")))
    store.add("pkcs12/costly.p12", keystore_file(costly, ("", keystore("2^31 - 1 rounds"))))
    for check in ("kdf-cost-refused", "key-encrypted", "pkcs12-too-new"):
        store.finding(check, "pkcs12/costly.p12", "2147483647 rounds in the MAC")


def password_mac(safe, passphrase):
    """MacData of RFC 9579, which OpenSSL 3.0 cannot write: PBKDF2 and HMAC with SHA-256."""
    salt, rounds = bytes(range(16)), 2048
    secret = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, rounds, 32)
    hmac_sha256 = sequence(object_identifier("1.2.840.113549.2.9"), der(0x05))
    derivation = sequence(object_identifier("1.2.840.113549.1.5.12"),
                          sequence(octet_string(salt), der(0x02, rounds.to_bytes(2, "big")),
                                   der(0x02, b"\x20"), hmac_sha256))
    scheme = sequence(object_identifier("1.2.840.113549.1.5.14"),
                      sequence(derivation, hmac_sha256))
    value = hmac.new(secret, safe, "sha256").digest()
    return sequence(sequence(scheme, octet_string(value)), octet_string(b"NOT USED"),
                    der(0x02, b"\1"))


def pkcs12_pbmac1(store, folder, leaf, issuer, key):
    version, info = children(export(folder, *CHAIN, "-nomac"))
    tagged = children(info)[1]
    octets = children(tagged)[0]
    start, end = element_end(octets, 0)
    data = sequence(version, info, password_mac(octets[start:end], USUAL))
    store.add("pkcs12/pbmac1.p12", keystore_file(
        data, ("Schlüssel", leaf), ("issuer", issuer),
        ("Schlüssel", locked(key, "PBMAC1"))))
    store.finding("pkcs12-too-new", "pkcs12/pbmac1.p12", "PBMAC1")
    store.finding("key-encrypted", "pkcs12/pbmac1.p12", "a shrouded key")


def pkcs12_by_others(store, folder, leaf, issuer, key, crl):
    data = folder.made("gnutls.p12", "certtool", "--to-p12", "--load-certificate", "leaf.crt",
                       "--load-privkey", "leaf.key", "--load-ca-certificate", "issuer.crt",
                       "--load-crl", "crl.pem", "--p12-name", "gnutls", "--password", USUAL,
                       "--outder", "--outfile", "gnutls.p12")
    store.add("pkcs12/certtool.p12", keystore_file(
        data, ("gnutls", leaf), ("entry 2", crl), ("entry 3", issuer),
        ("gnutls", locked(key, "by certtool"))))
    store.finding("key-encrypted", "pkcs12/certtool.p12", "a shrouded key")
    store.finding("pkcs12-too-new", "pkcs12/certtool.p12", "PBES2")
    best = serialization.BestAvailableEncryption(USUAL.encode())
    data = pkcs12.serialize_key_and_certificates(
        b"python", serialization.load_der_private_key(key.der, None),
        x509.load_der_x509_certificate(leaf.der), [x509.load_der_x509_certificate(issuer.der)],
        best)
    store.add("pkcs12/python.p12", keystore_file(
        data, ("python", leaf), ("entry 2", issuer), ("python", locked(key, "by cryptography"))))
    store.finding("key-encrypted", "pkcs12/python.p12", "a shrouded key")
    store.finding("pkcs12-too-new", "pkcs12/python.p12", "PBES2")


def pkcs12_truststores(store, folder, issuer):
    data = folder.made("trust.p12", "keytool", "-importcert", "-noprompt", "-alias", "root",
                       "-file", "issuer.crt", "-keystore", "trust.p12", "-storepass", USUAL)
    store.add("pkcs12/java-truststore.p12", keystore_file(data, ("root", issuer)))
    store.no_finding("pkcs12-java-untrusted", "pkcs12/java-truststore.p12", "made by keytool")
    data = folder.run("openssl", "pkcs12", "-export", "-nokeys", "-in", "issuer.crt", "-caname",
                      "root", "-passout", f"pass:{USUAL}")
    store.add("pkcs12/openssl-truststore.p12", keystore_file(data, ("root", issuer)))
    about_store(store, "pkcs12-java-untrusted", "pkcs12/openssl-truststore.p12", "made by openssl")
    for name in ("java", "openssl"):
        about_store(store, "pkcs12-too-new", f"pkcs12/{name}-truststore.p12", "PBES2")


# Java

def imported(folder, name, kind, source, target_passphrase, *options):
    """A keystore that takes over the entries of a PKCS#12 store."""
    return folder.made(name, "keytool", "-importkeystore", "-noprompt", "-srckeystore", source,
                       "-srcstoretype", "PKCS12", "-srcstorepass", USUAL, "-destkeystore", name,
                       "-deststoretype", kind, "-deststorepass", target_passphrase,
                       "-srcalias", "server", "-srckeypass", USUAL, "-destkeypass",
                       target_passphrase, *options)


def java_stores(store, folder, leaf, issuer, key):
    folder.write("source.p12", folder.run(
        "openssl", "pkcs12", "-export", "-in", "leaf.crt", "-inkey", "leaf.key", "-certfile",
        "issuer.crt", "-name", "server", "-passout", f"pass:{USUAL}"))
    stores = (("jks", "JKS", ()), ("jceks", "JCEKS", ()), ("bks", "BKS", BOUNCY_CASTLE))
    for extension, kind, provider in stores:
        for passphrase, name in ((USUAL, "usual"), (LOCKED, "locked")):
            file = f"{name}.{extension}"
            imported(folder, file, kind, "source.p12", passphrase, *provider)
            secret = () if kind == "JKS" else ("secret",)
            for alias in secret:
                folder.run("keytool", "-genseckey", "-alias", alias, "-keyalg", "AES", "-keysize",
                           "128", "-keystore", file, "-storetype", kind, "-storepass", passphrase,
                           "-keypass", passphrase, *provider)
            data = folder.made(file, "keytool", "-importcert", "-noprompt", "-alias", "root",
                               "-file", "issuer.crt", "-keystore", file, "-storetype", kind,
                               "-storepass", passphrase, *provider)
            note = "opened" if passphrase == USUAL else "paired by its certificate"
            store.add(f"java/{file}", keystore_file(
                data, ("server", locked(key, note)), ("server", leaf),
                ("server!certificate 2", issuer), ("root", issuer)))
            store.finding("key-encrypted", f"java/{file}", f"locked in a {kind} store")
    for extension, kind in (("ubr", "UBER"), ("bcfks", "BCFKS")):
        data = imported(folder, f"shut.{extension}", kind, "source.p12", USUAL, *BOUNCY_CASTLE)
        store.add(f"java/shut.{extension}", keystore_file(
            data, ("", keystore(f"{kind}: encrypted as a whole"))))
        store.finding("key-encrypted", f"java/shut.{extension}", f"a {kind} store")
    data = folder.made("trust.jks", "keytool", "-importcert", "-noprompt", "-alias", "root",
                       "-file", "issuer.crt", "-keystore", "trust.jks", "-storetype", "JKS",
                       "-storepass", LOCKED)
    store.add("java/trust.jks", keystore_file(data, ("root", issuer)))
    store.no_finding("key-encrypted", "java/trust.jks", "no key in it")


# Keys

def locked_keys(store, folder, key):
    """The same key under every lock; changeit opens it."""
    locks = {
        "aes": ("-v2", "aes-256-cbc"), "aes-sha1": ("-v2", "aes128", "-v2prf", "hmacWithSHA1"),
        "scrypt": ("-scrypt",), "md5-des": ("-v1", "PBE-MD5-DES"),
        "rc2-40": ("-v1", "PBE-SHA1-RC2-40"), "rc4": ("-v1", "PBE-SHA1-RC4-128"),
        "triple-des": ("-v1", "PBE-SHA1-3DES"),
    }
    for name, options in locks.items():
        text = folder.run("openssl", "pkcs8", "-topk8", "-in", "leaf.key", "-provider", "legacy",
                          "-provider", "default", "-passout", f"pass:{USUAL}", *options)
        item = item_from_pem("private-key", text, f"{key.note}, {' '.join(options)}")
        store.pem(f"keys/{name}.key", item)
        store.finding("key-encrypted", f"keys/{name}.key", "a lock of its own")
        store.no_finding("key-orphaned", f"keys/{name}.key", "opened: its certificate is there")


def build():
    store = Store("formats-keystores")
    issuer = authority("Keystore Issuer", ec_key())
    leaf = issue("keystore.example", ec_key(), issuer)
    crl = revocation_list(issuer)
    key = leaf.private_key
    with tempfile.TemporaryDirectory() as scratch:
        folder = Folder(scratch, leaf=leaf, issuer=issuer)
        pkcs7_files(store, folder, leaf.certificate, issuer.certificate, crl)
        signed_jar(store, folder)
        pkcs12_opened(store, folder, leaf.certificate, issuer.certificate, key)
        pkcs12_in_the_clear(store, folder, leaf.certificate, key)
        pkcs12_shut(store, folder)
        pkcs12_pbmac1(store, folder, leaf.certificate, issuer.certificate, key)
        pkcs12_by_others(store, folder, leaf.certificate, issuer.certificate, key, crl)
        pkcs12_truststores(store, folder, issuer.certificate)
        java_stores(store, folder, leaf.certificate, issuer.certificate, key)
        locked_keys(store, folder, key)
    return store
