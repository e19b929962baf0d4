"""The commands that edit activations and bases, and take edits back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from oscfactor.dsp.edit import activations as act
from oscfactor.dsp.edit import bases
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


async def set_activation(
    session: Session, request: Request, name: str, k: int, offset: int, values: Sequence[float]
) -> Done:
    """Draw a range of an activation."""
    return (
        name,
        k,
        await session.editing.edit_activations(
            name, k, request.address, lambda h: act.write(h, offset, values)
        ),
    )


async def shift_activation(
    session: Session, request: Request, name: str, k: int, amount: float, unit: str, wrap: int
) -> Done:
    """Move an activation in time."""
    frames = round(amount * (await session.editing.frame_rate(name) if unit == "s" else 1))
    return (
        name,
        k,
        await session.editing.edit_activations(
            name, k, request.address, lambda h: act.shift(h, frames, wrap=bool(wrap))
        ),
    )


async def reverse_activation(session: Session, request: Request, name: str, k: int) -> Done:
    """Turn an activation round in time."""
    return name, k, await session.editing.edit_activations(name, k, request.address, act.reverse)


async def stretch_activation(
    session: Session, request: Request, name: str, k: int, factor: float, loop: int
) -> Done:
    """Make an activation slower or faster."""
    return (
        name,
        k,
        await session.editing.edit_activations(
            name, k, request.address, lambda h: act.stretch(h, factor, loop=bool(loop))
        ),
    )


async def smooth_activation(
    session: Session, request: Request, name: str, k: int, attack: float, release: float
) -> Done:
    """Let an activation follow itself with a lag."""
    rate = await session.editing.frame_rate(name)
    return (
        name,
        k,
        await session.editing.edit_activations(
            name, k, request.address, lambda h: act.smooth(h, attack * rate, release * rate)
        ),
    )


async def threshold_activation(session: Session, request: Request, name: str, k: int, level: float) -> Done:
    """Silence an activation where it is weak."""
    return (
        name,
        k,
        await session.editing.edit_activations(name, k, request.address, lambda h: act.threshold(h, level)),
    )


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
    """Move an activation's events onto a grid."""
    rate = await session.editing.frame_rate(name)
    grid = 60 * rate / (tempo * division)
    return (
        name,
        k,
        await session.editing.edit_activations(
            name,
            k,
            request.address,
            lambda h: act.quantize(h, grid, swing=swing, strength=strength, first=offset * rate),
        ),
    )


async def random_activation(
    session: Session, request: Request, name: str, k: int, amount: float, seed: int, grid: float
) -> Done:
    """Move an activation's events by chance; each component's by a chance of its own."""
    rate = await session.editing.frame_rate(name)
    seeds = iter(np.random.SeedSequence(seed).generate_state(1024))

    def scattered(h: act.Array) -> act.Array:
        return act.scatter(h, amount * rate, grid=grid * rate, seed=int(next(seeds)))

    return name, k, await session.editing.edit_activations(name, k, request.address, scattered)


async def scale_activation(session: Session, request: Request, name: str, k: int, gain: float) -> Done:
    """Make an activation stronger or weaker."""
    return (
        name,
        k,
        await session.editing.edit_activations(name, k, request.address, lambda h: act.scale(h, gain)),
    )


async def normalize_activation(session: Session, request: Request, name: str, k: int, peak: float) -> Done:
    """Give an activation a maximum."""
    layers = await session.editing.layers(name)
    loudest = max(float(layers.activation(i).max()) for i in range(layers.factorization.n_components))
    return (
        name,
        k,
        await session.editing.edit_activations(
            name, k, request.address, lambda h: act.normalize(h, peak * loudest)
        ),
    )


async def power_activation(session: Session, request: Request, name: str, k: int, exponent: float) -> Done:
    """Raise an activation to an exponent."""
    return (
        name,
        k,
        await session.editing.edit_activations(name, k, request.address, lambda h: act.power(h, exponent)),
    )


async def copy_activation(
    session: Session, request: Request, name: str, k: int, source: int, buffer: str, length: str
) -> Done:
    """Replace an activation by another component's."""
    return (
        name,
        k,
        await session.editing.copy_activation(name, k, source, buffer or name, length, what=request.address),
    )


async def set_basis(
    session: Session, request: Request, name: str, k: int, offset: int, values: Sequence[float]
) -> Done:
    """Draw a range of a basis."""
    return (
        name,
        k,
        await session.editing.edit_bases(name, k, request.address, lambda w: bases.write(w, offset, values)),
    )


async def transpose_basis(session: Session, request: Request, name: str, k: int, semitones: float) -> Done:
    """Move a basis along the scale."""
    return (
        name,
        k,
        await session.editing.edit_bases(name, k, request.address, lambda w: bases.transpose(w, semitones)),
    )


async def shift_basis(session: Session, request: Request, name: str, k: int, hz: float) -> Done:
    """Move a basis along frequency."""
    bins = hz / await session.editing.bin_hz(name)
    return name, k, await session.editing.edit_bases(name, k, request.address, lambda w: bases.shift(w, bins))


async def blur_basis(session: Session, request: Request, name: str, k: int, hz: float) -> Done:
    """Spread each partial of a basis."""
    bins = hz / await session.editing.bin_hz(name)
    return name, k, await session.editing.edit_bases(name, k, request.address, lambda w: bases.blur(w, bins))


async def sharpen_basis(session: Session, request: Request, name: str, k: int, exponent: float) -> Done:
    """Raise a basis to an exponent."""
    return (
        name,
        k,
        await session.editing.edit_bases(name, k, request.address, lambda w: bases.sharpen(w, exponent)),
    )


async def filter_basis(
    session: Session, request: Request, name: str, k: int, low: float, high: float
) -> Done:
    """Cut a basis to a band."""
    bin_hz = await session.editing.bin_hz(name)
    return (
        name,
        k,
        await session.editing.edit_bases(
            name, k, request.address, lambda w: bases.band(w, low / bin_hz, high / bin_hz)
        ),
    )


async def random_basis(
    session: Session, request: Request, name: str, k: int, amount: float, seed: int
) -> Done:
    """Take a step of a random walk; each component one of its own."""
    seeds = iter(np.random.SeedSequence(seed).generate_state(1024))
    return (
        name,
        k,
        await session.editing.edit_bases(
            name, k, request.address, lambda w: bases.wander(w, amount, seed=int(next(seeds)))
        ),
    )


async def swap_bases(session: Session, request: Request, name: str, k: int, other: int) -> Done:
    """Exchange the bases of two components."""
    return name, k, other, await session.editing.swap_bases(name, k, other, what=request.address)


async def copy_basis(session: Session, request: Request, name: str, k: int, source: int, buffer: str) -> Done:
    """Replace a basis by another component's."""
    return name, k, await session.editing.copy_basis(name, k, source, buffer or name, what=request.address)


async def undo_edit(session: Session, request: Request, name: str) -> Done:
    """Take the last edit back."""
    return name, *await session.editing.undo(name)


async def redo_edit(session: Session, request: Request, name: str) -> Done:
    """Do the edit again that was undone last."""
    return name, *await session.editing.redo(name)


async def reset_edit(session: Session, request: Request, name: str) -> Done:
    """Let the components sound as they were found."""
    return name, await session.editing.reset(name)


async def set_masks(
    session: Session, request: Request, name: str, exponent: float, threshold: float, residual: int
) -> Done:
    """Shape the masks."""
    return name, await session.editing.set(
        name, request.address, exponent=exponent, threshold=threshold, residual=bool(residual)
    )
