"""Where the values of leaves come from: for each row of their table, a view of a part of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oscfactor.session.changes import Source
from oscfactor.session.state import MAX_CELLS, State

if TYPE_CHECKING:
    from oscfactor.session.session import Session

MIX = "mix"
FADERS = "faders"
CELLS = "cells"


def provide(state: State, session: Session) -> None:
    """Give the state the sources of all leaves; whoever changes one of their values calls `State.touch`."""
    mixer, buffers, components = session.mixer, session.buffers, session.components
    state.provide(
        Source(
            MIX,
            lambda name: mixer.mix(name) if name in buffers.by_name else None,
            {"/sound/{name}/gain": lambda mix: mix.level},
        )
    )
    state.provide(
        Source(
            FADERS,
            lambda name: mixer.mix(name) if name in components.layers else None,
            {
                "/sound/{name}/{k}/gain": lambda mix: mix.gains,
                "/sound/{name}/{k}/mute": lambda mix: mix.mutes,
                "/sound/{name}/{k}/solo": lambda mix: mix.solos,
                "/sound/{name}/{k}/pan": lambda mix: mix.pans,
            },
        )
    )
    state.provide(Source(CELLS, components.layers.get, {"/sound/{name}/matrix/{activation}/{basis}": _cells}))


def _cells(layers: Any) -> Any:
    """Return the matrix, None where it is so large that its cells are no leaves."""
    return None if layers.factorization.n_components > MAX_CELLS else layers.matrix
