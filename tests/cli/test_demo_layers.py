"""How far layers add up to their sound."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli import demo_layers
from oscfactor.files import audiofile


def test_error_db_sees_a_missing_layer(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    parts = rng.standard_normal((2, 1000)).astype(np.float32)
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for path, part in zip(paths, parts, strict=True):
        soundfile.write(path, part, 8000, subtype="FLOAT")
    soundfile.write(tmp_path / "sum.wav", parts.sum(0), 8000, subtype="FLOAT")
    layers = [demo_layers.Layer(path, 0.5, 0, 0) for path in paths]
    assert demo_layers.error_db(tmp_path / "sum.wav", layers) < -120
    assert demo_layers.error_db(tmp_path / "sum.wav", layers[:1]) == pytest.approx(-3, abs=1)


def test_layers_of_a_file_that_is_cut_off_are_held_against_what_is_there(tmp_path: Path) -> None:
    cut, layer = tmp_path / "cut.flac", tmp_path / "layer.wav"
    soundfile.write(cut, np.random.default_rng(1).uniform(-0.5, 0.5, 100_000), 8000)
    cut.write_bytes(cut.read_bytes()[:150_000])
    read = audiofile.read(cut, max_seconds=60, max_bytes=1 << 26)
    soundfile.write(layer, read.samples.T, 8000, subtype="FLOAT")
    assert demo_layers.error_db(cut, [demo_layers.Layer(layer, 1.0, 0.0, 0.0)]) < -200
