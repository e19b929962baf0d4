"""Pictures of components of any shape."""

from pathlib import Path

import numpy as np
import pytest

from oscfactor.cli import picture


@pytest.mark.parametrize(
    ("n_components", "n_bins", "n_frames"), [(1, 2, 1), (6, 1025, 40), (20, 65, 5000), (3, 3, 7)]
)
def test_a_picture_of_any_shape(tmp_path: Path, n_components: int, n_bins: int, n_frames: int) -> None:
    rng = np.random.default_rng(0)
    bases = rng.random((n_components, n_bins), np.float32)
    activations = rng.random((n_frames, n_components), np.float32)
    path = tmp_path / "picture.png"
    picture.draw(path, bases, activations, sample_rate=44100, hop=512, title="any")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_silence(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    bases, activations = np.zeros((2, 9), np.float32), np.zeros((7, 2), np.float32)
    picture.draw(path, bases, activations, sample_rate=8000, hop=4, title="nothing")
    assert path.exists()
