"""Real recordings through the real daemon: the layers add up, the loss falls, and a mix comes apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from programs import Daemon, missing
from wire import Udp

pytestmark = pytest.mark.peer

SAMPLES = Path("/usr/share/sonic-pi/samples")  # Debian's sonic-pi-samples, CC0


def recording(name: str) -> tuple[np.ndarray, int]:
    """Return a recording, float32 (n_samples, n_channels), and its sample rate."""
    path = SAMPLES / f"{name}.flac"
    if not path.exists():
        missing("sonic-pi-samples")
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples, sample_rate


@pytest.fixture
def pieces(peer: Udp) -> Iterator[list[str]]:
    """A list of buffer names, freed at the end."""
    names: list[str] = []
    yield names
    for name in names:
        peer.done("/buffer/free", name)


def layers(peer: Udp, name: str, folder: Path, *options: object) -> list[np.ndarray]:
    """Factorize and export a buffer; return the components as read from disk."""
    reply = peer.done("/buffer/factorize", name, *options)
    progress = reply.all("/oscfactor/progress")
    assert progress[-1][1] == 1.0
    assert all(a[1] <= b[1] for a, b in pairwise(progress))
    # Before the first iteration there is no loss to tell.
    losses = [loss for _, _, iteration, loss in progress if iteration > 0]
    assert all(b <= a * (1 + 1e-6) for a, b in pairwise(losses)), losses
    files = peer.done("/component/export", name, -1, str(folder)).all("/oscfactor/file")
    assert len(files) == reply.last.args[2]
    return [soundfile.read(path, dtype="float32", always_2d=True)[0] for _, _, path in files]


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-30))


def si_sdr_db(estimate: np.ndarray, source: np.ndarray) -> float:
    """Return the scale-invariant signal-to-distortion ratio (Le Roux et al., ICASSP 2019)."""
    estimate, source = estimate.astype(np.float64).ravel(), source.astype(np.float64).ravel()
    target = (estimate @ source) / (source @ source) * source
    rest = estimate - target
    return float(10 * np.log10((target @ target + 1e-30) / (rest @ rest + 1e-30)))


@pytest.mark.parametrize(
    ("name", "loss"),
    [("loop_amen_full", "kl"), ("loop_tabla", "euclidean"), ("guit_em9", "is"), ("ambi_piano", "kl")],
)
def test_the_layers_of_a_recording_add_up_to_it(daemon: Daemon, peer: Udp, pieces, tmp_path, name, loss):
    samples, sample_rate = recording(name)
    pieces.append(name)
    loaded = peer.done("/buffer/load", name, str(SAMPLES / f"{name}.flac")).last.args
    assert loaded[2:] == (samples.shape[1], len(samples), sample_rate)
    found = layers(peer, name, tmp_path, 8, "loss", loss, "iterations", 50)
    difference = sum(layer.astype(np.float64) for layer in found) - samples
    assert level_db(difference) - level_db(samples) < -100
    energies = [
        energy for _, _, energy, *_ in peer.done("/component/info", name, -1).all("/oscfactor/component")
    ]
    assert energies == sorted(energies, reverse=True)  # the loudest first
    assert (
        min(level_db(layer - samples) - level_db(samples) for layer in found) > -60
    )  # no layer is all of it


@pytest.mark.parametrize(("first", "second"), [("loop_amen_full", "guit_em9"), ("loop_tabla", "ambi_piano")])
def test_a_known_mix_comes_apart(daemon: Daemon, peer: Udp, pieces, tmp_path, first, second):
    sounds = []
    for name in (first, second):
        samples, sample_rate = recording(name)
        mono = samples.mean(axis=1)[: 4 * sample_rate]
        sounds.append(mono / np.sqrt(np.mean(mono**2)) * 0.05)
    n_samples = min(map(len, sounds))
    sources = [sound[:n_samples] for sound in sounds]
    mix = sources[0] + sources[1]
    soundfile.write(tmp_path / "mix.wav", mix, sample_rate, subtype="FLOAT")
    pieces.append("mix")
    peer.done("/buffer/load", "mix", str(tmp_path / "mix.wav"))
    groups = [np.zeros(n_samples), np.zeros(n_samples)]
    for layer in layers(peer, "mix", tmp_path, 16, "iterations", 100):
        nearest = max((0, 1), key=lambda i: si_sdr_db(layer, sources[i]))
        groups[nearest] += layer[:, 0]
    for group, source in zip(groups, sources, strict=True):
        gain_db = si_sdr_db(group, source) - si_sdr_db(mix, source)
        assert gain_db > 3
