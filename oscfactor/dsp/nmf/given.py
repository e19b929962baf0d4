"""Checks of the names, shapes and numbers that a factorization is given, before it begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.nmf.fit import SWEEPS
from oscfactor.dsp.nmf.kernels.thin import survey
from oscfactor.dsp.nmf.solvers import PLANS
from oscfactor.dsp.nmf.start import cuts_of
from oscfactor.errors import ArgumentError
from oscfactor.machine.threads import Crew, split

LOSSES = tuple(SWEEPS)
SOLVERS = tuple(PLANS)
STARTS = ("random", "nndsvd")

Matrix = NDArray[np.float32]


def check_names(loss: str, solver: str, init: str) -> None:
    """Refuse names that nothing has: ArgumentError."""
    for name, value, known in (("loss", loss, LOSSES), ("solver", solver, SOLVERS), ("init", init, STARTS)):
        if value not in known:
            raise ArgumentError(f"no {name} named '{value}'; have: {', '.join(known)}")


def check_shapes(
    V: Matrix, n_components: int, W: Matrix | None, W_fixed: bool, H: Matrix | None, H_fixed: bool
) -> None:
    """Refuse matrices that do not fit together, or hold negative or bad numbers: ArgumentError.

    `V` is (n_frames, n_bins), `W` (n_components, n_bins), `H` (n_frames, n_components).
    """
    if V.ndim != 2 or V.size == 0:
        raise ArgumentError(f"V must be (n_frames, n_bins) and not empty, not {V.shape}")
    if (W_fixed and W is None) or (H_fixed and H is None):
        raise ArgumentError("what is to stay fixed must be given")
    for name, given, shape in (
        ("bases", W, (n_components, V.shape[1])),
        ("activations", H, (len(V), n_components)),
    ):
        if given is None:
            continue
        if given.shape != shape:
            raise ArgumentError(f"the given {name} have the shape {given.shape}; needed is {shape}")
        if not (np.isfinite(given).all() and (given >= 0).all()):
            raise ArgumentError(f"the given {name} must be numbers of at least 0")


def survey_magnitudes(V: Matrix, crew: Crew) -> float:
    """Return the mean of `V`; ArgumentError if it holds numbers that are negative or not finite."""
    cuts = cuts_of(len(V), 1)
    facts = np.zeros((cuts.size - 1, 2))
    crew.run(lambda a, b: survey(V, cuts, (a, b), facts), split(cuts.size - 1, crew.n_threads))
    if not np.isfinite(facts).all() or facts[:, 0].min() < 0:
        raise ArgumentError("the spectrogram holds values that are negative or not numbers")
    return float(facts[:, 1].sum() / V.size)
