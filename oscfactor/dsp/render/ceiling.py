"""What no sound card is given: samples beyond a ceiling, and what is no number."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CEILING_DB: Final = 24  # over full scale
CEILING: Final = np.float32(10 ** (CEILING_DB / 20))
"""Well above what JACK users keep as headroom, and far below what harms who hears it; see decision 13."""


def hold_down(samples: NDArray[np.float32]) -> bool:
    """Cut samples off at the ceiling and silence what is not finite, in place; return whether there was any.

    Parameters
    ----------
    samples : float32, any shape
    """
    peak = np.abs(samples).max(initial=0.0)
    if peak <= CEILING:  # not so where one is NaN
        return False
    np.nan_to_num(samples, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    np.clip(samples, -CEILING, CEILING, out=samples)
    return True
