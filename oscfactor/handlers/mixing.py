"""The commands that move faders."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.names import chosen, fits
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import COMPONENTS
from oscfactor.session.mixer import Change
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def set_component_gain(
    session: Session, request: Request, name: str, k: int, gain: float, seconds: float
) -> Done:
    """Set a component's gain."""
    await _change(session, request, name, k, lambda mix: mix.with_gain(k, gain, seconds))
    return name, k, gain


@on_session
async def mute_component(
    session: Session, request: Request, name: str, k: int, on: bool, seconds: float
) -> Done:
    """Mute a component, or not."""
    await _change(session, request, name, k, lambda mix: mix.with_mute(k, on, seconds))
    return name, k, on


@on_session
async def solo_component(
    session: Session, request: Request, name: str, k: int, on: bool, seconds: float
) -> Done:
    """Solo a component, or not."""
    await _change(session, request, name, k, lambda mix: mix.with_solo(k, on, seconds))
    return name, k, on


@on_session
async def pan_component(
    session: Session, request: Request, name: str, k: int, position: float, seconds: float
) -> Done:
    """Move a component to one side."""
    await _change(session, request, name, k, lambda mix: mix.with_pan(k, position, seconds))
    return name, k, position


@on_session
async def set_player_gain(session: Session, request: Request, name: str, gain: float, seconds: float) -> Done:
    """Set the gain of a whole buffer."""
    for one in chosen(name, session.buffers.by_name):
        await session.mixer.set_level(one, gain, seconds)
    return name, gain


async def _change(session: Session, request: Request, name: str, k: int, change: Change) -> None:
    if not any(fits(name, one) for one in session.components.layers):
        await request.made(COMPONENTS)  # which this client may have asked for
    for one in chosen(name, session.components.layers):
        await session.mixer.change(one, k, change)
