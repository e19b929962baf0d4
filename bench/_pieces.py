"""Pieces whose stems are known: scores played part by part, and drum kits; fixed before anything was tuned.

Scores come with music21 and are played at run time by fluidsynth with Debian's `fluid-soundfont-gm`; drums
are Debian's `sonic-pi-samples`, CC0. Nothing of either is kept.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from bench._measure import RECORDINGS

RATE = 44_100
SECONDS = 15.0
TEMPO = 90  # quarters a minute
SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
PANS = (20, 108, 50, 84, 64)  # of the parts of a stereo piece, as controller 10

# name: (score, programs of General MIDI by part, whether it is stereo with reverb)
SCORES: dict[str, tuple[str, tuple[int, ...], bool]] = {
    "strings, chorale": ("bach/bwv66.6", (40, 40, 41, 42), False),
    "strings, Mozart": ("mozart/k155/movement1", (40, 40, 41, 42), False),
    "brass": ("bach/bwv57.8", (56, 60, 57, 58), False),
    "woodwinds, chorale": ("bach/bwv244.10", (73, 68, 71, 70), False),
    "woodwinds, Haydn": ("haydn/opus74no1/movement3", (73, 68, 71, 70), False),
    "choir and organ": ("bach/bwv269", (52, 48, 19, 43), False),
    "trio, Corelli": ("corelli/opus3no1/1grave", (40, 40, 19), False),
    "band": ("bach/bwv10.7", (65, 4, 25, 33), False),
    "mallets and harp": ("bach/bwv104.6", (11, 12, 46, 32), False),
    "clarinet, piano, cello": ("schumann_robert/opus48no2", (71, 0, 42), False),
    "strings, Beethoven, stereo": ("beethoven/opus18no1/movement1", (40, 40, 41, 42), True),
    "oboe and choir, stereo": ("bach/bwv12.7", (68, 53, 52, 48, 43), True),
    "horn and guitars, stereo": ("bach/bwv1.6", (60, 24, 25, 26, 32), True),
}
# name: (one-shots, each with the sixteenths of a bar that it is hit on, stereo with reverb)
KITS: dict[str, tuple[dict[str, tuple[int, ...]], bool]] = {
    "kit, acoustic": (
        {
            "drum_heavy_kick": (0, 7, 8),
            "drum_snare_hard": (4, 12),
            "drum_cymbal_closed": tuple(range(0, 16, 2)),
            "drum_tom_mid_hard": (14, 15),
        },
        False,
    ),
    "kit, electronic": (
        {
            "bd_haus": (0, 4, 8, 12),
            "elec_snare": (4, 12, 15),
            "elec_tick": (2, 6, 10, 14),
            "elec_bong": (3, 11),
        },
        False,
    ),
    "tabla": (
        {"tabla_ghe1": (0, 6, 10), "tabla_na": (2, 4, 12), "tabla_te1": (3, 7, 8, 14), "tabla_tun1": (9, 15)},
        False,
    ),
    "kit, stereo": (
        {
            "bd_fat": (0, 6, 10),
            "sn_dolf": (4, 12),
            "drum_cymbal_pedal": tuple(range(1, 16, 2)),
            "drum_cowbell": (3, 7, 13),
        },
        True,
    ),
}


@dataclass(frozen=True, eq=False)
class Piece:
    """A mix of known sources."""

    name: str
    stems: NDArray[np.float32]  # (n_sources, n_channels, n_samples); they add up to the mix
    onsets: list[NDArray[np.float64]] = field(default_factory=list)  # of each source, in seconds

    @property
    def mix(self) -> NDArray[np.float32]:
        return self.stems.sum(axis=0)


def pieces(names: list[str]) -> Iterator[Piece]:
    """Make the named pieces, or all, one after another."""
    for name in names or [*SCORES, *KITS]:
        stems, onsets = _played(*SCORES[name]) if name in SCORES else _hit(*KITS[name])
        loudest = np.abs(stems.sum(axis=0)).max()
        yield Piece(name, (0.7 / loudest * stems).astype(np.float32), onsets)


def _played(
    score: str, programs: tuple[int, ...], stereo: bool
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Play each part of a score by itself; the reverb of each is its own, so that parts add up."""
    from music21 import corpus

    random = np.random.default_rng(1)
    parts = list(corpus.parse(score).parts)[: len(programs)]
    stems, onsets = [], []
    with tempfile.TemporaryDirectory() as folder:
        for i, (part, program) in enumerate(zip(parts, programs, strict=True)):
            notes = _notes(part)
            path = Path(folder) / f"{i}.mid"
            _midi(notes, program, PANS[i] if stereo else 64, random).save(path)
            stems.append(_rendered(path, stereo))
            onsets.append(np.unique([begin for begin, _, _ in notes]))
    n_samples = int(SECONDS * RATE)
    return np.stack([_fitted(stem, n_samples) for stem in stems]), onsets


