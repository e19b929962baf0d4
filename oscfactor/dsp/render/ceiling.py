"""A ceiling for samples on their way to a sound card: louder ones are cut, NaNs are silenced."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CEILING_DB: Final = 24  # over full scale
CEILING: Final = np.float32(10 ** (CEILING_DB / 20))
"""Well above the headroom that JACK users keep, and far below a level that harms; see decision 13."""


def hold_down(samples: NDArray[np.float32]) -> bool:
    """Cut samples off at the ceiling, silence samples that are not finite; return whether any was changed.

    Parameters
    ----------
    samples : float32, any shape
    """
    peak = np.abs(samples).max(initial=0.0)
    if peak <= CEILING:  # false if a sample is NaN
        return False
    np.nan_to_num(samples, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    np.clip(samples, -CEILING, CEILING, out=samples)
    return True
