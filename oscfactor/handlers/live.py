"""The commands about live input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def list_inputs(session: Session, request: Request) -> Done:
    """List the devices that can hear."""
    devices = await session.live.devices()
    for d in devices:
        request.send("/oscfactor/device", d.index, d.name, d.api, d.n_channels, d.sample_rate, d.is_default)
    return (len(devices),)


@on_session
async def open_input(
    session: Session, request: Request, device: str, channels: int, sample_rate: int
) -> Done:
    """Hear a device, or the wire."""
    return await session.live.open(device, channels, sample_rate)


@on_session
async def close_input(session: Session, request: Request) -> Done:
    """Hear nothing any more."""
    await session.live.close()
    return ()


@on_session
def write_input(
    session: Session, request: Request, channel: int, sequence: int, samples: Sequence[float]
) -> Done:
    """Take a block of the wire's sound."""
    session.live.wire.write(request.client, request.send, channel, sequence, samples)
    return ()


@on_session
async def match_input(session: Session, request: Request, name: str, rate: float) -> Done:
    """Match the input by a buffer's bases, or no more."""
    if rate == 0:
        session.matches.stop(name)
        return name, 0.0, session.n_components(name)
    return name, rate, await session.matches.start(name, rate)


@on_session
async def capture(session: Session, request: Request, name: str, seconds: float, ago: float) -> Done:
    """Let a buffer be what was just heard."""
    buffer = await session.live.capture(name, seconds, ago)
    return name, buffer.n_channels, buffer.n_samples, buffer.sample_rate


@on_session
def record_input(session: Session, request: Request, name: str, seconds: float) -> Done:
    """Record the input from now on."""
    return name, session.live.record(name, seconds)


@on_session
async def stop_recording_input(session: Session, request: Request, name: str) -> Done:
    """End a recording of the input."""
    buffer = await session.live.stop(name)
    return name, buffer.n_channels, buffer.n_samples, buffer.sample_rate
