"""Bytes to messages: OSC 1.0 and 1.1, with every length bounded by the packet that claims it.

Decoding is iterative: bundles are walked with a stack of ranges into the packet, so depth costs nothing, and
no length is believed before it has been held against what is there.
"""

from __future__ import annotations

import math
import re
import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from oscfactor.errors import MalformedError

MAX_MESSAGES: Final = 16_384  # in one packet: three times what fits a datagram
MAX_ADDRESS: Final = 4096  # bytes: far more than any address of ours has, or any pattern of them
MAX_TEXT: Final = 2**20  # bytes of one argument
MAX_ARGUMENTS: Final = 16_384  # of one message, a run of floats counted as one: as many as fit a datagram
MANY: Final = 4096  # floats in a row: so many are handed on as one array
NTP_EPOCH: Final = 2_208_988_800  # seconds from 1900 to 1970
IMMEDIATELY: Final = 1
BUNDLE: Final = b"#bundle\0"
_RUNS: Final = re.compile(rb"f+|i+|.", re.DOTALL)
_OTHERS: Final = re.compile(rb"[^f]")
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
    messages: list[Message] = []
    for _ in decoding(data, messages):
        pass
    return [m._replace(args=(*m.args[:-1], *m.args[-1])) if has_many(m.args) else m for m in messages]


def has_many(args: Sequence[object]) -> bool:
    """Whether the last argument is an array, which stands for as many floats in a row."""
    return bool(args) and isinstance(args[-1], array)


def decoding(data: bytes, messages: list[Message]) -> Iterator[None]:
    """Fill `messages` as `decode_packet` does, and yield after each message and bundle that was looked at.

    More than `MANY` floats at the end of a message are one argument, an array.
    """
    if data[:1] == b"/":
        messages.append(_message(data, 0, len(data), None))
        return
    if data[:8] != BUNDLE:
        raise MalformedError("a packet must begin with '/' or '#bundle'")
    ranges: list[tuple[int, int, float | None]] = []
    start, end, time = _open_bundle(data, 0, len(data), None)
    while True:
        yield
        if start == end:
            if not ranges:
                return
            start, end, time = ranges.pop()
            continue
        first, last = _element(data, start, end)
        if data[first : first + 8] == BUNDLE:
            # A range without more elements is not kept: a deep nest of single bundles costs no memory.
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
        if end - start > MAX_ADDRESS and data.find(b"\0", start, start + MAX_ADDRESS + 1) < 0:
            address = data[start : start + MAX_ADDRESS].decode(errors="replace")
            raise MalformedError(f"an address may be {MAX_ADDRESS} bytes long; this one is longer")
        text, position = _string(data, start, end)
        if text[:1] != "/":
            raise MalformedError("an address must begin with '/'")
        address = text
        if position == end:
            return Message(address, (), time)
        if data[position] != 44:  # ','
            raise MalformedError("the type tags must begin with ','")
        stop = data.find(b"\0", position, end)
        content = _after(stop, position, end)
        _check_number(data, position + 1, stop)
        return Message(address, _arguments(data, data[position + 1 : stop], content, end), time)
    except MalformedError as error:
        return Message(address, (), time, error)


def _check_number(data: bytes, first: int, stop: int) -> None:
    """Raise if there are too many tags from `first` to `stop`; floats at the end count as one tag."""
    if stop - first <= MAX_ARGUMENTS:
        return
    # Tags before that run are looked for from the front, and no further than is allowed.
    others = _OTHERS.finditer(data, first, stop)
    last, n_others = first, 0
    for n_others, other in enumerate(others, 1):
        last = other.end()
        if n_others > MANY:
            break
    if n_others > MANY or last - first > MAX_ARGUMENTS:
        raise MalformedError(
            f"a message may hold {MAX_ARGUMENTS} arguments, and behind them any number of floats;"
            " send numbers as one blob"
        )


def _after(stop: int, start: int, end: int) -> int:
    """Return where the next thing begins after a string from `start` that is terminated at `stop`."""
    position = stop + 4 - ((stop - start) & 3)
    if stop < 0 or position > end:
        raise MalformedError("a string has no end")
    return position


def _string(data: bytes, start: int, end: int) -> tuple[str, int]:
    stop = data.find(b"\0", start, end)
    position = _after(stop, start, end)
    if stop - start > MAX_TEXT:
        raise MalformedError(f"a text may be {MAX_TEXT} bytes long, got {stop - start}")
    try:
        return data[start:stop].decode(), position
    except UnicodeDecodeError as error:
        raise MalformedError("text must be UTF-8") from error


def _arguments(data: bytes, tags: bytes, position: int, end: int) -> tuple[Any, ...]:
    values: list[Any] = []
    depth = 0
    for found in _RUNS.finditer(tags):
        run = found.group()
        tag = run[:1]
        if tag == b"f" or tag == b"i":
            if end - position < 4 * len(run):
                raise MalformedError("the message is shorter than its type tags say")
            if tag == b"f" and len(run) > MANY and found.end() == len(tags):
                values.append(_floats(memoryview(data)[position : position + 4 * len(run)]))
            else:
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


def _floats(content: memoryview) -> array[float]:
    floats = array("f")
    floats.frombytes(content)
    if sys.byteorder == "little":
        floats.byteswap()
    return floats


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
