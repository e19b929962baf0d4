"""Pictures of components of any shape."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from oscfactor.cli import picture
from oscfactor.cli.demo_layers import Layer, print_layers


@pytest.mark.parametrize(
    ("n_components", "n_bins", "n_frames"), [(1, 2, 1), (6, 1025, 40), (20, 65, 5000), (3, 3, 7)]
)
def test_a_picture_of_any_shape(tmp_path: Path, n_components: int, n_bins: int, n_frames: int) -> None:
    rng = np.random.default_rng(0)
    bases = rng.random((n_components, n_bins), np.float32)
    activations = rng.random((n_frames, n_components), np.float32)
    path = tmp_path / "picture.png"
    shares = [1 / n_components] * n_components
    picture.draw(path, bases, activations, shares, sample_rate=44100, hop=512, title="any")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_silence(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    bases, activations = np.zeros((2, 9), np.float32), np.zeros((7, 2), np.float32)
    picture.draw(path, bases, activations, [0.0, 0.0], sample_rate=8000, hop=4, title="nothing")
    assert path.exists()


def test_a_picture_and_a_table_show_the_same_shares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = [0.505, 0.335, 0.16]
    written = []
    monkeypatch.setattr("matplotlib.figure.Figure.text", lambda *args, **_: written.append(args[3]))
    arrays = np.ones((3, 9), np.float32), np.ones((7, 3), np.float32)
    picture.draw(tmp_path / "picture.png", *arrays, shares, sample_rate=8000, hop=4, title="three")
    table = io.StringIO()
    layers = [Layer(Path(f"{k}.wav"), share, 0.0, 0.0) for k, share in enumerate(shares)]
    print_layers(Console(file=table, width=100), layers, {})
    assert re.findall(r"\d+%", table.getvalue()) == [text for text in written if "%" in text]
