"""Handshakes of TLS whose certificates go over several packets or records."""

import struct

from recipes.files import File, Place
from recipes.issuing import ec_key, issue
from recipes.store import Store

FRONT = 40  # bytes: enough to find a certificate by
CLIENT, SERVER = (bytes([192, 0, 2, 1]), 49152), (bytes([192, 0, 2, 2]), 443)


def counted(data):
    return len(data).to_bytes(3, "big") + data


def handshake(certificates, record_size):
    """A server hello and the message Certificate, cut into records (RFC 5246, section 6.2.1)."""
    chain = counted(b"".join(counted(one) for one in certificates))
    messages = b"\x02" + counted(b"\x03\x03" + bytes(32) + b"\0\xc0\x2b\0") + b"\x0b" + counted(chain)
    parts = [messages[at:at + record_size] for at in range(0, len(messages), record_size)]
    return b"".join(b"\x16\x03\x03" + struct.pack(">H", len(part)) + part for part in parts)


def frame(sender, receiver, sequence, payload, tag=b"", flags=0x10):
    tcp = struct.pack(">HHIIBBHHH", sender[1], receiver[1], sequence, 1, 0x50, flags, 1000, 0, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0, 64, 6, 0, sender[0],
                     receiver[0])
    return b"\x02" * 12 + tag + b"\x08\0" + ip + tcp + payload


def frame_6(sender, receiver, sequence, payload):
    tcp = struct.pack(">HHIIBBHHH", sender[1], receiver[1], sequence, 1, 0x50, 0x10, 1000, 0, 0)
    prefix = bytes.fromhex("20010db8") + bytes(8)
    ip = struct.pack(">IHBB", 6 << 28, 20 + len(payload), 6, 64)
    return b"\x02" * 12 + b"\x86\xdd" + ip + prefix + sender[0] + prefix + receiver[0] + tcp + payload


def segments(stream, size, first=1, make=frame, **options):
    return [make(SERVER, CLIENT, (first + at) % 2**32, stream[at:at + size], **options)
            for at in range(0, len(stream), size)]


def pcap(frames):
    head = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    return head + b"".join(struct.pack("<IIII", number, 0, len(one), len(one)) + one
                           for number, one in enumerate(frames))


def block(kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(">I", len(body) + 12)
    return struct.pack(">I", kind) + size + body + size


def pcapng(frames):
    """In the byte order of the network, with a first interface that nothing came from."""
    head = block(0x0A0D0D0A, struct.pack(">IHHq", 0x1A2B3C4D, 1, 0, -1))
    interfaces = block(1, struct.pack(">HHI", 147, 0, 0)) + block(1, struct.pack(">HHI", 1, 0, 0))
    return head + interfaces + b"".join(
        block(6, struct.pack(">IIIII", 1, 0, number, len(one), len(one)) + one)
        for number, one in enumerate(frames))


def cut(name, make):
    """make(certificates, size), by the first size that leaves the fronts of certificates whole."""
    made = [issue(f"{name}-{number}.example", ec_key()).certificate for number in range(2)]
    for size in range(200, 300):
        data = make([one.der for one in made], size)
        if all(one.der[:FRONT] in data for one in made):
            return File(data, tuple(Place(f"byte {data.index(one.der[:FRONT])}", one)
                                    for one in made))
    raise AssertionError(name)


def mixed(certificates, size):
    """Out of order, with repetitions, and with numbers that begin anew."""
    hello = frame(CLIENT, SERVER, 7, b"\x16\x03\x01\0\4\1\0\0\0")
    frames = segments(handshake(certificates, 1 << 14), size, first=2**32 - 300)
    return pcap([hello, frames[0], *frames[2:], frames[1], frames[0], hello])


def starttls(certificates, size):
    stream = b"220 mail ESMTP\r\n220 go ahead\r\n" + handshake(certificates, 1 << 14)
    return pcapng(segments(stream, size, tag=b"\x81\0\0\5"))


def six(certificates, size):
    return pcap(segments(handshake(certificates, 1 << 14), size, make=frame_6))


def gap(certificates, size):
    frames = segments(handshake(certificates, 1 << 14), size)
    return pcap(frames[:1] + frames[2:])


def build():
    store = Store("formats-captures")
    for path, make in (("mixed.pcap", mixed), ("starttls.pcapng", starttls), ("six.pcap", six),
                       ("records.bin", handshake)):
        store.add(path, cut(path, make))
    store.add("gap.pcap", File(gap([issue("gap.example", ec_key()).certificate.der], 200)))
    return store
