"""Headers that do not count their file's samples: of killed writers, streams, and copies that were cut."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from oscfactor.files.filebytes import FileBytes, Layout, Part

_UNCLOSED = "its writer did not end it in order; what it has left is loaded"
_OPEN_END = 0xFFFFFFFF  # the size that streams give
_ENDLESS = 1 << 60  # bytes: the size that streams give in 64 bits
_PLAIN_AIFF = {
    b"NONE",
    b"sowt",
    b"twos",
    b"fl32",
    b"FL32",
    b"fl64",
    b"FL64",
    b"ulaw",
    b"ULAW",
    b"alaw",
    b"ALAW",
}
_PLAIN_AIFF |= {b"in24", b"in32", b"raw "}
_MAX_CHUNKS = 10_000  # looked at; nobody writes as many


def layout(data: FileBytes) -> Layout:
    """Return how the sound lies in a file of chunks; no parts where its header needs no mending."""
    read = _READERS.get(data.at(0, 4))
    return Layout() if read is None else read(data)


def _wave(data: FileBytes) -> Layout:
    """Look at a WAV or RF64 file; libsndfile mends the sizes of WAV by itself."""
    long_size, long_at = 0, 0
    for kind, at, size in _chunks(data, 12, "<4sI"):
        if kind == b"ds64":
            long_at, long_size = at + 8, int.from_bytes(data.at(at + 8, 8), "little")
        if kind == b"data":
            rest = data.size - at
            declared = long_size if long_at and size == _OPEN_END else size
            if size == _OPEN_END and not long_at:
                return Layout()
            if not long_at or 0 < declared <= rest or _follows(data, at):
                return Layout(remark="" if _follows(data, at) else _remark(declared, rest))
            patch = (long_at, rest.to_bytes(8, "little"))
            return Layout((Part(0, data.size, (patch,)),), _remark(declared, rest))
    return Layout()


def _aiff(data: FileBytes) -> Layout:
    """Look at an AIFF or AIFF-C file."""
    common, frame_bytes = 0, 0
    for kind, at, size in _chunks(data, 12, ">4sI"):
        if kind == b"COMM":
            n_channels, _, bits = struct.unpack(">hIh", data.at(at, 8).ljust(8, b"\0"))
            common = at
            plain = data.at(8, 4) == b"AIFF" or data.at(at + 18, 4) in _PLAIN_AIFF
            frame_bytes = n_channels * ((bits + 7) // 8) if plain else 0
        if kind == b"SSND":
            rest = data.size - at - 8
            declared = size - 8 if size > 8 else 0
            fine = 0 < declared <= rest or size == _OPEN_END or rest < frame_bytes
            if not frame_bytes or fine or (not declared and _follows(data, at + 8)):
                return Layout()
            patches = (
                (4, (data.size - 8 & 0xFFFFFFFF).to_bytes(4, "big")),
                (common + 2, (rest // frame_bytes & 0xFFFFFFFF).to_bytes(4, "big")),
                (at - 4, (rest + 8 & 0xFFFFFFFF).to_bytes(4, "big")),
            )
            return Layout((Part(0, data.size, patches),), _remark(declared, rest))
    return Layout()


def _w64(data: FileBytes) -> Layout:
    """Look at a W64 file; libsndfile mends its sizes by itself."""
    position = 40
    for _ in range(_MAX_CHUNKS):
        head = data.at(position, 24)
        size = int.from_bytes(head[16:], "little", signed=True)
        if head[:4] == b"data":
            return Layout(remark=_remark(size - 24, data.size - position - 24))
        if len(head) < 24 or size < 24:
            break
        position += size + 7 & ~7
    return Layout()


def _caf(data: FileBytes) -> Layout:
    """Look at a CAF file; a size of -1 is that of a stream, which libsndfile does not know."""
    for kind, at, size in _chunks(data, 8, ">4sq"):
        rest = data.size - at
        if kind == b"data" and not 4 < size <= rest and not (size == 4 and _follows(data, at + 4, ">4sq")):
            patch = (at - 8, rest.to_bytes(8, "big"))
            return Layout((Part(0, data.size, (patch,)),), "" if size == -1 else _remark(size - 4, rest - 4))
    return Layout()


def _au(data: FileBytes) -> Layout:
    """Look at an AU file."""
    at, size = struct.unpack(">II", data.at(4, 8).ljust(8, b"\0"))
    rest = data.size - at
    if size == _OPEN_END or 0 < size <= rest or rest <= 0:
        return Layout()
    patch = (8, (rest & 0xFFFFFFFF).to_bytes(4, "big"))
    return Layout((Part(0, data.size, (patch,)),), _remark(size, rest))


def _chunks(data: FileBytes, position: int, head: str) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's name, where its bytes begin, and how many it says that it has."""
    n_head = struct.calcsize(head)
    odd = n_head == 8  # of RIFF and AIFF, whose chunks have even sizes
    for _ in range(_MAX_CHUNKS):
        raw = data.at(position, n_head)
        if len(raw) < n_head:
            return
        kind, size = struct.unpack(head, raw)
        yield kind, position + n_head, size
        if size < 0:
            return
        position += n_head + size + (size & 1 if odd else 0)


def _follows(data: FileBytes, position: int, head: str = "<4sI") -> bool:
    """Return whether another chunk begins there: then the chunk before it really is empty."""
    raw = data.at(position, struct.calcsize(head))
    if len(raw) < struct.calcsize(head) or not all(32 <= byte < 127 for byte in raw[:4]):
        return False
    sizes = (struct.unpack(order + head[1:], raw)[1] for order in "<>")
    return any(position + len(raw) + size <= data.size for size in sizes)


def _remark(declared: int, rest: int) -> str:
    """Return a remark on a sound that has so many bytes by its header and so many in the file."""
    if declared <= 0:
        return _UNCLOSED if rest > 0 else ""
    if declared <= rest or declared >= _ENDLESS:
        return ""
    return f"it is cut off: {100 * rest / declared:.3g} % of it is there"


_READERS: dict[bytes, Callable[[FileBytes], Layout]] = {
    b"RIFF": _wave,
    b"RF64": _wave,
    b"riff": _w64,
    b"FORM": _aiff,
    b"caff": _caf,
    b".snd": _au,
}
