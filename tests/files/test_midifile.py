"""MIDI files: what another program reads in them."""

from io import BytesIO

import mido
import pytest

from oscfactor.dsp.edit.notes import Note
from oscfactor.files.midifile import CURVE, Track, write_midi


def read(tracks, frame_s=0.01, tempo=120.0):
    file = BytesIO()
    write_midi(file, iter(tracks), len(tracks), frame_s, tempo)
    file.seek(0)
    return mido.MidiFile(file=file, charset="utf-8")


def timed(midi):
    """Return the messages to channels, each with the second at which a player sends it."""
    now, found = 0.0, []
    for message in midi:
        now += message.time
        if not message.is_meta:
            found.append((round(now, 3), message.type, *message.bytes()[1:]))
    return found


@pytest.mark.parametrize("tempo", [60.0, 120.0, 104.0, 1000.0])
def test_notes_and_the_curve_are_when_they_were_at_any_tempo(tempo):
    curve = [0] * 10 + [127] * 10 + [64] * 10
    midi = read([Track("drüms-03", 3, 60, [Note(10, 20, 1.0), Note(20, 30, 0.5)], curve)], tempo=tempo)
    assert [track.name for track in midi.tracks] == ["", "drüms-03"]
    assert timed(midi) == [
        (0.0, "control_change", CURVE, 0),
        (0.1, "control_change", CURVE, 127),
        (0.1, "note_on", 60, 127),
        (0.2, "note_off", 60, 0),
        (0.2, "control_change", CURVE, 64),
        (0.2, "note_on", 60, 64),
        (0.3, "note_off", 60, 0),
    ]


def test_each_component_has_a_track_and_none_plays_a_drum_kit():
    midi = read([Track(f"a-{k:02d}", k, 60, [Note(0, 1, 1.0)], [0]) for k in range(20)])
    channels = [next(m.channel for m in track if m.type == "note_on") for track in midi.tracks[1:]]
    assert channels[:15] == [*range(9), *range(10, 16)]
    assert channels[15:] == [0, 1, 2, 3, 4]


def test_no_components_are_a_file_too():
    assert len(read([]).tracks) == 1
