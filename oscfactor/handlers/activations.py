"""The commands that edit activations; times are given in frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscfactor.dsp.edit import activations, events
from oscfactor.handlers.factors import edit_activation
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.editsizes import HEAVY
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def set_activation(
    session: Session, request: Request, name: str, k: int, offset: int, values: Sequence[float]
) -> Done:
    """Draw a range of an activation."""
    return await edit_activation(session, request, name, k, lambda h: activations.write(h, offset, values))


@on_session
async def shift_activation(
    session: Session, request: Request, name: str, k: int, amount: int, wrap: bool
) -> Done:
    """Move an activation in time."""
    return await edit_activation(session, request, name, k, lambda h: activations.shift(h, amount, wrap=wrap))


@on_session
async def reverse_activation(session: Session, request: Request, name: str, k: int) -> Done:
    """Turn an activation round in time."""
    return await edit_activation(session, request, name, k, activations.reverse)


@on_session
async def stretch_activation(
    session: Session, request: Request, name: str, k: int, factor: float, loop: bool
) -> Done:
    """Make an activation slower or faster."""
    return await edit_activation(
        session, request, name, k, lambda h: activations.stretch(h, factor, loop=loop)
    )


@on_session
async def smooth_activation(
    session: Session, request: Request, name: str, k: int, attack: float, release: float
) -> Done:
    """Let an activation follow itself with a lag."""
    return await edit_activation(
        session, request, name, k, lambda h: activations.smooth(h, attack, release), cost=HEAVY
    )


@on_session
async def threshold_activation(session: Session, request: Request, name: str, k: int, level: float) -> Done:
    """Silence an activation where it is weak."""
    return await edit_activation(session, request, name, k, lambda h: activations.threshold(h, level))


@on_session
async def quantize_activation(
    session: Session,
    request: Request,
    name: str,
    k: int,
    tempo: float,
    division: int,
    swing: float,
    strength: float,
    offset: float,
) -> Done:
    """Move an activation's events onto a grid; `tempo` is given in frames a beat."""
    return await edit_activation(
        session,
        request,
        name,
        k,
        lambda h: events.quantize(h, tempo / division, swing=swing, strength=strength, first=offset),
        cost=HEAVY,
    )


@on_session
async def random_activation(
    session: Session, request: Request, name: str, k: int, amount: float, seed: int, grid: float
) -> Done:
    """Move an activation's events by chance; each component's by a chance of its own."""

    def change(h: activations.Array, seed: int) -> activations.Array:
        return events.scatter(h, amount, grid=grid, seed=seed)

    return await edit_activation(session, request, name, k, change, seed=seed, cost=HEAVY)


@on_session
async def scale_activation(session: Session, request: Request, name: str, k: int, gain: float) -> Done:
    """Make an activation stronger or weaker."""
    return await edit_activation(session, request, name, k, lambda h: activations.scale(h, gain))


@on_session
async def normalize_activation(session: Session, request: Request, name: str, k: int, peak: float) -> Done:
    """Give an activation a maximum."""
    return name, k, await session.editing.normalize_activations(name, k, peak, what=request.address)


@on_session
async def power_activation(session: Session, request: Request, name: str, k: int, exponent: float) -> Done:
    """Raise an activation to an exponent."""
    return await edit_activation(session, request, name, k, lambda h: activations.power(h, exponent))


@on_session
async def copy_activation(
    session: Session, request: Request, name: str, k: int, source: int, buffer: str, length: str
) -> Done:
    """Replace an activation by another component's."""
    n_undo = await session.editing.copy_activation(
        name, k, source, buffer or name, length, what=request.address
    )
    return name, k, n_undo
