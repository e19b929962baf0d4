"""The best of several seeds."""

import threading

import numpy as np
import pytest

from oscfactor.compute.factorize import factorize
from oscfactor.compute.resultcache import key_of
from oscfactor.compute.tries import best_start
from oscfactor.dsp.nmf.factorize import NmfResult
from oscfactor.errors import CancelledError
from oscfactor.model.values import Buffer
from tests.session.test_session import options

NOTHING = np.zeros((1, 1), np.float32)


def sound():
    rng = np.random.default_rng(3)
    samples = rng.standard_normal((1, 4000)).astype(np.float32) * np.linspace(0, 1, 4000, dtype=np.float32)
    samples.flags.writeable = False
    return Buffer(samples, 8000)


def test_the_seed_with_the_least_loss_goes_all_the_way():
    losses = {5: 3.0, 6: 1.0, 7: 2.0}
    asked = []

    def run(chosen, /, *, n_threads, progress):
        asked.append((chosen.seed, chosen.iterations, n_threads))
        return NmfResult(NOTHING, NOTHING, losses[chosen.seed], 1)

    best, _ = best_start(options(seed=5, tries=3, iterations=40), run, 2, lambda *_: None)
    assert (best.seed, best.iterations) == (6, 40)
    assert sorted(asked) == [(5, 20, 1), (6, 20, 1), (7, 20, 1)]


def test_the_result_is_that_of_one_of_the_seeds_whatever_the_number_of_threads():
    buffer = sound()
    ones = [factorize(buffer, options(3, seed=seed)) for seed in range(4)]
    for n_threads in (1, 2):
        best = factorize(buffer, options(3, tries=4), n_threads=n_threads)
        (same,) = [one for one in ones if np.array_equal(one.W, best.W)]
        assert np.array_equal(same.H, best.H)


def test_progress_never_falls_and_ends_at_one():
    told, lock = [], threading.Lock()

    def progress(fraction, iteration, loss):
        with lock:
            told.append((fraction, iteration))

    factorize(sound(), options(2, tries=3), n_threads=2, progress=progress)
    assert told == sorted(told)
    assert told[-1][0] == pytest.approx(1.0)


def test_a_cancelled_trial_ends_all():
    def progress(fraction, _iteration, _loss):
        if fraction > 0.2:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        factorize(sound(), options(2, tries=3), n_threads=2, progress=progress)


def test_results_of_other_tries_are_kept_apart():
    assert key_of(sound(), options(tries=1)) != key_of(sound(), options(tries=2))
