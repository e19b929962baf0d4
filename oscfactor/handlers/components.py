"""The commands that find components and give them back."""

from __future__ import annotations

from typing import Any

from oscfactor.compute.options import Options
from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.registry import on_session
from oscfactor.handlers.telling import moved, progress
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def factorize_buffer(
    session: Session, request: Request, name: str, bases: str, activations: str, cache: bool, **options: Any
) -> Done:
    """Break a buffer into components, telling how far it is."""
    result = await session.factorizer.factorize(
        name,
        Options(**options),
        bases=bases,
        activations=activations,
        cache=cache,
        on_progress=progress(session, request, name),
        on_moved=moved(session, request, name),
    )
    return name, result.n_components, result.n_frames, result.loss_value, result.seconds


@on_session
def cancel_job(session: Session, request: Request, name: str) -> Done:
    """Stop the job on a buffer."""
    session.components.cancel(name)
    return (name,)


@on_session
async def component_info(session: Session, request: Request, name: str, k: int) -> Done:
    """Describe components."""
    described = await session.readout.describe(name, k)
    for c in described:
        request.send("/oscfactor/component", name, c.k, c.energy, c.centroid_hz, c.peak_hz, c.onset_s)
    return name, len(described)


@on_session
async def component_audio(
    session: Session, request: Request, name: str, k: int, channel: int, offset: int, count: int
) -> Done:
    """Give a range of a component's sound."""
    total, samples = await session.readout.audio(name, k, channel, offset, count)
    request.send("/oscfactor/audio", name, k, channel, offset, total, samples)
    return name, k, channel, offset, len(samples)


@on_session
async def component_activation(
    session: Session, request: Request, name: str, k: int, offset: int, count: int, channel: int
) -> Done:
    """Give a range of an activation."""
    total, values = await session.readout.activation(name, k, offset, count, channel)
    request.send("/oscfactor/activation", name, k, offset, total, values)
    return name, k, offset, len(values)


@on_session
async def component_basis(
    session: Session, request: Request, name: str, k: int, offset: int, count: int
) -> Done:
    """Give a range of a basis."""
    total, values = await session.readout.basis(name, k, offset, count)
    request.send("/oscfactor/basis", name, k, offset, total, values)
    return name, k, offset, len(values)


@on_session
async def component_file(session: Session, request: Request, name: str, k: int) -> Done:
    """Hand components over as files."""
    files = await session.handover.files(name, k)
    for file in files:
        request.send("/oscfactor/file", name, file.k, as_sent(file.path), file.format)
    return name, len(files), k


@on_session
async def export_components(
    session: Session,
    request: Request,
    name: str,
    k: int,
    directory: GivenPath,
    format: str,
    subtype: str,
) -> Done:
    """Write components to sound files."""
    files = await session.exporter.export(name, k, directory, format=format, subtype=subtype)
    for index, path in files:
        request.send("/oscfactor/file", name, index, as_sent(path))
    return name, len(files), k


@on_session
async def component_data(
    session: Session, request: Request, name: str, k: int, path: GivenPath, tempo: float
) -> Done:
    """Write activations and bases to a file."""
    written = await session.exporter.data(name, k, path, tempo=tempo)
    request.send("/oscfactor/file", name, k, as_sent(written))
    return name, 1, k
