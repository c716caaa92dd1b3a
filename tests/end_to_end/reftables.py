"""Writes tables of refs as git's technical/reftable describes them, for versions of git that cannot:
only what that page says is used here."""

import struct
import zlib


def varint(value):
    out = bytes([value & 0x7F])
    while value >> 7:
        value = (value >> 7) - 1
        out = bytes([0x80 | value & 0x7F]) + out
    return out


def record(before, name, kind, extra):
    shared = 0
    while shared < min(len(before), len(name)) and before[shared] == name[shared]:
        shared += 1
    rest = name[shared:]
    return varint(shared) + varint(len(rest) << 3 | kind) + rest + extra


def value_of(value):
    """Type and bytes: None is a deletion, str a symbolic ref, a tuple a tag and what it is of."""
    if value is None:
        return 0, b""
    if isinstance(value, str):
        return 3, varint(len(value)) + value.encode()
    ids = value if isinstance(value, tuple) else (value,)
    return len(ids), b"".join(ids)


def block(letter, rows, front, room):
    """As many rows (name, type, bytes) as fit, and their number; front: bytes of the header."""
    body, restarts, before, taken = b"", [], b"", 0
    for name, kind, extra in rows:
        if taken % 16 == 0:
            before = b""
        added = record(before, name, kind, extra)
        size = front + 4 + len(body) + len(added) + 3 * (len(restarts) + (taken % 16 == 0)) + 2
        if taken and room and size > room:
            break
        if taken % 16 == 0:
            restarts.append(front + 4 + len(body))
        body, before, taken = body + added, name, taken + 1
    tail = b"".join(struct.pack(">I", at)[1:] for at in restarts) + struct.pack(">H", len(restarts))
    length = front + 4 + len(body) + len(tail)
    return letter + struct.pack(">I", length)[1:] + body + tail, taken


def table(refs, update=1, block_size=0, room=4096, id_bytes=20, version=1, log=b""):
    head = b"REFT" + bytes([version]) + struct.pack(">I", block_size)[1:]
    head += struct.pack(">QQ", update, update)
    if version == 2:
        head += b"sha1" if id_bytes == 20 else b"s256"
    rows = []
    for name in sorted(refs):
        kind, value = value_of(refs[name])
        rows.append((name.encode(), kind, varint(0) + value))
    out, index = head, []
    while rows:
        front = len(out) if len(out) == len(head) else 0
        start = 0 if front else len(out)
        made, taken = block(b"r", rows, front, block_size or room)
        index.append((rows[taken - 1][0], 0, varint(start)))
        rows = rows[taken:]
        out += made
        if block_size and rows:
            out += b"\0" * (-len(out) % block_size)
    index_at = log_at = 0
    if len(index) > 1:
        out += b"\0" * (-len(out) % block_size if block_size else 0)
        index_at = len(out)
        out += block(b"i", index, 0, 0)[0]
    if log:
        log_at = len(out)
        out += b"g" + struct.pack(">I", len(log) + 4)[1:] + zlib.compress(log)
    foot = head + struct.pack(">QQQQQ", index_at, 0, 0, log_at, 0)
    return out + foot + struct.pack(">I", zlib.crc32(foot))


def write_stack(git_directory, tables):
    folder = git_directory / "reftable"
    folder.mkdir()
    names = []
    for number, content in enumerate(tables, 1):
        names.append(f"0x{number:012x}-0x{number:012x}-{zlib.crc32(content):08x}.ref")
        (folder / names[-1]).write_bytes(content)
    (folder / "tables.list").write_text("".join(name + "\n" for name in names))
