"""The commands that make sound."""

from __future__ import annotations

from typing import Any

from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.names import chosen, fits
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import PLAYER
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def play(session: Session, request: Request, name: str, **options: Any) -> Done:
    """Play a buffer."""
    region = await session.play(name, **options)
    session.players.voices[name].host = request.client.host
    return name, *region


@on_session
def pause(session: Session, request: Request, name: str) -> Done:
    """Pause players."""
    seconds = 0.0
    for one in chosen(name, session.players.voices):
        session.players.pause(one)
        seconds = session.players.seconds(one)
    return name, seconds


@on_session
async def stop(session: Session, request: Request, name: str) -> Done:
    """Stop players: at once if they sound, and also players that earlier requests have yet to begin."""
    players = session.players
    stopped = [players.stop(one) for one in list(players.voices) if fits(name, one)]
    await request.made(PLAYER)
    if not stopped or any(fits(name, one) for one in players.voices):
        stopped += [players.stop(one) for one in chosen(name, players.voices)]
    return name, stopped[-1]


@on_session
def seek(session: Session, request: Request, name: str, seconds: float) -> Done:
    """Go on from another place."""
    reached = seconds
    for one in chosen(name, session.players.voices):
        reached = session.players.seek(one, seconds)
    return name, reached


@on_session
def set_rate(session: Session, request: Request, name: str, rate: float, mode: str | None) -> Done:
    """Go on at another speed."""
    for one in chosen(name, session.players.voices):
        session.players.set_rate(one, rate, mode)
    return name, rate


@on_session
def set_loop(
    session: Session,
    request: Request,
    name: str,
    on: bool,
    start: float | None,
    end: float | None,
    fade: float | None,
) -> Done:
    """Loop a part, or not."""
    first = last = 0.0
    for one in chosen(name, session.players.voices):
        first, last = session.set_loop(one, on, start=start, end=end, fade=fade)
    return name, on, first, last


@on_session
async def record(session: Session, request: Request, name: str, path: GivenPath) -> Done:
    """Record a playing buffer to a file."""
    return name, as_sent(await session.players.record(name, path))


@on_session
def stop_recording(session: Session, request: Request, name: str) -> Done:
    """End a recording."""
    path = ""
    for one in chosen(name, session.players.recorded):
        path = session.players.end_recording(one)
    return name, path


@on_session
async def list_devices(session: Session, request: Request) -> Done:
    """List the devices that can play."""
    devices = await session.devices.listed()
    for d in devices:
        request.send("/oscfactor/device", d.index, d.name, d.api, d.n_channels, d.sample_rate, d.is_default)
    return (len(devices),)


@on_session
async def open_device(session: Session, request: Request, latency: float | None, **wanted: Any) -> Done:
    """Open a device."""
    return await session.devices.open(latency=latency, **wanted)