def _notes(part: Any) -> list[tuple[float, float, int]]:
    """Return the beginning and end of each note, in seconds, and its key."""
    quarter, found = 60 / TEMPO, []
    for note in part.flatten().stripTies().notes:
        begin = float(note.offset) * quarter
        end = begin + max(float(note.quarterLength), 0.1) * quarter
        if begin < SECONDS - 0.5:
            found += [(begin, end, pitch.midi) for pitch in note.pitches]
    return found


def _midi(
    notes: list[tuple[float, float, int]], program: int, pan: int, random: np.random.Generator
) -> mido.MidiFile:
    timed = [(begin, 1, key, int(random.integers(70, 110))) for begin, _, key in notes]
    timed += [(end - 0.01, 0, key, 0) for _, end, key in notes]
    track = mido.MidiTrack([mido.Message("program_change", program=program)])
    track.append(mido.Message("control_change", control=10, value=pan))
    now = 0
    for second, _, key, velocity in sorted(timed):
        tick = round(second * 960)  # at the default tempo of 120 and 480 ticks a beat
        track.append(mido.Message("note_on", note=key, velocity=velocity, time=tick - now))
        now = tick
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(track)
    return file


def _rendered(path: Path, stereo: bool) -> NDArray[np.float64]:
    """Return what fluidsynth makes of a file, (n_channels, n_samples)."""
    out = path.with_suffix(".wav")
    effects = ["-R", "1" if stereo else "0", "-C", "0"]
    words = ["fluidsynth", "-ni", "-q", *effects, "-g", "0.5", "-r", str(RATE), "-O", "float", "-T", "wav"]
    subprocess.run([*words, "-F", str(out), str(SOUNDFONT), str(path)], check=True, capture_output=True)
    samples, _ = soundfile.read(out, always_2d=True)
    return np.stack([*samples.swapaxes(0, 1)]) if stereo else samples.mean(axis=1)[None]


def _hit(
    kit: dict[str, tuple[int, ...]], stereo: bool
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Play a pattern; each hit has a level and a pitch of its own."""
    random = np.random.default_rng(2)
    n_samples, sixteenth = int(SECONDS * RATE), 15 / TEMPO
    stems, onsets = [], []
    for i, (name, places) in enumerate(kit.items()):
        shot, rate = soundfile.read(RECORDINGS / f"{name}.flac", always_2d=True)
        shot = shot.mean(axis=1)
        begins = [
            (16 * bar + place) * sixteenth
            for bar in range(int(SECONDS / sixteenth / 16) + 1)
            for place in places
        ]
        begins = [begin for begin in begins if begin < SECONDS - 0.5]
        stem = np.zeros(n_samples)
        for begin in begins:
            step = rate / RATE * 2 ** (random.uniform(-1, 1) / 12)
            hit = np.interp(np.arange(0, len(shot) - 1, step), np.arange(len(shot)), shot)
            hit = hit[: n_samples - round(begin * RATE)] * 10 ** (random.uniform(-9, 0) / 20)
            stem[round(begin * RATE) :][: len(hit)] += hit
        stems.append(_in_a_room(stem, PANS[i] / 128, random) if stereo else stem[None])
        onsets.append(np.unique(begins))
    return np.stack(stems), onsets


def _in_a_room(stem: NDArray[np.float64], pan: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Return a sound panned, with a tail of its own in each channel that fades by 60 dB in half a second."""
    n = RATE // 2
    tails = random.standard_normal((2, n)) * 10 ** (-3 * np.arange(n) / n) * 0.02
    direct = np.zeros((2, n))
    direct[:, 0] = np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)
    size = len(stem) + n
    spectrum = np.fft.rfft(stem, size) * np.fft.rfft(direct + tails, size)
    return np.fft.irfft(spectrum, size)[:, : len(stem)]


def _fitted(stem: NDArray[np.float64], n_samples: int) -> NDArray[np.float64]:
    stem = stem[:, :n_samples]
    return np.pad(stem, ((0, 0), (0, n_samples - stem.shape[1])))
