"""What is rendered from a recombined sound, held against the formula in plain NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.compute import phases
from oscfactor.compute.mixdown import mix_down
from oscfactor.dsp.render.inverse import inverse
from oscfactor.dsp.transform.stft import Stft, forward
from oscfactor.errors import ArgumentError
from oscfactor.model.layers import (
    PHASES,
    PLAIN,
    Layers,
    Recombination,
    with_activation,
    with_basis,
    with_grid,
)
from oscfactor.model.values import Buffer, Factorization

N_SAMPLES, K = 3000, 4
STFT = Stft(window=256, hop=64, fft=256)


@pytest.fixture(scope="module")
def sound() -> Layers:
    rng = np.random.default_rng(7)
    samples = (0.3 * rng.standard_normal((2, N_SAMPLES))).astype(np.float32)
    W = rng.random((K, STFT.n_bins)).astype(np.float32) ** 3
    W /= W.sum(axis=1, keepdims=True)
    H = rng.random((2, STFT.n_frames(N_SAMPLES), K)).astype(np.float32) * 30
    return Layers(Buffer(samples, 44100), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))


def recombined(sound: Layers, **changes) -> Layers:
    return Layers(sound.buffer, sound.factorization, Recombination(**{"phase": "source", **changes}))


def render(layers: Layers, gains=None, start=0, stop=N_SAMPLES):
    gains = np.ones((1, K), np.float32) if gains is None else np.asarray(gains, np.float32)
    return layers.renderer().render(gains, start, stop)


def formula(layers: Layers, gains) -> np.ndarray:
    """The defined sound of the cells, phases taken from the sound itself; (n_channels, n_samples)."""
    f = layers.factorization
    out = []
    for channel in range(2):
        X = forward(STFT, layers.buffer.samples[channel], 0, f.n_frames)
        V = f.H[channel] @ f.W
        phasors = X / np.abs(X)
        Y = np.zeros_like(X, np.complex128)
        for i in range(K):
            for j in range(K):
                was = np.outer(f.H[channel, :, i], f.W[j]) if i == j else 0.0 * V
                becomes = np.outer(layers.activation(i)[channel], layers.basis(j))
                kept = np.minimum(was, becomes)
                Y += gains[i] * layers.matrix[i, j] * (kept / V * X + (becomes - kept) * phasors)
        out.append(inverse(Y.astype(np.complex64), STFT, N_SAMPLES))
    return np.stack(out)


def test_an_identity_matrix_changes_no_bit(sound):
    gains = np.random.default_rng(1).random((3, K))
    assert recombined(sound, matrix=None).cells() is None
    assert np.array_equal(render(sound, gains), render(recombined(sound, phase="pghi"), gains))


def test_a_matrix_of_ones_is_the_sum_of_all_cells_by_the_formula(sound):
    ones = recombined(sound, matrix=np.ones((K, K), np.float32))
    expected = formula(ones, np.ones(K))
    assert np.abs(render(ones)[0] - expected).max() < 2e-5 * np.abs(expected).max()


def test_cells_edits_and_gains_together_follow_the_formula(sound):
    rng = np.random.default_rng(3)
    layers = recombined(
        sound,
        matrix=rng.random((K, K)).astype(np.float32) * (rng.random((K, K)) > 0.4),
        activations={1: sound.activation(1)[:, ::-1].copy()},
        bases={2: np.roll(sound.basis(2), 5)},
    )
    gains = rng.random((2, K)).astype(np.float32)
    for row, expected in zip(render(layers, gains), (formula(layers, g) for g in gains), strict=True):
        assert np.abs(row - expected).max() < 2e-5 * np.abs(expected).max()


def test_a_muted_cell_is_one_at_gain_0_and_a_soloed_one_the_only_one(sound):
    gains = np.random.default_rng(4).random((K, K)).astype(np.float32)
    mutes, solos = np.zeros((2, K, K), np.float32)
    mutes[1, 2] = mutes[0, 0] = solos[0, 0] = solos[3, 1] = 1
    silenced = gains * (1 - mutes)
    alone = np.zeros_like(gains)
    alone[3, 1] = gains[3, 1]
    for switches, expected in (({"mutes": mutes}, silenced), ({"mutes": mutes, "solos": solos}, alone)):
        found = render(recombined(sound, matrix=gains, **switches))
        assert np.array_equal(found, render(recombined(sound, matrix=expected)))
    assert not render(recombined(sound, mutes=np.eye(K, dtype=np.float32))).any()


def test_a_cell_on_the_diagonal_is_its_component(sound):
    gains = np.zeros((1, K), np.float32)
    gains[0, 2] = 1
    alone = np.zeros((K, K), np.float32)
    alone[2, 2] = 1
    cell = render(recombined(sound, matrix=alone), gains)
    component = render(sound, gains)
    assert np.abs(cell - component).max() < 1e-6 * np.abs(component).max()


@pytest.mark.parametrize("phase", ["source", "pghi"])
def test_a_range_has_the_bits_of_the_whole(sound, phase):
    matrix = np.roll(np.eye(K, dtype=np.float32), 1, axis=1)
    layers = recombined(sound, matrix=matrix, phase=phase, activations={0: 2 * sound.activation(0)})
    whole = render(layers)
    renderer = layers.renderer()
    for start, stop in ((0, 500), (500, 501), (501, 2000), (2000, 3000), (1200, 1900), (130, 2999)):
        part = renderer.render(np.ones((1, K), np.float32), start, stop)
        assert np.array_equal(part, whole[..., start:stop]), (start, stop)


def test_an_edit_leaves_the_frames_that_it_does_not_touch_alone(sound):
    activation = sound.activation(1).copy()
    activation[:, 20:25] *= 3
    edited, before = render(recombined(sound, activations={1: activation})), render(sound)
    touched = slice((20 - 2) * 64, (25 + 2) * 64)
    assert np.abs((edited - before)[..., touched]).max() > 0.01
    outside = np.delete(edited - before, np.r_[touched], axis=-1)
    assert np.abs(outside).max() < 1e-6


def test_where_nothing_was_found_all_share_alike_also_those_that_are_edited(sound):
    H = sound.factorization.H.copy()
    H[:, 20:30] = 0
    layers = replace(sound, factorization=replace(sound.factorization, H=H))
    activation = layers.activation(1).copy()
    activation[:, 5] *= 3
    edited = recombined(layers, activations={1: activation})
    far = slice(12 * 64, N_SAMPLES)
    assert np.abs((render(edited) - render(layers))[..., far]).max() < 1e-6


@pytest.mark.parametrize("phase", ["source", "pghi"])
def test_outputs_add_up_to_the_mix(sound, phase):
    layers = recombined(sound, matrix=np.random.default_rng(5).random((K, K)).astype(np.float32), phase=phase)
    each = render(layers, np.eye(K))
    assert np.abs(each.sum(axis=0) - render(layers)[0]).max() < 1e-5 * np.abs(each).max() * K


def on_files(layers: Layers, gains=None) -> np.ndarray:
    """What is written to files; (n_channels, n_samples)."""
    return mix_down(layers, gains, n_threads=1)


@pytest.mark.parametrize("n_cells", [1 << 27, 0])  # 0: the sound is too long for phases found ahead
@pytest.mark.parametrize("phase", PHASES)
def test_the_cells_of_a_row_add_up_to_it_and_rows_to_the_mix(sound, phase, n_cells, monkeypatch):
    if phase == "griffinlim" and not n_cells:
        return  # refused
    monkeypatch.setattr(phases, "MAX_CELLS", n_cells)
    matrix = np.random.default_rng(6).random((K, K)).astype(np.float32)
    mutes = np.zeros((K, K), np.float32)
    mutes[1, 3] = 1
    edits = {
        "activations": {1: sound.activation(1)[:, ::-1].copy()},
        "bases": {2: np.roll(sound.basis(2), 5)},
    }
    layers = recombined(sound, matrix=matrix, mutes=mutes, phase=phase, **edits)
    total = np.zeros_like(on_files(layers))
    for i in range(K):
        row = on_files(layers, np.eye(K, dtype=np.float32)[i])
        heard = layers.heard_matrix[i]
        cells = sum(heard[j] * on_files(replace(layers, cell=(i, j))) for j in range(K))
        assert np.linalg.norm(cells - row) < 1e-5 * np.linalg.norm(row)
        total += row
    assert np.linalg.norm(total - on_files(layers)) < 1e-5 * np.linalg.norm(total)


@pytest.mark.parametrize("phase", PHASES)
def test_a_cell_that_is_not_heard_in_the_mix_has_its_own_phases(sound, phase):
    alone = np.zeros((K, K), np.float32)
    alone[0, 2] = 1
    muted = recombined(sound, phase=phase, mutes=alone, matrix=np.full((K, K), 0.5, np.float32))
    cell = on_files(replace(muted, cell=(0, 2)))
    assert np.array_equal(cell, on_files(recombined(sound, phase=phase, matrix=alone)))
    assert cell.any()


def test_the_residual_is_what_shaped_masks_leave_over(sound):
    plain = render(sound)[0]
    asked = recombined(sound, residual=True)
    silence = render(asked, [[0] * K + [1]])
    assert np.abs(silence).max() < 1e-6
    sharp = recombined(sound, residual=True, exponent=2.0, threshold=0.1)
    each = render(sharp, np.eye(K + 1))
    assert np.abs(each[K]).max() > 0.01
    assert np.abs(each.sum(axis=0) - plain).max() < 1e-5
    assert np.abs(render(sharp, np.ones((1, K)))[0] - each[:K].sum(axis=0)).max() < 1e-5


@pytest.mark.parametrize(
    "edit",
    [{"exponent": 2.0}, {"threshold": 0.1}, {"residual": True}, {"matrix": np.ones((K, K), np.float32)}],
)
def test_each_edit_alone_is_heard(sound, edit):
    layers = recombined(sound, **edit)
    assert not layers.recombination.plain
    assert layers.cells() is not None
    assert layers.n_layers == K + ("residual" in edit)


def test_an_edit_back_to_the_analysis_is_none(sound):
    r = with_basis(Recombination(), sound, 1, np.roll(sound.basis(1), 3))
    r = with_activation(r, sound, 2, 2 * sound.activation(2))
    r = with_grid(r, "matrix", np.ones((K, K), np.float32))
    assert not r.plain
    r = with_basis(r, sound, 1, sound.factorization.W[1])
    r = with_activation(r, sound, 2, sound.factorization.H[:, :, 2])
    assert with_grid(r, "matrix", np.eye(K, dtype=np.float32)).plain


def test_an_edit_is_kept_whatever_becomes_of_the_array_it_was_given_as(sound):
    basis, activation, matrix = sound.basis(0) + 1, sound.activation(0) + 1, np.full((K, K), 2, np.float32)
    r = with_grid(with_activation(with_basis(PLAIN, sound, 0, basis), sound, 0, activation), "matrix", matrix)
    for array in (basis, activation, matrix):
        array[:] = 0
    assert r.bases[0].all()
    assert r.activations[0].all()
    assert r.matrix.all()


@pytest.mark.parametrize("bad", [np.nan, -1.0, 1e30])
def test_numbers_that_no_sound_can_have_are_refused(sound, bad):
    for edit, array in ((with_basis, sound.basis(0)), (with_activation, sound.activation(0))):
        wrong = array.copy()
        wrong[..., 2] = bad
        with pytest.raises(ArgumentError):
            edit(PLAIN, sound, 0, wrong)
    with pytest.raises(ArgumentError):
        with_grid(PLAIN, "matrix", np.full((K, K), bad, np.float32))
