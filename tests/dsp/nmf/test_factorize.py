"""Factorising: the textbook's numbers, also at odd sizes; odd sounds; the same bits every time."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from oscfactor.dsp.nmf.factorize import choose_n_components, factorize
from oscfactor.dsp.nmf.given import LOSSES, SOLVERS, Given
from oscfactor.errors import ArgumentError, CancelledError
from tests.support import naive

SIZES = [(1, 1, 1), (2, 5, 1), (3, 16, 3), (37, 129, 7), (64, 33, 65), (101, 65, 12)]
LOSS_OF = {"kl": naive.kl_loss, "is": naive.is_loss, "euclidean": naive.euclidean_loss}
UPDATE_OF = {
    "kl": naive.kl_update,
    "is": naive.is_update,
    "euclidean": naive.euclidean_update,
}


def spectrogram(n_frames=60, n_bins=97, n_parts=4, seed=0):
    random = np.random.default_rng(seed)
    V = random.gamma(0.3, 1.0, (n_frames, n_parts)) @ random.gamma(0.3, 1.0, (n_parts, n_bins))
    return (V * random.uniform(0.5, 1.5, V.shape) + 1e-3).astype(np.float32)


def start(V, n_components, seed=1):
    random = np.random.default_rng(seed)
    W = random.uniform(0.1, 1, (n_components, V.shape[1])).astype(np.float32)
    return W, random.uniform(0.1, 1, (len(V), n_components)).astype(np.float32)


def compare(result, V, W, H, loss):
    W, H = naive.with_rows_summing_to_one(W, H)
    np.testing.assert_allclose(result.H @ result.W, H @ W, rtol=2e-3, atol=2e-5 * V.max())
    alive = H.max(axis=0) > 1e-6 * H.max()
    np.testing.assert_allclose(result.W[alive], W[alive], atol=2e-3 * W.max())
    wanted = LOSS_OF[loss](V.astype(float), W, H)
    assert result.loss == pytest.approx(wanted, rel=1e-3, abs=1e-5 * float(V.sum()))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("loss", LOSSES)
def test_multiplicative_updates_are_those_of_the_textbook(loss, size):
    V = spectrogram(*size[:2])
    W, H = start(V, size[2])
    result = factorize(V, size[2], loss=loss, solver="mu", iterations=5, given=Given(W=W, H=H))
    W, H = W.astype(float), H.astype(float)
    for _ in range(5):
        W, H = UPDATE_OF[loss](V.astype(float), W, H)
    compare(result, V, W, H, loss)


@pytest.mark.parametrize("size", [size for size in SIZES if size[2] <= min(size[:2])])
def test_least_squares_are_those_of_the_textbook(size):
    V = spectrogram(*size[:2])
    W, H = start(V, size[2])
    result = factorize(V, size[2], loss="euclidean", iterations=4, given=Given(W=W, H=H))
    W, H = naive.hals_update(V.astype(float), W.astype(float), H.astype(float), 4)
    compare(result, V, W, H, "euclidean")


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_never_rises(loss, solver):
    V = spectrogram(200)
    seen = []
    result = factorize(V, 5, loss=loss, solver=solver, progress=lambda _, value: seen.append(value))
    seen.append(result.loss)
    assert all(later <= earlier * (1 + 1e-6) for earlier, later in pairwise(seen))
    assert seen[-1] < 0.7 * seen[0]


@pytest.mark.parametrize("loss", LOSSES)
def test_auto_gets_at_least_as_far_as_the_textbook(loss):
    V = spectrogram(300, 97, 8)
    ratios = [
        factorize(V, 5, loss=loss, seed=seed).loss / factorize(V, 5, loss=loss, solver="mu", seed=seed).loss
        for seed in range(5)
    ]
    assert np.median(ratios) < 1.001


@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_a_product_is_recovered(loss):
    random = np.random.default_rng(3)
    V = (random.gamma(0.5, 1, (80, 3)) @ random.gamma(0.5, 1, (3, 90)) + 1e-4).astype(np.float32)
    result = factorize(V, 4, loss=loss, iterations=1000, init="nndsvd")
    np.testing.assert_allclose(result.H @ result.W, V, atol=0.02 * V.max())


@pytest.mark.parametrize("loss", LOSSES)
def test_rows_of_the_bases_sum_to_one(loss):
    result = factorize(spectrogram(), 5, loss=loss, iterations=20)
    np.testing.assert_allclose(result.W.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("n_threads", [1, 2, 3, 5])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_number_of_threads_does_not_change_a_bit(loss, n_threads):
    V = spectrogram(200, 65)
    one = factorize(V, 6, loss=loss, iterations=10, n_threads=1, init="nndsvd")
    other = factorize(V, 6, loss=loss, iterations=10, n_threads=n_threads, init="nndsvd")
    assert np.array_equal(one.W, other.W)
    assert np.array_equal(one.H, other.H)
    assert one.loss == other.loss


ODD_SOUNDS = {
    "silence": np.zeros((20, 33)),
    "a click": np.eye(20, 33) * (np.arange(20) == 7)[:, None],
    "half silent": spectrogram(20, 33) * (np.arange(20) < 10)[:, None],
    "constant": np.ones((20, 33)),
    "denormal": spectrogram(20, 33) * np.float32(1e-40),
    "faint": spectrogram(20, 33) * np.float32(1e-30),
    "loud": spectrogram(20, 33) * np.float32(1e30),
    "a click in a noise floor": spectrogram(20, 33) * np.float32(1e-8) + 100 * np.eye(20, 33),
}


@pytest.mark.parametrize("sound", ODD_SOUNDS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("init", "solver"), [("random", "auto"), ("nndsvd", "auto"), ("random", "mu")])
def test_odd_sounds_stay_finite(sound, loss, init, solver):
    V = np.asarray(np.tile(ODD_SOUNDS[sound], (4, 1)), np.float32)
    result = factorize(V, 40, loss=loss, iterations=50, init=init, solver=solver)
    assert np.isfinite(result.W).all()
    assert np.isfinite(result.H).all()
    assert 0 <= result.loss < np.inf
    np.testing.assert_allclose(result.W.sum(axis=1), 1, rtol=1e-4)
    if loss != "is":
        assert np.abs(result.H.astype(float) @ result.W - V).max() <= 0.9 * max(V.max(), 1e-25)


@pytest.mark.parametrize("scale", [1e-20, 1e20])
@pytest.mark.parametrize("loss", LOSSES)
def test_fixed_bases_come_back_as_given_and_activations_fit_them(loss, scale):
    V = spectrogram()
    W, H = start(V, 5)
    W = W * np.float32(scale)
    result = factorize(V, 5, loss=loss, iterations=300, given=Given(W=W, W_fixed=True))
    assert result.W is W
    result_too = factorize(V, 5, loss=loss, iterations=300, given=Given(W=W, H=H, W_fixed=True))
    np.testing.assert_allclose(result.H @ W, result_too.H @ W, atol=0.05 * V.max())
    wanted = LOSS_OF[loss](V.astype(float), W.astype(float), result.H.astype(float))
    assert result.loss == pytest.approx(wanted, rel=1e-3)


@pytest.mark.parametrize("scale", [1e-20, 1e20])
@pytest.mark.parametrize("loss", LOSSES)
def test_fixed_activations_come_back_as_given_and_bases_fit_them(loss, scale):
    V = spectrogram()
    _, H = start(V, 5)
    H = H * np.float32(scale)
    result = factorize(V, 5, loss=loss, iterations=300, given=Given(H=H, H_fixed=True))
    assert result.H is H
    wanted = LOSS_OF[loss](V.astype(float), result.W.astype(float), H.astype(float))
    assert result.loss == pytest.approx(wanted, rel=1e-3)
    assert wanted < LOSS_OF[loss](V.astype(float), np.full((1, V.shape[1]), V.mean()), np.ones((len(V), 1)))


def test_zeros_of_a_start_stay_zero():
    V = spectrogram()
    W, _ = start(V, 4)
    W[2, 10:20] = 0
    assert (factorize(V, 4, iterations=10, given=Given(W=W)).W[2, 10:20] == 0).all()


def test_tolerance_ends_early():
    V = spectrogram()
    early = factorize(V, 3, iterations=500, tolerance=1e-3)
    assert 10 < early.iterations < 400
    assert early.loss < 1.1 * factorize(V, 3, iterations=500).loss


def test_progress_counts_up_and_its_error_comes_out():
    calls = []
    V = spectrogram()
    factorize(V, 3, iterations=25, progress=lambda iteration, loss: calls.append((iteration, loss)))
    counts = [iteration for iteration, _ in calls]
    assert counts == sorted(counts)
    assert counts[-1] == 25
    assert all(np.isfinite(loss) for _, loss in calls)
    assert calls[-1][1] < calls[0][1]

    def cancel(iteration, loss):
        if iteration >= 3:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        factorize(V, 3, iterations=25, progress=cancel)


def test_the_spectrogram_is_not_touched_and_may_be_read_only():
    V = spectrogram()
    V.flags.writeable = False
    before = V.copy()
    factorize(V, 3, iterations=3)
    assert np.array_equal(V, before)


PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from tests.dsp.nmf.test_factorize import spectrogram
from oscfactor.dsp.nmf.factorize import factorize
result = factorize(spectrogram(), 3, iterations=7, loss={loss!r})
print(hash(result.W.tobytes() + result.H.tobytes()), result.loss)
"""


