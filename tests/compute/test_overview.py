"""Pictures of sounds in numbers."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest

from oscfactor.compute.overview import (
    MAX_COLUMNS,
    MAX_VALUES,
    MIN_COLUMNS,
    N_BANDS,
    n_columns_for,
    overview,
)
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.layers import PLAIN, Layers, with_activation, with_grid
from oscfactor.model.values import Buffer, Factorization

RATE = 8000
STFT = Stft(256, 64, 256)


@pytest.fixture
def layers() -> Layers:
    """A tone of 500 Hz in the first half, and one of 2000 Hz, half as high, in the second."""
    time = np.arange(RATE) / RATE
    first = np.where(time < 0.5, np.sin(2 * np.pi * 500 * time), 0)
    second = np.where(time >= 0.5, 0.5 * np.sin(2 * np.pi * 2000 * time), 0)
    samples = frozen(np.stack([first + second] * 2).astype(np.float32))
    n_frames = STFT.n_frames(RATE)
    W, H = np.zeros((2, STFT.n_bins), np.float32), np.zeros((2, n_frames, 2), np.float32)
    W[0, 16] = W[1, 64] = 1
    half = n_frames // 2
    H[:, :half, 0], H[:, half:, 1] = 64, 32  # as high as a windowed sine stands in its bin
    factorization = Factorization(frozen(W), frozen(H), STFT, "kl", 0.0, 1, 0.0)
    return Layers(Buffer(samples, RATE), factorization)


def test_a_layer_that_sounds_alone_has_the_wave_of_the_sound(layers: Layers) -> None:
    seen = overview(layers.buffer, layers, 100)
    assert seen.seconds == 1
    assert seen.wave[1, 10:40].min() > 0.9
    np.testing.assert_allclose(seen.waves[0, :, 5:45], seen.wave[:, 5:45], atol=1e-6)
    np.testing.assert_allclose(seen.waves[1, :, 55:95], seen.wave[:, 55:95], atol=1e-6)
    assert np.abs(seen.waves[0, :, 55:]).max() == 0
    np.testing.assert_allclose(np.hypot(*seen.waves[:, 1]), seen.wave[1], atol=1e-6)


def test_activations_and_bases_stand_where_they_are(layers: Layers) -> None:
    seen = overview(layers.buffer, layers, 100)
    assert seen.activations.shape == (2, 100)
    assert seen.activations[0, 20] == 64
    assert seen.activations[0, 80] == 0
    hz = np.geomspace(30, RATE / 2, N_BANDS + 1)
    for basis, sought in zip(seen.bases, (500, 2000), strict=True):
        k = int(basis.argmax())
        assert abs(np.sqrt(hz[k] * hz[k + 1]) / sought - 1) < 0.1


def test_a_layer_that_was_moved_is_as_loud_where_it_is_now(layers: Layers) -> None:
    moved = np.ascontiguousarray(layers.activation(0)[:, ::-1])
    edited = replace(layers, recombination=with_activation(PLAIN, layers, 0, moved))
    seen = overview(edited.buffer, edited, 100)
    assert np.abs(seen.waves[0, :, 5:45]).max() == 0
    assert 0.7 < seen.waves[0, 1, 55:95].mean() < 1.6


def test_the_matrix_is_seen(layers: Layers) -> None:
    grid = np.array([[0.0, 0.5], [0.0, 1.0]], np.float32)
    edited = replace(layers, recombination=with_grid(PLAIN, "matrix", grid))
    seen, before = overview(edited.buffer, edited, 100), overview(layers.buffer, layers, 100)
    assert 0 < seen.waves[0, 1, 20] < before.waves[0, 1, 20]
    np.testing.assert_array_equal(seen.waves[1], before.waves[1])


def test_the_residual_has_a_row_of_its_own_and_nothing_in_it(layers: Layers) -> None:
    edited = replace(layers, recombination=replace(PLAIN, residual=True))
    assert overview(edited.buffer, edited, 50).waves.shape == (3, 2, 50)


def test_a_sound_without_layers_has_its_wave(layers: Layers) -> None:
    seen = overview(layers.buffer, None, 60)
    assert (seen.wave.shape, seen.waves.shape, seen.bases.shape) == ((2, 60), (0, 2, 60), (0, N_BANDS))


@pytest.mark.parametrize("n_samples", [0, 1, 7, 1000])
def test_a_sound_shorter_than_the_columns_is_drawn_too(n_samples: int) -> None:
    samples = frozen(np.ones((1, n_samples), np.float32))
    seen = overview(Buffer(samples, RATE), None, 64)
    assert seen.wave[1].tolist() == [1.0 if n_samples else 0.0] * 64


def test_bytes_hold_what_the_page_reads(layers: Layers) -> None:
    seen = overview(layers.buffer, layers, 40)
    data = seen.packed()
    assert struct.unpack("<4s4i3f", data[:32]) == (b"OFO1", 2, 40, N_BANDS, 0, 1.0, 30.0, RATE / 2)
    values = np.frombuffer(data[32:], "<f4")
    np.testing.assert_array_equal(values[:80], seen.wave.ravel())
    np.testing.assert_array_equal(values[80:240], seen.waves.ravel())
    np.testing.assert_array_equal(values[240:320], seen.activations.ravel())
    np.testing.assert_array_equal(values[320:], seen.bases.ravel())


def test_a_picture_stays_small() -> None:
    assert n_columns_for(0, 10**9) == MAX_COLUMNS
    assert n_columns_for(8, 1200) == 1200
    assert n_columns_for(64, 4096) * (3 * 64 + 2) <= MAX_VALUES
    assert n_columns_for(1024, 4096) >= MIN_COLUMNS
    assert n_columns_for(8, 0) == MIN_COLUMNS
