"""From a sound to its components: the whole factorisation, as the daemon and the command line run it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.keeping import KeptComponents
from oscfactor.compute.options import Options, Progress
from oscfactor.compute.tries import best_start
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.bounds import fault
from oscfactor.dsp.nmf import factorize as nmf
from oscfactor.dsp.nmf import features
from oscfactor.dsp.nmf.given import Given
from oscfactor.dsp.transform.stft import Stft, magnitudes
from oscfactor.errors import ArgumentError, LimitError
from oscfactor.limits import factorization_bytes
from oscfactor.model.values import Buffer, Component, Factorization


def check(
    buffer: Buffer,
    options: Options,
    *,
    bases: Factorization | None = None,
    activations: Factorization | None = None,
    kept: KeptComponents | None = None,
    n_threads: int = 1,
    max_bytes: float = float("inf"),
) -> None:
    """Raise the error that `factorize` with these would end in, before any work is done.

    Raises
    ------
    ArgumentError : for a geometry, a number of components or a seed that does not fit the sound
    LimitError : if the work would take more than `max_bytes` of memory
    """
    stft = options.stft
    if bases is None and options.bases_mode == "fixed":
        raise ArgumentError("bases_mode fixed needs bases: name the buffer whose bases to hold")
    if activations is None and options.activations_mode == "fixed":
        raise ArgumentError("activations_mode fixed needs activations: name the buffer whose to hold")
    n_frames = stft.n_frames(buffer.n_samples)
    given = {f.n_components for f in (bases, activations) if f is not None}
    n_components = max(given, default=options.components)
    if kept is not None:
        kept.check(options, lent=bool(given))
    n_bytes = factorization_bytes(buffer.n_channels, n_frames, stft.n_bins, n_components)
    _check_memory(n_bytes * min(options.tries, n_threads), max_bytes)  # tries are side by side
    if len(given) > 1 or (given and options.components not in (0, *given)):
        counts = " and ".join(map(str, sorted(given)))
        raise ArgumentError(
            f"components must be 0 or as many as are given ({counts}), not {options.components}"
        )
    most = min(stft.n_bins, buffer.n_channels * n_frames)
    if max(given, default=options.components) > most:
        raise ArgumentError(
            f"components must be at most {most} here: the sound has {n_frames} frames of {stft.n_bins} bins"
        )


def _check_memory(n_bytes: float, max_bytes: float) -> None:
    if n_bytes > max_bytes:
        raise LimitError(
            f"this takes {n_bytes / 1e6:.0f} MB and {max_bytes / 1e6:.0f} MB are free; use a larger hop,"
            " a smaller fft, fewer components, or raise the setting max_memory"
        )


def factorize(
    buffer: Buffer,
    options: Options,
    *,
    bases: Factorization | None = None,
    activations: Factorization | None = None,
    kept: KeptComponents | None = None,
    n_threads: int = 1,
    progress: Progress = lambda _fraction, _iteration, _loss: None,
    look: Callable[[], None] = lambda: None,
) -> Factorization:
    """Return the buffer's components.

    The channels' frames are laid end to end, so that all share the bases and each has its own activations.

    Parameters
    ----------
    bases, activations : where to start, in this buffer's bins and frames (`lending` sees to that); by
        `options.bases_mode` and `activations_mode` they are held or may change
    kept : components of this buffer that stay, instead
    progress : called after every iteration with the fraction done, the iteration and the loss
    look : called more often than that; it raises an error when the components are not wanted any more

    Raises
    ------
    ArgumentError : as `check` says; bases or activations do not fit; the components would be out of range
    CancelledError : whatever `progress` raises comes through
    """
    started = time.perf_counter()
    check(buffer, options, bases=bases, activations=activations, kept=kept)
    V = stacked_magnitudes(buffer, options.stft, n_threads=n_threads, look=look)
    K = _n_components(V, options, bases, activations, kept)
    given = _given(len(V), K, options, bases, activations, kept)
    run = partial(_found, V, K, given=given, look=look)
    options, progress = best_start(options, run, n_threads, progress)
    result = run(options, n_threads=n_threads, progress=progress)
    sort = options.sort or ("energy" if bases is None and activations is None else "none")
    places = () if kept is None else tuple(kept.places(K).values())
    found = _sorted(result, buffer.n_channels, sort, options, places)
    return in_range(replace(found, seconds=time.perf_counter() - started))


def stacked_magnitudes(
    buffer: Buffer, stft: Stft, *, n_threads: int, look: Callable[[], None] = lambda: None
) -> NDArray[np.float32]:
    """Return the magnitudes of all channels' frames end to end, (n_channels * n_frames, n_bins)."""
    V = magnitudes(stft, buffer.samples, n_threads=n_threads, look=look)
    return V.reshape(-1, V.shape[2])


