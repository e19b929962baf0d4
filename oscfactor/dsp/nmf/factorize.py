"""Non-negative matrix factorisation of a magnitude spectrogram: `V ~= H @ W`, frames first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.fit import Fit
from oscfactor.dsp.nmf.given import check_names, check_shapes, survey_magnitudes
from oscfactor.dsp.nmf.solvers import Progress, Run, plan_for
from oscfactor.dsp.nmf.start import nndsvd_start, random_start, singular_vectors
from oscfactor.dsp.nmf.units import Units
from oscfactor.errors import ArgumentError
from oscfactor.machine.threads import Crew

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
    look: Callable[[], None] = lambda: None,
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
    look : called within each update; its errors come out

    Raises
    ------
    ArgumentError : a value out of range, a shape that does not fit, a negative number or not a number
    """
    check_names(loss, solver, init)
    if n_components < 1 or iterations < 0 or not 0 <= tolerance < np.inf:
        raise ArgumentError("components must be at least 1, iterations and tolerance at least 0")
    check_shapes(V, n_components, W, W_fixed, H, H_fixed)
    V = frozen(V)
    with Crew(n_threads) as crew:
        mean = survey_magnitudes(V, crew)
        start = init if W is None or H is None else "random"
        drawn = _drawn(V, n_components, start, seed, mean, crew)
        units = Units(mean, drawn, W, H, H_fixed)
        fit = Fit(V, *units.take(drawn, W, H), loss, units.scale, crew, look=look)
        del drawn
        run = Run(fit, plan_for(solver, loss, n_components), iterations, tolerance, units.scale, progress)
        reached, n_done = run.go(H=not H_fixed, W=not W_fixed)
    found_W, found_H = units.give_back(fit.W, fit.H, W if W_fixed else None, H if H_fixed else None)
    return NmfResult(found_W, found_H, reached, n_done)


def _drawn(
    V: Matrix, n_components: int, init: str, seed: int, mean: float, crew: Crew
) -> tuple[Matrix, Matrix]:
    """Return the bases and activations of a start; silence has no singular vectors."""
    if init == "nndsvd" and mean > 0:
        return nndsvd_start(V, n_components, seed, crew)
    return random_start(len(V), V.shape[1], n_components, seed, mean)


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
        mean = survey_magnitudes(V, crew) or 1.0
        values = singular_vectors(V, most, seed, crew)[1] / mean
    energy = sum(float(np.square(row / np.float64(mean)).sum()) for row in V)
    return int(np.clip(1 + (np.cumsum(values**2) < coverage * energy).sum(), 1, most))
