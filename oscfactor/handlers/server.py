"""The commands about the daemon itself."""

from __future__ import annotations

import time
from typing import Any, Protocol

from oscfactor import __version__
from oscfactor.errors import NotFoundError
from oscfactor.handlers.registry import on_daemon
from oscfactor.machine.usage import CpuMeter, memory
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.leaves import LEAVES, find
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import Command
from oscfactor.session.session import Session

Done = tuple[Any, ...]


class Server(Protocol):
    """The daemon, as far as these commands need it."""

    started: float  # by time.monotonic
    clients: Clients
    dispatcher: Dispatcher
    session: Session
    cpu: CpuMeter

    def quit(self) -> None:
        """End the daemon once the answer has left."""


@on_daemon
def status(server: Server, request: Request) -> Done:
    """Tell how the daemon is."""
    session = server.session
    output = session.players.output
    values = {
        "version": __version__,
        "uptime": round(time.monotonic() - server.started, 3),
        "buffers": len(session.buffers.by_name),
        "jobs": session.jobs.n_jobs,
        "clients": len(server.clients),
        "cpu": round(server.cpu.share(), 1),
        "memory": round(memory(), 1),
        "sample_rate": 0 if output.card is None else output.card.sample_rate,
        "underruns": output.n_underruns,
        "late": output.n_late,
        "render_seconds": round(output.seconds_worked, 3),
        "playing": len(session.players.voices),
        "streams": len(session.streams),
        "input": session.live.state.device,
        "ready": int(session.jobs.kernels_ready),
    }
    request.send("/oscfactor/status", *(word for pair in values.items() for word in pair))
    return ()


@on_daemon
def version(server: Server, request: Request) -> Done:
    """Tell the daemon's version."""
    major, minor, patch = (int("".join(filter(str.isdigit, part))) for part in __version__.split(".")[:3])
    request.send("/oscfactor/version", major, minor, patch, "oscfactor")
    return ()


@on_daemon
def notify(server: Server, request: Request, on: bool, port: int, ttl: float, stop: bool) -> Done:
    """Begin, renew or end a subscription."""
    client = request.client
    if on:
        return (server.clients.subscribe(client, port, ttl, stops=stop),)
    # The answer to the end of a subscription goes where answers went so far.
    request.pin()
    client_id = client.id
    server.clients.unsubscribe(client)
    return (client_id,)


@on_daemon
async def sync(server: Server, request: Request, id: int) -> Done:
    """Answer when all that the client asked for earlier has ended."""
    await request.earlier()
    request.send("/oscfactor/synced", id)
    return (id,)


@on_daemon
def dump(server: Server, request: Request, level: int) -> Done:
    """Log incoming messages, or stop it."""
    server.dispatcher.dump_level = level
    return (level,)


@on_daemon
def challenge(server: Server, request: Request, n: int) -> Done:
    """Answer the number of a challenge; the number has been checked by now."""
    return (n,)


@on_daemon
def quit(server: Server, request: Request) -> Done:
    """End the daemon."""
    server.quit()
    return ()


@on_daemon
def help(server: Server, request: Request, address: str) -> Done:
    """Describe every command, or one."""
    if not address:
        rows = [*map(_of_command, COMMANDS.values()), *map(_of_leaf, LEAVES.values())]
    elif address in COMMANDS:
        rows = [_of_command(COMMANDS[address])]
    elif (leaf := LEAVES.get(address) or ((found := find(address)) and found.row)) is not None:
        rows = [_of_leaf(leaf)]
    else:
        raise NotFoundError(f"no command and no value {address!r}; /help without an address lists all")
    for row in rows:
        request.send("/oscfactor/help", *row)
    return (len(rows),)


def _of_command(row: Command) -> tuple[str, str, str]:
    return row.address, row.signature, row.doc


def _of_leaf(row: Leaf) -> tuple[str, str, str]:
    return row.template, row.signature, row.text
