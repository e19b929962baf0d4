"""One short function per command: call the session, return the arguments of `done`."""

from __future__ import annotations

from functools import partial

from oscfactor.handlers import (
    activations,
    bases,
    buffers,
    components,
    crossing,
    editing,
    hints,
    labels,
    live,
    master,
    matrix,
    mixing,
    objects,
    playing,
    scenes,
    server,
    sessions,
    shaping,
    state,
    streaming,
)
from oscfactor.handlers.paths import with_paths
from oscfactor.handlers.registry import ON_DAEMON, ON_SESSION
from oscfactor.handlers.units import in_units
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leafrows import IS_OFF, OWN_ROWS, TAKEN
from oscfactor.protocol.rows import Handler
from oscfactor.protocol.spec import Command
from oscfactor.session.session import Session

# Importing a module registers its handlers.
__all__ = [
    "activations",
    "bases",
    "bind",
    "buffers",
    "components",
    "crossing",
    "editing",
    "hints",
    "labels",
    "live",
    "master",
    "matrix",
    "mixing",
    "objects",
    "playing",
    "scenes",
    "server",
    "sessions",
    "shaping",
    "state",
    "streaming",
]


def bind(session: Session, daemon: server.Server) -> dict[str, Handler]:
    """Return the handler of every row of the table by its name, tied to the session or the daemon."""
    handlers = {row.handler: _bound(row, session, daemon) for row in (*COMMANDS.values(), *OWN_ROWS)}
    return handlers | {name: partial(ON_SESSION[name], session) for name in (TAKEN, IS_OFF)}


def _bound(row: Command, session: Session, daemon: server.Server) -> Handler:
    if row.handler in ON_DAEMON:
        return partial(ON_DAEMON[row.handler], daemon)
    return in_units(row, session, with_paths(row, partial(ON_SESSION[row.handler], session)))
