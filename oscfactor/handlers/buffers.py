"""The commands that hold sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import notice
from oscfactor.model.values import Buffer
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def load_buffer(
    session: Session, request: Request, name: str, path: GivenPath, start: float, duration: float
) -> Done:
    """Read a sound file into a buffer."""
    buffer = await session.buffers.load(name, path, start=start, duration=duration)
    if buffer.remark:
        notice(session, request)(name, buffer.path, buffer.remark)
    return _format(name, buffer)


@on_session
def alloc_buffer(
    session: Session, request: Request, name: str, n_samples: int, channels: int, sample_rate: int
) -> Done:
    """Make a silent buffer."""
    return _format(name, session.buffers.alloc(name, n_samples, n_channels=channels, sample_rate=sample_rate))


@on_session
async def write_buffer(
    session: Session, request: Request, name: str, channel: int, offset: int, samples: Sequence[float]
) -> Done:
    """Write samples into a buffer."""
    await session.buffers.get(name)
    await session.write(name, channel, offset, samples)
    return name, channel, offset, len(samples)


@on_session
async def read_buffer(
    session: Session, request: Request, name: str, channel: int, offset: int, count: int
) -> Done:
    """Give a range of samples."""
    await session.buffers.get(name)
    total, samples = session.buffers.read(name, channel, offset, count)
    request.send("/oscfactor/samples", name, channel, offset, total, samples)
    return name, channel, offset, len(samples)


@on_session
async def buffer_info(session: Session, request: Request, name: str) -> Done:
    """Describe a buffer."""
    await session.buffers.get(name)
    _describe(session, request, name)
    return (name,)


@on_session
def list_buffers(session: Session, request: Request) -> Done:
    """Describe every buffer."""
    for name in session.buffers.by_name:
        _describe(session, request, name)
    return (len(session.buffers.by_name),)


@on_session
async def save_buffer(session: Session, request: Request, name: str, path: GivenPath) -> Done:
    """Write a buffer to a sound file."""
    return name, as_sent(await session.buffers.save(name, path))


@on_session
def free_buffer(session: Session, request: Request, name: str) -> Done:
    """Forget a buffer."""
    session.buffers.free(name)
    return (name,)


def _describe(session: Session, request: Request, name: str) -> None:
    buffer = session.buffers.existing(name)
    request.send("/oscfactor/buffer", *_format(name, buffer), session.n_components(name), buffer.path)


def _format(name: str, buffer: Buffer) -> Done:
    return name, buffer.n_channels, buffer.n_samples, buffer.sample_rate
