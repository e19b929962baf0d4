"""The commands that edit bases; frequencies are given in bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscfactor.dsp.edit import bases
from oscfactor.handlers.factors import edit_basis
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.editsizes import HEAVY
from oscfactor.session.factors import Array
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def set_basis(
    session: Session, request: Request, name: str, k: int, offset: int, values: Sequence[float]
) -> Done:
    """Draw a range of a basis."""
    return await edit_basis(session, request, name, k, lambda w: bases.write(w, offset, values))


@on_session
async def transpose_basis(session: Session, request: Request, name: str, k: int, semitones: float) -> Done:
    """Move a basis along the scale."""
    return await edit_basis(session, request, name, k, lambda w: bases.transpose(w, semitones))


@on_session
async def shift_basis(session: Session, request: Request, name: str, k: int, hz: float) -> Done:
    """Move a basis along frequency."""
    return await edit_basis(session, request, name, k, lambda w: bases.shift(w, hz))


@on_session
async def blur_basis(session: Session, request: Request, name: str, k: int, hz: float) -> Done:
    """Spread each partial of a basis."""
    return await edit_basis(session, request, name, k, lambda w: bases.blur(w, hz), cost=HEAVY)


@on_session
async def sharpen_basis(session: Session, request: Request, name: str, k: int, exponent: float) -> Done:
    """Raise a basis to an exponent."""
    return await edit_basis(session, request, name, k, lambda w: bases.sharpen(w, exponent))


@on_session
async def filter_basis(
    session: Session, request: Request, name: str, k: int, low: float, high: float
) -> Done:
    """Cut a basis to a band."""
    return await edit_basis(session, request, name, k, lambda w: bases.band(w, low, high))


@on_session
async def random_basis(
    session: Session, request: Request, name: str, k: int, amount: float, seed: int
) -> Done:
    """Let a basis take a step of a random walk; each component's walk is its own."""

    def change(w: Array, seed: int) -> Array:
        return bases.wander(w, amount, seed=seed)

    return await edit_basis(session, request, name, k, change, seed=seed)


@on_session
async def swap_bases(session: Session, request: Request, name: str, k: int, other: int) -> Done:
    """Exchange the bases of two components."""
    return name, k, other, await session.editing.swap_bases(name, k, other, what=request.address)


@on_session
async def copy_basis(session: Session, request: Request, name: str, k: int, source: int, buffer: str) -> Done:
    """Replace a basis by another component's."""
    return name, k, await session.editing.copy_basis(name, k, source, buffer or name, what=request.address)
