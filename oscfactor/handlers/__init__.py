"""One short function per command: call the session, return what `done` says."""

from __future__ import annotations

from functools import partial

from oscfactor.handlers import (
    buffers,
    components,
    crossing,
    editing,
    matrix,
    mixing,
    playing,
    server,
    sessions,
    streaming,
)
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.dispatch import Handler
from oscfactor.session.session import Session

ON_SESSION = (buffers, components, crossing, editing, matrix, mixing, playing, sessions, streaming)


def bind(session: Session, daemon: server.Server) -> dict[str, Handler]:
    """Return the handler of every row of the table by its name, tied to what it works on."""
    bound: dict[str, Handler] = {}
    for name in (row.handler for row in COMMANDS.values()):
        if hasattr(server, name):
            bound[name] = partial(getattr(server, name), daemon)
        else:
            module = next(module for module in ON_SESSION if hasattr(module, name))
            bound[name] = partial(getattr(module, name), session)
    return bound
