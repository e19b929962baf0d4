"""The best of several random starts: each goes half the way, and the one with the least loss all of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from oscfactor.compute.options import Options, Progress
from oscfactor.dsp.nmf.factorize import NmfResult


class Running(Protocol):
    """A function that factorizes with some options."""

    def __call__(self, options: Options, /, *, n_threads: int, progress: Progress) -> NmfResult:
        """Return the factors."""


def best_start(
    options: Options, run: Running, n_threads: int, progress: Progress
) -> tuple[Options, Progress]:
    """Return the options of the best of `options.tries` seeds, and what hears how far the rest is.

    The trials run side by side, each on one thread; which is the best depends on no number of threads.
    A trial of half the iterations is as good a judge as a whole one (measured: K = 6, +0.5 ± 0.6 dB of four
    tries over one, their spread 1.05 → 0.39 dB; from 16 components on nothing).
    """
    if options.tries == 1:
        return options, progress
    half = max(1, options.iterations // 2)
    trials = [replace(options, seed=options.seed + i, iterations=half) for i in range(options.tries)]
    telling = _Telling(len(trials), options.iterations, progress)

    def loss_of(i: int) -> float:
        return run(trials[i], n_threads=1, progress=telling.of_trial(i)).loss

    with ThreadPoolExecutor(max(1, min(n_threads, len(trials))), thread_name_prefix="trial") as pool:
        losses = list(pool.map(loss_of, range(len(trials))))
    best = losses.index(min(losses))
    return replace(options, seed=options.seed + best), telling.of_rest


class _Telling:
    """Adds up how far the trials are, and the run after them: the fraction never falls."""

    def __init__(self, n_trials: int, iterations: int, progress: Progress) -> None:
        self._fractions = [0.0] * n_trials
        self._least = float("inf")  # loss that is known
        self._iterations, self._progress = iterations, progress
        self._lock = threading.Lock()
        self._all = n_trials / 2 + 1  # whole runs

    def of_trial(self, i: int) -> Progress:
        """Return what hears how far trial `i` is."""

        def told(fraction: float, _iteration: int, loss: float) -> None:
            with self._lock:
                self._fractions[i] = fraction
                self._least = min(self._least, loss)
                self._tell(sum(self._fractions) / 2, self._least)

        return told

    def of_rest(self, fraction: float, _iteration: int, loss: float) -> None:
        """Hear how far the run after the trials is."""
        self._tell(len(self._fractions) / 2 + fraction, loss)

    def _tell(self, n_done: float, loss: float) -> None:
        fraction = n_done / self._all
        self._progress(fraction, int(fraction * self._iterations), loss)
