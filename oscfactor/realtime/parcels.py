"""Values on their way to the renderer: each array crosses once, then its number stands for it.

A parcel is a head, see `HEAD`, and bytes. When the sender lets go of a value, the receiver is told to forget
it.
"""

from __future__ import annotations

import io
import itertools
import pickle
import struct
import weakref
from collections import deque
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import owner
from oscfactor.model.values import Factorization
from oscfactor.realtime.orders import Playable

HEAD: Final = struct.Struct("<BQQ")
"""The kind of parcel, the number of the value in it, and how many bytes follow."""
MESSAGE, VALUE, ARRAY, DATA = range(4)
_GONE: Final = "gone"
_SMALL: Final = 2048  # bytes: an array below goes with the message that it is in

Parcel = tuple[bytes, bytes | memoryview]


class Packer:
    """Turns messages into parcels, and knows which values the other side has.

    One thread packs; values may be let go of on any.
    """

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._next = itertools.count(1)
        self._forgotten: deque[int] = deque()

    def pack(self, message: Any) -> Iterator[Parcel]:
        """Yield the parcels that make up a message: its new values first, the message itself last."""
        if self._forgotten:
            gone = [self._forgotten.popleft() for _ in range(len(self._forgotten))]
            yield _parcel(MESSAGE, 0, pickle.dumps((_GONE, gone)))
        yield from self._pickled(MESSAGE, 0, message)

    def number(self, array: NDArray[Any]) -> int | None:
        """Return the number by which the other side knows an array, or None if it has no such array."""
        return self._numbers.get(_memory(array))

    def _pickled(self, kind: int, number: int, value: Any) -> Iterator[Parcel]:
        room = io.BytesIO()
        pickler = _Pickler(room, self)
        pickler.dump(value)
        for new_number, new in pickler.new:
            if isinstance(new, np.ndarray):
                yield from _array(new_number, new)
            else:
                yield from self._pickled(VALUE, new_number, _fields(new))
        yield _parcel(kind, number, room.getvalue())

    def _known(self, identity: Any, owner: Any) -> tuple[int, bool]:
        """Return the number of the value of this identity while its owner lives, and whether it is new."""
        number = self._numbers.get(identity)
        if number is not None:
            return number, False
        number = self._numbers[identity] = next(self._next)
        weakref.finalize(owner, self._forget, identity, number).atexit = False
        return number, True

    def _forget(self, identity: Any, number: int) -> None:
        # Called on the thread that drops the last reference, so this must not wait for anything.
        if self._numbers.get(identity) == number:
            del self._numbers[identity]
        self._forgotten.append(number)


class _Pickler(pickle.Pickler):
    """Pickles a number in place of each value that crosses once, and notes which values are new."""

    def __init__(self, room: io.BytesIO, packer: Packer) -> None:
        super().__init__(room, pickle.HIGHEST_PROTOCOL)
        self.new: list[tuple[int, Any]] = []
        self._packer = packer

    def persistent_id(self, value: Any) -> int | None:
        """Return the number of a large array, a playable or a factorization; see `pickle.Pickler`."""
        if type(value) is np.ndarray and value.nbytes >= _SMALL:
            number, is_new = self._packer._known(_memory(value), owner(value))
        elif isinstance(value, Playable | Factorization):
            number, is_new = self._packer._known(id(value), value)
        else:
            return None
        if is_new:
            self.new.append((number, value))
        return number


class Unpacker:
    """Reads parcels from a stream and gives the messages."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._values: dict[int, Any] = {}

    def messages(self) -> Iterator[Any]:
        """Yield message after message, until the stream ends."""
        while len(head := self._stream.read(HEAD.size)) == HEAD.size:
            kind, number, n_bytes = HEAD.unpack(head)
            if kind == DATA:
                self._fill(number)
                continue
            given = self._load(self._stream.read(n_bytes))
            if kind == ARRAY:
                self._values[number] = np.empty(given[1], given[0])
            elif kind == VALUE:
                self._values[number] = Playable(*given) if given else object()
            elif given[0] == _GONE:
                for gone in given[1]:
                    self._values.pop(gone, None)
            else:
                yield given

    def forget(self) -> None:
        """Let go of every value; the messages that follow come from a new packer."""
        self._values.clear()

    def write(self, number: int | None, channel: int, offset: int, samples: NDArray[np.float32]) -> None:
        """Write samples into the array (n_channels, n_samples) of this number, if it is still held."""
        if number in self._values:
            self._values[number].base[channel, offset : offset + samples.size] = samples

    def _load(self, data: bytes) -> Any:
        unpickler = pickle.Unpickler(io.BytesIO(data))
        unpickler.persistent_load = self._values.__getitem__  # type: ignore[method-assign]
        return unpickler.load()

    def _fill(self, number: int) -> None:
        """Read the bytes of an array into its memory; from then on the array is read-only."""
        array = self._values[number]
        view = memoryview(array.reshape(-1).view(np.uint8))
        while view and (n := self._stream.readinto(view)):
            view = view[n:]
        whole = array.view()
        whole.flags.writeable = False  # kernels are compiled for read-only arrays
        self._values[number] = whole


def _fields(value: Playable | Factorization) -> tuple[Any, ...]:
    """Return the fields of a playable that cross; of a factorization only the identity crosses."""
    if isinstance(value, Factorization):
        return ()
    return value.buffer, value.frames, value.n_components, value.origin, value.glides


def _array(number: int, array: NDArray[Any]) -> Iterator[Parcel]:
    contiguous: Any = np.ascontiguousarray(array)
    yield _parcel(ARRAY, number, pickle.dumps((contiguous.dtype.str, contiguous.shape)))
    yield _parcel(DATA, number, memoryview(contiguous.reshape(-1).view(np.uint8)))


def _parcel(kind: int, number: int, data: bytes | memoryview) -> Parcel:
    return HEAD.pack(kind, number, len(data)), data


def _memory(array: NDArray[Any]) -> tuple[Any, ...]:
    """Return an array's identity among all that live: the address, shape, strides and type."""
    return array.__array_interface__["data"][0], array.shape, array.strides, array.dtype.str
