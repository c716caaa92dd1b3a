"""Container images, and one pair in every kind of archive, each written by a program of its own:
GNU tar, cpio, bsdtar, 7z, zip, rpmbuild, dpkg-deb, genisoimage, gcab and the compressors."""

import dataclasses
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from recipes.common import ANY_TRAIL, MEMBER_EPOCH
from recipes.files import File, Place, container, gzipped, pem_file, run, tar
from recipes.issuing import ec_key, issue
from recipes.items import pkcs8
from recipes.store import Store


# Container images

def digest(data):
    return hashlib.sha256(data).hexdigest()


def document(value):
    return File(json.dumps(value).encode())


@dataclasses.dataclass(frozen=True)
class Layer:
    path: str
    file: File


def named(members, name, layers):
    """The archive of an image: the places of its layers are below its name."""
    made = tar(members)
    paths = [layer.path for layer in layers]
    places = [Place(f"{name}!{place.trail}" if place.trail.split("!")[0] in paths else place.trail,
                    place.item) for place in made.places]
    return File(made.data, tuple(places))


def docker_layers(*contents):
    made = [tar(members) for members in contents]
    return [Layer(f"{digest(layer.data)}/layer.tar", layer) for layer in made]


def docker_image(name, *contents):
    """As `docker save` wrote it before version 25; manifest.json comes last."""
    layers, configuration = docker_layers(*contents), document({"config": {}})
    path = f"{digest(configuration.data)}.json"
    manifest = document([{"Config": path, "RepoTags": [name, "app:latest"],
                          "Layers": [layer.path for layer in layers]}])
    members = {layer.path: layer.file for layer in reversed(layers)}
    return named({**members, path: configuration, "manifest.json": manifest,
                  "repositories": document({})}, name, layers)


def oci_image(name, *contents):
    """An image layout of the OCI: everything but the index is named by its digest."""
    def blob(file):
        return f"blobs/sha256/{digest(file.data)}"

    def descriptor(file, **more):
        return {"digest": f"sha256:{digest(file.data)}", "size": len(file.data), **more}

    packed = [tar(members).converted(gzipped) for members in contents]
    layers = [Layer(blob(file), file) for file in packed]
    configuration = document({"config": {}})
    manifest = document({"schemaVersion": 2, "config": descriptor(configuration),
                         "layers": [descriptor(file) for file in packed]})
    index = document({"schemaVersion": 2, "manifests": [descriptor(
        manifest, annotations={"org.opencontainers.image.ref.name": name})]})
    members = {layer.path: layer.file for layer in layers}
    return named({**members, blob(configuration): configuration, blob(manifest): manifest,
                  "index.json": index, "oci-layout": document({"imageLayoutVersion": "1.0.0"})},
                 name, layers)


def images(store, party, spare):
    """The second layer deletes one file and all of a folder, and brings one file back."""
    lower = {"etc/tls/server.crt": pem_file(party.certificate),
             "etc/tls/server.key": pem_file(party.private_key),
             "opt/build/spare.key": pem_file(pkcs8(spare))}
    upper = {"etc/tls/.wh.server.key": File(b""), "opt/build/.wh..wh..opq": File(b""),
             "opt/build/server.crt": pem_file(party.certificate)}
    store.add("images/docker.tar", docker_image("app:1.0", lower, upper))
    store.add("images/oci.tar", oci_image("registry.example/app:2", lower, upper))
    store.add("images/oci.tar.gz", oci_image("registry.example/app:2", lower).converted(gzipped))


# Archives

class Folder:
    """A scratch folder with the members, in which the programs run."""

    def __init__(self, folder, members):
        self.folder, self.members = Path(folder), members
        for path, file in members.items():
            target = self.folder / "in" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(0o644)
        for path in [*(self.folder / "in").rglob("*"), self.folder / "in"]:
            os.utime(path, (MEMBER_EPOCH, MEMBER_EPOCH))

    def printed(self, *command, data=b""):
        return run(list(command), data, folder=self.folder / "in")

    def made(self, name, *command):
        """The bytes of the file that the command writes one folder up."""
        self.printed(*command)
        return (self.folder / name).read_bytes()


def archive(store, path, data, members, prefix=""):
    store.add(path, container(data, {prefix + name: file for name, file in members.items()}))


