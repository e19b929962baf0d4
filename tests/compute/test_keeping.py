"""Components that stay while the others are found anew."""

import numpy as np
import pytest

from oscfactor.compute.factorize import factorize
from oscfactor.compute.keeping import KeptComponents
from oscfactor.compute.resultcache import key_of
from oscfactor.errors import ArgumentError
from tests.compute.test_tries import sound
from tests.session.test_session import options


@pytest.mark.parametrize("loss", ["kl", "is", "euclidean"])
def test_kept_bases_and_activations_come_back_to_the_bit(loss):
    buffer = sound()
    f = factorize(buffer, options(4, loss=loss))
    kept = KeptComponents(f, (0, 1, 0, 2))
    g = factorize(buffer, options(5, loss=loss, seed=7), kept=kept, n_threads=2)
    assert g.n_components == 5
    np.testing.assert_array_equal(g.W[[1, 3]], f.W[[1, 3]])
    np.testing.assert_array_equal(g.H[..., 3], f.H[..., 3])
    assert not np.array_equal(g.H[..., 1], f.H[..., 1])
    short = factorize(buffer, options(5, loss=loss, seed=7, iterations=2), kept=kept)
    assert g.loss_value < short.loss_value
    energy = [(g.H[..., k] ** 2).sum() * (g.W[k] ** 2).sum() for k in (0, 2, 4)]
    assert energy == sorted(energy, reverse=True)  # only the new ones are sorted


def test_all_may_be_kept_and_a_number_that_there_is_not_moves():
    buffer = sound()
    f = factorize(buffer, options(3))
    same = factorize(buffer, options(3), kept=KeptComponents(f, (2, 2, 2)))
    np.testing.assert_array_equal(same.W, f.W)
    np.testing.assert_array_equal(same.H, f.H)
    fewer = factorize(buffer, options(2), kept=KeptComponents(f, (0, 1, 1)))
    np.testing.assert_array_equal(fewer.W, f.W[[2, 1]])


def test_what_does_not_go_together_is_refused():
    f = factorize(sound(), options(3))
    kept = KeptComponents(f, (1, 1, 0))
    with pytest.raises(ArgumentError, match="at least 2, since so many are kept, not 1"):
        factorize(sound(), options(1), kept=kept)
    with pytest.raises(ArgumentError, match="are kept that have fft"):
        factorize(sound(), options(3, fft=512), kept=kept)
    with pytest.raises(ArgumentError, match="components are kept"):
        factorize(sound(), options(3), kept=kept, bases=f)


def test_results_beside_other_kept_components_are_kept_apart():
    f = factorize(sound(), options(3))
    keys = {key_of(sound(), options(3), None, None, KeptComponents(f, one)) for one in ((1, 0, 0), (2, 0, 0))}
    assert len(keys | {key_of(sound(), options(3))}) == 3
