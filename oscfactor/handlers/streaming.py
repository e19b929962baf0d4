"""The commands that push numbers and samples to their asker."""

from __future__ import annotations

from functools import partial
from typing import Any

from oscfactor.handlers.names import fits
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import STREAM
from oscfactor.session.follower import Shape
from oscfactor.session.session import Session
from oscfactor.session.streams import Pace

Done = tuple[Any, ...]


@on_session
async def stream_activations(
    session: Session,
    request: Request,
    name: str,
    rate_hz: float,
    component: int,
    scale: str,
    smooth: float,
    attack: float | None,
    release: float | None,
    threshold: float | None,
    **pace: Any,
) -> Done:
    """Send activations at the play head, or by a clock of their own."""
    shape = Shape(
        component=component,
        scale=scale,
        smooth=smooth,
        attack=attack,
        release=release,
        threshold=threshold,
    )
    client = request.client
    n = await session.streams.activations(client, client.send, name, rate_hz, shape, Pace(**pace))
    return name, rate_hz, n, pace["clock"]


@on_session
async def stream_audio(session: Session, request: Request, name: str, k: int, **pace: Any) -> Done:
    """Send a component's samples, or those of the mix, paced to real time."""
    client = request.client
    n_channels, sample_rate = await session.streams.audio(client, client.send, name, k, Pace(**pace))
    return name, k, n_channels, sample_rate, pace["clock"]


@on_session
async def stream_object(session: Session, request: Request, name: str, o: int, **pace: Any) -> Done:
    """Send an object's samples, paced to real time."""
    client = request.client
    n_channels, sample_rate = await session.streams.of_object(client, client.send, name, o, Pace(**pace))
    return name, o, n_channels, sample_rate, pace["clock"]


@on_session
async def stop_streams(session: Session, request: Request, name: str) -> Done:
    """End the asker's streams of a buffer, also streams that are yet to begin; none is no error."""
    n_stopped = session.streams.stop(request.client, partial(fits, name))
    await request.made(STREAM)
    return name, n_stopped + session.streams.stop(request.client, partial(fits, name))
