"""Scenes as documents and back."""

import json

import numpy as np
import pytest

from oscfactor.errors import FileError
from oscfactor.files.arrays import Arrays
from oscfactor.files.savedscenes import read_scenes, scenes_document
from oscfactor.model.mix import Mix
from oscfactor.model.scene import Scene, SceneSound
from tests.support.numbers import run_of_all

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


def scene(gain: float) -> Scene:
    """Return a scene of two sounds, one with a matrix and a player."""
    matrix = np.full((2, 2), gain, np.float32)
    return Scene(
        {
            "drums": SceneSound(
                Mix.neutral(2).with_gain(1, 0.25), {"matrix": matrix, "mutes": None, "solos": None}, PLAYER
            ),
            "voice": SceneSound(Mix.neutral(1), None, None),
        }
    )


def test_scenes_come_back_as_they_were_saved():
    arrays = Arrays()
    document = json.loads(json.dumps(scenes_document({"verse": scene(0.5), "end": scene(2)}, arrays)))
    scenes = read_scenes(document, run_of_all(arrays))
    assert list(scenes) == ["verse", "end"]
    for name, gain in (("verse", 0.5), ("end", 2)):
        drums, voice = scenes[name].sounds["drums"], scenes[name].sounds["voice"]
        np.testing.assert_array_equal(drums.mix.gains, [1, 0.25])
        np.testing.assert_array_equal(drums.grids["matrix"], np.full((2, 2), gain))
        assert drums.grids["mutes"] is None
        assert drums.player == PLAYER
        assert (voice.grids, voice.player) == (None, None)


def test_a_scene_with_bad_numbers_is_left_out_and_the_others_come(caplog):
    arrays = Arrays()
    document = scenes_document({"verse": scene(np.nan), "end": scene(2)}, arrays)
    assert list(read_scenes(document, run_of_all(arrays))) == ["end"]
    assert "scene 'verse' is left out" in caplog.text


@pytest.mark.parametrize(
    "bad",
    [
        "verse",
        [{"name": "verse"}],
        [{"name": "", "sounds": []}],
        [{"name": "a\nb", "sounds": []}],
        [{"name": "verse", "sounds": [{"name": "drums"}]}],
    ],
)
def test_a_document_that_is_not_understood_is_refused(bad):
    with pytest.raises(FileError, match="does not understand"):
        read_scenes(bad, run_of_all(Arrays()))
