import numpy as np
import pytest

from oscfactor.model.mix import ALL, Mix


def test_neutral_mix_changes_nothing():
    assert (Mix.neutral(5).sides() == 1.0).all()


def test_mute_silences_even_what_is_soloed():
    mix = Mix.neutral(3).with_solo(1, True).with_mute(1, True)
    assert (mix.heard() == 0.0).all()


def test_solo_silences_the_others_and_keeps_the_gain():
    mix = Mix.neutral(3).with_gain(1, 0.5).with_solo(1, True)
    assert mix.heard().tolist() == [0.0, 0.5, 0.0]


def test_all_means_every_component():
    mix = Mix.neutral(4).with_mute(ALL, True).with_mute(2, False).with_gain(ALL, 0.25).with_level(2.0)
    assert mix.heard().tolist() == [0.0, 0.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("position", "left", "right"), [(-1.0, 1.0, 0.0), (1.0, 0.0, 1.0), (0.5, 0.7071, 1.0)]
)
def test_pan_fades_the_other_side_only(position, left, right):
    sides = Mix.neutral(1).with_pan(0, position).sides()
    np.testing.assert_allclose(sides[:, 0], [left, right], atol=1e-4)


def test_a_change_leaves_the_old_value_alone():
    old = Mix.neutral(2)
    old.with_gain(0, 0.0)
    assert old.heard().tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="read-only"):
        old.gains[0] = 2.0


def test_a_component_at_one_side_is_silent_on_the_other():
    sides = Mix.neutral(2).with_pan(0, -1.0).with_pan(1, 1.0).sides()
    assert sides.tolist() == [[1, 0], [0, 1]]


def test_faders_stay_where_they_are_for_another_number_of_components():
    mix = (
        Mix.neutral(2)
        .with_gain(1, 0.5)
        .with_mute(0, True)
        .with_solo(1, True)
        .with_pan(1, -1.0)
        .with_level(0.25)
    )
    more = mix.resized(4)
    assert (more.gains.tolist(), more.level) == ([1, 0.5, 1, 1], 0.25)
    assert (more.mutes.tolist(), more.solos.tolist()) == ([True, *[False] * 3], [False, True, False, False])
    assert more.pans.tolist() == [0, -1, 0, 0]
    fewer = mix.resized(1)
    assert (fewer.n_components, fewer.gains.tolist(), fewer.level) == (1, [1], 0.25)
