"""The commands that shape the components by hand."""

from __future__ import annotations

from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import moved, progress
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def split_component(session: Session, request: Request, name: str, k: int | None, into: int) -> Done:
    """Split a component in parts."""
    n_components = await session.shaper.split(
        name,
        k,
        into,
        what=request.address,
        on_progress=progress(session, request, name),
        on_moved=moved(session, request, name),
    )
    return name, n_components


@on_session
async def merge_components(session: Session, request: Request, name: str, k: int, others: list[int]) -> Done:
    """Make one component of several."""
    n_components = await session.shaper.merge(
        name,
        [k, *others],
        what=request.address,
        on_progress=progress(session, request, name),
        on_moved=moved(session, request, name),
    )
    return name, n_components


@on_session
async def keep_component(
    session: Session, request: Request, name: str, k: int, on: bool, activations: bool
) -> Done:
    """Keep a component, or all, when the others are found anew."""
    await session.shaper.keep(name, k, on=on, activations=activations)
    return name, k, on


@on_session
async def vary_buffer(session: Session, request: Request, name: str, n: int) -> Done:
    """Find alternatives to a buffer's components."""
    found = await session.alternatives.vary(name, n, on_progress=progress(session, request, name))
    for i, one in enumerate(found):
        request.send("/oscfactor/alternative", name, i, one.loss_value)
    return name, len(found)


@on_session
async def choose_alternative(session: Session, request: Request, name: str, i: int) -> Done:
    """Let a buffer have one of its alternatives."""
    chosen = await session.alternatives.choose(
        name, i, what=request.address, on_moved=moved(session, request, name)
    )
    return name, i, chosen.n_components, chosen.loss_value
