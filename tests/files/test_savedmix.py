"""Faders and players out of a document."""

import numpy as np
import pytest

from oscfactor.files.savedcomponents import MAX_COMPONENTS
from oscfactor.files.savedmix import read_mix, read_player

MIX = {"gains": [1, 0.5], "mutes": [False, True], "solos": [False, False], "pans": [-1, 0.25], "level": 0.8}
PLAYER = {
    "start": 0,
    "end": 2.5,
    "loop": True,
    "rate": 1,
    "mode": "stretch",
    "outputs": "mix",
    "seconds": 1.5,
    "playing": False,
}


def test_faders_come_back_as_they_stand_and_cannot_be_written():
    mix = read_mix(MIX)
    np.testing.assert_array_equal(mix.gains, [1, 0.5])
    np.testing.assert_array_equal(mix.mutes, [False, True])
    np.testing.assert_array_equal(mix.pans, [-1, 0.25])
    assert mix.level == 0.8
    assert not any(a.flags.writeable for a in (mix.gains, mix.mutes, mix.solos, mix.pans))


@pytest.mark.parametrize(
    "bad", [{"gains": [1]}, {"gains": [1, 17]}, {"mutes": [0, 1]}, {"pans": [0, 1.5]}, {"level": "loud"}]
)
def test_bad_faders_are_refused(bad):
    with pytest.raises(ValueError, match=r"faders|gain|mute|pan|level"):
        read_mix({**MIX, **bad})


def test_a_player_comes_back_as_it_stands():
    assert read_player(PLAYER) == PLAYER


@pytest.mark.parametrize(
    "bad", [{"rate": 4.5}, {"mode": "fast"}, {"outputs": "all"}, {"loop": 1}, {"new": 1}]
)
def test_a_bad_player_is_refused(bad):
    with pytest.raises(ValueError, match=r"rate|mode|outputs|loop|new"):
        read_player({**PLAYER, **bad})


def test_as_many_faders_come_back_as_there_can_be_components_and_one_for_the_residual():
    n = MAX_COMPONENTS + 1
    columns = {"gains": [1.0] * n, "mutes": [False] * n, "solos": [False] * n, "pans": [0.0] * n}
    assert read_mix({**columns, "level": 1.0}).n_components == 1025
    with pytest.raises(ValueError, match="number of faders"):
        read_mix({**{name: [*column, column[0]] for name, column in columns.items()}, "level": 1.0})
