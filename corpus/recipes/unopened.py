"""Containers that are known and not opened: images of file systems, a pack and a bundle of git."""

import subprocess
import tempfile
from pathlib import Path

from recipes.common import MEMBER_EPOCH
from recipes.files import File, Place, tar
from recipes.issuing import ec_key
from recipes.items import pkcs8
from recipes.store import Store


def run(*command, **options):
    subprocess.run(command, check=True, capture_output=True, **options)


def line_of(data, text):
    return data[:data.index(text)].count(b"\n") + 1


def file_systems(store, folder):
    key = pkcs8(ec_key())
    text = key.pem().encode()
    source = Path(folder, "source")
    source.mkdir()
    (source / "tls.key").write_bytes(text)
    run("mksquashfs", source, Path(folder, "root.squashfs"), "-quiet", "-all-root",
        "-all-time", str(MEMBER_EPOCH), "-mkfs-time", str(MEMBER_EPOCH))
    squashfs = Path(folder, "root.squashfs").read_bytes()
    store.add("root.squashfs", File(squashfs))
    store.problem("unsupported", "root.squashfs", "the key in it is compressed")
    store.add("firmware.bin", File(b"boot loader\n" * 50 + squashfs))
    store.problem("unsupported", "firmware.bin", "the image lies behind something else")
    image = Path(folder, "root.ext4")
    run("mkfs.ext4", "-q", "-b", "1024", "-O", "^has_journal", "-N", "16", "-m", "0", "-d", source,
        image, "64k")
    data = image.read_bytes()
    store.add("root.ext4", File(data, (Place(f"line {line_of(data, text)}", key),)))
    store.problem("unsupported", "root.ext4", "files may lie in it in pieces")
    store.finding("key-orphaned", "root.ext4", "found, since it lies there in one piece")


def repositories(store, folder):
    repository = Path(folder, "repository")
    key = pkcs8(ec_key()).pem()
    run("git", "init", "-q", "-b", "main", repository)
    (repository / "tls.key").write_text(key, encoding="ascii")
    when = f"{MEMBER_EPOCH} +0000"
    run("git", "add", "tls.key", cwd=repository)
    run("git", "-c", "user.name=certsweep", "-c", "user.email=certsweep@example.com", "commit",
        "-qm", "key", cwd=repository,
        env={"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when})
    run("git", "bundle", "create", Path(folder, "all.bundle"), "--all", cwd=repository)
    store.add("all.bundle", File(Path(folder, "all.bundle").read_bytes()))
    store.problem("unsupported", "all.bundle", "the key in it is deflated")
    run("git", "repack", "-qad", cwd=repository)
    pack, = (repository / ".git/objects/pack").glob("*.pack")
    store.add("backup.tar", tar({".git/HEAD": File(b"ref: refs/heads/main\n"),
                                 ".git/objects/pack/pack-1.pack": File(pack.read_bytes())}))
    store.problem("unsupported", "backup.tar", "loose objects would be read, packs are not")
    store.add("notes.txt", File(b"# v2 git bundles begin so; hsqs is the mark of squashfs, "
                                b"PACK that of a pack. None of them is here.\n" * 3))


def build():
    store = Store("formats-unopened")
    with tempfile.TemporaryDirectory() as folder:
        file_systems(store, folder)
        repositories(store, folder)
    return store