def _given(
    n_rows: int,
    n_components: int,
    options: Options,
    bases: Factorization | None,
    activations: Factorization | None,
    kept: KeptComponents | None,
) -> Given:
    """Return what a factorization of so many frames starts from."""
    return Given(
        W=None if bases is None else bases.W,
        W_fixed=bases is not None and options.bases_mode == "fixed",
        H=None if activations is None else _stacked(activations.H, n_rows // activations.H.shape[1]),
        H_fixed=activations is not None and options.activations_mode == "fixed",
        kept=None if kept is None else kept.among(n_components),
    )


def _found(
    V: NDArray[np.float32],
    n_components: int,
    options: Options,
    *,
    given: Given,
    n_threads: int,
    progress: Progress,
    look: Callable[[], None],
) -> nmf.NmfResult:
    """Return the factors of all channels' frames, (n_channels * n_frames, n_bins), laid end to end."""
    return nmf.factorize(
        V,
        n_components,
        loss=options.loss,
        solver=options.solver,
        iterations=options.iterations,
        tolerance=options.tolerance,
        seed=options.seed,
        init=options.init,
        given=given,
        n_threads=n_threads,
        progress=lambda iteration, loss: progress(min(iteration / options.iterations, 1.0), iteration, loss),
        look=look,
    )


def _sorted(
    result: nmf.NmfResult, n_channels: int, sort: str, options: Options, kept: Sequence[int] = ()
) -> Factorization:
    """Return components in an order of `features.order`, each channel with its own activations.

    Those `kept` stay in their places.
    """
    H = result.H.reshape(n_channels, -1, len(result.W))
    order = np.arange(len(result.W))
    new = np.setdiff1d(order, np.asarray(kept, np.intp))
    order[new] = new[features.order(result.W[new], H[..., new], sort)]
    return Factorization(
        W=frozen(result.W[order]),
        H=frozen(H[..., order]),
        stft=options.stft,
        loss=options.loss,
        loss_value=float(result.loss),
        n_iterations=result.iterations,
        seconds=0.0,
    )


def in_range(f: Factorization) -> Factorization:
    """Return a factorization all of whose numbers are finite and in range.

    Raises
    ------
    ArgumentError
        They are not: the sound is too loud, or what was given too soft.
    """
    problem = fault(f.W, "basis") or fault(f.H, "activation")
    if problem or not math.isfinite(f.loss_value):
        problem = problem or "what is no finite number in the loss"
        raise ArgumentError(f"there would be {problem}; bring the sound to a usual level first")
    return f


def describe(buffer: Buffer, factorization: Factorization) -> list[Component]:
    """Return each component's numbers."""
    W, H, stft = factorization.W, factorization.H, factorization.stft
    bin_hz = buffer.sample_rate / stft.fft
    columns = zip(
        features.energies(W, H), features.centroids(W), features.peaks(W), features.onsets(H), strict=True
    )
    return [
        Component(
            k,
            float(energy),
            float(centroid) * bin_hz,
            int(peak) * bin_hz,
            int(onset) * stft.hop / buffer.sample_rate,
        )
        for k, (energy, centroid, peak, onset) in enumerate(columns)
    ]


def _n_components(
    V: NDArray[np.float32],
    options: Options,
    bases: Factorization | None,
    activations: Factorization | None,
    kept: KeptComponents | None,
) -> int:
    for given in (bases, activations):
        if given is not None:
            return given.n_components
    least = 0 if kept is None else kept.n
    return options.components or max(nmf.choose_n_components(V), least)


def _stacked(H: NDArray[np.float32], n_channels: int) -> NDArray[np.float32]:
    """Return the activations of all channels end to end, (n_channels * n_frames, n_components).

    The activations of one channel are repeated for all.
    """
    return np.broadcast_to(H, (n_channels, *H.shape[1:])).reshape(-1, H.shape[2])
