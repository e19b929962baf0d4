"""Bytes to messages: OSC 1.0 and 1.1, with every length bounded by the packet that claims it.

Decoding is iterative: bundles are walked with a stack of ranges into the packet, so depth costs nothing, and
no length is believed before it has been held against what is there.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from oscfactor.errors import MalformedError

MAX_MESSAGES: Final = 16_384  # in one packet: three times what fits a datagram
NTP_EPOCH: Final = 2_208_988_800  # seconds from 1900 to 1970
IMMEDIATELY: Final = 1
BUNDLE: Final = b"#bundle\0"
_RUNS: Final = re.compile(rb"f+|i+|.", re.DOTALL)
_KNOWN: Final = "i f s b h d t T F N I S c m [ ]"

Reader = Callable[[bytes, int, int], tuple[Any, int]]


class Message(NamedTuple):
    """One message of a packet; where its arguments cannot be read, `error` says why."""

    address: str
    args: tuple[Any, ...] = ()
    time: float | None = None  # unix seconds; None is at once
    error: MalformedError | None = None


def decode_packet(data: bytes) -> list[Message]:
    """Return the messages of a packet in order, those of nested bundles included.

    A message with wrong content is returned with its `error`; the others of its bundle are not touched.

    Raises
    ------
    MalformedError
        If the packet is no OSC, or its bundles claim lengths that are not there.
    """
    if data[:1] == b"/":
        return [_message(data, 0, len(data), None)]
    if data[:8] != BUNDLE:
        raise MalformedError("a packet must begin with '/' or '#bundle'")
    messages: list[Message] = []
    ranges: list[tuple[int, int, float | None]] = []
    start, end, time = _open_bundle(data, 0, len(data), None)
    while True:
        if start == end:
            if not ranges:
                return messages
            start, end, time = ranges.pop()
            continue
        first, last = _element(data, start, end)
        if data[first : first + 8] == BUNDLE:
            # A range that is exhausted need not be kept: a deep nest of single bundles costs no memory.
            if last < end:
                ranges.append((last, end, time))
            start, end, time = _open_bundle(data, first, last, time)
            continue
        messages.append(_message(data, first, last, time))
        if len(messages) > MAX_MESSAGES:
            raise MalformedError(f"a packet may hold at most {MAX_MESSAGES} messages")
        start = last


def _open_bundle(data: bytes, start: int, end: int, outer: float | None) -> tuple[int, int, float | None]:
    if end - start < 16:
        raise MalformedError("a bundle is cut short before its time tag")
    time = _unix_time(int.from_bytes(data[start + 8 : start + 16], "big"))
    # A bundle may not be due before the one that holds it.
    if outer is not None and (time is None or time < outer):
        time = outer
    return start + 16, end, time


def _unix_time(tag: int) -> float | None:
    return None if tag == IMMEDIATELY else tag / 2**32 - NTP_EPOCH


def _element(data: bytes, start: int, end: int) -> tuple[int, int]:
    if end - start < 4:
        raise MalformedError("a bundle is cut short before an element's size")
    size = int.from_bytes(data[start : start + 4], "big", signed=True)
    if size <= 0 or size % 4:
        raise MalformedError(f"an element's size must be a positive multiple of 4, got {size}")
    if size > end - start - 4:
        raise MalformedError(f"an element claims {size} bytes where {end - start - 4} are left")
    return start + 4, start + 4 + size


def _message(data: bytes, start: int, end: int, time: float | None) -> Message:
    address = ""
    try:
        text, position = _string(data, start, end)
        if text[:1] != "/":
            raise MalformedError("an address must begin with '/'")
        address = text
        if position == end:
            return Message(address, (), time)
        if data[position] != 44:  # ','
            raise MalformedError("the type tags must begin with ','")
        stop = data.find(b"\0", position, end)
        tags = data[position + 1 : stop]
        return Message(address, _arguments(data, tags, _after(stop, position, end), end), time)
    except MalformedError as error:
        return Message(address, (), time, error)


def _after(stop: int, start: int, end: int) -> int:
    """Return where the next thing begins after a string from `start` that is terminated at `stop`."""
    position = stop + 4 - ((stop - start) & 3)
    if stop < 0 or position > end:
        raise MalformedError("a string has no end")
    return position


def _string(data: bytes, start: int, end: int) -> tuple[str, int]:
    stop = data.find(b"\0", start, end)
    position = _after(stop, start, end)
    try:
        return data[start:stop].decode(), position
    except UnicodeDecodeError as error:
        raise MalformedError("text must be UTF-8") from error


def _arguments(data: bytes, tags: bytes, position: int, end: int) -> tuple[Any, ...]:
    values: list[Any] = []
    depth = 0
    for run in _RUNS.findall(tags):
        tag = run[:1]
        if tag == b"f" or tag == b"i":
            if end - position < 4 * len(run):
                raise MalformedError("the message is shorter than its type tags say")
            values += struct.unpack_from(f">{len(run)}{tag.decode()}", data, position)
            position += 4 * len(run)
        elif tag in _READERS:
            value, position = _READERS[tag](data, position, end)
            values.append(value)
        elif tag in _CONSTANTS:
            values.append(_CONSTANTS[tag])
        elif tag == b"[" or tag == b"]":
            depth += 1 if tag == b"[" else -1
            if depth < 0:
                break
        else:
            raise MalformedError(f"type tag {chr(tag[0])!r} is unknown; known: {_KNOWN}")
    if depth:
        raise MalformedError("the brackets of the type tags do not pair")
    return tuple(values)


def _fixed(layout: str) -> Reader:
    fixed = struct.Struct(layout)

    def read(data: bytes, position: int, end: int) -> tuple[Any, int]:
        if end - position < fixed.size:
            raise MalformedError("the message is shorter than its type tags say")
        return fixed.unpack_from(data, position)[0], position + fixed.size

    return read


_int32, _uint32, _uint64 = _fixed(">i"), _fixed(">I"), _fixed(">Q")


def _blob(data: bytes, position: int, end: int) -> tuple[bytes, int]:
    size, position = _int32(data, position, end)
    stop = position + -(-size // 4) * 4
    if size < 0 or stop > end:
        raise MalformedError(f"a blob claims {size} bytes where {end - position} are left")
    return data[position : position + size], stop


def _character(data: bytes, position: int, end: int) -> tuple[str, int]:
    code, position = _uint32(data, position, end)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise MalformedError(f"{code} is no character")
    return chr(code), position


def _time_tag(data: bytes, position: int, end: int) -> tuple[float, int]:
    tag, position = _uint64(data, position, end)
    return _unix_time(tag) or 0.0, position


_CONSTANTS: Final[dict[bytes, Any]] = {b"T": True, b"F": False, b"N": None, b"I": math.inf}
_READERS: Final[dict[bytes, Reader]] = {
    b"s": _string,
    b"S": _string,
    b"b": _blob,
    b"h": _fixed(">q"),
    b"d": _fixed(">d"),
    b"t": _time_tag,
    b"c": _character,
    b"m": _fixed(">4s"),
}
