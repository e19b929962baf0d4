"""Components split in parts, and merged: the others stay as they are, to the bit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.factorize import in_range, stacked_magnitudes
from oscfactor.compute.options import Progress
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf import factorize as nmf
from oscfactor.dsp.nmf.given import Given, Kept
from oscfactor.model.renumbering import Renumbering
from oscfactor.model.values import Buffer, Factorization

Array = NDArray[np.float32]
Shaped = tuple[Factorization, Renumbering]

ITERATIONS = 60  # of the parts alone
JOINT = 10  # then, of the parts among all components
TINY = np.float32(1e-30)
ROWS = 256  # frames that are compared at once


def split(
    buffer: Buffer,
    f: Factorization,
    k: int | None,
    into: int,
    *,
    n_threads: int = 1,
    progress: Progress = lambda _fraction, _iteration, _loss: None,
    look: Callable[[], None] = lambda: None,
) -> Shaped:
    """Return components of which `k`, or the one that fits the sound worst, has become several.

    What the component's mask lets through is factorized by itself; then its parts go on for a while among all
    others, which do not move.

    Whatever `progress` and `look` raise comes through.
    """
    started = time.perf_counter()
    V, H = stacked_magnitudes(buffer, f.stft, n_threads=n_threads, look=look), _rows(f.H)
    if k is None:
        k = int(masked_losses(V, f.W, H, look=look).argmax())

    def told(i: int, loss: float) -> None:
        progress(min(i / (ITERATIONS + JOINT), 1.0), i, loss)

    run = partial(nmf.factorize, n_threads=n_threads, look=look)
    parts = run(masked(V, f.W, H, k), into, iterations=ITERATIONS, progress=told)
    held = _in_place(f, k, parts)
    result = run(
        V,
        len(held.places),
        loss=f.loss,
        iterations=JOINT,
        given=Given(kept=held),
        progress=lambda i, loss: told(ITERATIONS + i, loss),
    )
    new = _with(f, result, started)
    shares = _shares(new.H[..., ~held.W_fixed].sum(axis=(0, 1), dtype=np.float64))
    return _led(in_range(new), Renumbering.of_split(f.n_components, k, shares.tolist()))


def _in_place(f: Factorization, k: int, parts: nmf.NmfResult) -> Kept:
    """Return all components to start from, the largest part in the place of `k`; only parts move."""
    order = np.argsort(-parts.H.sum(axis=0), kind="stable")
    W = np.concatenate([f.W, parts.W[order[1:]]])
    H = np.concatenate([_rows(f.H), parts.H[:, order[1:]]], axis=1)
    W[k], H[:, k] = parts.W[order[0]], parts.H[:, order[0]]
    stays = np.arange(len(W)) < f.n_components
    stays[k] = False
    return Kept(places=np.arange(len(W)), W=W, H=H, W_fixed=stays, H_fixed=stays)


def merge(
    buffer: Buffer,
    f: Factorization,
    merged: list[int],
    *,
    n_threads: int = 1,
    progress: Progress = lambda _fraction, _iteration, _loss: None,
    look: Callable[[], None] = lambda: None,
) -> Shaped:
    """Return components of which several have become one, in the place of the lowest.

    Its basis is their mean, weighted by how much there is of each, and its activation their sum: the nearest
    single component there is, by the Kullback-Leibler divergence.
    """
    started = time.perf_counter()
    V = stacked_magnitudes(buffer, f.stft, n_threads=n_threads, look=look)
    lowest, *gone = sorted(merged)
    W, H = f.W.copy(), _rows(f.H).copy()
    sums = f.W[merged].sum(axis=1, dtype=np.float64)  # 1, but of bases that were lent and held
    shares = _shares(H[:, merged].sum(axis=0, dtype=np.float64) * sums)
    W[lowest] = (shares / np.where(sums > 0, sums, 1.0)) @ f.W[merged]
    H[:, lowest] = H[:, merged] @ sums
    W, H = np.delete(W, gone, axis=0), np.delete(H, gone, axis=1)
    result = nmf.factorize(
        V,
        len(W),
        loss=f.loss,
        iterations=0,
        given=Given(W=W, W_fixed=True, H=H, H_fixed=True),
        n_threads=n_threads,
        look=look,
    )
    progress(1.0, 0, result.loss)
    renumbering = Renumbering.of_merge(f.n_components, merged, shares.tolist())
    return _led(in_range(_with(f, result, started)), renumbering)


def masked(V: Array, W: Array, H: Array, k: int) -> Array:
    """Return the part of a spectrogram that a component's mask lets through; `V` and `H` frames first."""
    part = np.empty_like(V)
    for first in range(0, len(V), ROWS):
        rows = slice(first, first + ROWS)
        part[rows] = V[rows] * (np.outer(H[rows, k], W[k]) / np.maximum(H[rows] @ W, TINY))
    return frozen(part)


def masked_losses(
    V: Array, W: Array, H: Array, *, look: Callable[[], None] = lambda: None
) -> NDArray[np.float64]:
    """Return how badly each component fits what its mask lets through: a Kullback-Leibler divergence each.

    Of a mask `m = w h / (W H)` and what it lets through, `m V`, that is the sum over all cells of
    `m (V log(V / (W H)) - V + W H)`: the losses of all add up to that of the whole.
    """
    losses = np.zeros(len(W))
    for first in range(0, len(V), ROWS):
        look()
        v, h = V[first : first + ROWS], H[first : first + ROWS]
        mix = np.maximum(h @ W, TINY)
        loss = v * np.log(np.maximum(v, TINY) / mix) - v + mix
        losses += (np.inner(loss / mix, W) * h).sum(axis=0, dtype=np.float64)
    return losses


def _shares(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of all each is; the same of each where there is nothing."""
    total = sums.sum()
    return sums / total if total > 0 else np.full(len(sums), 1 / len(sums))


def _rows(H: Array) -> Array:
    """Return the activations of all channels end to end."""
    return H.reshape(-1, H.shape[2])


def _led(f: Factorization, renumbering: Renumbering) -> Shaped:
    """Return components with the hints that led those which stay."""
    return replace(f, hints=renumbering.hints(f.hints)), renumbering


def _with(f: Factorization, result: nmf.NmfResult, started: float) -> Factorization:
    return replace(
        f,
        W=frozen(result.W),
        H=frozen(result.H.reshape(len(f.H), -1, len(result.W))),
        loss_value=float(result.loss),
        seconds=time.perf_counter() - started,
    )
