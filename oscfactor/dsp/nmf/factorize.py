"""Non-negative matrix factorisation of a magnitude spectrogram: `V ~= H @ W`, frames first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.fit import Fit
from oscfactor.dsp.nmf.given import (
    NOTHING,
    Given,
    Kept,
    check_names,
    check_numbers,
    check_shapes,
    survey_magnitudes,
)
from oscfactor.dsp.nmf.solvers import Progress, Run, plan_for
from oscfactor.dsp.nmf.start import nndsvd_start, random_start, singular_vectors
from oscfactor.dsp.nmf.units import Units
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
    given: Given = NOTHING,
    n_threads: int = 2,
    progress: Progress | None = None,
    look: Callable[[], None] = lambda: None,
) -> NmfResult:
    """Explain the frames of `V` as sums of `n_components` bases; the number of threads changes no bit.

    Parameters
    ----------
    V : float32 (n_frames, n_bins), non-negative; several channels one after the other
    solver : 'mu', the textbook's multiplicative updates; or 'auto', which in less time gets at least as far
    iterations : at most so many of the textbook, or fewer that get as far
    tolerance : stop when ten iterations lower the loss by less than this share of the first loss; 0 never
    loss, init, seed : one of `LOSSES`; 'random' or 'nndsvd'; of the random start
    given : bases and activations to start from, or to hold; or some components that are kept
    progress : called after each update with the iterations done and the last known loss; its errors come out
    look : called within each update; its errors come out

    Raises
    ------
    ArgumentError : a value out of range, a shape that does not fit, a negative number or not a number
    """
    check_names(loss, solver, init)
    check_numbers(n_components, iterations, tolerance)
    check_shapes(V, n_components, given)
    with Crew(n_threads) as crew:
        units, fit = _begun(frozen(V), n_components, given, loss, _Start(init, seed), crew, look)
        run = Run(fit, plan_for(solver, loss, n_components), iterations, tolerance, units.scale, progress)
        reached, n_done = run.go(H=not given.H_fixed, W=not given.W_fixed)
    return NmfResult(*_given_back(units, fit, given.kept), reached, n_done)


class _Start(NamedTuple):
    """How factors that are not given are drawn."""

    init: str
    seed: int


def _begun(
    V: Matrix, n_components: int, given: Given, loss: str, start: _Start, crew: Crew, look: Callable[[], None]
) -> tuple[Units, Fit]:
    """Return a fit at its start, and its scales; silence has no singular vectors to start from."""
    mean = survey_magnitudes(V, crew)
    if start.init == "nndsvd" and mean > 0 and (given.W is None or given.H is None):
        drawn = nndsvd_start(V, n_components, start.seed, crew)
    else:
        drawn = random_start(len(V), V.shape[1], n_components, start.seed, mean)
    kept = given.kept
    if kept is not None:
        drawn[0][kept.places] = kept.W / kept.sums[:, None]
        drawn[1][:, kept.places] = kept.H * kept.sums
    units = Units(mean, drawn, given)
    fit = Fit(V, *units.take(drawn), loss, units.scale, crew, look=look)
    if kept is not None:
        fit.hold(kept.places[kept.W_fixed], kept.places[kept.H_fixed])
    return units, fit


def _given_back(units: Units, fit: Fit, kept: Kept | None) -> tuple[Matrix, Matrix]:
    """Return the factors in the scale of `V`; those that were kept are those that were given, to the bit."""
    W, H = units.give_back(fit.W, fit.H)
    if kept is None:
        return W, H
    bases, activations = kept.places[kept.W_fixed], kept.places[kept.H_fixed]
    W[bases] = kept.W[kept.W_fixed]
    H[:, bases] /= kept.sums[kept.W_fixed]
    H[:, activations] = kept.H[:, kept.H_fixed]
    return W, H


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
