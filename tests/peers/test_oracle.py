"""Random edits over the wire, and what is heard of them, held against the documented formulas in plain NumPy.

`ORACLE_ROUNDS=50 ORACLE_SEED=7 python -m pytest tests/peers/test_oracle.py` makes more of them than CI does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support import oracle
from tests.support.oracle import Array, Oracle, State
from tests.support.programs import Daemon
from tests.support.random_edits import KINDS, Dice
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import Udp, encode, encode_bundle

pytestmark = pytest.mark.peer

ROUNDS = int(os.environ.get("ORACLE_ROUNDS", "2"))
SEED = int(os.environ.get("ORACLE_SEED", "0"))
TOLD = ("H", "W", "matrix", "mutes", "solos")
FFT, HOP, K = 512, 128, 4
BLOCK = 256
N_EDITS = 24
# How far float32 may be from doubles, in decibels of the whole.
NUMBERS_DB = -110.0  # after one edit
SOUND_DB = -110.0
STRETCHED_DB = -65.0  # each frame's turns begin from the last one's: what is rounded adds up
RESAMPLED_DB = -90.0  # what the filter of another rate lets through and leaves out


@dataclass
class Sound:
    """A buffer with components, and how they should sound by now."""

    peer: Udp
    name: str
    oracle: Oracle
    state: State

    def values(self, kind: str, k: int, *channel: int) -> Array:
        """Return an activation or a basis from the wire."""
        found: list[float] = []
        total = 1
        while len(found) < total:
            request = (self.name, k, len(found), 512, *channel)
            total, *some = self.peer.done(f"/component/{kind}", *request).one(f"/oscfactor/{kind}")[3:]
            found += some
        return np.array(found)

    def told(self) -> State:
        """Return what the wire tells of this sound; the masks, which it does not tell, as they should be."""
        n_channels, k = len(self.oracle.samples), len(self.oracle.found.W)
        H = [[self.values("activation", i, c) for i in range(k)] for c in range(n_channels)]
        W = [self.values("basis", i) for i in range(k)]
        matrix, mutes, solos = np.zeros((3, k, k))
        reply = self.peer.done("/matrix/get", self.name)
        for _, i, j, *row in reply.all("/oscfactor/matrix"):
            matrix[i, j : j + len(row)] = row
        for _, i, j, mute, solo in reply.all("/oscfactor/cell"):
            mutes[i, j], solos[i, j] = mute, solo
        return replace(self.state, H=np.array(H), W=np.array(W), matrix=matrix, mutes=mutes, solos=solos)

    def pulled(self) -> Array:
        """Return all components as pulled, and the residual if it is asked for."""
        n = len(self.oracle.found.W) + self.state.residual
        channels = range(len(self.oracle.samples))
        return np.array([[self.peer.pull(self.name, k, c) for c in channels] for k in range(n)], float)


def make(peer: Udp, folder: Path, name: str, samples: Array, fft: int, hop: int, k: int) -> Sound:
    """Load and factorize a sound, float32 (n_samples, n_channels), and note what was found."""
    soundfile.write(folder / f"{name}.wav", samples, SAMPLE_RATE, subtype="FLOAT")
    peer.done("/buffer/load", name, str(folder / f"{name}.wav"))
    peer.done("/buffer/factorize", name, k, "fft", fft, "hop", hop, "iterations", 15)
    shapes = np.zeros((samples.shape[1], k, 1)), np.zeros((k, 1))
    sound = Sound(peer, name, Oracle(samples.T.astype(float), fft, hop, oracle.analysed(*shapes)), None)
    sound.state = sound.oracle.found
    sound.state = sound.oracle.found = sound.told()
    return sound


@pytest.fixture(scope="module")
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        yield peer


@pytest.fixture(scope="module")
def other(peer: Udp, daemon: Daemon) -> Sound:
    """A sound of another length, hop and number of channels, of which edits copy."""
    return make(peer, daemon.folder, "other", drums(0.1, 1)[::-1], 2 * FFT, 3 * HOP, 3)


def error_db(found: Array, right: Array) -> float:
    """Return how far the first is from the second, in decibels below it."""
    assert found.shape == right.shape
    assert np.isfinite(found).all()
    error = float(np.linalg.norm(found - right))
    return float(20 * np.log10(error / max(float(np.linalg.norm(right)), 1e-9))) if error > 1e-12 else -300.0


def agree(told: State, right: State, history: list[str]) -> None:
    """Fail unless what the wire tells is what should be."""
    for what in TOLD:
        error = error_db(getattr(told, what), getattr(right, what))
        assert error < NUMBERS_DB, (history[-1], what, error, history)


def check_sound(sound: Sound, history: list[str]) -> None:
    """Fail unless all components sound as the formula says."""
    right = sound.oracle.render(sound.state)
    loudest = max(float(np.linalg.norm(right)), float(np.linalg.norm(sound.oracle.samples)))
    found = sound.pulled()
    error = float(np.linalg.norm(found - right[: len(found)]))
    assert 20 * np.log10(max(error, 1e-15) / loudest) < SOUND_DB, history


def edit_by_chance(sound: Sound, other: Sound, rng: np.random.Generator, history: list[str]) -> State:
    """Make one edit, and fail unless what the wire tells then is what it should be; return that."""
    dice = Dice(
        rng,
        sound.state,
        frame_rate=SAMPLE_RATE / HOP,
        bin_hz=SAMPLE_RATE / FFT,
        other=other.state,
        other_name="other",
        other_frame_rate=SAMPLE_RATE / other.oracle.hop,
    )
    edit = KINDS[rng.integers(len(KINDS))](dice)
    history.append(f"{edit.address} {edit.args}")
    sound.peer.done(edit.address, sound.name, *edit.args)
    before = sound.state
    sound.state = before if edit.makes is None else edit.makes(before)
    told = sound.told()
    if edit.makes is None:
        assert edit.law(before, told), history
    else:
        agree(told, sound.state, history)
    sound.state = told  # what was rounded is not to add up
    return told


@pytest.mark.parametrize("round_", range(ROUNDS), ids=lambda n: f"seed{SEED}-round{n}")
def test_edits_by_chance_are_what_the_formulas_say(peer: Udp, daemon: Daemon, other: Sound, round_: int):
    rng = np.random.default_rng([SEED, round_])
    sound = make(peer, daemon.folder, "drums", drums(0.16, 1 + round_ % 2), FFT, HOP, K)
    peer.done("/matrix/phase", "drums", "source")
    states, place = [sound.state], 0
    history: list[str] = []
    for i in range(N_EDITS):
        told = edit_by_chance(sound, other, rng, history)
        states, place = [*states[: place + 1], told], place + 1
        for word, step in (("undo", -1), ("redo", 1)):
            if rng.random() < 0.2 and 0 <= place + step < len(states):
                history.append(word)
                peer.done(f"/edit/{word}", "drums")
                place += step
                sound.state = states[place]
                told = sound.told()
                assert all(np.array_equal(getattr(told, w), getattr(sound.state, w)) for w in TOLD), history
        if i % 6 == 5:
            check_sound(sound, history)
    peer.done("/edit/reset", "drums")
    sound.state = sound.oracle.found
    agree(sound.told(), sound.oracle.found, [*history, "reset"])
    check_sound(sound, [*history, "reset"])


# --- What is heard ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def edited(peer: Udp, daemon: Daemon) -> Sound:
    """A sound with edits of each sort: cells, an activation, a basis, and faders."""
    sound = make(peer, daemon.folder, "heard", swelling(), 1024, 256, 3)
    for edit in (
        ("/matrix/phase", "source"),
        ("/matrix/set", 0, 1, 0.7),
        ("/matrix/set", 2, 2, 0.5),
        ("/activation/reverse", 1),
        ("/basis/transpose", 2, 3.0),
    ):
        peer.done(edit[0], "heard", *edit[1:])
    sound.state = sound.told()
    peer.done("/component/gain", "heard", 0, 0.8)
    peer.done("/component/pan", "heard", 1, -0.5)
    peer.done("/component/pan", "heard", 2, 1.0)
    return sound


SIDES = np.array([[0.8, 1.0, 0.0, 0.0], [0.8, np.cos(np.pi / 4), 1.0, 0.0]])
"""Gains of the components and the residual, left and right, by the faders above: cos(|p| pi / 2)."""


def swelling(seconds: float = 0.4) -> Array:
    """Return tones and noise that come and go, (n_samples, 2); no bin is empty, so all have phases.

    It begins nearly silent, lest a filter that rings before the sound had to begin in the middle.
    """
    rng = np.random.default_rng(5)
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    noise = rng.standard_normal((2, t.size)) * (0.005 + 0.05 * (t % 0.2 < 0.1))
    tones = 0.2 * np.sin(2 * np.pi * 330 * t) * (t < 0.25) + 0.1 * np.sin(2 * np.pi * 1234 * t)
    return ((noise + tones) * np.hanning(t.size) ** 2).T.astype(np.float32)


def record(sound: Sound, folder: Path, rate: float, mode: str, device_rate: int) -> Array:
    """Return what is heard of a sound from its beginning to its end, (2, n), after some silence."""
    peer, name, path = sound.peer, sound.name, folder / f"{mode}-{rate}-{device_rate}.wav"
    peer.done("/audio/device", "silent", "sample_rate", device_rate)
    peer.done("/notify", 1)
    play = encode("/player/play", name, "start", 0.0, "rate", rate, "mode", mode)
    peer.send_raw(encode_bundle(play, encode("/player/record", name, str(path))))  # from the first sample on
    problem = peer.until("/oscfactor/recorded", name)[-1].args[3]
    peer.done("/notify", 0)
    assert problem == ""
    heard, found_rate = soundfile.read(path, dtype="float32")
    assert found_rate == device_rate
    return heard.T.astype(float)


def begun(heard: Array) -> Array:
    """Return what was heard from the block on in which it began."""
    return heard[:, int(heard.any(axis=0).argmax()) // BLOCK * BLOCK :]


def faded_in(expected: Array) -> Array:
    """Return a sound that begins with the crossfade of one block."""
    new = expected.copy()
    new[:, :BLOCK] *= np.arange(1, BLOCK + 1) / BLOCK
    return new


@pytest.mark.parametrize("rate", [0.6, 1.7])
def test_a_stretched_sound_is_the_defined_one(edited: Sound, daemon: Daemon, rate: float):
    heard = begun(record(edited, daemon.folder, rate, "stretch", SAMPLE_RATE))
    n = int(0.8 * edited.oracle.samples.shape[1] / rate)
    right = [edited.oracle.stretched(edited.state, SIDES[side], rate, n)[side] for side in (0, 1)]
    assert error_db(heard[:, :n], faded_in(np.stack(right))) < STRETCHED_DB


@pytest.mark.parametrize("device_rate", [44100, 96000])
def test_a_device_of_another_rate_plays_the_same_sound(edited: Sound, daemon: Daemon, device_rate: int):
    heard = record(edited, daemon.folder, 1.0, "stretch", device_rate)
    right = np.einsum("sk,ksn->sn", SIDES, edited.oracle.render(edited.state))
    assert error_db(*spectra(heard, device_rate, faded_in(right))) < RESAMPLED_DB


def gliding_take(edited: Sound, path: Path, n: int) -> Array:
    """Play the sound from its beginning, let component 2 glide to silence in `n` samples; return the take."""
    peer = edited.peer
    peer.send_raw(
        encode_bundle(encode("/player/play", "heard"), encode("/player/record", "heard", str(path)))
    )
    while peer.until("/oscfactor/player", "heard", "playing")[-1].args[2] < 0.01:
        pass  # until it is heard: what has not begun begins at the goal
    peer.send("/component/gain", "heard", 2, 0.0, n / SAMPLE_RATE)
    recorded = peer.until("/oscfactor/recorded", "heard")[-1]
    assert recorded.args[3] == ""
    peer.done("/component/gain", "heard", 2, 1.0)
    return begun(soundfile.read(recorded.args[1], dtype="float32")[0].T.astype(float))


def test_a_glide_is_the_line_from_one_gain_to_another(edited: Sound, daemon: Daemon):
    peer, n = edited.peer, SAMPLE_RATE // 10
    peer.done("/audio/device", "silent", "sample_rate", SAMPLE_RATE)
    peer.done("/notify", 1)
    layers = edited.oracle.render(edited.state)
    still, gliding = (np.einsum("sk,ksn->sn", SIDES * rows, layers) for rows in ([1, 1, 0, 1], [0, 0, 1, 0]))
    times, begins = np.arange(layers.shape[2]) + 1, range(0, layers.shape[2], BLOCK)
    lines = [1 - np.clip((times - begin) / n, 0, 1) for begin in begins]
    for i in range(5):  # on a busy machine it may begin so late that it does not end
        heard = gliding_take(edited, daemon.folder / f"glide{i}.wav", n)[:, : layers.shape[2]]
        errors = [error_db(heard, (still + gliding * line)[:, : heard.shape[1]]) for line in lines]
        if begins[int(np.argmin(errors))] + n < heard.shape[1]:
            break
    peer.done("/notify", 0)
    assert min(errors) < SOUND_DB, errors
    assert sorted(errors)[1] > 0.7 * SOUND_DB  # of all places where it could begin, one alone fits


def spectra(heard: Array, device_rate: int, right: Array) -> tuple[Array, Array]:
    """Return the spectra of both below 12 kHz, in steps of 1 Hz, the second made as late as the first."""
    begin = max(0, int(heard.any(axis=0).argmax()) - 200)  # the filter may ring before the sound
    hz = np.arange(12000)
    found = np.fft.rfft(heard[:, begin:], device_rate)[:, hz] / device_rate
    right = np.fft.rfft(right, SAMPLE_RATE)[:, hz] / SAMPLE_RATE
    cross = (found * right.conj()).sum(axis=0)
    late = np.fft.irfft(cross, 2 * hz.size).argmax() / (2 * hz.size)  # seconds, to a sample
    for _ in range(3):  # and to a small part of one: what is left of the phase is a straight line
        turned = cross * np.exp(2j * np.pi * hz * late)
        late -= (np.angle(turned) * hz * np.abs(cross)).sum() / (2 * np.pi * (hz**2 * np.abs(cross)).sum())
    return found, right * np.exp(-2j * np.pi * hz * late)


@pytest.mark.parametrize("speed", [0.5, 1.5])
def test_a_resampled_sound_is_the_same_at_another_speed(edited: Sound, daemon: Daemon, speed: float):
    heard = record(edited, daemon.folder, speed, "resample", SAMPLE_RATE)
    right = np.einsum("sk,ksn->sn", SIDES, edited.oracle.render(edited.state))
    right *= np.minimum((np.arange(right.shape[1]) / speed + 1) / BLOCK, 1)
    assert error_db(*spectra(heard, round(SAMPLE_RATE / speed), right)) < RESAMPLED_DB
