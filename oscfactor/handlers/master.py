"""The commands about all that is heard."""

from __future__ import annotations

from typing import Any

from oscfactor.errors import DeviceError
from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.names import chosen
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import PLAYER, STREAM
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
def set_master_gain(session: Session, request: Request, gain: float, seconds: float) -> Done:
    """Set the gain of all that is heard."""
    session.players.master.set(seconds, gain=gain)
    return (gain,)


@on_session
def mute_master(session: Session, request: Request, on: bool, seconds: float) -> Done:
    """Silence all that is heard, or not."""
    session.players.master.set(seconds, muted=on)
    return (on,)


@on_session
def set_limiter(session: Session, request: Request, on: bool, ceiling: float | None) -> Done:
    """Put the limiter on, or take it away."""
    master = session.players.master
    master.set(limiting=on, ceiling=master.orders.ceiling if ceiling is None else ceiling)
    return on, master.orders.ceiling


@on_session
async def record_master(session: Session, request: Request, path: GivenPath) -> Done:
    """Record all that is heard to a file."""
    return (as_sent(await session.players.master.begin_recording(path)),)


@on_session
def stop_recording_master(session: Session, request: Request) -> Done:
    """End the recording of all that is heard."""
    return (session.players.master.end_recording(),)


@on_session
async def cue_component(session: Session, request: Request, name: str, k: int, on: bool) -> Done:
    """Let a component be heard in the cue, or not."""
    _check_cue(session, on)
    for one in chosen(name, session.components.layers):
        await session.mixer.change(one, k, lambda mix: mix.with_cue(k, on))
    return name, k, on


@on_session
async def cue_player(session: Session, request: Request, name: str, on: bool) -> Done:
    """Let a buffer be heard in the cue, or not."""
    _check_cue(session, on)
    for one in chosen(name, session.buffers.by_name):
        await session.mixer.set_cue(one, on)
    return name, on


@on_session
def set_cue_gain(session: Session, request: Request, gain: float, seconds: float) -> Done:
    """Set the gain of the cue."""
    session.players.master.set(seconds, cue_gain=gain)
    return (gain,)


@on_session
def set_cue_outputs(session: Session, request: Request, channel: int) -> Done:
    """Choose where the cue is heard."""
    session.players.master.set(cue_channel=channel)
    return (channel,)


@on_session
async def panic(session: Session, request: Request, fade: float) -> Done:
    """Fade out all that sounds, then what earlier requests have yet to begin."""
    count = await session.panic(fade)
    await request.made(PLAYER)
    await request.made(STREAM)
    return (count + await session.panic(fade),)


def _check_cue(session: Session, on: bool) -> None:
    card = session.players.output.card
    if on and card is not None and not session.players.master.has_cue:
        channel = session.players.master.orders.cue_channel
        raise DeviceError(
            f"{card.name} has {card.n_channels} channels, and the cue is on {channel} and {channel + 1};"
            " open a device with four or more, or choose others with /cue/outputs"
        )
