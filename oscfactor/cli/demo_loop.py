"""The demo's loop: six parts that are known, so that one can hear which of them the layers found."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE: Final = 44100
BEATS_PER_MINUTE: Final = 104
N_BARS: Final = 4
STEP: Final = round(SAMPLE_RATE * 60 / BEATS_PER_MINUTE / 4)
"""Samples of a sixteenth note."""
N_STEPS: Final = 16 * N_BARS

# One line a part and bar; x is a hit, X a loud one.
KICK: Final = "X.....x...X.....X.....x...X..x.."
SNARE: Final = "....X.......X..."
HAT: Final = "x.xXx.x.x.xXx.xx"
BASS_STEPS: Final = "..X.X..X...XX.X."
BASS_NOTE: Final = 45
"""MIDI; a pedal point under all chords, between the kicks."""
CHORDS: Final = ((60, 64, 67, 71), (60, 64, 67, 69), (59, 62, 64, 67), (59, 62, 66, 69))
"""MIDI notes of each bar."""

Stereo = NDArray[np.float64]  # (2, n_samples)


def parts() -> dict[str, NDArray[np.float32]]:
    """Return the parts of the loop by name; each float32 (2, n_samples), and their sum stays below 1."""
    rng = np.random.default_rng(1)
    made = {
        "kick": _hits(KICK, _kick(), pan=0.0),
        "snare": _hits(SNARE, _snare(rng), pan=-0.15),
        "hat": _hits(HAT, _hat(rng), pan=0.35),
        "bass": _bass(),
        "chords": _chords(),
        "wash": _wash(rng),
    }
    peak = max(1.0, float(np.abs(sum(made.values())).max()) / 0.89)
    return {name: (part / peak).astype(np.float32) for name, part in made.items()}


def _hits(steps: str, sound: NDArray[np.float64], *, pan: float) -> Stereo:
    mono = np.zeros(N_STEPS * STEP)
    for step in range(N_STEPS):
        mark = steps[step % len(steps)]
        if mark != ".":
            _add(mono, sound * (1.0 if mark == "X" else 0.55), step * STEP)
    return _panned(mono, pan)


def _kick() -> NDArray[np.float64]:
    t = _seconds(0.26)
    pitch = 50 + 70 * np.exp(-t * 60)  # Hz, falling
    return 0.85 * np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) * np.exp(-t * 14) * _faded(t)


def _snare(rng: np.random.Generator) -> NDArray[np.float64]:
    t = _seconds(0.22)
    noise = _band(rng.standard_normal(t.size), 900, 7000)
    body = np.sin(2 * np.pi * 186 * t) * np.exp(-t * 30)
    return (0.4 * noise * np.exp(-t * 22) + 0.3 * body) * _faded(t)


def _hat(rng: np.random.Generator) -> NDArray[np.float64]:
    t = _seconds(0.09)
    return 0.28 * _band(rng.standard_normal(t.size), 7500, 18000) * np.exp(-t * 55) * _faded(t)


def _bass() -> Stereo:
    t = _seconds(0.4)
    tone = sum(np.sin(2 * np.pi * h * _hertz(BASS_NOTE) * t) / h**1.3 for h in range(1, 11))
    return _hits(BASS_STEPS, 0.25 * tone * np.exp(-t * 4) * _faded(t), pan=0.0)


def _chords() -> Stereo:
    result = np.zeros((2, N_STEPS * STEP))
    t = _seconds(16 * STEP / SAMPLE_RATE)
    shape = np.minimum(t / 0.25, 1) * np.exp(-t * 0.5) * _faded(t, 0.12)
    for bar, chord in enumerate(CHORDS):
        for i, note in enumerate(chord):
            for side, detune in ((0, 0.9985), (1, 1.0015)):
                f = _hertz(note) * detune
                tone = sum(np.sin(2 * np.pi * h * f * t + i + side) / h**1.9 for h in range(1, 9))
                _add(result[side], 0.055 * tone * shape, bar * 16 * STEP)
    return result


def _wash(rng: np.random.Generator) -> Stereo:
    n = N_STEPS * STEP
    t = np.arange(n) / n
    swell = 0.5 - 0.5 * np.cos(4 * np.pi * t)  # two waves in the loop, silent at its seam
    return np.stack([0.085 * _band(rng.standard_normal(n), 1500, 5200) * swell**2 for _ in range(2)])


def _seconds(duration: float) -> NDArray[np.float64]:
    return np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE


def _hertz(note: int) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _faded(t: NDArray[np.float64], seconds: float = 0.01) -> NDArray[np.float64]:
    """Return a short fade at both ends of a sound, so that none of them clicks."""
    fade: NDArray[np.float64] = np.minimum(np.minimum(t / 0.001, (t[-1] - t) / seconds), 1.0)
    return fade


def _band(noise: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return `noise` between two frequencies in Hz, soft at the edges, its effective value 1."""
    f = np.fft.rfftfreq(noise.size, 1 / SAMPLE_RATE)
    octaves = np.log2(np.maximum(f, 1.0))
    gain = np.clip(2 * (octaves - np.log2(low)) + 1, 0, 1) * np.clip(2 * (np.log2(high) - octaves) + 1, 0, 1)
    result: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(noise) * gain, noise.size)
    return result / float(np.sqrt(np.mean(result**2)))


def _panned(mono: NDArray[np.float64], pan: float) -> Stereo:
    """Return `mono` at a place from -1, left, to 1, right, with the same power everywhere."""
    angle = (pan + 1) * np.pi / 4
    return np.stack([np.cos(angle) * mono, np.sin(angle) * mono])


def _add(target: NDArray[np.float64], sound: NDArray[np.float64], start: int) -> None:
    room = min(sound.size, target.size - start)
    target[start : start + room] += sound[:room]
