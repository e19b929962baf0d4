"""All by which others find the daemon: its file on this machine, the web server, and zeroconf."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from oscfactor import __version__
from oscfactor.config import OFF, Settings
from oscfactor.machine.running import Note, Running, reachable
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.hosts import is_loopback
from oscfactor.protocol.wire import DEFAULT_HTTP_PORT
from oscfactor.transports.sockets import at_or_after, beside, bound_stream
from oscfactor.web.assets import assets
from oscfactor.web.discovery import Discovery
from oscfactor.web.guard import Guard
from oscfactor.web.site import Instrument
from oscfactor.web.tree import Tree

if TYPE_CHECKING:
    from oscfactor.web.server import WebServer

LOOK_AFTER: Final = 10.0  # seconds from one look at the files of daemons to the next
MAX_NAME: Final = 60  # characters

log = logging.getLogger(__name__)


class Front:
    """Opened at once, so that an error is told at once; the libraries are loaded later, beside the loop.

    Attributes
    ----------
    lines : what to say of it when the daemon is ready

    Raises
    ------
    ConfigError
        If the port of the web server is in use, or not allowed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, settings: Settings, host: str, osc_port: int) -> None:
        self._loop = loop
        self._host = host
        self._sockets = _bound(settings, host)
        http_port = self._sockets[0].getsockname()[1] if self._sockets else 0
        self._daemon = Running(
            osc_port, os.getpid(), __version__, http_port, reachable(host), _name(settings.name, osc_port)
        )
        self._note = Note(self._daemon)
        self._note.put()
        self._guard = Guard()
        self._web: WebServer | None = None
        self._discovery: Discovery | None = None
        self._is_found = settings.zeroconf
        self._tasks: set[asyncio.Task[Any]] = set()
        self.lines = _lines(self._daemon, self._guard, is_open=not is_loopback(host))

    def open(
        self, clients: Clients, dispatcher: Dispatcher, tree: Tree, instrument: Instrument | None = None
    ) -> None:
        """Answer from soon on; waits for nothing."""
        self._begin(self._serve(clients, dispatcher, tree, instrument))
        self._begin(self._look_after())
        if self._is_found:
            daemon = self._daemon
            self._discovery = Discovery(daemon.name, self._host, daemon.port, daemon.http_port)

    async def close(self) -> None:
        """Take back all by which the daemon is found, and end the conversations."""
        for task in self._tasks:
            task.cancel()
        for sock in self._sockets:
            sock.close()
        ending = [asyncio.to_thread(self._note.remove)]
        if self._discovery is not None:
            ending.append(asyncio.to_thread(self._discovery.close))
        await asyncio.gather(*ending, *([self._web.close()] if self._web else []))

    def _begin(self, coroutine: Any) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(
        self, clients: Clients, dispatcher: Dispatcher, tree: Tree, instrument: Instrument | None = None
    ) -> None:
        if not self._sockets:
            return
        try:
            server = await self._loop.run_in_executor(None, _server)
        except ImportError as error:
            log.warning("there is no OSCQuery: %s; pip install aiohttp", error)
            for sock in self._sockets:
                sock.close()
            return
        gc.freeze()
        daemon = self._daemon
        self._web = server(
            self._loop,
            self._sockets,
            clients=clients,
            dispatcher=dispatcher,
            tree=tree,
            guard=self._guard,
            name=daemon.name,
            osc_port=daemon.port,
            http_port=daemon.http_port,
            instrument=instrument,
        )
        self._sockets = []

    async def _look_after(self) -> None:
        """See that the default file names a daemon that lives: another may have crashed."""
        while True:
            await asyncio.sleep(LOOK_AFTER)
            await asyncio.to_thread(self._note.put)


def _server() -> Callable[..., WebServer]:
    from oscfactor.web.server import WebServer  # late: aiohttp takes a while, and may be missing

    assets()  # read here, on a thread
    return WebServer


def _bound(settings: Settings, host: str) -> list[socket.socket]:
    if settings.http_port == OFF:
        return []
    may_move = settings.http_port == DEFAULT_HTTP_PORT and "http_port" not in settings.given
    bind = partial(bound_stream, flag="--http-port")
    first = at_or_after(bind, host, settings.http_port) if may_move else bind(host, settings.http_port)
    second = beside(bind, host, first.getsockname()[1])
    return [first] if second is None else [first, second]


def _name(wanted: str, osc_port: int) -> str:
    """Return what the daemon is found as: one line of visible text."""
    name = wanted or f"oscfactor {socket.gethostname().partition('.')[0]} {osc_port}"
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:MAX_NAME]


def _lines(daemon: Running, guard: Guard, *, is_open: bool) -> list[str]:
    """Return what to print: where the web server is, and what other computers show there."""
    if not daemon.http_port:
        return []
    place = f"http://{_in_url(daemon.host)}:{daemon.http_port}/"
    lines = [f"OSCQuery: {place}", f"page: {place} in a browser, or: oscfactor open"]
    if is_open:
        lines.append(f"token {guard.token}: what other computers show there, /?token={guard.token}")
    return lines


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
