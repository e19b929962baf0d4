"""The commands that keep all there is in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


async def save_session(session: Session, request: Request, path: str, embed: int) -> Done:
    """Write all there is to a file."""
    place, count = await session.store.save(path, embed=bool(embed))
    return str(place), count


async def load_session(session: Session, request: Request, path: str, search: str) -> Done:
    """Replace all there is by a saved session, telling what of it was bad."""
    place, count = await session.store.load(path, search=search, on_lost=_teller(session, request))
    return str(place), count


async def recover_session(session: Session, request: Request, search: str) -> Done:
    """Load what a crash has left."""
    if session.autosave is None:
        return "", 0
    place, count = await session.autosave.recover(search, _teller(session, request))
    return str(place) if count else "", count


def _teller(session: Session, request: Request) -> Callable[[str, str], None]:
    """Return what tells the asker, and all who listen, what a sound of the session lacks."""

    def tell(name: str, lacks: str) -> None:
        event = ("/oscfactor/lost", name, lacks)
        request.send(*event)
        session.broadcast(*event, but_not=request.client)

    return tell
