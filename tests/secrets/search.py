"""Looks for secrets in any bytes, in every spelling a program could give them.

A needle is a piece of a secret in one spelling, at least 15 bytes long. Of each needle the eight
windows of eight bytes that start in its first eight bytes are kept: whatever the needle's offset in
the bytes searched, one of them lies at a multiple of eight, so one look-up for every eight bytes
finds all candidates, which are then compared in full."""

import base64
import re
import urllib.parse

PIECE = 16  # bytes of a secret in one needle
WINDOW = 8


def pieces_of(secret):
    """The front, the middle and the end: a part of a number is a secret, too."""
    starts = {0, (len(secret) - PIECE) // 2, len(secret) - PIECE}
    return {secret[start:start + PIECE] for start in starts}


def base64_of(piece):
    """At its three alignments: the groups of three bytes that lie whole in the piece."""
    for shift in range(3):
        yield base64.b64encode(piece[shift:shift + 12])


def spellings_of(secret):
    """Raw, hexadecimal, base64: each with the bytes in both orders; and decimal."""
    for piece in pieces_of(secret):
        for ordered in (piece, piece[::-1]):
            yield ordered
            yield ordered.hex().encode()
            yield ordered.hex().upper().encode()
            yield from base64_of(ordered)
    for number in (int.from_bytes(secret, "big"), int.from_bytes(secret, "little")):
        digits = str(number).encode()
        for start in {0, (len(digits) - 20) // 2, len(digits) - 20}:
            yield digits[start:start + 20]


def spellings_of_text(text):
    """A passphrase or a line of armour, wherever it was cut short: raw, UTF-16, and as above."""
    for part in (text, text.decode().encode("utf-16-le"), text.decode().encode("utf-16-be")):
        yield part[:PIECE]
        yield part[-PIECE:]
        yield part[:PIECE].hex().encode()
        yield part[:PIECE].hex().upper().encode()
        yield from base64_of(part[:PIECE])


def without_escapes(content):
    r"""\xHH, \u00HH and %HH as the bytes they stand for."""
    plain = re.sub(rb"\\x([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})",
                   lambda match: bytes([int(match[1] or match[2], 16)]), content)
    return urllib.parse.unquote_to_bytes(plain) if b"%" in plain else plain


def squeezed(content):
    """Without what separates digits or lines, and base64 for URLs as plain base64."""
    content = re.sub(rb"\\[nrt/]|&#1[03];|0x", lambda match: b"/" if match[0] == b"\\/" else b"",
                     content)
    return content.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n\\:,;.'\"\0")


def unwrapped(content):
    """What runs of base64 hold: a secret that was encoded twice."""
    return b"\n".join(base64.b64decode(run[:len(run) // 4 * 4])
                      for run in re.findall(rb"[A-Za-z0-9+/]{64,}", content))


class Search:
    def __init__(self):
        self.windows = {}
        self.needles = 0

    def add(self, name, spellings):
        for needle in set(spellings):
            assert len(needle) >= 2 * WINDOW - 1, "too short to be found at every offset"
            self.needles += 1
            for shift in range(WINDOW):
                window = needle[shift:shift + WINDOW]
                self.windows.setdefault(window, []).append((needle, shift, name))

    def add_secret(self, name, secret):
        self.add(name, spellings_of(secret))

    def add_text(self, name, text):
        self.add(name, spellings_of_text(text))

    def _in_view(self, content):
        for start in range(0, len(content) - WINDOW + 1, WINDOW):
            for needle, shift, name in self.windows.get(content[start:start + WINDOW], ()):
                if start >= shift and content.startswith(needle, start - shift):
                    yield name

    def found(self, content):
        """The names of all secrets that content holds."""
        views = {content, squeezed(content), without_escapes(content),
                 squeezed(unwrapped(content))}
        return sorted({name for view in views for name in self._in_view(view)})