def tars(store, folder):
    owner = ("--owner=0", "--group=0", "--sort=name")
    for form in ("v7", "ustar", "gnu", "pax"):
        data = folder.printed("tar", f"--format={form}", "-b1", *owner, "-cf", "-", "etc")
        archive(store, f"archives/{form}.tar", data, folder.members)
    plain = folder.printed("tar", "--format=ustar", "-b1", *owner, "-cf", "-", "etc")
    for command, ending in (("gzip", "gz"), ("bzip2", "bz2"), ("xz", "xz"), ("zstd", "zst"),
                            ("lzip", "lz"), ("lz4", "lz4"), ("compress", "Z"), ("lzma", "lzma")):
        data = folder.printed(command, "-c", data=plain)
        archive(store, f"archives/packed.tar.{ending}", data, folder.members)


def single_files(store, folder, certificate):
    """Compressed files that are no archives add nothing to the trail."""
    for command, ending in (("bzip2", "bz2"), ("xz", "xz"), ("zstd", "zst"), ("lzip", "lz"),
                            ("lz4", "lz4"), ("compress", "Z"), ("lzma", "lzma")):
        store.add(f"archives/server.crt.{ending}", certificate.converted(
            lambda data, command=command: folder.printed(command, "-cf" if command == "compress"
                                                         else "-c", data=data)))


def sparse_tars(store, folder, party):
    """Two blocks far apart, and holes before and between them."""
    target = folder.folder / "in" / "disk.img"
    with open(target, "wb") as disk:
        disk.seek(1 << 20)
        disk.write(party.private_key.pem().encode())
        disk.seek(4 << 20)
        disk.write(party.certificate.pem().encode())
        disk.truncate(8 << 20)
    for form in ("gnu", "pax"):
        data = folder.printed("tar", f"--format={form}", "-b1", "-S", "-cf", "-", "disk.img")
        places = [Place(f"disk.img!line {line}", item)
                  for line, item in ((1, party.private_key), (6, party.certificate))]
        store.add(f"archives/sparse-{form}.tar", File(data, tuple(places)))
    target.unlink()


def lists(store, folder):
    """Formats whose members follow one another."""
    names = "\n".join(["etc", "etc/tls", *folder.members]).encode()
    for form in ("newc", "crc", "odc", "bin"):
        data = folder.printed("cpio", "-o", "-H", form, "--quiet", data=names)
        archive(store, f"archives/{form}.cpio", data, folder.members)
    short = {path.rsplit("/")[-1]: file for path, file in folder.members.items()}
    data = folder.made("pair.a", "ar", "rcD", "../pair.a", *folder.members)
    archive(store, "archives/pair.a", data, short)
    data = folder.made("pair.cab", "gcab", "-czn", "../pair.cab", *folder.members)
    archive(store, "archives/pair.cab", data, short)
    for form, options in (("rock-ridge", ["-R"]), ("joliet", ["-J"])):
        data = folder.made("pair.iso", "genisoimage", "-quiet", *options, "-no-pad", "-o",
                           "../pair.iso", ".")
        packed = File(gzipped(data))  # mostly zeros
        store.add(f"archives/{form}.iso.gz", File(packed.data, container(
            data, folder.members).places))
    data = folder.printed("bsdtar", "--format=xar", "-cf", "-", "etc")
    archive(store, "archives/pair.xar", data, folder.members)


def zips(store, folder):
    for method in ("Copy", "Deflate", "BZip2", "LZMA", "PPMd"):
        data = folder.made(f"{method}.zip", "7z", "a", "-bd", "-tzip", f"-mm={method}",
                           f"../{method}.zip", "etc")
        archive(store, f"archives/{method.lower()}.zip", data, folder.members)
        data = folder.made(f"{method}.7z", "7z", "a", "-bd", f"-m0={method}", f"../{method}.7z",
                           "etc")
        archive(store, f"archives/{method.lower()}.7z", data, folder.members)
    packed = gzip.compress(store.files["archives/lzma.7z"].data, mtime=0)
    archive(store, "archives/lzma.7z.gz", packed, folder.members)
    data = folder.made("bare.zip", "zip", "-qr", "../bare.zip", "etc")
    for ending in ("jar", "war", "ear", "apk", "aar", "whl", "docx"):
        archive(store, f"archives/renamed.{ending}", data, folder.members)
    program = b"#!/bin/sh\nexec unzip -q \"$0\"\n" + data
    archive(store, "archives/installer.sh", program, folder.members)


