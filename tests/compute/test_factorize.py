"""From a sound to its components: checked beforehand, sorted, described."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.cli.warmup import default_options
from oscfactor.compute.factorize import check, describe, factorize, in_range
from oscfactor.compute.options import Options
from oscfactor.dsp.arrays import frozen
from oscfactor.errors import ArgumentError, LimitError
from oscfactor.limits import factorization_bytes
from oscfactor.machine.kernels import Kernels
from oscfactor.model.values import Buffer

RATE = 8000


def options(**changes):
    return Options(
        **{**default_options(), "components": 2, "fft": 256, "hop": 64, "iterations": 20, **changes}
    )


@pytest.fixture(scope="module")
def sound():
    """A low tone in the first half of the left channel, a soft high one in the second half of the right."""
    t = np.arange(RATE) / RATE
    left = np.sin(2 * np.pi * 500 * t) * (t < 0.5)
    right = 0.3 * np.sin(2 * np.pi * 2000 * t) * (t >= 0.5)
    return Buffer(frozen(np.stack([left, right])), RATE)


@pytest.fixture(scope="module")
def found(sound):
    return factorize(sound, options())


def test_components_have_the_shape_that_kernels_take(found):
    assert found.W.shape == (2, 129)
    assert found.H.shape == (2, 126, 2)
    for array in (found.W, found.H):
        assert array.flags.c_contiguous
        assert not array.flags.writeable


def test_each_tone_is_a_component_in_its_channel_the_loudest_first(sound, found):
    loud, soft = describe(sound, found)
    assert (loud.peak_hz, soft.peak_hz) == (500, 2000)
    assert loud.energy > 0.8
    assert loud.energy + soft.energy == pytest.approx(1)
    assert loud.onset_s < 0.05
    assert soft.onset_s == pytest.approx(0.5, abs=0.02)
    assert found.H[0, :, 0].sum() > 10 * found.H[1, :, 0].sum()


def test_another_order_gives_the_same_components(sound, found):
    other = factorize(sound, options(sort="onset", components=2))
    np.testing.assert_array_equal(other.W, found.W)
    backwards = factorize(sound, options(sort="centroid"))
    assert [c.peak_hz for c in describe(sound, backwards)] == [500, 2000]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bases_mode": "fixed"}, "bases_mode fixed needs bases"),
        ({"activations_mode": "fixed"}, "activations_mode fixed needs activations"),
        ({"components": 130}, "at most 129 here"),
    ],
)
def test_what_cannot_be_done_is_told_beforehand(sound, changes, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        check(sound, options(**changes))


def test_as_many_components_as_are_given(sound, found):
    check(sound, options(components=0), bases=found)
    check(sound, options(components=2), bases=found)
    with pytest.raises(ArgumentError, match=r"as many as are given \(2\), not 3"):
        check(sound, options(components=3), bases=found)


def test_memory_is_enough_to_the_byte(sound):
    needed = factorization_bytes(2, 126, 129, options().components)
    check(sound, options(), max_bytes=needed)
    with pytest.raises(LimitError, match="max_memory"):
        check(sound, options(), max_bytes=needed - 1)


def test_held_bases_stay_and_start_in_every_channel(sound, found):
    held = factorize(sound, options(components=0, bases_mode="fixed"), bases=found)
    np.testing.assert_array_equal(held.W, found.W)
    mono = replace(found, H=found.H[:1])
    held = factorize(sound, options(components=0, activations_mode="fixed"), activations=mono)
    np.testing.assert_array_equal(held.H[0], mono.H[0])
    np.testing.assert_array_equal(held.H[1], mono.H[0])


@pytest.mark.parametrize("field", ["W", "H", "loss_value"])
def test_numbers_that_are_not_finite_are_refused(found, field):
    value = np.nan if field == "loss_value" else np.full_like(getattr(found, field), np.inf)
    with pytest.raises(ArgumentError, match="bring the sound to a usual level first"):
        in_range(replace(found, **{field: value}))


def test_only_usual_options_need_few_kernels():
    assert options().needs is Kernels.DEFAULT
    for changes in ({"loss": "is"}, {"init": "nndsvd"}, {"solver": "mu"}, {"components": 0}):
        assert options(**changes).needs is Kernels.ALL


def test_a_hop_that_is_not_given_is_a_quarter_of_the_window():
    assert options(hop=None, window=200).stft.hop == 50
    assert options(hop=None, window=0).stft.hop == 64
    assert options(hop=None, window=3).stft.hop == 1


@pytest.mark.parametrize("given", ["bases", "activations"])
def test_components_that_were_given_keep_their_places(sound, found, given):
    swapped = replace(found, W=frozen(found.W[::-1]), H=frozen(found.H[..., ::-1]))
    again = factorize(sound, options(components=0, iterations=2), **{given: swapped})
    assert [c.peak_hz for c in describe(sound, again)] == [c.peak_hz for c in describe(sound, swapped)]
