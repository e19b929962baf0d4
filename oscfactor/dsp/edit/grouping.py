"""Which components belong together: those that stand at one place between left and right, or sound alike."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Labels = NDArray[np.int64]

SPREAD: Final = 0.05  # of the way from left to right, around the middle of a group: chosen on panned mixes
BANDS: Final = 36  # quarters of octaves, from `LOWEST` on
LOWEST: Final = 40.0  # Hz
N_STARTS: Final = 5
N_ITERATIONS: Final = 200
A_GROUP: Final = 3.5  # components in a group, where the number of groups by timbre is ours to choose


def places(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each component stands, from 0, left, to 1, right; 0.5 is the middle.

    Even channels are left and odd ones right, as a player has them. A source that is panned by amplitude is
    as much louder on one side in each of its frames, and so are the activations of its components.

    Parameters
    ----------
    sums : float64 (n_channels, n_components), of the activations over all frames; of two channels or more

    Returns
    -------
    float64 (n_components,)
    """
    left, right = (sums[side::2].sum(axis=0) for side in (0, 1))
    result: NDArray[np.float64] = np.arctan2(right, left) * (2 / np.pi)
    return result


def by_place(sums: NDArray[np.float64], n_groups: int) -> Labels:
    """Return the group of each component, of so many from left to right, 0 chooses; -1 for a silent one.

    Parameters
    ----------
    sums : as `places` says
    n_groups : as `on_a_line` says
    """
    return on_a_line(places(sums), sums.sum(axis=0), n_groups)


def by_timbre(W: Array, weights: NDArray[np.float64], bin_hz: float, n_groups: int) -> Labels:
    """Return the group of each component, of at most so many, by its spectrum; -1 for a silent one.

    The spectra, as an ear has them, are factorized themselves, and each component goes to what makes up most
    of it. A suggestion: good where each source has tones of its own, and not on drums.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    weights : float64 (n_components,)
        How much is heard of each.
    bin_hz : width of a bin
    n_groups : 0 is a group for some three components

    Returns
    -------
    int64 (n_components,), the loudest group first
    """
    heard = np.flatnonzero(weights > 0)
    labels = np.full(len(W), -1)
    if not len(heard):
        return labels
    n = min(n_groups or max(1, round(len(heard) / A_GROUP)), len(heard))
    V = _spectra(W[heard], bin_hz) * (weights[heard] / weights[heard].sum())[:, None] + 1e-12
    tries = [_factorized(V, n, np.random.default_rng(seed)) for seed in range(N_STARTS)]
    _, A, C = min(tries, key=lambda tried: tried[0])
    found = (A * C.sum(axis=1)).argmax(axis=1)
    loudness = np.bincount(found, weights[heard], n)
    rank = np.empty(n, np.int64)
    rank[np.argsort(-loudness, kind="stable")] = np.arange(n)
    labels[heard] = rank[found]
    return labels


def _spectra(W: Array, bin_hz: float) -> NDArray[np.float64]:
    """Return each basis in bands of a quarter of an octave, on a scale of loudness; (n, BANDS)."""
    hz = np.arange(W.shape[1]) * bin_hz
    band = np.floor(4 * np.log2(np.maximum(hz, 1e-9) / LOWEST)).astype(np.int64)
    inside = (band >= 0) & (band < BANDS)
    energy = np.array([np.bincount(band[inside], row[inside].astype(np.float64) ** 2, BANDS) for row in W])
    total = np.maximum(energy.sum(axis=1, keepdims=True), 1e-300)
    result: NDArray[np.float64] = np.log1p(1e4 * energy / total)
    return result


def _factorized(
    V: NDArray[np.float64], n: int, rng: np.random.Generator
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the Kullback-Leibler loss, and factors of `V` by multiplicative updates: it is small."""
    A, C = rng.uniform(0.1, 1.0, (len(V), n)), rng.uniform(0.1, 1.0, (n, V.shape[1]))
    for _ in range(N_ITERATIONS):
        A *= (V / (A @ C)) @ C.swapaxes(0, 1) / C.sum(axis=1)
        C *= A.swapaxes(0, 1) @ (V / (A @ C)) / A.sum(axis=0)[:, None]
        A, C = np.maximum(A, 1e-30), np.maximum(C, 1e-30)
    Y = A @ C
    return float((V * np.log(V / Y) - V + Y).sum()), A, C


def on_a_line(x: NDArray[np.float64], weights: NDArray[np.float64], n_groups: int) -> Labels:
    """Return the groups of points on a line whose squared distances to their means are the least, by weight.

    The exact answer: groups on a line are neighbours, so where the last one begins is all that is sought,
    for one group more at a time.

    Parameters
    ----------
    x : float64 (n,)
    weights : float64 (n,); a point without weight is in no group
    n_groups : at most `n`; 0 is the least number whose spread is at most `SPREAD`

    Returns
    -------
    int64 (n,), counted along the line

    References
    ----------
    Wang & Song, "Ckmeans.1d.dp: optimal k-means clustering in one dimension", R Journal 3(2), 2011.
    """
    heard = np.flatnonzero(weights > 0)
    order = heard[np.argsort(x[heard], kind="stable")]
    labels = np.full(len(x), -1)
    if not len(order):
        return labels
    begins = _begins(_costs(x[order], weights[order]), weights[order].sum() * SPREAD**2, n_groups)
    end = len(order) - 1
    for g in range(len(begins), -1, -1):
        begin = int(begins[g - 1][end]) if g else 0
        labels[order[begin : end + 1]] = g
        end = begin - 1
    return labels


def _begins(costs: NDArray[np.float64], enough: float, n_groups: int) -> list[NDArray[np.int64]]:
    """Return where the last group of all points up to `j` begins, of two groups, of three, and so on.

    Of `n_groups` in the end; if that is 0, of as few as leave no more than `enough` of the costs.
    """
    n, least = len(costs), costs[0]
    begins: list[NDArray[np.int64]] = []
    while len(begins) + 1 < n and (len(begins) + 1 < n_groups if n_groups else least[-1] > enough):
        tried = np.concatenate([[np.inf], least[:-1]])[:, None] + costs  # the last group from `i` to `j`
        begins.append(tried.argmin(axis=0))
        least = tried.min(axis=0)
    return begins


def _costs(x: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of squared distances to the mean of points `i` to `j`; infinite where there are none."""
    sums = [np.concatenate([[0.0], np.cumsum(weights * x**power)]) for power in range(3)]
    w, wx, wxx = (s[None, 1:] - s[:-1, None] for s in sums)
    n = len(x)
    some = np.arange(n)[:, None] <= np.arange(n)
    cost = np.where(some, wxx - wx**2 / np.where(some, w, 1.0), np.inf)
    result: NDArray[np.float64] = np.maximum(cost, 0.0)
    return result
