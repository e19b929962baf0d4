"""The commands that make a sound out of two."""

from __future__ import annotations

from typing import Any

from oscfactor.compute.cross import Options
from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import progress
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def make_cross(
    session: Session, request: Request, name: str, activations: str, bases: str, **options: Any
) -> Done:
    """Make a buffer in which one sound's activations drive another's bases."""
    buffer, factorization = await session.cross(
        name, activations, bases, Options(**options), on_progress=progress(session, request, name)
    )
    return name, buffer.n_channels, buffer.n_samples, buffer.sample_rate, factorization.n_components
