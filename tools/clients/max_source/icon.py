"""The package's icon, 500 by 500 pixels for Max's Package Manager: four layers, one above the other."""

from __future__ import annotations

import math
import struct
import zlib

SIZE = 500
PALETTE = ((24, 32, 50), (236, 120, 84), (242, 190, 92), (96, 190, 170), (120, 140, 230))
"""The ground, and the colour of each layer."""
LAYERS = ((1, 0.9, 0.0), (3, 0.6, 0.3), (5, 0.75, 0.6), (2, 0.8, 0.15))
"""How often each layer sounds, how strongly, and when it begins."""
HEIGHT = 84
"""Pixels above the line of a layer that sounds fully."""


def png() -> bytes:
    """Return the icon's file."""
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 3, 0, 0, 0)
    palette = bytes(part for colour in PALETTE for part in colour)
    body = zlib.compress(b"".join(b"\0" + row for row in pixels()), 9)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def same(one: bytes, other: bytes) -> bool:
    """Return whether two icons hold the same picture: libraries do not all compress alike."""
    return _unpacked(one) == _unpacked(other)


def pixels() -> list[bytes]:
    """Return the rows of the picture, a number of the palette for each pixel."""
    rows = [bytearray(SIZE) for _ in range(SIZE)]
    for i, (n_beats, strength, start) in enumerate(LAYERS):
        line = 128 + 102 * i
        for x in range(40, SIZE - 40):
            phase = ((x - 40) / (SIZE - 80) * n_beats + start) % 1
            top = line - 6 - round(HEIGHT * strength * math.exp(-4 * phase))
            for y in range(top, line):
                rows[y][x] = i + 1
    return [bytes(row) for row in rows]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _unpacked(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at + 8 <= len(data):
        n_bytes, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + n_bytes]
        found.append((name, zlib.decompress(body) if name == b"IDAT" else body))
        at += 12 + n_bytes
    return found
