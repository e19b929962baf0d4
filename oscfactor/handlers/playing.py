"""The commands that make sound."""

from __future__ import annotations

import asyncio
from typing import Any

from oscfactor.handlers.names import chosen, fits
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import PLAYER
from oscfactor.realtime import card_process as audioout
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.output import NONE
from oscfactor.session.session import Session

Done = tuple[Any, ...]


async def play(session: Session, request: Request, name: str, loop: int | None, **options: Any) -> Done:
    """Play a buffer."""
    region, rate = await session.play(name, loop=None if loop is None else bool(loop), **options)
    return name, region.start / rate, region.end / rate


def pause(session: Session, request: Request, name: str) -> Done:
    """Hold players."""
    seconds = 0.0
    for one in chosen(name, session.players.voices):
        session.players.pause(one)
        seconds = session.players.seconds(one)
    return name, seconds


async def stop(session: Session, request: Request, name: str) -> Done:
    """Stop players: what sounds at once, and then what earlier requests have yet to begin."""
    players = session.players
    stopped = [players.stop(one) for one in list(players.voices) if fits(name, one)]
    await request.made(PLAYER)
    if not stopped or any(fits(name, one) for one in players.voices):
        stopped += [players.stop(one) for one in chosen(name, players.voices)]
    return name, stopped[-1]


def seek(session: Session, request: Request, name: str, seconds: float) -> Done:
    """Go on from another place."""
    for one in chosen(name, session.players.voices):
        seconds = session.players.seek(one, seconds)
    return name, seconds


def set_rate(session: Session, request: Request, name: str, rate: float, mode: str | None) -> Done:
    """Go on at another speed."""
    for one in chosen(name, session.players.voices):
        session.players.set_rate(one, rate, mode)
    return name, rate


def set_loop(
    session: Session,
    request: Request,
    name: str,
    on: int,
    start: float | None,
    end: float | None,
    fade: float | None,
) -> Done:
    """Loop a part, or not."""
    first = last = 0.0
    for one in chosen(name, session.players.voices):
        region = session.players.set_loop(one, bool(on), start, end, None if fade is None else fade / 1000)
        rate = session.players.voices[one].orders.sound.buffer.sample_rate
        first, last = region.start / rate, region.end / rate
    return name, on, first, last


def record(session: Session, request: Request, name: str, path: str) -> Done:
    """Write what is heard to a file."""
    return name, str(session.players.record(name, path))


def stop_recording(session: Session, request: Request, name: str) -> Done:
    """End a recording."""
    path = ""
    for one in chosen(name, session.players.recorded):
        path = str(session.players.end_recording(one))
    return name, path


async def list_devices(session: Session, request: Request) -> Done:
    """List the devices that can play."""
    found = await asyncio.get_running_loop().run_in_executor(None, audioout.devices)
    for d in found:
        request.send(
            "/oscfactor/device", d.index, d.name, d.api, d.n_channels, d.sample_rate, int(d.is_default)
        )
    return (len(found),)


async def open_device(
    session: Session,
    request: Request,
    device: str,
    channels: int,
    sample_rate: int,
    block: int,
    latency: float | None,
) -> Done:
    """Open a device."""
    output = session.players.output
    wanted = Wanted(device, channels, sample_rate, block)
    card = await output.reopen(wanted, output.latency if latency is None else latency / 1000)
    if card is None:
        return NONE, 0, 0, 0, 0
    latency_ms = 1000 * output.seconds_ahead
    return card.name, card.n_channels, card.sample_rate, card.ring.largest_block, latency_ms
