"""The commands that take edits back, and that shape the masks."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def undo_edit(session: Session, request: Request, name: str) -> Done:
    """Take the last edit back."""
    return name, *await session.editing.undo(name)


@on_session
async def redo_edit(session: Session, request: Request, name: str) -> Done:
    """Do the edit again that was undone last."""
    return name, *await session.editing.redo(name)


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
