"""The challenge: a sender of datagrams on another computer shows first that our answers reach it.

A datagram's sender can be forged, and answers then flood the computer that is named in it. So a stranger
gets a number and is served once it has sent that back. Until then nothing is kept of it, and it gets two
small messages a few times a second, whatever it sends.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from oscfactor.errors import LimitError, MalformedError
from oscfactor.protocol.decoding import Message, decode_packet
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.wire import ASKING, CHALLENGE, FAIL

LIFE: Final = 60  # seconds until another number is given; the number before is still good
BITS: Final = 24  # Pd and Max send numbers as float32, which are exact up to here
MAX_ANSWERS: Final = 128  # a second, to all
MAX_ANSWERS_PER_HOST: Final = 16  # 3 kB
MAX_GUESSES_PER_HOST: Final = 16  # a second
MAX_HOSTS: Final = 4096  # a second, of which guesses are looked at
MAX_LOOKED_AT: Final = 1024  # bytes of a packet that is worth reading
MAX_ADDRESS: Final = 64  # bytes of an address that is told back

Deliver = Callable[[bytes], None]


class Challenges:
    """Gives numbers to hosts and ports; a number is computed again when it comes back, and never kept.

    Parameters
    ----------
    clock : seconds that only grow, as `time.monotonic`
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._secret = os.urandom(32)
        self._second = -1
        self._answers: Counter[str] = Counter()
        self._guesses: Counter[str] = Counter()

    def number(self, host: str, port: int, ago: int = 0) -> int:
        """Return the number that a sender must send back: the newest, or the `ago`th before."""
        epoch = int(self._clock() // LIFE) - ago
        text = f"{epoch} {port} {host}".encode()
        digest = hashlib.blake2b(text, key=self._secret, digest_size=8).digest()
        return 1 + int.from_bytes(digest, "big") % (2**BITS - 1)

    def is_met(self, data: bytes, host: str, port: int, deliver: Callable[[int], Deliver]) -> bool:
        """Whether a datagram brings the right number; if it does not, tell its sender the number.

        Parameters
        ----------
        deliver : port -> function that sends a packet to that port of `host`
        """
        self._count_anew()
        given = _first(data) if _is_guess(data) and self._may_guess(host) else None
        if given is not None and given.args and self._is_right(given.args[0], host, port):
            return True
        if self._answers.total() < MAX_ANSWERS and self._answers[host] < MAX_ANSWERS_PER_HOST:
            self._answers[host] += 1
            self._ask(data, host, port, deliver)
        return False

    def _is_right(self, given: Any, host: str, port: int) -> bool:
        return isinstance(given, (int, float)) and given in (
            self.number(host, port),
            self.number(host, port, 1),
        )

    def _ask(self, data: bytes, host: str, port: int, deliver: Callable[[int], Deliver]) -> None:
        message = _first(data) if len(data) <= MAX_LOOKED_AT else None
        address = "/" if message is None else message.address[:MAX_ADDRESS]
        if address.startswith("/oscfactor/"):
            return  # an answer is never answered
        number = self.number(host, port)
        send = deliver(_notified(message) or port)
        send(encode_message(ASKING, (number,)))
        text = f"show first that you hear this computer: send {CHALLENGE} {number}"
        send(encode_message(FAIL, (address, LimitError.code, text)))

    def _may_guess(self, host: str) -> bool:
        if len(self._guesses) >= MAX_HOSTS and host not in self._guesses:
            return False
        self._guesses[host] += 1
        return self._guesses[host] <= MAX_GUESSES_PER_HOST

    def _count_anew(self) -> None:
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._answers.clear()
            self._guesses.clear()


def _is_guess(data: bytes) -> bool:
    return len(data) <= MAX_LOOKED_AT and data.startswith(CHALLENGE.encode() + b"\0")


def _first(data: bytes) -> Message | None:
    try:
        return next(iter(decode_packet(data)), None)
    except MalformedError:
        return None


def _notified(message: Message | None) -> int:
    """Return the port at which the sender of `/notify 1 port` listens; 0 is the port it sends from."""
    if message is None or message.address != "/notify" or len(message.args) < 2:
        return 0
    on, port, *_ = message.args
    if not (isinstance(on, (int, float)) and isinstance(port, (int, float))):
        return 0
    return int(port) if on == 1 and 0 < port < 2**16 else 0
