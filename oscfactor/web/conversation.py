"""One WebSocket: OSC packets and commands of OSCQuery in, answers and what was listened for out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from aiohttp import WSMsgType, web

from oscfactor.errors import LimitError, OscFactorError
from oscfactor.protocol.client import Client
from oscfactor.protocol.encoding import encode_message
from oscfactor.web.news import News
from oscfactor.web.tree import spellings
from oscfactor.web.turns import TURN

COMMANDS: Final = ("LISTEN", "IGNORE")
LONGEST_COMMAND: Final = 2**14  # characters of JSON
MAX_UNREAD: Final = 16 * 2**20  # bytes of answers; who leaves so much unread is dropped
STRANGER_UNREAD: Final = 2 * 2**20  # bytes, the same for another computer
HIGH_WATER: Final = 2**20  # bytes of answers that wait: then no more is read, and no values are added
PAUSE: Final = 0.02  # seconds between values of one leaf; only the last is sent
WAIT: Final = 0.005  # seconds between looks whether packets are done
MAX_LISTENED: Final = 20_000  # leaves

log = logging.getLogger(__name__)


class Conversation:
    """Reads and writes one WebSocket until it ends.

    Parameters
    ----------
    client : function that makes the client whose requests come in, given what delivers packets to it
    receive : takes a packet of a client; never raises
    news : tells of changes
    abort : ends the connection at once
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        client: Callable[[Callable[[bytes], None]], Client],
        receive: Callable[[bytes, Client], None],
        news: News,
        abort: Callable[[], None],
    ) -> None:
        self.client = client(self._put)
        self._socket = socket
        self._receive = receive
        self._news = news
        self._abort = abort
        self._out: deque[bytes | str] = deque()
        self._n_unread = 0  # bytes of `_out`
        self._max_unread = STRANGER_UNREAD if self.client.is_stranger else MAX_UNREAD
        self._is_dropped = False
        self._values: dict[str, tuple[Any, ...]] = {}  # by the leaf, those that are not sent yet
        self._values_due = 0.0  # by the loop's clock
        self._listened: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._something = asyncio.Event()

    async def run(self) -> None:
        """Talk until the other side ends, or reads too little."""
        writing = self._loop.create_task(self._write())
        self._news.join(self)
        try:
            await self._read()
        finally:
            self._news.leave(self, self._listened)
            writing.cancel()
            await asyncio.wait([writing])

    def tell_value(self, address: str, values: tuple[Any, ...]) -> None:
        """Send a leaf's values soon; a newer value takes the place of one that has not been sent."""
        self._values[address] = values
        self._something.set()

    def tell(self, command: str, data: str) -> None:
        """Send a command of OSCQuery."""
        self._put(json.dumps({"COMMAND": command, "DATA": data}, ensure_ascii=False))

    def _put(self, message: bytes | str) -> None:
        if self._is_dropped:
            return
        self._out.append(message)
        self._n_unread += len(message)
        self._something.set()
        if self._n_unread > self._max_unread:
            log.warning("%s dropped: it does not read what it asked for", self.client)
            self._is_dropped = True
            self._abort()

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.BINARY:
                self._receive(message.data, self.client)
            elif message.type is WSMsgType.TEXT:
                self._obey(message.data)
            # No more is read until this is done, and the answers have left.
            while (self.client.packets or self._n_unread > HIGH_WATER) and not self._is_dropped:
                await asyncio.sleep(WAIT)

    def _obey(self, text: str) -> None:
        """Carry out a command, or say in a sentence why not."""
        try:
            command, path = _command_of(text)
            if command == "LISTEN":
                self._listen(path)
            else:
                self._ignore(path)
        except (OscFactorError, ValueError) as error:
            self.tell("ERROR", str(error))

    def _listen(self, path: str) -> None:
        if len(self._listened) >= MAX_LISTENED:
            raise LimitError(f"{MAX_LISTENED} leaves are listened to already; IGNORE some")
        address, values = self._news.listen(path, self)
        self._listened.add(address)
        self.tell_value(address, values)

    def _ignore(self, path: str) -> None:
        for address in spellings(path):
            self._listened.discard(address)
            self._values.pop(address, None)
            self._news.ignore(address, self)

    async def _write(self) -> None:
        """Send what waits, answers first, then values; a slow reader holds up nobody but itself."""
        with contextlib.suppress(ConnectionError):  # the other side has gone
            while True:
                await self._something.wait()
                self._something.clear()
                end = self._loop.time() + TURN
                while self._out or (self._values and self._loop.time() >= self._values_due):
                    await self._send_one()
                    if self._loop.time() > end:
                        await asyncio.sleep(0)
                        end = self._loop.time() + TURN
                if self._values:
                    self._loop.call_at(self._values_due, self._something.set)
        self._is_dropped = True

    async def _send_one(self) -> None:
        if not self._out:
            address = next(iter(self._values))
            packet = encode_message(address, self._values.pop(address))
            if not self._values:
                self._values_due = self._loop.time() + PAUSE
            await self._socket.send_bytes(packet)
            return
        message = self._out.popleft()
        if isinstance(message, str):
            await self._socket.send_str(message)
        else:
            await self._socket.send_bytes(message)
        self._n_unread -= len(message)


def _command_of(text: str) -> tuple[str, str]:
    """Return the command and the path of a message; raises ValueError with a sentence."""
    if len(text) > LONGEST_COMMAND:
        raise ValueError(f"a command has at most {LONGEST_COMMAND} characters")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    command, path = (
        (message.get("COMMAND"), message.get("DATA")) if isinstance(message, dict) else (None, None)
    )
    if command not in COMMANDS or not isinstance(path, str):
        raise ValueError('a command is written {"COMMAND": "LISTEN", "DATA": "/a/leaf"}, or with IGNORE')
    return command, path
