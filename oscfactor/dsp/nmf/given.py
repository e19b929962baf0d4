"""The factors that a factorization starts from, and checks of all that it is given, before it begins."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Kept:
    """Some components to start from, of which bases, or also activations, stay while the others move."""

    places: NDArray[np.intp]  # (n_kept,), their numbers among all
    W: Matrix  # float32 (n_kept, n_bins), the bases to start from
    H: Matrix  # float32 (n_frames, n_kept), the activations to start from
    W_fixed: NDArray[np.bool_]  # (n_kept,), whose bases come back unchanged
    H_fixed: NDArray[np.bool_]  # (n_kept,), whose activations do; none whose basis does not

    @property
    def sums(self) -> NDArray[np.float64]:
        """The sum of each basis, by which its activation is scaled while the others are found."""
        sums = self.W.sum(axis=1, dtype=np.float64)
        return np.where(sums > 0, sums, 1.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Given:
    """Factors that a factorization starts from; fixed factors come back unchanged."""

    W: Matrix | None = None  # float32 (n_components, n_bins), the bases
    W_fixed: bool = False
    H: Matrix | None = None  # float32 (n_frames, n_components), the activations
    H_fixed: bool = False
    kept: Kept | None = None  # not together with the others


NOTHING = Given()


def check_names(loss: str, solver: str, init: str) -> None:
    """Refuse names that nothing has: ArgumentError."""
    for name, value, known in (("loss", loss, LOSSES), ("solver", solver, SOLVERS), ("init", init, STARTS)):
        if value not in known:
            raise ArgumentError(f"no {name} named '{value}'; have: {', '.join(known)}")


def check_numbers(n_components: int, iterations: int, tolerance: float) -> None:
    """Refuse numbers out of range: ArgumentError."""
    if n_components < 1 or iterations < 0 or not 0 <= tolerance < np.inf:
        raise ArgumentError("components must be at least 1, iterations and tolerance at least 0")


def check_shapes(V: Matrix, n_components: int, given: Given) -> None:
    """Refuse matrices that do not fit together, or hold negative or bad numbers: ArgumentError.

    `V` is (n_frames, n_bins).
    """
    if V.ndim != 2 or V.size == 0:
        raise ArgumentError(f"V must be (n_frames, n_bins) and not empty, not {V.shape}")
    if given.kept is not None:
        _check_kept(V, n_components, given)
    if (given.W_fixed and given.W is None) or (given.H_fixed and given.H is None):
        raise ArgumentError("what is to stay fixed must be given")
    for name, factor, shape in (
        ("bases", given.W, (n_components, V.shape[1])),
        ("activations", given.H, (len(V), n_components)),
    ):
        if factor is None:
            continue
        if factor.shape != shape:
            raise ArgumentError(f"the given {name} have the shape {factor.shape}; needed is {shape}")
        if not (np.isfinite(factor).all() and (factor >= 0).all()):
            raise ArgumentError(f"the given {name} must be numbers of at least 0")


def _check_kept(V: Matrix, n_components: int, given: Given) -> None:
    kept = given.kept
    if kept is None or given.W is not None or given.H is not None:
        raise ArgumentError("either some components are kept, or bases or activations are given")
    n = len(kept.places)
    right = kept.W.shape == (n, V.shape[1]) and kept.H.shape == (len(V), n) and kept.H_fixed.shape == (n,)
    if not right or n > n_components or len(set(kept.places)) < n or (kept.places >= n_components).any():
        raise ArgumentError("the kept components do not fit the sound, or the number of components")


def survey_magnitudes(V: Matrix, crew: Crew) -> float:
    """Return the mean of `V`; ArgumentError if it holds numbers that are negative or not finite."""
    cuts = cuts_of(len(V), 1)
    facts = np.zeros((cuts.size - 1, 2))
    crew.run(lambda a, b: survey(V, cuts, (a, b), facts), split(cuts.size - 1, crew.n_threads))
    if not np.isfinite(facts).all() or facts[:, 0].min() < 0:
        raise ArgumentError("the spectrogram holds values that are negative or not numbers")
    return float(facts[:, 1].sum() / V.size)
