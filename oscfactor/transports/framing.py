"""Packets in a stream of bytes: SLIP (OSC 1.1) and the int32 size prefix (OSC 1.0), without any socket.

Both parsers are fed bytes in pieces of any size, and return complete packets.

References
----------
J. Romkey, "A nonstandard for transmission of IP datagrams over serial lines: SLIP", RFC 1055, 1988; with an
END on both sides of a packet, as OSC 1.1 asks.
"""

from __future__ import annotations

from typing import Final, Protocol

from oscfactor.errors import MalformedError

MAX_PACKET: Final = 8 * 2**20  # bytes
END: Final = b"\xc0"
ESCAPE: Final = b"\xdb"
ESCAPED_END: Final = b"\xdb\xdc"
ESCAPED_ESCAPE: Final = b"\xdb\xdd"


class Framing(Protocol):
    """How packets are told apart; `broken` once the stream can no longer be followed."""

    broken: bool

    def feed(self, data: bytes) -> list[bytes | MalformedError]:
        """Take bytes; return the packets that are complete, and an error in place of a bad packet."""

    def encode(self, packet: bytes) -> bytes:
        """Return `packet` as the peer expects it."""


def framing_for(first_byte: int, max_packet: int = MAX_PACKET) -> Framing:
    """Return the framing of a stream that begins with `first_byte`.

    SLIP begins with END, or at once with a message or a bundle, as liblo sends it; read as a size that would
    be negative, or more than half a gigabyte.
    """
    return Slip(max_packet) if first_byte in END + b"/#" else SizePrefix(max_packet)


class Slip:
    """Packets between END bytes, with END and ESCAPE inside them escaped."""

    def __init__(self, max_packet: int = MAX_PACKET) -> None:
        self.broken = False
        self._max_packet = max_packet
        self._part = bytearray()

    def feed(self, data: bytes) -> list[bytes | MalformedError]:
        """Take bytes; a bad escape costs only its own packet."""
        found: list[bytes | MalformedError] = []
        for i, piece in enumerate(data.split(END)):
            # Two ENDs in a row, the end of one packet and the begin of the next, are no packet.
            if i and self._part:
                found.append(_unescaped(bytes(self._part)))
                self._part.clear()
            self._part += piece
            if self.broken or len(self._part) > self._max_packet:
                self._part.clear()
                return found if self.broken else [*found, self._broken()]
        return found

    def encode(self, packet: bytes) -> bytes:
        """Return `packet` escaped, between two ENDs."""
        return END + packet.replace(ESCAPE, ESCAPED_ESCAPE).replace(END, ESCAPED_END) + END

    def _broken(self) -> MalformedError:
        self.broken = True
        return MalformedError(f"a packet may be {self._max_packet} bytes long")


class SizePrefix:
    """Packets that each follow their size, a big-endian int32."""

    def __init__(self, max_packet: int = MAX_PACKET) -> None:
        self.broken = False
        self._max_packet = max_packet
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes | MalformedError]:
        """Take bytes; after an impossible size no packet can be found any more."""
        found: list[bytes | MalformedError] = []
        self._held += data
        start = 0
        while len(self._held) - start >= 4 and not self.broken:
            size = int.from_bytes(self._held[start : start + 4], "big", signed=True)
            if not 0 <= size <= self._max_packet:
                self.broken = True
                found.append(MalformedError(_bad_size(size, self._max_packet)))
            elif len(self._held) - start - 4 < size:
                break
            else:
                if size:
                    found.append(bytes(self._held[start + 4 : start + 4 + size]))
                start += 4 + size
        del self._held[:start]
        return found

    def encode(self, packet: bytes) -> bytes:
        """Return `packet` after its size."""
        return len(packet).to_bytes(4, "big") + packet


def _bad_size(size: int, limit: int) -> str:
    return f"a packet's size must be 0 to {limit}, got {size}; a SLIP stream begins with 0xC0, / or #"


def _unescaped(part: bytes) -> bytes | MalformedError:
    n_escapes = part.count(ESCAPE)
    if not n_escapes:
        return part
    if part.count(ESCAPED_END) + part.count(ESCAPED_ESCAPE) != n_escapes:
        return MalformedError("a SLIP escape 0xDB must be followed by 0xDC or 0xDD")
    # In this order: the other way round an escaped 0xDB before a 0xDC would read as an END.
    return part.replace(ESCAPED_END, END).replace(ESCAPED_ESCAPE, ESCAPE)
