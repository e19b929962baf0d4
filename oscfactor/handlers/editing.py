"""The commands that take edits back, and that shape the masks."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import moved
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def undo_edit(session: Session, request: Request, name: str) -> Done:
    """Take the last edit back."""
    return name, *await session.editing.undo(name, moved(session, request, name))


@on_session
async def redo_edit(session: Session, request: Request, name: str) -> Done:
    """Do the edit again that was undone last."""
    return name, *await session.editing.redo(name, moved(session, request, name))


@on_session
async def reset_edit(session: Session, request: Request, name: str) -> Done:
    """Let the components sound as they were found."""
    return name, await session.editing.reset(name)


@on_session
async def set_masks(
    session: Session, request: Request, name: str, exponent: float, threshold: float, residual: bool
) -> Done:
    """Shape the masks."""
    return name, await session.editing.set(
        name, request.address, exponent=exponent, threshold=threshold, residual=residual
    )


@on_session
async def set_exponent(session: Session, request: Request, name: str, exponent: float) -> Done:
    """Choose how hard masks part the components."""
    return name, exponent, await session.editing.set(name, request.address, exponent=exponent)


@on_session
async def set_threshold(session: Session, request: Request, name: str, threshold: float) -> Done:
    """Choose below what masks are 0."""
    return name, threshold, await session.editing.set(name, request.address, threshold=threshold)


@on_session
async def set_residual(session: Session, request: Request, name: str, residual: bool) -> Done:
    """Make what masks leave over a component, or not."""
    return name, residual, await session.editing.set(name, request.address, residual=residual)
