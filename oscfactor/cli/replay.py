"""`oscfactor replay`: the actions of a log, sent again to a daemon that runs."""

from __future__ import annotations

import socket
import struct
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from typing import Any, Final

from oscfactor.client import NoDaemonError
from oscfactor.errors import ArgumentError
from oscfactor.files.actionlog import Action, read_actions
from oscfactor.machine.running import reachable
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.wire import DONE, FAIL, INT32_MAX, INT32_MIN

PATIENCE: Final = 600.0  # seconds without any answer, while some are due
_SIZE: Final = struct.Struct(">i")


def replay(
    path: str,
    *,
    host: str,
    port: int,
    speed: float,
    write: bool,
    say: Callable[[str], object] = print,
    complain: Callable[[str], object] = lambda line: sys.stderr.write(f"{line}\n"),
) -> int:
    """Send the actions of a log, each at its time, or with `speed` 0 each when the one before it is done.

    What wrote files on that evening is left out, lest it overwrite them, unless `write`.

    Returns
    -------
    int
        0 if all were done, 1 if some failed.

    Raises
    ------
    FileError
        There is no such log.
    NoDaemonError
        No daemon answers.
    ArgumentError
        The speed is below 0.
    """
    if speed < 0:
        raise ArgumentError(f"speed must be at least 0, got {speed:g}")
    actions = list(read_actions(path))
    sent = [action for action in actions if write or not writes_files(action)]
    with Conversation(reachable(host), port) as conversation:
        _send_all(conversation, sent, speed)
    left_out = len(actions) - len(sent)
    also = f"; {left_out} that write files were left out, --write sends them too" if left_out else ""
    say(f"{len(sent)} actions were sent, {len(conversation.failed)} failed{also}")
    for sentence in conversation.failed:
        complain(sentence)
    return int(bool(conversation.failed))


def _send_all(conversation: Conversation, actions: Sequence[Action], speed: float) -> None:
    """Send actions each at its time, or with speed 0 each when the one before is done; wait for all."""
    begin = time.monotonic()
    for action in actions:
        if speed:
            conversation.listen(begin + action.seconds / speed)
        conversation.send(action)
        if not speed:
            conversation.wait()
    conversation.wait()


def writes_files(action: Action) -> bool:
    """Return whether an action writes a file of the user's."""
    row = COMMANDS.get(action.address)
    return row is not None and any(arg.file == "new" for arg in row.args)


class Conversation:
    """A connection to a daemon, over which actions go out and answers are counted.

    Raises
    ------
    NoDaemonError
        None answers.
    """

    def __init__(self, host: str, port: int) -> None:
        self.failed: list[str] = []
        self._where = f"{host}:{port}"
        self._n_open = 0  # actions that are not answered yet
        self._received = b""
        try:
            self._socket = socket.create_connection((host, port), timeout=5.0)
        except OSError as error:
            raise NoDaemonError(
                f"no daemon answers at {self._where}; start one with: oscfactor serve"
            ) from error

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, action: Action) -> None:
        """Send an action, and wait for nothing."""
        packet = encoded(action)
        self._socket.settimeout(PATIENCE)
        try:
            self._socket.sendall(_SIZE.pack(len(packet)) + packet)
        except OSError as error:
            raise self._gone() from error
        self._n_open += 1

    def listen(self, until: float) -> None:
        """Take answers until a time of `time.monotonic`."""
        while (left := until - time.monotonic()) > 0:
            self._receive(left)

    def wait(self) -> None:
        """Take answers until every action has had its own."""
        while self._n_open:
            if not self._receive(PATIENCE):
                raise self._gone()

    def _receive(self, timeout: float) -> bool:
        """Take what comes within a time; return whether anything did."""
        self._socket.settimeout(max(timeout, 0.001))
        try:
            data = self._socket.recv(1 << 16)
        except TimeoutError:
            return False
        except OSError as error:
            raise self._gone() from error
        if not data:
            raise self._gone()
        self._received += data
        while len(self._received) >= _SIZE.size:
            end = _SIZE.size + _SIZE.unpack_from(self._received)[0]
            if len(self._received) < end:
                break
            packet, self._received = self._received[_SIZE.size : end], self._received[end:]
            self._take(packet)
        return True

    def _take(self, packet: bytes) -> None:
        for message in decode_packet(packet):
            if message.address in (DONE, FAIL):
                self._n_open -= 1
            if message.address == FAIL:
                self.failed.append(" ".join(str(arg) for arg in message.args))

    def _gone(self) -> NoDaemonError:
        return NoDaemonError(f"the daemon at {self._where} does not answer any more")


def encoded(action: Action) -> bytes:
    """Return an action as an OSC message; a float that needs it goes as one of 64 bits."""
    tags, data = [","], []
    for arg in action.args:
        for value in arg if isinstance(arg, array) else (arg,):
            tag, packed = _packed(value)
            tags.append(tag)
            data.append(packed)
    return _text(action.address) + _text("".join(tags)) + b"".join(data)


def _packed(value: Any) -> tuple[str, bytes]:
    if isinstance(value, str):
        return "s", _text(value)
    if isinstance(value, bytes):
        return "b", _SIZE.pack(len(value)) + value + bytes(-len(value) % 4)
    if isinstance(value, int):
        fits = INT32_MIN <= value <= INT32_MAX
        return ("i", _SIZE.pack(value)) if fits else ("h", struct.pack(">q", value))
    if array("f", [value])[0] == value:
        return "f", struct.pack(">f", value)
    return "d", struct.pack(">d", value)


def _text(value: str) -> bytes:
    data = value.encode() + b"\0"
    return data + bytes(-len(data) % 4)
