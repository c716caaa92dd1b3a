"""Repositories made to hurt: each run ends in time, with a row that names what is wrong."""

import hashlib
import sqlite3
import struct
import subprocess
import time
import zlib

import pytest
from conftest import git

SECONDS = 10


@pytest.fixture
def quick(sweep):
    def run(*arguments):
        start = time.monotonic()
        result = sweep(*arguments, timeout=60)
        assert time.monotonic() - start < SECONDS
        return result
    return run


def store(repository, content, kind="blob"):
    """Writes a loose object and returns its id."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(whole).hexdigest()
    path = repository / ".git/objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name


def object_head(kind, size):
    first, size = kind << 4 | size & 15, size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    out.append(first)
    return bytes(out)


def number(size):
    out = bytearray()
    while size > 0x7F:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    out.append(size)
    return bytes(out)


def distance(offset):
    out = bytearray([offset & 0x7F])
    offset >>= 7
    while offset:
        offset -= 1
        out.insert(0, offset & 0x7F | 0x80)
        offset >>= 7
    return bytes(out)


class Pack:
    """Bytes of a pack, and its index with whatever ids are asked for."""

    def __init__(self):
        self.bytes = bytearray(b"PACK" + struct.pack(">II", 2, 0))
        self.objects = {}

    def add(self, name, head, content):
        offset = len(self.bytes)
        self.objects[name] = offset
        self.bytes += head + zlib.compress(content, 9)
        return offset

    def blob(self, content):
        name = hashlib.sha1(b"blob %d\0" % len(content) + content).digest()
        return self.add(name, object_head(3, len(content)), content)

    def delta(self, name, base, delta):
        back = distance(len(self.bytes) - base)
        return self.add(name, object_head(6, len(delta)) + back, delta)

    def write(self, repository):
        struct.pack_into(">I", self.bytes, 8, len(self.objects))
        digest = hashlib.sha1(self.bytes).digest()
        names = sorted(self.objects)
        index = bytearray(b"\xfftOc\0\0\0\2")
        for first in range(256):
            index += struct.pack(">I", sum(name[0] <= first for name in names))
        index += b"".join(names) + bytes(4 * len(names))
        for name in names:
            index += struct.pack(">I", self.objects[name])
        index += digest
        index += hashlib.sha1(index).digest()
        folder = repository / ".git/objects/pack"
        folder.mkdir(exist_ok=True)
        stem = folder / f"pack-{digest.hex()}"
        stem.with_suffix(".pack").write_bytes(self.bytes + digest)
        stem.with_suffix(".idx").write_bytes(index)


def commit_tree(repository, tree):
    head = git(repository, "commit-tree", "-m", "m", tree)
    git(repository, "update-ref", "refs/heads/main", head)
    return head


def test_twelve_objects_for_ten_thousand_million_paths(repository, pair, quick):
    below = store(repository, (pair / "pair.key").read_bytes())
    mode = b"100644"
    for _ in range(10):
        entries = b"".join(b"%s %d\0%s" % (mode, i, bytes.fromhex(below)) for i in range(10))
        below = store(repository, entries, "tree")
        mode = b"40000"
    commit_tree(repository, below)
    result = quick(repository)
    assert result.code == 3
    assert any("blob-places" in row["reason"] for row in result.problems)
    assert "private-key" in result.kinds()


def test_two_gigabytes_in_nine_megabytes(repository, quick):
    """Zeros by zlib: 1 KB stands for 1 MB; and by a delta, of 64 KB copies: a few bytes do."""
    pack = Pack()
    base = pack.blob(bytes(65536))
    copies = 32768
    delta = number(65536) + number(65536 * copies) + b"\x80" * copies
    pack.delta(bytes(20), base, delta)
    pack.write(repository)
    stream = zlib.compressobj(9)
    size = 2 << 30
    name = hashlib.sha1(b"x").hexdigest()
    path = repository / ".git/objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    with open(path, "wb") as out:
        out.write(stream.compress(b"blob %d\0" % size))
        for _ in range(size >> 24):
            out.write(stream.compress(bytes(1 << 24)))
        out.write(stream.flush())
    assert path.stat().st_size < 9 << 20
    result = quick(repository)
    assert result.code == 3
    assert sum("object-bytes" in row["reason"] for row in result.problems) == 2


def packed(repository, pair):
    for number_ in range(8):
        (repository / "key.pem").write_bytes((pair / "pair.key").read_bytes() + b"#" * number_)
        (repository / "text").write_text("line\n" * 100 * (number_ + 1))
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", str(number_))
    git(repository, "gc", "-q", "--prune=now")
    path, = (repository / ".git/objects/pack").glob("*.pack")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_corrupt_pack(place, repository, pair, quick):
    path = packed(repository, pair)
    content = bytearray(path.read_bytes())
    at = int(len(content) * place)
    content[at:at + 16] = b"\xff" * 16
    path.write_bytes(content)
    result = quick(repository)
    assert result.code == 3 and "unreadable" in result.reasons()
    assert sum(things for things, in sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT things FROM account WHERE layer = 'git object' AND state IN ('read', 'skipped')"
    )) == len(git(repository, "cat-file", "--batch-all-objects", "--batch-check=x").splitlines())


@pytest.mark.parametrize("length", [0, 12, 40, 300])
def test_pack_cut_short(length, repository, pair, quick):
    path = packed(repository, pair)
    path.write_bytes(path.read_bytes()[:length])
    result = quick(repository)
    assert result.code == 3 and result.problems


def test_pack_without_its_data(repository, pair, quick):
    packed(repository, pair).unlink()
    result = quick(repository)
    assert result.code == 3 and "unreadable" in result.reasons()


def test_ring_of_deltas(repository, quick):
    """Two objects, each a difference from the other, by name."""
    pack = Pack()
    delta = number(4) + number(4) + b"\x90\x04"
    one, other = bytes([1] * 20), bytes([2] * 20)
    pack.add(one, object_head(7, len(delta)) + other, delta)
    pack.add(other, object_head(7, len(delta)) + one, delta)
    pack.write(repository)
    result = quick(repository)
    assert result.code == 3 and len(result.problems) == 2


def test_base_that_is_not_there(repository, quick):
    pack = Pack()
    delta = number(4) + number(4) + b"\x90\x04"
    pack.add(bytes([1] * 20), object_head(7, len(delta)) + bytes([9] * 20), delta)
    pack.write(repository)
    result = quick(repository)
    assert result.code == 3 and len(result.problems) == 1


def test_delta_that_lies(repository, pair, quick):
    """A name that its content does not have, and a key in it: not believed."""
    pack = Pack()
    key = (pair / "pair.key").read_bytes()
    base = pack.blob(b"text")
    pack.delta(bytes([7] * 20), base, number(4) + number(4) + b"\x90\x04")
    pack.add(bytes([8] * 20), object_head(3, len(key)), key)
    pack.write(repository)
    result = quick(repository)
    assert result.code == 3 and not result.artifacts
    assert any("hash" in row["reason"] for row in result.problems)


def test_very_long_chain(repository, quick):
    pack = Pack()
    base = pack.blob(b"0123456789" * 100)
    delta = number(1000) + number(1000) + b"\xb0\xe8\x03"
    for level in range(5000):
        base = pack.delta(struct.pack(">I", level) + bytes(16), base, delta)
    pack.write(repository)
    result = quick(repository)
    assert result.code == 3 and "unreadable" in result.reasons()


def test_missing_object(repository, pair, quick):
    (repository / "a.key").write_bytes((pair / "pair.key").read_bytes())
    (repository / "folder").mkdir()
    (repository / "folder/b.key").write_bytes((pair / "pair.key").read_bytes())
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "m")
    name = git(repository, "rev-parse", "HEAD:folder")
    (repository / ".git/objects" / name[:2] / name[2:]).unlink()
    result = quick(repository)
    assert result.code == 3 and "history-incomplete" in result.reasons()


def test_alternates_in_a_ring(repository, pair, quick, tmp_path):
    (repository / "a.key").write_bytes((pair / "pair.key").read_bytes())
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "m")
    (repository / "a.key").unlink()
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    for here, there in ((repository, other), (other, repository)):
        (here / ".git/objects/info").mkdir(exist_ok=True)
        (here / ".git/objects/info/alternates").write_text(f"{there}/.git/objects\n")
    result = quick(repository, other)
    assert "private-key" in result.kinds()


def test_alternates_without_end(repository, quick, tmp_path):
    before = repository / ".git/objects"
    for number_ in range(40):
        after = tmp_path / f"store-{number_}"
        after.mkdir()
        (before / "info").mkdir(exist_ok=True)
        (before / "info/alternates").write_text(f"{after}\n")
        before = after
    result = quick(tmp_path)
    assert result.code == 3 and any("alternates" in row["reason"] for row in result.problems)


@pytest.mark.parametrize("config", [
    "[core]\n\tfsmonitor = touch MARKER\n\thooksPath = .\n\tsshCommand = touch MARKER\n",
    "[filter \"x\"]\n\tsmudge = touch MARKER\n\tclean = touch MARKER\n\tprocess = touch MARKER\n",
    "[include]\n\tpath = config\n[includeIf \"gitdir:/\"]\n\tpath = config\n",
    "[extensions]\n\tobjectFormat = sha256\n",
    "[core]\n\trepositoryformatversion = 99\n[extensions]\n\tunheard = of\n",
])
def test_hostile_configuration(config, repository, pair, quick):
    (repository / "a.key").write_bytes((pair / "pair.key").read_bytes())
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "m")
    marker = repository / "marker"
    with open(repository / ".git/config", "a", encoding="ascii") as out:
        out.write(config.replace("MARKER", str(marker)))
    result = quick(repository)
    assert not marker.exists()
    found = [row for row in result.artifacts if row["revision"]]
    assert found or result.problems


def test_fifo_in_place_of_a_pack(repository, pair, quick):
    path = packed(repository, pair)
    path.unlink()
    subprocess.run(["mkfifo", path], check=True)
    result = quick(repository)
    assert result.code == 3 and result.problems


def test_smallest_pack_is_none_of_those(repository, quick):
    """One empty object: 41 bytes, and nothing wrong with it."""
    pack = Pack()
    pack.blob(b"")
    pack.write(repository)
    result = quick(repository)
    assert result.code == 0 and not result.problems


def test_more_than_a_repository_may_unpack_to(repository, pair, quick):
    """Small on disk, large unpacked: what is beyond the limit is counted in a row."""
    for number in range(6):
        (repository / f"{number}.bin").write_bytes(bytes(1 << 20) + bytes([number]) * 10)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "bytes")
    loose = quick(repository, "--limit", "repository-bytes=2500000")
    git(repository, "gc", "-q", "--prune=now")
    packed = quick(repository, "--limit", "repository-bytes=2500000")
    for result in (loose, packed):
        row, = [row for row in result.problems if "repository-bytes" in row["reason"]]
        left = int(row["reason"].split(" is spent: ")[1].split()[0])
        read = sqlite3.connect(result.folder / "inventory.db").execute(
            "SELECT things FROM account WHERE layer = 'git object' AND state = 'seen'").fetchone()[0]
        assert result.code == 3 and left >= 4 and read + left == 8
    assert quick(repository).problems == []
