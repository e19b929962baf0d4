"""A sound file that the tests of the session share."""

import numpy as np
import pytest
import soundfile


@pytest.fixture
def sound(tmp_path):
    noise = np.random.default_rng(1).standard_normal((6000, 2)).astype(np.float32) * 0.1
    path = tmp_path / "noise.wav"
    soundfile.write(path, noise, 8000, "FLOAT")
    return path, noise.T


@pytest.fixture
def noise_file(tmp_path):
    noise = np.random.default_rng(1).standard_normal((6000, 2)).astype(np.float32) * 0.1
    (tmp_path / "sounds").mkdir()
    path = tmp_path / "sounds" / "noise.wav"
    soundfile.write(path, noise, 8000, "FLOAT")
    return path
