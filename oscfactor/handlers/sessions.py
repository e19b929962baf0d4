"""The commands that keep all there is in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oscfactor.files.paths import GivenPath, UserPath, as_sent
from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import notice
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def save_session(session: Session, request: Request, path: GivenPath, embed: bool) -> Done:
    """Write all there is to a file."""
    place, count = await session.store.save(path, embed=embed)
    if session.autosave is not None:
        await session.autosave.keep()  # it removes the copy, since all is saved now
    return as_sent(place), count


@on_session
async def load_session(session: Session, request: Request, path: GivenPath, search: UserPath | str) -> Done:
    """Replace all there is by a saved session, telling which of its sounds are not whole."""
    loaded = await session.store.load(path, search=search, on_remark=notice(session, request))
    return as_sent(loaded.path), loaded.n_sounds


@on_session
async def prepare_session(
    session: Session, request: Request, path: GivenPath, search: UserPath | str
) -> Done:
    """Read a saved session for a switch, telling which of its sounds are not whole."""
    place, count = await session.store.prepare(path, search=search, on_remark=notice(session, request))
    return as_sent(place), count


@on_session
async def switch_session(session: Session, request: Request, seconds: float) -> Done:
    """Replace all there is by the prepared session."""
    loaded = await session.store.switch(seconds)
    return as_sent(loaded.path), loaded.n_sounds


@on_session
async def recover_session(session: Session, request: Request, search: UserPath | str, which: int) -> Done:
    """Load the copy of a session that an earlier daemon left."""
    if session.autosave is None:
        return "", 0
    place, count = await session.autosave.recover(search, notice(session, request), which=which)
    return "" if place == Path() else as_sent(place), count


@on_session
async def list_recoverable(session: Session, request: Request) -> Done:
    """List the copies of sessions that earlier daemons left."""
    copies = [] if session.autosave is None else await session.autosave.describe()
    for which, copy in enumerate(copies):
        request.send("/oscfactor/recoverable", which, copy.date, copy.n_sounds, as_sent(copy.path))
    return (len(copies),)
