"""Painting on a sound that plays: the layers follow, are still the sound, and come back with undo."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.client import Client
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums

pytestmark = pytest.mark.peer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "drums.wav", drums(1.0), SAMPLE_RATE, subtype="FLOAT")
    return tmp_path


@pytest.fixture
def factor(folder: Path) -> Iterator[Client]:
    with Daemon(folder, "--device", "silent") as running, Client(port=running.port, timeout=60) as client:
        client.request("/buffer/load", "drums", "drums.wav")
        client.request("/buffer/factorize", "drums", 3, "iterations", 10)
        yield client
        client.request("/sync", 1)


def layers(factor: Client) -> np.ndarray:
    return np.stack([factor.pull_component("drums", k) for k in range(3)])


def test_a_layer_gets_what_is_painted_while_it_plays(factor: Client, folder: Path) -> None:
    sound = factor.pull("/buffer/read", "drums", 0)
    before = layers(factor)
    factor.request("/player/play", "drums", "loop", 1)
    reply = factor.request("/component/hint", "drums", 2, 0.0, 1.0, 0.0, 300.0, 1.0)
    assert reply.args == ("drums", 2, 1)
    after = layers(factor)
    np.testing.assert_allclose(after.sum(axis=0), sound, atol=1e-5)
    low = np.fft.rfftfreq(sound.size, 1 / SAMPLE_RATE) < 250.0
    shares = [np.square(np.abs(np.fft.rfft(one)[:, low])).sum(axis=1)[2] for one in (before, after)]
    assert shares[1] > 2 * shares[0]
    assert factor.request("/sound/drums/play").messages[0].args[1] == 1
    factor.request("/component/data", "drums", -1, str(folder / "led.npz"))
    with np.load(folder / "led.npz") as data:
        basis = factor.pull("/component/basis", "drums", 2)
        np.testing.assert_array_equal(data["bases"][2], basis)
    factor.request("/edit/undo", "drums")
    np.testing.assert_array_equal(layers(factor), before)
    assert factor.request("/hint/list", "drums").args == ("drums", 0)
