"""Non-negative matrix factorisation of a magnitude spectrogram: `V ~= H @ W`, frames first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.fit import LOSSES, Fit
from oscfactor.dsp.kernels.thin import survey
from oscfactor.dsp.start import cuts_of, nndsvd_start, random_start, singular_vectors
from oscfactor.dsp.threads import Crew, split
from oscfactor.errors import ArgumentError

SOLVERS = ("auto", "mu")
STARTS = ("random", "nndsvd")
CHECK_EVERY = 10  # iterations between two looks at the loss

Matrix = NDArray[np.float32]
Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class NmfResult:
    """What a factorisation found, and how well it fits."""

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
    loss : 'kl', 'is' or 'euclidean'
    solver : 'auto', or 'mu' for the textbook's multiplicative updates
    iterations : at most so many
    tolerance : stop when ten iterations lower the loss by less than this share of the first loss; 0 never
    seed : of the random start
    init : 'random' or 'nndsvd'
    W : float32 (n_components, n_bins), where the bases start, or stay if `W_fixed`
    H : float32 (n_frames, n_components), where the activations start, or stay if `H_fixed`
    progress : called after each iteration with its number and the last known loss; what it raises, ends all

    Raises
    ------
    ArgumentError : a value out of range, a shape that does not fit, a negative number or not a number
    """
    if loss not in LOSSES:
        raise ArgumentError(f"no loss named '{loss}'; have: {', '.join(LOSSES)}")
    if solver not in SOLVERS:
        raise ArgumentError(f"no solver named '{solver}'; have: {', '.join(SOLVERS)}")
    if init not in STARTS:
        raise ArgumentError(f"no init named '{init}'; have: {', '.join(STARTS)}")
    if n_components < 1 or iterations < 0 or not 0 <= tolerance < np.inf:
        raise ArgumentError("components must be at least 1, iterations and tolerance at least 0")
    _check_shapes(V, n_components, W, W_fixed, H, H_fixed)
    V = np.ascontiguousarray(V, np.float32)[:]
    V.flags.writeable = False  # one type for the kernels, so that they are compiled once
    with Crew(n_threads) as crew:
        cuts = cuts_of(len(V))
        mean = _survey(V, cuts, crew)
        scale = 2.0 ** float(np.clip(-np.round(np.log2(mean)), -126, 126)) if mean > 0 else 1.0
        if init == "nndsvd" and mean > 0 and (W is None or H is None):
            start = nndsvd_start(V, n_components, seed, crew)
        else:
            start = random_start(len(V), V.shape[1], n_components, seed, mean)
        fit = Fit(V, start, W, H, H_fixed, loss, scale, cuts, crew)
        done = _iterate(fit, not H_fixed, not W_fixed, iterations, tolerance, progress)
        value = fit.loss()
        return NmfResult(
            W if W is not None and W_fixed else fit.bases(),
            H if H is not None and H_fixed else fit.activations(W_fixed=W_fixed),
            value,
            done,
        )


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


def _survey(V: Matrix, cuts: NDArray[np.int64], crew: Crew) -> float:
    """Return the mean of `V`, having seen that there is nothing in it that is not a magnitude."""
    facts = np.zeros((cuts.size - 1, 2))
    crew.run(lambda a, b: survey(V, cuts, (a, b), facts), split(cuts.size - 1, crew.n_threads))
    if not np.isfinite(facts).all() or facts[:, 0].min() < 0:
        raise ArgumentError("the spectrogram holds values that are negative or not numbers")
    return float(facts[:, 1].sum() / V.size)


def _iterate(
    fit: Fit, move_h: bool, move_w: bool, iterations: int, tolerance: float, progress: Progress | None
) -> int:
    """Update until `iterations` or `tolerance` is reached, and return the number of iterations done."""
    first = last = np.inf
    for iteration in range(iterations):
        look = iteration % CHECK_EVERY == 0 and (tolerance > 0 or progress is not None)
        known = fit.update(move_h, move_w, look)
        if look:
            if tolerance > 0 and iteration and last - known < tolerance * first:
                return iteration + 1
            first, last = (known if iteration == 0 else first), known
        if progress is not None:
            progress(iteration + 1, last)
    return iterations


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
    V = np.ascontiguousarray(V, np.float32)[:]
    V.flags.writeable = False
    with Crew(n_threads) as crew:
        mean = _survey(V, cuts_of(len(V)), crew)
        values = singular_vectors(V, most, seed, crew)[1] / (mean or 1.0)
    energy = float(np.square(V / np.float32(mean or 1.0), dtype=np.float64).sum())
    return int(np.clip(1 + (np.cumsum(values**2) < coverage * energy).sum(), 1, most))
