"""Non-negative matrix factorisation of a magnitude spectrogram: `V ~= H @ W`, frames first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.fit import SWEEPS, Fit
from oscfactor.dsp.nmf.kernels.thin import survey
from oscfactor.dsp.nmf.solvers import PLANS, Progress, Run, plan_for
from oscfactor.dsp.nmf.start import cuts_of, nndsvd_start, random_start, singular_vectors
from oscfactor.errors import ArgumentError
from oscfactor.machine.threads import Crew, split

LOSSES = tuple(SWEEPS)
SOLVERS = tuple(PLANS)
STARTS = ("random", "nndsvd")

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class NmfResult:
    """The bases and activations of a factorisation, and how well they fit."""

    W: Matrix  # (n_components, n_bins), rows sum to 1 unless given fixed
    H: Matrix  # (n_frames, n_components)
    loss: float
    iterations: int


def factorize(
    V: Matrix,
    n_components: int,
    *,
    loss: str = "kl",
    solver: str = "auto",
    iterations: int = 100,
    tolerance: float = 0.0,
    seed: int = 0,
    init: str = "random",
    W: Matrix | None = None,
    W_fixed: bool = False,
    H: Matrix | None = None,
    H_fixed: bool = False,
    n_threads: int = 2,
    progress: Progress | None = None,
) -> NmfResult:
    """Explain the frames of `V` as sums of `n_components` bases.

    The result is the same, bit for bit, for the same arguments, whatever the number of threads.

    Parameters
    ----------
    V : float32 (n_frames, n_bins), non-negative; several channels one after the other
    loss : one of `LOSSES`
    solver : 'mu', the textbook's multiplicative updates; or 'auto', which in less time gets at least as far
    iterations : at most so many of the textbook, or fewer that get as far
    tolerance : stop when ten iterations lower the loss by less than this share of the first loss; 0 never
    seed : of the random start
    init : 'random' or 'nndsvd'
    W : float32 (n_components, n_bins), where the bases start, or stay if `W_fixed`
    H : float32 (n_frames, n_components), where the activations start, or stay if `H_fixed`
    progress : called after each update with the iterations done and the last known loss; its errors come out

    Raises
    ------
    ArgumentError : a value out of range, a shape that does not fit, a negative number or not a number
    """
    _check_names(loss, solver, init)
    if n_components < 1 or iterations < 0 or not 0 <= tolerance < np.inf:
        raise ArgumentError("components must be at least 1, iterations and tolerance at least 0")
    _check_shapes(V, n_components, W, W_fixed, H, H_fixed)
    V = frozen(V)
    with Crew(n_threads) as crew:
        mean = _survey(V, crew)
        if init == "nndsvd" and mean > 0 and (W is None or H is None):
            drawn = nndsvd_start(V, n_components, seed, crew)
        else:
            drawn = random_start(len(V), V.shape[1], n_components, seed, mean)
        units = _Units(mean, drawn, W, H, H_fixed)
        fit = Fit(V, *units.take(drawn, W, H), loss, units.scale, crew)
        del drawn
        run = Run(fit, plan_for(solver, loss, n_components), iterations, tolerance, units.scale, progress)
        reached, n_done = run.go(H=not H_fixed, W=not W_fixed)
    found_W, found_H = units.give_back(fit.W, fit.H, W if W_fixed else None, H if H_fixed else None)
    return NmfResult(found_W, found_H, reached, n_done)


class _Units:
    """Between the scales that the factors came with and those that suit the kernels.

    There the mean of `V` is about one, and the rows of `W` begin with a sum of one; or the columns of `H`
    with a mean of one, if they are to stay.
    """

    def __init__(
        self, mean: float, drawn: tuple[Matrix, Matrix], W: Matrix | None, H: Matrix | None, H_fixed: bool
    ) -> None:
        self.scale = 2.0 ** float(np.clip(-np.round(np.log2(mean)), -126, 126)) if mean > 0 else 1.0
        self._sums = _or_one((drawn[0] if W is None else W).sum(axis=1, dtype=np.float64))
        self._levels = _or_one(H.mean(axis=0, dtype=np.float64)) if H_fixed and H is not None else None

    def take(self, drawn: tuple[Matrix, Matrix], W: Matrix | None, H: Matrix | None) -> tuple[Matrix, Matrix]:
        """Return the factors to start from: those that are given, else those that were drawn."""
        bases, activations = drawn[0] if W is None else W, drawn[1] if H is None else H
        if self._levels is None:
            gains = self.scale * (1.0 if H is None else self._sums)
            return _times(bases, 1 / self._sums[:, None]), _times(activations, gains)
        reach = self._levels if W is not None else drawn[1].mean(axis=0, dtype=np.float64)
        gains = np.clip(reach * self.scale, 1e-9, 1e9)
        return _times(bases, gains[:, None]), _times(activations, 1 / self._levels)

    def give_back(
        self, W: Matrix, H: Matrix, fixed_W: Matrix | None, fixed_H: Matrix | None
    ) -> tuple[Matrix, Matrix]:
        """Return the factors in the scale of `V`, fixed ones unchanged."""
        if fixed_H is not None and self._levels is not None:
            gains = 1 / (self._levels * self.scale)
            return (_times(W, gains[:, None]) if fixed_W is None else fixed_W), fixed_H
        if fixed_W is not None:
            return fixed_W, _times(H, 1 / (self._sums * self.scale))
        sums = _or_one(W.sum(axis=1, dtype=np.float64))
        return _times(W, 1 / sums[:, None]), _times(H, sums / self.scale)


def _times(numbers: Matrix, factors: float | NDArray[np.float64]) -> Matrix:
    """Multiply in double precision, for the factors may be beyond float32 where the products are not."""
    out = np.empty(numbers.shape, np.float32)
    np.multiply(numbers, factors, out=out, dtype=np.float64, casting="same_kind")
    return out


def _or_one(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(numbers > 0, numbers, 1.0)


def _check_names(loss: str, solver: str, init: str) -> None:
    for name, value, known in (("loss", loss, LOSSES), ("solver", solver, SOLVERS), ("init", init, STARTS)):
        if value not in known:
            raise ArgumentError(f"no {name} named '{value}'; have: {', '.join(known)}")


def _check_shapes(
    V: Matrix, n_components: int, W: Matrix | None, W_fixed: bool, H: Matrix | None, H_fixed: bool
) -> None:
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


def _survey(V: Matrix, crew: Crew) -> float:
    """Return the mean of `V`, having seen that there is nothing in it that is not a magnitude."""
    cuts = cuts_of(len(V), 1)
    facts = np.zeros((cuts.size - 1, 2))
    crew.run(lambda a, b: survey(V, cuts, (a, b), facts), split(cuts.size - 1, crew.n_threads))
    if not np.isfinite(facts).all() or facts[:, 0].min() < 0:
        raise ArgumentError("the spectrogram holds values that are negative or not numbers")
    return float(facts[:, 1].sum() / V.size)


def choose_n_components(
    V: Matrix, *, coverage: float = 0.95, most: int = 24, seed: int = 0, n_threads: int = 2
) -> int:
    """Say how many components `V` (n_frames, n_bins) asks for: between 1 and `most`.

    It is the least number of singular values whose squares make up `coverage` of the sum of all.

    References
    ----------
    Boutsidis & Gallopoulos, "SVD based initialization", Pattern Recognition 41, 2008; FluCoMa's BufNMFSeed
    uses it to the same end.
    """
    V = frozen(V)
    with Crew(n_threads) as crew:
        mean = _survey(V, crew) or 1.0
        values = singular_vectors(V, most, seed, crew)[1] / mean
    energy = sum(float(np.square(row / np.float64(mean)).sum()) for row in V)
    return int(np.clip(1 + (np.cumsum(values**2) < coverage * energy).sum(), 1, most))
