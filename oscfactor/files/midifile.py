"""MIDI files of several tracks, written one track after another: of no more than one are there messages."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import BinaryIO, Final, NamedTuple

from oscfactor.dsp.edit.notes import Note

TICKS: Final = 960
"""Ticks of a beat."""
CURVE: Final = 11
"""The controller that the curve moves: expression."""
STEPS: Final = 127
"""The greatest value of a controller, and the greatest velocity."""
_HEAD: Final = struct.Struct(">4sIHHH")
_DRUMS: Final = 9  # the channel that is a drum kit, which no component gets


class Track(NamedTuple):
    """One component as a track."""

    name: str
    number: int  # of the component
    key: int  # of all its notes
    notes: Sequence[Note]
    curve: Sequence[int]  # one value a frame, 0 to `STEPS`


def write_midi(file: BinaryIO, tracks: Iterable[Track], count: int, frame_s: float, tempo: float) -> None:
    """Write a MIDI file: a track for the tempo, then one for each component.

    The file's format holds one head and its tracks one by one. mido writes each as a file of its own, in
    memory, and the tracks of these follow each other: a long sound's messages would else take gigabytes.

    Parameters
    ----------
    tracks, count : the tracks, which may be made while they are written, and how many there are
    frame_s : from frame to frame, in seconds
    tempo : beats a minute
    """
    file.write(_HEAD.pack(b"MThd", 6, 1, 1 + count, TICKS))
    file.write(_tempo_track(tempo))
    ticks_a_frame = frame_s * TICKS * tempo / 60
    for track in tracks:
        file.write(_component_track(track, ticks_a_frame))


def _tempo_track(tempo: float) -> bytes:
    import mido

    return _as_track([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo))])


def _component_track(track: Track, ticks_a_frame: float) -> bytes:
    """Return a component's messages as a track of a file."""
    import mido

    channel = track.number % 15
    channel += channel >= _DRUMS
    # At one time a note ends first, then the curve moves, then a note begins.
    timed: list[tuple[int, int, tuple[str, dict[str, int]]]] = []
    for note in track.notes:
        velocity = max(1, round(STEPS * note.strength))
        on, off = ({"note": track.key, "velocity": v, "channel": channel} for v in (velocity, 0))
        timed.append((round(note.begin * ticks_a_frame), 2, ("note_on", on)))
        timed.append((round(note.end * ticks_a_frame), 0, ("note_off", off)))
    before = -1
    for t, value in enumerate(track.curve):
        if value != before:
            moved = {"control": CURVE, "value": int(value), "channel": channel}
            timed.append((round(t * ticks_a_frame), 1, ("control_change", moved)))
            before = value
    timed.sort(key=lambda one: one[:2])
    messages = [mido.MetaMessage("track_name", name=track.name)]
    now = 0
    for tick, _, (kind, fields) in timed:
        messages.append(mido.Message(kind, time=tick - now, **fields))
        now = tick
    return _as_track(messages)


def _as_track(messages: list[object]) -> bytes:
    """Return messages as a track of a file, its end included."""
    import mido  # late: few sessions write such a file

    alone = mido.MidiFile(type=0, ticks_per_beat=TICKS, charset="utf-8")
    alone.tracks.append(mido.MidiTrack(messages))
    written = BytesIO()
    alone.save(file=written)
    return written.getvalue()[_HEAD.size :]
