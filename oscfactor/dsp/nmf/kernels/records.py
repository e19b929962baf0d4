"""Records that the sweeps of all losses take, so that each argument has a name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Data(NamedTuple):
    """The spectrogram, and how its frames are divided into parts."""

    V: NDArray[np.float32]  # (n_frames, n_bins)
    scale: np.float32  # by which `V` is multiplied as it is read
    cuts: NDArray[np.int64]  # (n_parts + 1,), the first frame of each part


class Moves(NamedTuple):
    """The steps of a sweep, each on or off."""

    H: bool  # update the activations
    W: bool  # gather the sums for an update of the bases
    loss: bool  # compute the loss before the update
    textbook: bool  # update as the textbook does


class Sums(NamedTuple):
    """Sums over each part that a sweep gathers; the sweep of each loss says over which products."""

    N: NDArray[np.float32]  # (n_parts, 1 or 2, n_padded, stride)
    S: NDArray[np.float64]  # (n_parts, 1 or n_components, n_components)
    losses: NDArray[np.float64]  # (n_parts,)
