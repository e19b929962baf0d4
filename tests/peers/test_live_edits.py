"""Two hundred edits a second while it plays: nothing is late, and nothing clicks."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, Ear, start_jack
from tests.support.programs import Daemon
from tests.support.wire import DONE, Udp

pytestmark = pytest.mark.peer

SECONDS = float(os.environ.get("EDITS_SECONDS", "5"))
PER_SECOND = float(os.environ.get("EDITS_PER_SECOND", "200"))
K = 4


def chords(folder: Path) -> None:
    """Write four chords of low sine tones: so smooth that a click would stand out."""
    t = np.arange(4 * RATE) / RATE
    chord = (t // 1).astype(int) % 4
    total = np.zeros_like(t)
    for ratio in (1, 1.5, 2, 3):
        hz = np.choose(chord, (110, 131, 147, 165)) * ratio
        total += np.sin(2 * np.pi * np.cumsum(hz) / RATE) / (4 * ratio)
    swell = np.sin(np.pi * (t % 1)) ** 2
    soundfile.write(folder / "chords.wav", 0.4 * total * swell, RATE, subtype="FLOAT")


def edit(rng: random.Random) -> tuple[object, ...]:
    """Return one of the edits, each of which keeps the sound about as loud and as smooth as it was."""
    return rng.choice(
        [
            ("/matrix/set", "chords", rng.randrange(K), rng.randrange(K), rng.random()),
            ("/matrix/random", "chords", 0.5, rng.randrange(1000)),
            ("/matrix/shuffle", "chords", rng.randrange(1000)),
            ("/matrix/mute", "chords", rng.randrange(K), rng.randrange(K), rng.randrange(2)),
            ("/activation/shift", "chords", rng.randrange(K), rng.random()),
            ("/activation/reverse", "chords", rng.randrange(K)),
            ("/basis/swap", "chords", rng.randrange(K), rng.randrange(K)),
            ("/edit/undo", "chords"),
            ("/edit/reset", "chords"),
            ("/component/gain", "chords", rng.randrange(K), rng.random()),
        ]
    )


def largest_jump(samples: np.ndarray) -> float:
    """Return the largest discontinuity: half the largest third difference, small in a smooth sound."""
    return float(np.abs(np.diff(samples, n=3)).max()) / 2


def test_edits_are_heard_without_underruns_and_without_clicks(tmp_path: Path):
    chords(tmp_path)
    with (
        start_jack(period=256) as jack,
        Daemon(tmp_path, env=jack.environ) as daemon,
        Udp(daemon.port) as peer,
    ):
        peer.done("/buffer/load", "chords", "chords.wav")
        peer.done("/buffer/factorize", "chords", K, "iterations", 50)
        peer.done("/audio/device", timeout=90)
        peer.done("/player/play", "chords", "loop", 1)
        with Ear(jack, ["oscfactor:out_0"], SECONDS + 60) as ear:
            ear.wait_for_sound(4 * RATE)
            own = float(np.abs(np.diff(ear.heard()[0])).max())
            begin = ear.n_samples
            sent = answered = 0
            rng = random.Random(1)
            peer.done("/notify", 0)
            before = peer.status()["underruns"]
            started = time.monotonic()
            while (now := time.monotonic() - started) < SECONDS:
                while sent < now * PER_SECOND:
                    peer.send(*edit(rng))
                    sent += 1
                while answered < sent:
                    answered += peer.receive().address in (DONE, "/oscfactor/fail")
                time.sleep(0.002)
            ear.wait(begin + int(SECONDS * RATE))
            heard = ear.heard(begin)[0]
            after = peer.status()["underruns"]
    sys.stdout.write(
        f"{sent} edits in {SECONDS:g} s, underruns {after - before}, largest jump {largest_jump(heard):.2e},"
        f" largest step of the sound itself {own:.2e}, peak {np.abs(heard).max():.2f}\n"
    )
    assert after == before
    assert np.abs(heard).max() > 0.1
    assert np.isfinite(heard).all()
    assert largest_jump(heard) < 0.5 * own
