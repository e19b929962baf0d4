"""The commands of the matrix."""

from __future__ import annotations

from typing import Any

from oscfactor.dsp.bounds import MAX_GAIN
from oscfactor.dsp.edit import matrices
from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


@on_session
async def set_matrix(
    session: Session, request: Request, name: str, activation: int, basis: int, gain: float, seconds: float
) -> Done:
    """Set one cell, a row, a column or all."""
    return await _set(session, request, "matrix", name, activation, basis, gain, seconds)


@on_session
async def mute_cell(
    session: Session, request: Request, name: str, activation: int, basis: int, on: bool, seconds: float
) -> Done:
    """Mute one cell, a row, a column or all, or not."""
    return await _set(session, request, "mutes", name, activation, basis, on, seconds)


@on_session
async def solo_cell(
    session: Session, request: Request, name: str, activation: int, basis: int, on: bool, seconds: float
) -> Done:
    """Solo one cell, a row, a column or all, or not."""
    return await _set(session, request, "solos", name, activation, basis, on, seconds)


@on_session
async def get_matrix(session: Session, request: Request, name: str) -> Done:
    """Give the gains, and which cells are muted or soloed."""
    n_components, gains, switches = await session.readout.matrix(name)
    for row in gains:
        request.send("/oscfactor/matrix", name, *row)
    for cell in switches:
        request.send("/oscfactor/cell", name, *cell)
    return name, n_components


@on_session
async def matrix_identity(session: Session, request: Request, name: str) -> Done:
    """Let each activation drive its own basis."""
    return name, await session.editing.edit_matrix(
        name, request.address, lambda matrix: matrices.identity(len(matrix))
    )


@on_session
async def clear_matrix(session: Session, request: Request, name: str) -> Done:
    """Set all gains to 0."""
    return name, await session.editing.edit_matrix(name, request.address, lambda matrix: matrix * 0)


@on_session
async def scale_matrix(session: Session, request: Request, name: str, factor: float) -> Done:
    """Multiply all gains."""
    n_undo = await session.editing.edit_matrix(
        name, request.address, lambda matrix: (matrix * factor).clip(0, MAX_GAIN)
    )
    return name, factor, n_undo


@on_session
async def random_matrix(
    session: Session, request: Request, name: str, density: float, seed: int, permutation: bool
) -> Done:
    """Draw a matrix by chance."""
    return name, await session.editing.edit_matrix(
        name,
        request.address,
        lambda matrix: (
            matrices.permutation(len(matrix), seed)
            if permutation
            else matrices.by_chance(len(matrix), density, seed)
        ),
    )


@on_session
async def shuffle_matrix(session: Session, request: Request, name: str, seed: int, inverse: bool) -> Done:
    """Deal the bases out anew."""
    return name, await session.editing.edit_matrix(
        name, request.address, lambda matrix: matrices.shuffled(matrix, seed, inverse=inverse)
    )


@on_session
async def set_phase(session: Session, request: Request, name: str, method: str) -> Done:
    """Choose the phases of cells and edits that the sound does not have."""
    return name, method, await session.editing.set(name, request.address, phase=method)


@on_session
async def export_cell(
    session: Session,
    request: Request,
    name: str,
    activation: int,
    basis: int,
    directory: GivenPath,
    format: str,
    subtype: str,
) -> Done:
    """Write the sound of one cell to a file."""
    path = await session.exporter.export_cell(
        name, activation, basis, directory, format=format, subtype=subtype
    )
    request.send("/oscfactor/file", name, activation, basis, as_sent(path))
    return name, activation, basis, as_sent(path)


async def _set(
    session: Session,
    request: Request,
    kind: str,
    name: str,
    activation: int,
    basis: int,
    value: float,
    seconds: float,
) -> Done:
    n_undo = await session.editing.set_cell(
        name, activation, basis, value, what=request.address, kind=kind, seconds=seconds
    )
    return name, activation, basis, value, n_undo
