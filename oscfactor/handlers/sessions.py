"""The commands that keep all there is in a file."""

from __future__ import annotations

from typing import Any

from oscfactor.protocol.request import Request
from oscfactor.session import Session

Done = tuple[Any, ...]


async def save_session(session: Session, request: Request, path: str, embed: int) -> Done:
    """Write all there is to a file."""
    place, count = await session.keeping.save(path, embed=bool(embed))
    return str(place), count


async def load_session(session: Session, request: Request, path: str, search: str) -> Done:
    """Replace all there is by a saved session."""
    place, count = await session.keeping.load(path, search=search)
    return str(place), count


async def recover_session(session: Session, request: Request, search: str) -> Done:
    """Load what a crash has left."""
    place, count = await session.autosave.recover(search) if session.autosave else (None, 0)
    return str(place) if count and place else "", count
