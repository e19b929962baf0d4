"""Messages to bytes, of OSC's types only `i f s b`."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.protocol.decoding import BUNDLE, IMMEDIATELY, NTP_EPOCH
from oscfactor.protocol.wire import INT32_MAX, INT32_MIN

FLOAT32_MAX: Final = float(np.finfo(np.float32).max)


def encode_message(address: str, args: Iterable[Any] = ()) -> bytes:
    """Return a message whose arguments are all of OSC's `i f s b`.

    An array of numbers gives as many floats. A value without a tag of its own goes as the nearest type: truth
    values as 1 and 0, integers beyond 32 bit as floats, None as the text `nil`.

    Raises
    ------
    TypeError
        If an argument is none of str, int, float, bytes, None or a one-dimensional array.
    """
    tags = ","
    parts = []
    for value in args:
        kind = type(value)
        tag, part = _WRITERS[kind](value) if kind in _WRITERS else _write_other(value)
        tags += tag
        parts.append(part)
    return _head(address, tags) + b"".join(parts)


def encode_bundle(elements: Iterable[bytes], time: float | None = None) -> bytes:
    """Return a bundle of encoded messages or bundles, due at `time` in unix seconds or at once."""
    tag = IMMEDIATELY if time is None else round((time + NTP_EPOCH) * 2**32)
    body = b"".join(struct.pack(">i", len(element)) + element for element in elements)
    return BUNDLE + tag.to_bytes(8, "big") + body


_INT32: Final = struct.Struct(">i").pack
_FLOAT32: Final = struct.Struct(">f").pack


@lru_cache(maxsize=256)
def _head(address: str, tags: str) -> bytes:
    # The daemon sends few different messages: their heads are remembered.
    return _write_text(address)[1] + _write_text(tags)[1]


def _write_text(text: str) -> tuple[str, bytes]:
    raw = text.encode("utf-8", "replace")
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    return "s", raw + b"\0\0\0\0"[len(raw) & 3 :]


def _write_float(value: float) -> tuple[str, bytes]:
    # struct refuses numbers that no float32 can hold; the nearest one is better than no answer.
    if abs(value) > FLOAT32_MAX and math.isfinite(value):
        value = math.copysign(FLOAT32_MAX, value)
    return "f", _FLOAT32(value)


def _write_int(value: int) -> tuple[str, bytes]:
    if INT32_MIN <= value <= INT32_MAX:
        return "i", _INT32(value)
    return _write_float(float(max(min(value, 2**128), -(2**128))))


def _write_blob(value: bytes) -> tuple[str, bytes]:
    return "b", _INT32(len(value)) + value + b"\0" * (-len(value) % 4)


def _write_array(value: NDArray[Any]) -> tuple[str, bytes]:
    return "f" * len(value), value.astype(">f4").tobytes()


def _write_other(value: object) -> tuple[str, bytes]:
    if isinstance(value, (np.generic, bool)):
        value = value.item() if isinstance(value, np.generic) else int(value)
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"{type(value).__name__} cannot be sent over OSC")


_WRITERS: Final[dict[type, Callable[[Any], tuple[str, bytes]]]] = {
    str: _write_text,
    float: _write_float,
    int: _write_int,
    bytes: _write_blob,
    np.ndarray: _write_array,
    type(None): lambda _: ("s", b"nil\0"),
}
