"""The commands for objects."""

from __future__ import annotations

from typing import Any

from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.names import chosen
from oscfactor.handlers.registry import on_session
from oscfactor.model.mix import AUDIBLE, OBJECT_GAIN, OBJECT_PAN
from oscfactor.protocol.request import Request
from oscfactor.session.objects import Change
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def find_objects(session: Session, request: Request, name: str, n: int, by: str) -> Done:
    """Group components into objects."""
    return name, *await session.objects.find(name, n, by, what=request.address)


@on_session
async def set_object(session: Session, request: Request, name: str, o: int, k: tuple[int, ...]) -> Done:
    """Let an object consist of components."""
    n_undo = await session.objects.assign(name, o, k, what=request.address)
    return name, o, len(session.objects.members(name, o)), n_undo


@on_session
async def clear_object(session: Session, request: Request, name: str, o: int) -> Done:
    """Let an object, or all, have no components."""
    return name, o, await session.objects.clear(name, o, what=request.address)


@on_session
async def list_objects(session: Session, request: Request, name: str) -> Done:
    """Tell all objects and their components."""
    listed = await session.objects.listed(name)
    n = session.limits.chunk
    for o, members in enumerate(listed):
        for i in range(0, max(len(members), 1), n):
            request.send("/oscfactor/object", name, o, *members[i : i + n])
    return name, len(listed)


@on_session
async def object_audio(
    session: Session, request: Request, name: str, o: int, channel: int, offset: int, count: int
) -> Done:
    """Give a range of an object's sound."""
    total, samples = await session.objects.audio(name, o, channel, offset, count)
    request.send("/oscfactor/object_audio", name, o, channel, offset, total, samples)
    return name, o, channel, offset, len(samples)


@on_session
async def object_file(session: Session, request: Request, name: str, o: int) -> Done:
    """Hand objects over as files."""
    files = await session.objects.files(name, o)
    for file in files:
        request.send("/oscfactor/object_file", name, file.k, as_sent(file.path), file.format)
    return name, len(files), o


@on_session
async def export_objects(
    session: Session, request: Request, name: str, o: int, directory: GivenPath, format: str, subtype: str
) -> Done:
    """Write objects to sound files."""
    files = await session.objects.export(name, o, directory, format=format, subtype=subtype)
    for number, path in files:
        request.send("/oscfactor/object_file", name, number, as_sent(path))
    return name, len(files), o


@on_session
async def set_object_gain(
    session: Session, request: Request, name: str, o: int, gain: float, seconds: float
) -> Done:
    """Set an object's gain."""
    await _change(session, name, o, OBJECT_GAIN, seconds, lambda faders: faders.with_gain(o, gain))
    return name, o, gain


@on_session
async def mute_object(
    session: Session, request: Request, name: str, o: int, on: bool, seconds: float
) -> Done:
    """Mute an object, or not."""
    await _change(session, name, o, AUDIBLE, seconds, lambda faders: faders.with_mute(o, on))
    return name, o, on


@on_session
async def solo_object(
    session: Session, request: Request, name: str, o: int, on: bool, seconds: float
) -> Done:
    """Solo an object, or not."""
    await _change(session, name, o, AUDIBLE, seconds, lambda faders: faders.with_solo(o, on))
    return name, o, on


@on_session
async def pan_object(
    session: Session, request: Request, name: str, o: int, position: float, seconds: float
) -> Done:
    """Move an object to one side."""
    await _change(session, name, o, OBJECT_PAN, seconds, lambda faders: faders.with_pan(o, position))
    return name, o, position


async def _change(session: Session, name: str, o: int, row: int, seconds: float, change: Change) -> None:
    for one in chosen(name, session.objects.names()):
        await session.objects.change(one, o, row, change, seconds)
