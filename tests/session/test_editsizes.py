"""How much an edit makes: enough memory is asked for, and long edits leave the event loop."""

import numpy as np
import pytest

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError
from oscfactor.limits import edit_bytes
from oscfactor.model.layers import PLAIN, Layers, with_activation
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.editsizes import CELLS, HEAVY, NOTHING, RESET, indices, of_activations, of_bases

N_CHANNELS, N_FRAMES, K = 2, 50, 3
STFT = Stft(fft=256, window=256, hop=64)


@pytest.fixture
def layers():
    samples = frozen(np.ones((N_CHANNELS, N_FRAMES * 64)))
    W, H = frozen(np.ones((K, STFT.n_bins))), frozen(np.ones((N_CHANNELS, N_FRAMES, K)))
    return Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))


def test_one_array_or_all_of_them(layers):
    assert list(indices(layers, -1)) == [0, 1, 2]
    assert list(indices(layers, 1)) == [1]
    for k in (3, -2):
        with pytest.raises(ArgumentError):
            indices(layers, k)


def test_an_edit_of_activations_makes_those_of_all_channels(layers):
    one, every = of_activations(1), of_activations(-1)
    assert one.n_numbers(layers) == N_CHANNELS * N_FRAMES
    assert every.n_numbers(layers) == K * N_CHANNELS * N_FRAMES
    assert one.n_bytes(layers) == edit_bytes(1, N_CHANNELS * N_FRAMES)
    assert every.n_bytes(layers) == edit_bytes(K, N_CHANNELS * N_FRAMES)


def test_a_heavy_edit_is_long_sooner_and_takes_no_more(layers):
    assert of_activations(1, cost=HEAVY).n_numbers(layers) == HEAVY * N_CHANNELS * N_FRAMES
    assert of_activations(1, cost=HEAVY).n_bytes(layers) == of_activations(1).n_bytes(layers)
    assert of_bases(-1, cost=HEAVY).n_numbers(layers) == HEAVY * K * STFT.n_bins


def test_what_an_edit_looks_at_counts_as_what_it_makes(layers):
    assert of_activations(1, looks_at=-1).n_numbers(layers) == of_activations(-1).n_numbers(layers)


def test_an_activation_of_more_channels_takes_more(layers):
    assert of_activations(1, n_channels=8).n_bytes(layers) == edit_bytes(1, 8 * N_FRAMES)


def test_an_edit_of_bases_or_of_cells(layers):
    assert of_bases(1).n_numbers(layers) == STFT.n_bins
    assert of_bases(1).n_bytes(layers) == edit_bytes(1, STFT.n_bins)
    assert of_bases(-1).n_bytes(layers) == edit_bytes(K, STFT.n_bins)
    assert CELLS.n_numbers(layers) == K**2
    assert CELLS.n_bytes(layers) == edit_bytes(1, K**2)
    assert (NOTHING.n_numbers(layers), NOTHING.n_bytes(layers)) == (0, 0)


def test_a_reset_takes_what_has_been_edited_before_and_after(layers):
    assert RESET.n_bytes(layers) == 0
    edited = with_activation(PLAIN, layers, 0, 2 * layers.activation(0))
    edited = Layers(layers.buffer, layers.factorization, edited)
    n_bytes = edited.recombination.n_bytes
    assert n_bytes >= 4 * N_CHANNELS * N_FRAMES
    assert RESET.n_bytes(edited) == 2 * n_bytes
    assert RESET.n_numbers(edited) == n_bytes / 4
