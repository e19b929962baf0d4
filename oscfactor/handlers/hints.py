"""The commands that paint on a sound's spectrogram."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import progress
from oscfactor.model.hints import Hint
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def hint_component(
    session: Session,
    request: Request,
    name: str,
    k: int,
    t0: float,
    t1: float,
    f0: float,
    f1: float,
    weight: float,
) -> Done:
    """Say what belongs to a component, or does not."""
    listener = progress(session, request, name)
    hint = Hint(k, t0, t1, f0, f1, weight)
    return name, k, await session.painter.hint(name, hint, what=request.address, on_progress=listener)


@on_session
async def list_hints(session: Session, request: Request, name: str) -> Done:
    """Give the hints of a sound."""
    hints = await session.painter.hints(name)
    for hint in hints:
        request.send("/oscfactor/hint", name, *astuple(hint))
    return name, len(hints)


@on_session
async def clear_hints(session: Session, request: Request, name: str) -> Done:
    """Forget the hints of a sound."""
    return name, await session.painter.clear(name, what=request.address)
