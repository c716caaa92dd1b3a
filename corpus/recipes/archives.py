"""The same pair in every container."""

import bz2
import lzma

from recipes.files import (
    File, ar, cpio, der_file, gzipped, pem_file, seven_zip, tar, tar_gz, tar_xz, zip_archive,
    zstd_compressed)
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import pkcs8, traditional
from recipes.store import Store


def debian_package(members):
    control = b"Package: certsweep-sample\nVersion: 1\nArchitecture: all\n" \
              b"Maintainer: Nobody <nobody@example.org>\nDescription: test material\n"
    return ar({"debian-binary": File(b"2.0\n"),
               "control.tar.xz": tar_xz({"control": File(control)}),
               "data.tar.xz": tar_xz(members)})


def build():
    store = Store("archives")
    party, spare = issue("archived.example", rsa_key()), ec_key()
    pair = {"etc/tls/server.crt": pem_file(party.certificate),
            "etc/tls/server.key": pem_file(party.private_key)}
    bundle = {"etc/tls/bundle.pem": pem_file("Key and certificate\n", traditional(party.key),
                                             party.certificate),
              "etc/tls/server.der": der_file(party.certificate)}
    store.add("pair.tar", tar(pair))
    store.add("pair.tar.gz", tar_gz(pair))
    store.add("pair.tar.bz2", tar(pair).converted(bz2.compress))
    store.add("pair.tar.xz", tar_xz(pair))
    store.add("pair.tar.zst", tar(pair).converted(zstd_compressed))
    store.add("pair.zip", zip_archive(pair))
    store.add("pair.7z", seven_zip(pair, "pair.7z"))
    store.add("pair.cpio", cpio(pair))
    store.add("sample.deb", debian_package(pair))
    store.add("bundle.tgz", tar_gz(bundle))
    store.add("backup.dat", tar_gz(pair))
    store.add("cert.pem.gz", pem_file(party.certificate).converted(gzipped))
    store.add("key.der.xz", der_file(party.private_key).converted(lzma.compress))

    inner = tar_xz({**pair, "etc/tls/spare.key": pem_file(pkcs8(spare))})
    store.add("outer.tar.gz", tar_gz({"README": File(b"Nothing here.\n"), "inner.tar.xz": inner}))
    store.finding("key-orphaned", "outer.tar.gz", "a key that stands only in the inner archive",
                  pkcs8(spare))
    store.finding("key-in-archive", "backup.dat", "the key of all pairs, where it stands first",
                  party.private_key)
    store.finding("key-in-archive", "outer.tar.gz", "a key in the inner archive", pkcs8(spare))
    store.no_finding("key-in-archive", "key.der.xz", "compressed, but no archive")
    store.no_finding("key-orphaned", "pair.7z", "the certificate is in the same archive")
    store.no_finding("key-orphaned", "key.der.xz", "the certificate is in the other archives")
    store.no_finding("key-cert-mismatch", "pair.tar", "server.key fits server.crt")
    store.expect("finding", "bundle.tgz", "*", "pem-text-around", "a comment before the blocks")
    return store
