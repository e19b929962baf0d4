"""The commands of the matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from oscfactor.dsp.bounds import MAX_GAIN
from oscfactor.dsp.edit import matrices
from oscfactor.model.layers import GRIDS
from oscfactor.protocol.request import Request
from oscfactor.session.session import Session

Done = tuple[Any, ...]


async def set_matrix(
    session: Session, request: Request, name: str, activation: int, basis: int, gain: float
) -> Done:
    """Set one cell, a row, a column or all."""
    return await _set(session, request, "matrix", name, activation, basis, gain)


async def mute_cell(
    session: Session, request: Request, name: str, activation: int, basis: int, on: int
) -> Done:
    """Mute one cell, a row, a column or all, or not."""
    return await _set(session, request, "mutes", name, activation, basis, on)


async def solo_cell(
    session: Session, request: Request, name: str, activation: int, basis: int, on: int
) -> Done:
    """Solo one cell, a row, a column or all, or not."""
    return await _set(session, request, "solos", name, activation, basis, on)


async def get_matrix(session: Session, request: Request, name: str) -> Done:
    """Give the gains, and which cells are muted or soloed."""
    layers = await session.editing.layers(name)
    matrix, mutes, solos = (layers.grid(kind) for kind in GRIDS)
    n = session.limits.chunk
    for i, row in enumerate(matrix):
        for j in range(0, row.size, n):
            request.send("/oscfactor/matrix", name, i, j, row[j : j + n])
    for i, j in np.argwhere(mutes + solos).tolist():
        request.send("/oscfactor/cell", name, i, j, int(mutes[i, j]), int(solos[i, j]))
    return name, len(matrix)


async def matrix_identity(session: Session, request: Request, name: str) -> Done:
    """Let each activation drive its own basis."""
    return name, await session.editing.edit_matrix(
        name, request.address, lambda matrix: matrices.identity(len(matrix))
    )


async def clear_matrix(session: Session, request: Request, name: str) -> Done:
    """Set all gains to 0."""
    return name, await session.editing.edit_matrix(name, request.address, lambda matrix: matrix * 0)


async def scale_matrix(session: Session, request: Request, name: str, factor: float) -> Done:
    """Multiply all gains."""
    n_undo = await session.editing.edit_matrix(
        name, request.address, lambda matrix: (matrix * factor).clip(0, MAX_GAIN)
    )
    return name, factor, n_undo


async def random_matrix(
    session: Session, request: Request, name: str, density: float, seed: int, permutation: int
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


async def shuffle_matrix(session: Session, request: Request, name: str, seed: int, inverse: int) -> Done:
    """Deal the bases out anew."""
    return name, await session.editing.edit_matrix(
        name, request.address, lambda matrix: matrices.shuffled(matrix, seed, inverse=bool(inverse))
    )


async def set_phase(session: Session, request: Request, name: str, method: str) -> Done:
    """Choose the phases of what never sounded."""
    return name, method, await session.editing.set(name, request.address, phase=method)


async def export_cell(
    session: Session,
    request: Request,
    name: str,
    activation: int,
    basis: int,
    directory: str,
    format: str,
    subtype: str,
) -> Done:
    """Write the sound of one cell to a file."""
    path = await session.exporter.export_cell(
        name, activation, basis, directory, format=format, subtype=subtype
    )
    request.send("/oscfactor/file", name, activation, basis, str(path))
    return name, activation, basis, str(path)


async def _set(
    session: Session, request: Request, kind: str, name: str, activation: int, basis: int, value: float
) -> Done:
    n_undo = await session.editing.set_cell(name, activation, basis, value, what=request.address, kind=kind)
    return name, activation, basis, value, n_undo
