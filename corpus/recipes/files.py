"""Files and containers, and the places inside them."""

import dataclasses
import gzip
import io
import lzma
import os
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

from recipes.common import MEMBER_EPOCH, MEMBER_TIME
from recipes.items import Item


@dataclasses.dataclass(frozen=True)
class Place:
    """Where in a file an item stands."""
    trail: str
    item: Item


@dataclasses.dataclass(frozen=True)
class File:
    data: bytes
    places: tuple = ()

    def converted(self, convert):
        """Other bytes for the same content: a compressed file adds no element to the trail."""
        return File(convert(self.data), self.places)


def pem_file(*parts, line_end="\n", width=64):
    """PEM blocks and plain text in the order given."""
    text, places = "", []
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        line = text.count("\n") + 1
        if part.kind:
            places.append(Place(f"line {line}", part))
        text += part.pem(width)
    return File(text.replace("\n", line_end).encode(), tuple(places))


def der_file(item):
    return File(item.der, (Place("", item),))


def container(data, members):
    """An archive's bytes, with the places of its members below their paths."""
    places = [Place(f"{path}!{place.trail}" if place.trail else path, place.item)
              for path, file in members.items() for place in file.places]
    return File(data, tuple(places))


def tar(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, file in members.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime, entry.mode = len(file.data), MEMBER_EPOCH, 0o644
            archive.addfile(entry, io.BytesIO(file.data))
    return container(buffer.getvalue(), members)


def gzipped(data):
    # No file name in the header: the layer must not gain a name of its own.
    return gzip.compress(data, mtime=0)


def tar_gz(members):
    return tar(members).converted(gzipped)


def tar_xz(members):
    return tar(members).converted(lzma.compress)


def zstd_compressed(data):
    return run(["zstd", "-19", "--quiet", "--stdout"], data)


def zip_archive(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in members.items():
            archive.writestr(zipfile.ZipInfo(path, MEMBER_TIME.timetuple()[:6]), file.data,
                             zipfile.ZIP_DEFLATED)
    return container(buffer.getvalue(), members)


def seven_zip(members, file_name, *options):
    """An archive by the 7z program, which takes its members from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for path, file in members.items():
            target = Path(folder, "content", path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(0o644)
            os.utime(target, (MEMBER_EPOCH, MEMBER_EPOCH))
        archive = Path(folder, file_name)
        run(["7z", "a", "-bd", *options, str(archive), *members], folder=Path(folder, "content"))
        return container(archive.read_bytes(), members)


def cpio(members):
    """The "newc" format: a header of hexadecimal numbers, name and content padded to 4 bytes."""
    def entry(path, data, mode, number):
        encoded = path.encode() + b"\0"
        fields = [number, mode, 0, 0, 1, MEMBER_EPOCH, len(data), 0, 0, 0, 0, len(encoded), 0]
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + encoded
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)

    entries = [entry(path, file.data, 0o100644, number)
               for number, (path, file) in enumerate(members.items(), 1)]
    return container(b"".join(entries) + entry("TRAILER!!!", b"", 0, 0), members)


def ar(members):
    """The format of .deb and .a files: 60 bytes of header each, content padded to 2 bytes."""
    data = b"!<arch>\n"
    for path, file in members.items():
        header = f"{path:<16}{MEMBER_EPOCH:<12}{0:<6}{0:<6}{'100644':<8}{len(file.data):<10}`\n"
        data += header.encode() + file.data + b"\n" * (len(file.data) % 2)
    return container(data, members)


def run(command, data=b"", folder=None):
    return subprocess.run(command, input=data, cwd=folder, check=True, capture_output=True).stdout