def run(loss, **environment):
    program = PROGRAM.format(root=str(Path.cwd()), loss=loss)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0", **environment},
    )
    return done.stdout.split()


def test_two_processes_agree_to_the_bit():
    assert run("kl") == run("kl")


@pytest.mark.parametrize("loss", LOSSES)
def test_it_works_without_a_compiler(loss):
    assert float(run(loss, NUMBA_DISABLE_JIT="1")[1]) == pytest.approx(float(run(loss)[1]), rel=1e-4)


def test_the_number_of_components_follows_the_sound():
    assert choose_n_components(spectrogram(80, 90, 1)) < choose_n_components(spectrogram(80, 90, 12)) <= 24
    assert choose_n_components(np.zeros((5, 5), np.float32)) == 1
    assert choose_n_components(spectrogram() * np.float32(1e30)) == choose_n_components(spectrogram())


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("no loss named 'l2'; have: kl, is, euclidean", {"loss": "l2"}),
        ("no solver named", {"solver": "x"}),
        ("no init named", {"init": "x"}),
        ("at least 1", {"n_components": 0}),
        ("given bases have the shape", {"given": Given(W=np.ones((2, 2), np.float32))}),
        ("given activations", {"given": Given(H=np.full((60, 3), np.nan, np.float32))}),
        ("must be given", {"given": Given(W_fixed=True)}),
        ("negative or not numbers", {"V": np.full((3, 3), np.nan, np.float32)}),
        ("negative or not numbers", {"V": -np.ones((3, 3), np.float32)}),
        ("not empty", {"V": np.ones((0, 3), np.float32)}),
    ],
)
def test_what_cannot_be_done_is_said(words, options):
    options = {"V": spectrogram(), "n_components": 3, **options}
    with pytest.raises(ArgumentError, match=words):
        factorize(options.pop("V"), options.pop("n_components"), **options)


def test_components_are_chosen_for_a_sound_next_to_nothing():
    V = np.zeros((80, 70), np.float32)
    V[40, 3] = 1e-45
    assert choose_n_components(V) == 1