SPECIFICATION = """Name: sample
Version: 1
Release: 1
Summary: Test material
License: none
BuildArch: noarch
%description
Test material.
%install
mkdir -p %{buildroot}/etc/tls
cp SOURCE/etc/tls/* %{buildroot}/etc/tls/
%files
/etc/tls
"""


def packages(store, folder):
    specification = folder.folder / "sample.spec"
    specification.write_text(SPECIFICATION.replace("SOURCE", str(folder.folder / "in")))
    for name, payload in (("gzip", "w9.gzdio"), ("xz", "w2.xzdio"), ("zstd", "w19.zstdio")):
        data = folder.made("rpm/RPMS/noarch/sample-1-1.noarch.rpm", "rpmbuild", "-bb", "--quiet",
                           "--define", f"_topdir {folder.folder}/rpm", "--define",
                           f"_binary_payload {payload}", "--define",
                           "_buildhost sample.example", str(specification))
        archive(store, f"archives/{name}.rpm", data, folder.members, "./")
    tree = folder.folder / "deb"
    shutil.copytree(folder.folder / "in", tree)
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(
        "Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\n"
        "Description: test material\n")
    for method, ending in (("zstd", ".zst"), ("none", "")):
        data = folder.made(f"{method}.deb", "dpkg-deb", "--root-owner-group", f"-Z{method}", "-b",
                           str(tree), f"../{method}.deb")
        archive(store, f"archives/{method}.deb", data, folder.members, f"data.tar{ending}!./")


def odd_names(store, party):
    """Names that are no UTF-8, that lead out of the archive or begin at the root: only shown."""
    buffer = io.BytesIO()
    file = pem_file(party.certificate)
    names = ("/etc/tls/root.crt", "../../up.crt", "Schl\udcfcssel.crt", "с ключом.crt")
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT,
                      encoding="utf-8") as made:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(file.data), MEMBER_EPOCH
            made.addfile(entry, io.BytesIO(file.data))
    places = [Place(name.replace("\udcfc", "\\xfc") + "!line 1", party.certificate)
              for name in names]
    store.add("archives/names.tar", File(buffer.getvalue(), tuple(places)))


def hidden(store, party):
    """What stands behind the end of an archive, or between its parts."""
    first = tar({"first.crt": pem_file(party.certificate)})
    second = tar({"second.crt": pem_file(party.certificate)})
    behind = f"byte {len(first.data)}"
    places = (*first.places, Place(f"{behind}!second.crt!line 1", party.certificate))
    store.add("archives/two.tar", File(first.data + second.data, places))
    store.add("archives/two.tar.gz", File(gzip.compress(first.data, mtime=0) +
                                          gzip.compress(second.data, mtime=0), places))
    packed = gzipped(b"Nothing here.\n")
    store.add("archives/behind.gz", File(packed + party.certificate.der, (
        Place(f"byte {len(packed)}", party.certificate),)))


def build():
    store = Store("formats-images")
    party, spare = issue("archived.example", ec_key()), ec_key()
    images(store, party, spare)
    members = {"etc/tls/server.crt": pem_file(party.certificate),
               "etc/tls/server.key": pem_file(party.private_key)}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Folder(scratch, members)
        tars(store, folder)
        single_files(store, folder, members["etc/tls/server.crt"])
        sparse_tars(store, folder, party)
        lists(store, folder)
        zips(store, folder)
        packages(store, folder)
    odd_names(store, party)
    hidden(store, party)
    store.expect("finding", "images/docker.tar", ANY_TRAIL, "key-orphaned",
                 "a key that a later layer deletes, and that no certificate fits")
    store.expect("finding", "images/docker.tar", ANY_TRAIL, "key-in-archive",
                 "the same key, where it stands first")
    store.expect("finding", "archives/bin.cpio", ANY_TRAIL, "key-in-archive",
                 "the key of all archives, where it stands first")
    return store
