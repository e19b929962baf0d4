"""The commands that name and colour sounds and components."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import COMPONENTS
from oscfactor.session.labeller import Change
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def label_buffer(session: Session, request: Request, name: str, text: str) -> Done:
    """Name a sound."""
    return name, await session.labeller.label(name, text=text)


@on_session
async def colour_buffer(session: Session, request: Request, name: str, colour: str) -> Done:
    """Colour a sound."""
    await session.labeller.label(name, colour=colour)
    return name, colour


@on_session
async def label_component(session: Session, request: Request, name: str, k: int, text: str) -> Done:
    """Name a component, or all."""
    await _change(session, request, name, k, lambda labels: labels.with_name(k, text))
    return name, k, text


@on_session
async def colour_component(session: Session, request: Request, name: str, k: int, colour: str) -> Done:
    """Colour a component, or all."""
    await _change(session, request, name, k, lambda labels: labels.with_colour(k, colour))
    return name, k, colour


async def _change(session: Session, request: Request, name: str, k: int, change: Change) -> None:
    if name not in session.components.layers:
        await request.made(COMPONENTS)  # which this client may have asked for
    await session.labeller.change(name, k, change)
