"""Random edits over the wire, and what is heard of them, held against the documented formulas in plain NumPy.

`ORACLE_ROUNDS=50 ORACLE_SEED=7 python -m pytest tests/peers/test_oracle.py` makes more of them than CI does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import oracle
import pytest
import soundfile
from oracle import Array, Oracle, State
from programs import Daemon
from random_edits import KINDS, Dice, Edit
from sounds import SAMPLE_RATE, drums
from wire import Udp

pytestmark = pytest.mark.peer

ROUNDS = int(os.environ.get("ORACLE_ROUNDS", "2"))
SEED = int(os.environ.get("ORACLE_SEED", "0"))
FFT, HOP, K = 512, 128, 4
N_EDITS = 24
# How far float32 may be from doubles, in decibels of the whole.
NUMBERS_DB = -95.0  # after one edit
SOUND_DB = -95.0
STRETCHED_DB = -60.0  # each frame's turns begin from the last one's: what is rounded adds up
RESAMPLED_DB = -80.0  # what the filter of another rate lets through and leaves out


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
        """Return what the wire tells of this sound; masks and phases, which it does not, as they should be."""
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


def agree(told: State, right: State, edit: Edit) -> None:
    """Fail unless what the wire tells is what should be."""
    for what in ("H", "W", "matrix", "mutes", "solos"):
        error = error_db(getattr(told, what), getattr(right, what))
        assert error < NUMBERS_DB, (edit.address, edit.args, what, error)


def check_sound(sound: Sound, history: list[str]) -> None:
    """Fail unless all components sound as the formula says."""
    right = sound.oracle.render(sound.state)
    loudest = max(float(np.linalg.norm(right)), float(np.linalg.norm(sound.oracle.samples)))
    found = sound.pulled()
    error = float(np.linalg.norm(found - right[: len(found)]))
    assert 20 * np.log10(max(error, 1e-15) / loudest) < SOUND_DB, history


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_edits_by_chance_are_what_the_formulas_say(peer: Udp, daemon: Daemon, other: Sound, round_: int):
    print(f"ORACLE_SEED={SEED}, round {round_}")
    rng = np.random.default_rng([SEED, round_])
    sound = make(peer, daemon.folder, "drums", drums(0.16, 1 + round_ % 2), FFT, HOP, K)
    peer.done("/matrix/phase", "drums", "source")
    states, place = [sound.state], 0
    history: list[str] = []
    for i in range(N_EDITS):
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
        peer.done(edit.address, "drums", *edit.args)
        right = sound.state if edit.makes is None else edit.makes(sound.state)
        sound.state = replace(right)
        told = sound.told()
        if edit.makes is None:
            assert edit.law(states[place], told), history
        else:
            agree(told, right, edit)
        sound.state = told  # what was rounded is not to add up
        states, place = [*states[: place + 1], told], place + 1
        for word in rng.choice(["undo", "redo", ""], 2, p=[0.2, 0.1, 0.7]):
            step = place + {"undo": -1, "redo": 1}.get(word, 0)
            if word and 0 <= step < len(states):
                history.append(word)
                peer.done(f"/edit/{word}", "drums")
                place, sound.state = step, states[step]
                told = sound.told()
                for what in ("H", "W", "matrix", "mutes", "solos"):
                    assert np.array_equal(getattr(told, what), getattr(sound.state, what)), history
        if i % 6 == 5:
            check_sound(sound, history)
    peer.done("/edit/reset", "drums")
    sound.state = sound.oracle.found
    agree(sound.told(), sound.oracle.found, Edit("/edit/reset", ()))
    check_sound(sound, [*history, "reset"])
