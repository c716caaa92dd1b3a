"""Damaged and malicious files, with good ones between them."""

import dataclasses
import lzma

from recipes.common import ANY_TRAIL, PASSPHRASE
from recipes.files import File, der_file, gzipped, pem_file, seven_zip, tar, tar_gz, zip_archive
from recipes.issuing import issue, rsa_key
from recipes.post_quantum import filling
from recipes.store import Store


def hostile_pem(store, party):
    key, made = party.private_key, party.certificate
    text = made.pem()
    unended = text[:len(text) * 2 // 3]

    def broken(path, data, keyword, why):
        store.add(path, File(data))
        store.problem(keyword, path, why)

    broken("truncated.pem", unended.encode(), "truncated", "the text ends inside the block")
    interrupted = pem_file(unended + "\n", made)
    store.add("interrupted.pem", interrupted)
    store.problem("truncated", "interrupted.pem", "the first block ends where the second begins")
    body = text.split("\n")[1]
    broken("bad-base64.pem", text.replace(body, "!" * len(body)).encode(), "base64",
           "`!` is no base64 digit")
    store.add("huge-header.pem", pem_file(
        dataclasses.replace(made, kind=None, headers="Comment: " + "A" * 150_000).pem(), made))
    store.add("wrong-label.crt", pem_file(dataclasses.replace(key, label="CERTIFICATE").pem()))
    store.expect("finding", "wrong-label.crt", ANY_TRAIL, "pem-label-wrong",
                 "the label says certificate, the content is a private key")
    store.expect("finding", "wrong-label.crt", ANY_TRAIL, "extension-content-mismatch",
                 "a private key in a .crt")


def hostile_files(store, party):
    made = party.certificate.der

    def broken(path, data, keyword, why):
        store.add(path, File(data))
        store.problem(keyword, path, why)

    broken("truncated-der.crt", made[:len(made) // 2], "truncated", "DER cut in the middle")
    broken("garbage.crt", filling("garbage", 900), "nothing recognised", "no certificate in it")
    broken("empty.pem", b"", "empty", "no bytes")
    store.expect("finding", "garbage.crt", "", "file-without-certificate", "no certificate in it")
    store.expect("finding", "empty.pem", "", "file-empty", "no bytes")
    store.add("trailing-bytes.crt", File(made + b"These bytes follow the certificate.\n",
                                         der_file(party.certificate).places))
    store.finding("der-trailing-data", "trailing-bytes.crt", "bytes after the end of the DER")


def hostile_archives(store, party):
    member = {"etc/tls/server.key": File(party.private_key.pem().encode())}
    padded = {**member, "etc/tls/noise": File(filling("noise", 4000))}

    def broken(path, data, keyword, why):
        store.add(path, File(data))
        store.problem(keyword, path, why)

    broken("zeros.pem.xz", lzma.compress(bytes(100 * 1024 * 1024)), "ratio",
           "100 MB of zeros in a few kilobytes, which also read as the end of an empty tar")
    broken("blanks.pem.xz", lzma.compress(b"\n" * (100 * 1024 * 1024)), "ratio",
           "100 MB of line ends in a few kilobytes")
    layers, tars = member["etc/tls/server.key"], File(member["etc/tls/server.key"].data)
    for _ in range(40):
        layers, tars = layers.converted(gzipped), tar({"inner.tar": tars})
    broken("deep.gz", layers.data, "depth", "gzip in gzip, 40 deep")
    broken("deep.tar.gz", gzipped(tars.data), "depth", "tar in tar, 40 deep")
    whole = tar_gz(padded).data
    broken("truncated.tar.gz", whole[:len(whole) // 2], "archive", "half of the file is missing")
    store.expect("artifact", "truncated.tar.gz", "etc/tls/server.key!line 1", "private-key",
                 "it stands before what is missing")
    whole = zip_archive(member).data
    broken("corrupt.zip", whole[:200] + bytes(64) + whole[264:], "archive",
           "64 bytes of the compressed content overwritten")
    broken("encrypted.zip", seven_zip(member, "locked.zip", "-p" + PASSPHRASE.decode()).data,
           "encrypted", "the member is locked by a password")


def build():
    store = Store("hostile")
    party = issue("good.example", rsa_key())
    store.pem("good.crt", party.certificate)
    store.pem("good.key", party.private_key)
    hostile_pem(store, party)
    hostile_files(store, party)
    hostile_archives(store, party)
    return store
