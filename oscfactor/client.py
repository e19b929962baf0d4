"""A small blocking client: one request at a time over UDP, answers as values, failures as our errors."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from pythonosc.osc_message_builder import build_msg
from pythonosc.osc_packet import OscPacket, ParseError

from oscfactor.errors import OscFactorError
from oscfactor.machine import running
from oscfactor.protocol.wire import ASKING, CHALLENGE, DONE, FAIL, GONE, VALUE

DEFAULT_HOST: Final = "127.0.0.1"
REFUSAL: Final = re.compile(rf"{CHALLENGE} (\d+)$")
"""How a daemon on another computer ends its sentence until it knows that we hear it."""
MAX_SENT: Final = 64
"""Requests that are kept, the last ones, in case the daemon asks for that first."""
MAX_DATAGRAM: Final = 65536
MAX_COUNT: Final = 1000
"""Samples asked for in one pull; the daemon gives its `chunk` of them."""
RECEIVE_BUFFER: Final = 4 << 20
"""Bytes; the small buffers of macOS and Windows lose bursts."""
ALIVE_WITHIN: Final = 7.0
"""Seconds within which a daemon that is watched says that it is there; it does so every two."""
N_TRIES: Final = 3
"""How often a pull is asked for; repeating one is harmless."""

Argument = str | int | float | bytes


class NoDaemonError(OscFactorError):
    """No daemon answers at the address."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One message from the daemon."""

    address: str
    args: tuple[Any, ...]

    def __str__(self) -> str:
        return " ".join([self.address, *(shown(arg) for arg in self.args)])


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: the messages before `done`, and the arguments of `done` after the address."""

    messages: tuple[Message, ...]
    args: tuple[Any, ...]


class Client:
    """A conversation with a daemon; use it as a context manager, or `close` it.

    Parameters
    ----------
    host, port
        Where the daemon is. Without a port, the one that runs on this computer is found by the file that it
        leaves; elsewhere the port is 57130.
    timeout : seconds
        The longest silence.

    Raises
    ------
    NoDaemonError
        If the host's name means nothing.
    """

    def __init__(self, host: str = DEFAULT_HOST, port: int | None = None, *, timeout: float = 5.0) -> None:
        self.host, self.port = running.place_of(host) if port is None else (host, port)
        self.timeout = timeout
        self._socket = self._open()
        self._sent: deque[tuple[str, bytes]] = deque(maxlen=MAX_SENT)
        self._refused: Counter[str] = Counter()  # how many of the last requests, by address

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()

    def send(self, address: str, *args: Argument) -> None:
        """Send a message and wait for nothing."""
        datagram = build_msg(address, list(args)).dgram
        if address != CHALLENGE:
            self._sent.append((address, datagram))
        self._send(datagram)

    def _send(self, datagram: bytes) -> None:
        try:
            self._socket.send(datagram)
        except ConnectionError as error:
            raise self._nobody() from error
        except OSError as error:
            where = f"{self.host}:{self.port}"
            raise NoDaemonError(f"cannot send {len(datagram)} bytes to {where}: {error.strerror}") from error

    def request(
        self,
        address: str,
        *args: Argument,
        timeout: float | None = None,
        on_message: Callable[[Message], None] | None = None,
    ) -> Reply:
        """Send a message and wait for its `done`.

        Parameters
        ----------
        timeout : seconds
            The longest silence; the client's own by default, 0 waits for ever. After one, a new port is
            opened, so that a late answer is not taken for the answer to another request.
        on_message : function
            Called with every message that comes before the end, progress among them.

        Raises
        ------
        OscFactorError
            Of the class whose code the daemon's `fail` names, with its sentence.
        NoDaemonError
            If nobody listens there, or the silence is too long.
        """
        self.send(address, *args)
        messages: list[Message] = []
        for message in self.receive(timeout):
            if message.address == DONE and message.args[:1] == (address,):
                return Reply(tuple(messages), message.args[1:])
            if message.address == FAIL and message.args[:1] == (address,):
                raise error_of(message)
            messages.append(message)
            if on_message is not None:
                on_message(message)
        self.close()
        self._socket = self._open()
        raise self.silent(timeout)

    def receive(self, timeout: float | None = None) -> Iterator[Message]:
        """Yield the messages that come, until none came for `timeout` seconds.

        Raises
        ------
        NoDaemonError
            If nobody listens at the port.
        """
        seconds = self.timeout if timeout is None else timeout
        deadline = time.monotonic() + seconds if seconds > 0 else None
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                break
            self._socket.settimeout(left)
            try:
                datagram = self._socket.recv(MAX_DATAGRAM)
            except TimeoutError:
                break
            except ConnectionError as error:
                raise self._nobody() from error
            for message in _messages(datagram):
                if not self._is_about_proof(message):
                    yield message
            if deadline is not None:
                deadline = time.monotonic() + seconds

    def _is_about_proof(self, message: Message) -> bool:
        """Whether a message is about the challenge; answer it, and send refused requests again."""
        if message.address == ASKING:
            self.send(CHALLENGE, *message.args[:1])
            return True
        if message.address == FAIL and len(message.args) > 2 and message.args[1] == "limit":
            wanted = REFUSAL.search(str(message.args[2]))
            if wanted is None:
                return False
            self._refused[str(message.args[0])] += 1
            self.send(CHALLENGE, int(wanted[1]))
            return True
        if message.address == DONE and message.args[:1] == (CHALLENGE,):
            self._send_refused_again()
            return True
        return False

    def _send_refused_again(self) -> None:
        """Send the last requests of each address again, as many as were refused, in their order."""
        again: list[bytes] = []
        for address, datagram in reversed(self._sent):
            if self._refused[address] > 0:
                self._refused[address] -= 1
                again.append(datagram)
        self._refused.clear()
        for datagram in reversed(again):
            self._send(datagram)

    def watch(self, pattern: str, *, rate: float = 20.0) -> Iterator[Message]:
        """Yield what leaves hold: all that the pattern matches, then each change, whoever makes it.

        Each message has a leaf's address and its values; a leaf that is no more has none. Watch with a client
        of its own: requests that are made meanwhile would take its messages. The watch ends when the iterator
        is closed.

        Parameters
        ----------
        pattern : an address, or a pattern such as `/sound/*/gain`
        rate : how often one leaf is told in a second, at most

        Raises
        ------
        OscFactorError
            The daemon refuses the watch.
        NoDaemonError
            The daemon is gone: it has not said for some seconds that it is there.
        """
        self.send("/watch", pattern, float(rate))
        try:
            for message in self.receive(ALIVE_WITHIN):
                if message.address == FAIL and message.args[:1] == ("/watch",):
                    raise error_of(message)
                if message.address in (VALUE, GONE):
                    yield Message(str(message.args[0]), message.args[1:])
            raise self.silent(ALIVE_WITHIN)
        finally:
            with contextlib.suppress(NoDaemonError):
                self.send("/unwatch", pattern)

    def is_alive(self) -> bool:
        """Ask the daemon whether it is there, without disturbing requests of this client."""
        try:
            with Client(self.host, self.port, timeout=self.timeout) as other:
                other.request("/version")
        except NoDaemonError:
            return False
        return True

    def pull(self, address: str, *subject: Argument, tail: tuple[Argument, ...] = ()) -> NDArray[np.float32]:
        """Gather a whole array in ranges, as `/buffer/read` and the `/component/…` commands give it.

        Parameters
        ----------
        subject
            The arguments before the offset, e.g. name, component and channel.
        tail
            The arguments after the count.

        Returns
        -------
        float32 (n_values,)
        """
        values, total = self._pull_range(address, subject, 0, tail)
        result = np.empty(total, np.float32)
        offset = len(values)
        result[:offset] = values
        while offset < total:
            values, total_now = self._pull_range(address, subject, offset, tail)
            if total_now != total:
                raise OscFactorError(f"{subject[0]!s} changed while it was pulled; pull it again")
            result[offset : offset + len(values)] = values
            offset += len(values)
        return result

    def pull_component(self, name: str, k: int, channel: int = 0) -> NDArray[np.float32]:
        """Gather the sound of component `k` of a buffer, one channel of it.

        Returns
        -------
        float32 (n_samples,)
        """
        return self.pull("/component/audio", name, k, channel)

    def _pull_range(
        self, address: str, subject: tuple[Argument, ...], offset: int, tail: tuple[Argument, ...]
    ) -> tuple[tuple[Argument, ...], int]:
        place = (*subject, offset)
        for attempt in range(N_TRIES):
            try:
                reply = self.request(address, *place, MAX_COUNT, *tail)
                break
            except NoDaemonError:
                if attempt == N_TRIES - 1:
                    raise
        for message in reply.messages:
            values = message.args[len(place) + 1 :]
            if message.args[: len(place)] == place and values:
                return values, int(message.args[len(place)])
        raise OscFactorError(f"the daemon said done to {address} without samples at {offset}")

    def _open(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)
        except (OSError, OverflowError) as error:
            raise NoDaemonError(f"no computer of the name {self.host!r}: {error}") from error
        # A daemon on `localhost` listens on IPv4, which need not come first.
        family, kind, protocol, _, where = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        result = socket.socket(family, kind, protocol)
        result.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        # Connected, so that a port where nobody listens is told at once.
        result.connect(where)
        return result

    def _nobody(self) -> NoDaemonError:
        return NoDaemonError(f"no daemon answers at {self.host}:{self.port}; start one with: oscfactor serve")

    def silent(self, timeout: float | None = None) -> NoDaemonError:
        """Return the error to raise when the daemon said nothing for too long."""
        seconds = self.timeout if timeout is None else timeout
        said = f"no answer from {self.host}:{self.port} for {seconds:g} s"
        return NoDaemonError(f"{said}; is a daemon running there? start one with: oscfactor serve")


def error_of(message: Message) -> OscFactorError:
    """Return the error that a `fail` message tells of."""
    _, code, text, *_ = (*message.args, "internal", "the daemon gave no reason")
    classes = {kind.code: kind for kind in OscFactorError.__subclasses__() if "code" in vars(kind)}
    return classes.get(str(code), OscFactorError)(str(text))


def _messages(datagram: bytes) -> list[Message]:
    try:
        timed = OscPacket(datagram).messages
    except ParseError:
        return []
    return [Message(entry.message.address, tuple(entry.message.params)) for entry in timed]


def shown(value: object) -> str:
    """Return one value of a message as a word of a line; text with spaces stands in quotes."""
    if isinstance(value, float):
        return f"{value:.7g}"
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    text = str(value)
    return text if text and not any(c.isspace() or c in "'\"\\" for c in text) else repr(text)
