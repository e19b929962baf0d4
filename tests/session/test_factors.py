"""Activations and bases, edited by one mechanism: one of them, or each."""

import numpy as np
import pytest

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError
from oscfactor.model.layers import PLAIN, Layers
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.factors import ACTIVATIONS, BASES, seeded

K = 3
STFT = Stft(fft=256, window=256, hop=64)


@pytest.fixture
def layers():
    random = np.random.default_rng(1)
    W, H = frozen(random.random((K, STFT.n_bins))), frozen(random.random((2, 50, K)))
    sound = Buffer(frozen(np.ones((2, 50 * 64))), 8000)
    return Layers(sound, Factorization(W, H, STFT, "kl", 0.0, 1, 0.0), PLAIN)


@pytest.mark.parametrize("factor", [ACTIVATIONS, BASES])
def test_one_array_is_changed_or_each(layers, factor):
    other = {ACTIVATIONS: BASES, BASES: ACTIVATIONS}[factor]
    for k, changed in ((1, [1]), (-1, [0, 1, 2])):
        edited = Layers(layers.buffer, layers.factorization, factor.each(layers, k, lambda array: 2 * array))
        for i in range(K):
            share = 2 if i in changed else 1
            np.testing.assert_array_equal(factor.array(edited, i), share * factor.array(layers, i))
            np.testing.assert_array_equal(other.array(edited, i), other.array(layers, i))
    with pytest.raises(ArgumentError, match="no component 3"):
        factor.each(layers, 3, lambda array: array)


@pytest.mark.parametrize("factor", [ACTIVATIONS, BASES])
def test_an_edit_of_an_edit_begins_with_the_first(layers, factor):
    once = Layers(layers.buffer, layers.factorization, factor.each(layers, 0, lambda array: array + 1))
    twice = Layers(layers.buffer, layers.factorization, factor.each(once, -1, lambda array: 2 * array))
    np.testing.assert_allclose(factor.array(twice, 0), 2 * (factor.array(layers, 0) + 1), rtol=1e-6)
    np.testing.assert_array_equal(factor.array(twice, 2), 2 * factor.array(layers, 2))


def test_the_size_is_that_of_the_array(layers):
    assert ACTIVATIONS.size(0).n_numbers(layers) == 2 * 50
    assert BASES.size(0).n_numbers(layers) == STFT.n_bins


def test_each_array_has_a_chance_of_its_own_and_the_same_seed_gives_the_same():
    def drawn(seed):
        change = seeded(lambda _array, own: np.array([own]), seed)
        return [int(change(np.zeros(1))[0]) for _ in range(8)]

    assert drawn(3) == drawn(3)
    assert len(set(drawn(3))) == 8
    assert drawn(3) != drawn(4)
