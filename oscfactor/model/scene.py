"""A scene: how faders, matrices and players stood at a moment, to be gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.layers import SETTINGS_OF_ALL, Layers
from oscfactor.model.mix import Mix

Grids = Mapping[str, NDArray[np.float32] | None]
"""By their names in `SETTINGS_OF_ALL`; None is neutral."""


@dataclass(frozen=True, slots=True, eq=False)
class SceneSound:
    """One sound in a scene."""

    mix: Mix
    grids: Grids | None  # None if it had no components
    player: Mapping[str, Any] | None  # times in seconds; None if it did not play

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        grids = [grid for grid in (self.grids or {}).values() if grid is not None]
        return self.mix.faders().nbytes + sum(grid.nbytes for grid in grids)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Scene:
    """How some sounds, by their names, are to sound."""

    sounds: Mapping[str, SceneSound]


def grids_of(layers: Layers) -> Grids:
    """Return the matrix, the switches and the objects of a sound's components."""
    return {kind: getattr(layers.recombination, kind) for kind in SETTINGS_OF_ALL}
