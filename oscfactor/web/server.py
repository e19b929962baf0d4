"""The web server: connections in, questions to OSCQuery or WebSockets; none of them can harm the others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from oscfactor.protocol.client import Client
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.accepting import Acceptor
from oscfactor.transports.places import Places
from oscfactor.web.conversation import Conversation
from oscfactor.web.guard import TOKEN, Guard
from oscfactor.web.news import News
from oscfactor.web.query import OK, Answer, answer, host_info
from oscfactor.web.site import Instrument, Site, is_page
from oscfactor.web.tree import Tree

MAX_SOCKETS: Final = 32  # WebSockets; as many places again are for questions
LONGEST_FRAME: Final = 2**20  # bytes
SILENCE: Final = 20.0  # seconds for a connection to ask something
PATIENCE: Final = 30.0  # seconds for an answer to be read
HEARTBEAT: Final = 20.0  # seconds between looks whether the other side of a WebSocket is there
TEXTS: Final = ("text/html", "text/css", "text/javascript")
FAREWELL: Final = 0.5  # seconds for the WebSockets to be closed

log = logging.getLogger(__name__)
http_log = logging.getLogger(f"{__name__}.http")
# What is no HTTP is answered 400; it is no fault of ours that the log must tell.
http_log.addFilter(
    lambda record: not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))
)


class Visit:
    """One connection: its place, and what it is doing."""

    def __init__(self, client: Client, now: float) -> None:
        self.client = client
        self.active_at = now
        self.is_idle = True
        self.has_asked = False
        self.transport: asyncio.BaseTransport | None = None
        self._is_over = False

    def begin(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless the place has been given away meanwhile."""
        self.transport = transport
        if self._is_over:
            self.abort()

    def abort(self) -> None:
        """Close at once."""
        self._is_over = True
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class WebServer:
    """Answers HTTP and WebSockets on sockets that listen; it takes them over.

    Parameters
    ----------
    clients : makes clients, and forgets their subscriptions
    dispatcher : carries out the packets that come by WebSocket
    guard : says who may talk
    name, osc_port, http_port : what clients are told of the daemon
    instrument : what the page asks for pictures, and gives sounds
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sockets: Sequence[socket.socket],
        *,
        clients: Clients,
        dispatcher: Dispatcher,
        tree: Tree,
        guard: Guard,
        name: str,
        osc_port: int,
        http_port: int,
        instrument: Instrument | None = None,
    ) -> None:
        self._loop = loop
        self._clients = clients
        self._dispatcher = dispatcher
        self._tree = tree
        self._guard = guard
        self._info = partial(host_info, name, osc_port=osc_port, http_port=http_port)
        self._site = Site(instrument)
        self._news = News(tree)
        self._places = Places()
        self._visits: dict[tuple[str, int], Visit] = {}  # by the other side's host and port
        self._sockets: set[web.WebSocketResponse] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http = web.Server(self._handle, access_log=None, keepalive_timeout=SILENCE, logger=http_log)
        self._acceptors = [Acceptor(loop, sock, self._places, self._take) for sock in sockets]

    async def close(self) -> None:
        """Listen no more, and close all connections."""
        for acceptor in self._acceptors:
            acceptor.close()
        self._news.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await asyncio.gather(
                    *(ws.close(code=1001, message=b"the daemon ends") for ws in self._sockets),
                    return_exceptions=True,
                )
        for visit in list(self._visits.values()):
            visit.abort()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await self._http.shutdown(FAREWELL / 2)

    def _take(self, sock: socket.socket, host: str, port: int) -> None:
        visit = Visit(self._clients.connected("http", host, port, _nowhere), self._loop.time())
        self._forget_ended()
        if not self._places.make_room(visit.client):
            self._acceptors[0].turn_away(sock, visit.client)
            return
        self._places.taken.add(visit)
        self._visits[host, port] = visit
        task = self._loop.create_task(self._connect(visit, sock))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget_ended(self) -> None:
        for key, visit in list(self._visits.items()):
            if visit.transport is not None and visit.transport.is_closing():
                del self._visits[key]
                self._places.taken.discard(visit)

    async def _connect(self, visit: Visit, sock: socket.socket) -> None:
        try:
            transport, _ = await self._loop.connect_accepted_socket(self._http, sock)
        except OSError:
            sock.close()
            self._places.taken.discard(visit)
            return
        visit.begin(transport)
        self._loop.call_later(SILENCE, self._end_if_silent, visit)

    def _end_if_silent(self, visit: Visit) -> None:
        if not visit.has_asked:
            visit.abort()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        if transport is None:
            raise ConnectionResetError
        host, port = transport.get_extra_info("peername")[:2]
        visit = self._visits.get((host, port))
        if visit is None:
            raise ConnectionResetError
        visit.has_asked, visit.is_idle = True, False
        try:
            return await self._answered(request, visit)
        finally:
            visit.is_idle, visit.active_at = True, self._loop.time()

    async def _answered(self, request: web.BaseRequest, visit: Visit) -> web.StreamResponse:
        path, words, given = _question(request)
        headers, site = request.headers, self._site
        refusal = self._guard.refuses(headers, given, is_stranger=visit.client.is_stranger)
        if refusal is not None:
            is_door = refusal.wants_token and is_page(path, words, headers)
            refused = Answer(refusal.status, refusal.text.encode())
            return await self._sent(request, visit, site.door(headers) if is_door else refused)
        if site.is_upload(request.method, path):
            return await self._sent(request, visit, await site.upload(given, request.content))
        if request.method not in ("GET", "HEAD"):
            return await self._sent(request, visit, Answer(405, b"questions are asked by GET"))
        if headers.get("Upgrade", "").lower() == "websocket":
            return await self._talk(request, visit)
        of_page = await site.answer(path, words, given, headers)
        if of_page is not None:
            if TOKEN in given:
                of_page = of_page._replace(
                    headers={**of_page.headers, "Set-Cookie": self._guard.cookie(headers)}
                )
            return await self._sent(request, visit, of_page)
        # The address at which the client has found us.
        own = request.transport.get_extra_info("sockname")[0] if request.transport else ""
        found = await answer(self._tree, path, words, self._info(own))
        return await self._sent(request, visit, found)

    async def _sent(self, request: web.BaseRequest, visit: Visit, found: Answer) -> web.StreamResponse:
        kind = found.kind or ("application/json" if found.status == OK else "text/plain")
        headers = {**found.headers, "Content-Type": f"{kind}; charset=utf-8" if kind in TEXTS else kind}
        response = web.Response(status=found.status, body=found.body, headers=headers)
        try:
            async with asyncio.timeout(PATIENCE):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:
            log.warning("%s dropped: it does not read what it asked for", visit.client)
            visit.abort()
        except ConnectionError:  # the other side has gone
            visit.abort()
        return response

    async def _talk(self, request: web.BaseRequest, visit: Visit) -> web.StreamResponse:
        if len(self._sockets) >= MAX_SOCKETS:
            text = f"{MAX_SOCKETS} WebSockets are open already; close one"
            return await self._sent(request, visit, Answer(503, text.encode()))
        ws = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LONGEST_FRAME, compress=False)
        if not ws.can_prepare(request).ok:
            return await self._sent(request, visit, Answer(400, b"that is no WebSocket's handshake"))
        await ws.prepare(request)
        self._sockets.add(ws)
        _, host, port = visit.client.key
        conversation = Conversation(
            ws,
            partial(self._clients.connected, "ws", host, port),
            self._dispatcher.receive,
            self._news,
            visit.abort,
        )
        try:
            await conversation.run()
        finally:
            self._sockets.discard(ws)
            self._clients.unsubscribe(conversation.client)
        return ws


def _question(request: web.BaseRequest) -> tuple[str, list[str], dict[str, str]]:
    """Return the path as it was sent, the words of the query, and those that have a value."""
    target = request.path_qs if not request.raw_path.startswith("/") else request.raw_path
    path, _, query = target.partition("#")[0].partition("?")
    pairs = [part.partition("=") for part in query.split("&") if part]
    words = [word for word, equals, value in pairs if not (equals and value)]
    return path, words, {word: value for word, equals, value in pairs if equals and value}


def _nowhere(_: bytes) -> None:
    """Deliver nothing: over HTTP nobody is sent what was not asked for."""
