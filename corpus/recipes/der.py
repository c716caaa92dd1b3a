"""DER elements put together by hand."""


def der(tag, *contents):
    """One DER element."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*contents):
    return der(0x30, *contents)


def octet_string(content):
    return der(0x04, content)


def bit_string(content):
    return der(0x03, b"\0", content)


NULL = der(0x05)
INTEGER_ZERO = der(0x02, b"\0")


def object_identifier(dotted):
    first, second, *others = (int(number) for number in dotted.split("."))
    content = b""
    for number in [40 * first + second] + others:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.insert(0, 0x80 | number & 0x7F)
        content += bytes(groups)
    return der(0x06, content)


def element_end(data, start):
    """Where the DER element at start has its content, and where it ends."""
    length, content = data[start + 1], start + 2
    if length & 0x80:
        size = length & 0x7F
        length, content = int.from_bytes(data[content:content + size], "big"), content + size
    return content, content + length


def children(data):
    """The elements inside one constructed DER element, each with its header."""
    position, end = element_end(data, 0)
    found = []
    while position < end:
        _, after = element_end(data, position)
        found.append(data[position:after])
        position = after
    return found


def swap(data, old, new):
    """A SEQUENCE with its child `old` replaced: the outer length changes with it."""
    parts = children(data)
    assert old in parts
    return sequence(*(new if part == old else part for part in parts))
