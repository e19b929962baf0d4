"""An edit of one component's activation or basis, or of each component's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from oscfactor.protocol.request import Request
from oscfactor.session.factors import ACTIVATIONS, BASES, Array, Factor
from oscfactor.session.session import Session

Change = Callable[..., Array]


async def _edit(
    factor: Factor,
    session: Session,
    request: Request,
    name: str,
    k: int,
    change: Change,
    *,
    seed: int | None = None,
    cost: float = 1,
) -> tuple[Any, ...]:
    """Edit as `Editing.edit_each` says; return the arguments of `done`."""
    n_undo = await session.editing.edit_each(factor, name, k, request.address, change, seed=seed, cost=cost)
    return name, k, n_undo


edit_activation: Final = partial(_edit, ACTIVATIONS)
edit_basis: Final = partial(_edit, BASES)
