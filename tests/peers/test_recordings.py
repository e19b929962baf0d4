"""Real recordings through the real daemon: the layers add up, the loss falls, and a mix comes apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon, missing
from tests.support.wire import Udp

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


MIXES = [
    ("loop_amen_full", "guit_em9"),
    ("loop_tabla", "ambi_piano"),
    ("loop_amen_full", "guit_em9", "ambi_lunar_land"),
]
DEFAULT = ("iterations", 100)
TEXTBOOK = ("solver", "mu", "iterations", 200)


def apart(peer: Udp, folder: Path, sources: list[np.ndarray], *options: object) -> float:
    """Return the mean SI-SDR in dB when each layer of the mix goes where it fits best."""
    made = [np.zeros_like(source) for source in sources]
    for layer in layers(peer, "mix", folder, 8 * len(sources), *options):
        nearest = max(range(len(sources)), key=lambda i: si_sdr_db(layer, sources[i]))
        made[nearest] += layer[:, 0]
    return float(np.mean([si_sdr_db(*pair) for pair in zip(made, sources, strict=True)]))


@pytest.mark.parametrize("names", MIXES, ids=" + ".join)
def test_a_known_mix_comes_apart_as_by_the_textbook(daemon: Daemon, peer: Udp, pieces, tmp_path, names):
    sounds = []
    for name in names:
        samples, sample_rate = recording(name)
        mono = samples.mean(axis=1)[: 4 * sample_rate]
        sounds.append(mono / np.sqrt(np.mean(mono**2)) * 0.05)
    n_samples = min(map(len, sounds))
    sources = [sound[:n_samples] for sound in sounds]
    mix = np.sum(sources, axis=0)
    soundfile.write(tmp_path / "mix.wav", mix, sample_rate, subtype="FLOAT")
    pieces.append("mix")
    peer.done("/buffer/load", "mix", str(tmp_path / "mix.wav"))
    ours = apart(peer, tmp_path, sources, *DEFAULT)
    assert ours > float(np.mean([si_sdr_db(mix, source) for source in sources])) + 3
    assert ours > apart(peer, tmp_path, sources, *TEXTBOOK) - 1  # dB: what another seed may change
