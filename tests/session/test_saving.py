"""Sessions: everything comes back, moved files are found, and what is odd is refused, all left as it was."""

import asyncio
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import soundfile

from oscfactor.client import Client
from oscfactor.dsp.edit import activations
from oscfactor.errors import DeviceError, FileError, LimitError
from oscfactor.files import archive
from oscfactor.files.room import Room
from oscfactor.limits import Limits
from oscfactor.model.layers import GRIDS
from oscfactor.session.factors import ACTIVATIONS
from oscfactor.session.session import Session
from tests.session.test_session import options, run


async def made(session, path):
    """A session with a part of a file that was edited, and a written one; return what can be compared."""
    await session.buffers.load("noise", str(path), start=0.1, duration=0.5)
    session.buffers.alloc("take", 300, n_channels=1, sample_rate=8000)
    await session.write("take", 0, 0, [0.5, -0.5])
    await session.factorizer.factorize("noise", options())
    await session.editing.set_cell("noise", 0, 1, 0.5, what="/matrix/set")
    await session.editing.set_cell("noise", -1, 2, 1, what="/matrix/mute", kind="mutes")
    await session.editing.set_cell("noise", 2, -1, 1, what="/matrix/solo", kind="solos")
    await session.editing.edit_each(ACTIVATIONS, "noise", 1, "/activation/reverse", activations.reverse)
    await session.editing.set("noise", "/matrix/phase", phase="griffinlim")
    await session.editing.undo("noise")
    await session.mixer.change("noise", 1, lambda mix: mix.with_gain(1, 0.25))
    return await facts(session)


async def facts(session):
    layers = await session.editing.layers("noise")
    history = session.editing.history("noise")
    _, audio = await session.readout.audio("noise", 0, 1, 1000, 500)
    parts = [layers.activation(k).tobytes() + layers.basis(k).tobytes() for k in range(3)]
    return (
        layers.buffer.samples.tobytes(),
        session.buffers.existing("take").samples.tobytes(),
        parts,
        [layers.grid(kind).tobytes() for kind in GRIDS],
        [step.what for step in history.done],
        [step.what for step in history.undone],
        session.mixer.mix("noise").gains.tolist(),
        audio.tobytes(),
    )


@pytest.mark.parametrize("embed", [False, True])
def test_everything_comes_back_with_its_undo(noise_file, tmp_path, embed):
    place = tmp_path / "evening.oscf"

    async def save(session):
        before = await made(session, noise_file)
        assert await session.store.save(place, embed=embed) == (place, 2)
        return before

    async def load(session):
        session.buffers.alloc("other", 10, n_channels=1, sample_rate=8000)
        assert await session.store.load(place) == (place, 2, True)
        assert sorted(session.buffers.by_name) == ["noise", "take"]
        after = await facts(session)
        await session.editing.redo("noise")
        assert (await session.editing.layers("noise")).recombination.phase == "griffinlim"
        for _ in range(5):
            await session.editing.undo("noise")
        assert (await session.editing.layers("noise")).recombination.plain
        await session.write("take", 0, 0, [0.25])
        return after

    before = run(save)
    if embed:
        noise_file.unlink()
    assert run(load) == before


def test_what_is_saved_or_loaded_is_unsaved_after_a_change_only(noise_file, tmp_path):
    async def scenario(session):
        assert session.store.unsaved() == []
        await made(session, noise_file)
        assert session.store.unsaved()
        await session.store.save(tmp_path / "evening")
        assert session.store.unsaved() == []
        await session.mixer.set_level("take", 0.5)
        assert session.store.unsaved(), "a fader was moved"
        await session.store.load(tmp_path / "evening")
        assert session.store.unsaved() == []
        await session.editing.redo("noise")
        assert session.store.unsaved(), "an edit was done"
        await session.store.save(tmp_path / "evening")
        session.buffers.free("take")
        assert session.store.unsaved(), "a sound is gone"

    run(scenario)


def test_what_played_plays_on(noise_file, tmp_path, monkeypatch):
    async def scenario(session):
        await made(session, noise_file)
        playing = {"start": 0.0, "end": 0.5, "loop": True, "rate": 1.0, "mode": "stretch", "outputs": "mix"}
        playing |= {"seconds": 0.25, "playing": True}
        monkeypatch.setattr(session.players, "saved", lambda name: playing if name == "noise" else None)
        await session.store.save(tmp_path / "evening")
        restored = []

        async def restore(name, sound, mix, saved, _fade):
            restored.append((name, sound.buffer, mix.gains[1], dict(saved)))
            raise DeviceError("no output device")

        monkeypatch.setattr(session.players, "restore", restore)
        assert (await session.store.load(tmp_path / "evening")).n_sounds == 2
        assert restored == [("noise", session.buffers.existing("noise"), 0.25, playing)]

    run(scenario)


def test_files_that_moved_are_found_by_what_they_hold(noise_file, tmp_path):
    place = tmp_path / "moved" / "evening"
    place.parent.mkdir()

    async def save(session):
        await made(session, noise_file)
        await session.store.save(place)

    run(save)
    elsewhere = tmp_path / "deep" / "er" / "noise.wav"
    elsewhere.parent.mkdir(parents=True)
    noise_file.rename(elsewhere)
    soundfile.write(
        noise_file, np.zeros(6000), 8000
    )  # another sound of the same name, where the first one was

    async def load(session):
        with pytest.raises(FileError, match="has changed since"):
            await session.store.load(place)
        noise_file.unlink()
        with pytest.raises(FileError, match="say where it is with the option search"):
            await session.store.load(place)
        assert not session.buffers.by_name
        await session.store.load(place, search=f"{tmp_path / 'none'}{os.pathsep}{tmp_path / 'deep'}")
        assert session.buffers.existing("noise").path == str(elsewhere)
        renamed = elsewhere.rename(elsewhere.with_name("kick (2).WAV"))
        (elsewhere.parent / "a.wav").write_text("no sound")
        soundfile.write(elsewhere.parent / "b.wav", np.zeros(6000), 8000)
        await session.store.load(place, search=str(tmp_path / "deep"))
        assert session.buffers.existing("noise").path == str(renamed)

    run(load)


def test_a_sound_that_its_writer_left_unfinished_is_found_under_another_name(tmp_path):
    path = tmp_path / "take.aiff"
    data = bytearray()
    soundfile.write(path, np.random.default_rng(1).uniform(-0.5, 0.5, 4000), 8000, "PCM_16")
    data += path.read_bytes()
    common, size = data.index(b"COMM") + 8, data.index(b"SSND") + 4
    data[common + 2 : common + 6], data[size : size + 4] = bytes(4), bytes((0, 0, 0, 8))
    path.write_bytes(data)

    async def save(session):
        assert (await session.buffers.load("take", str(path))).n_samples == 4000
        await session.store.save(tmp_path / "evening")

    run(save)
    renamed = path.rename(tmp_path / "kick.aiff")

    async def load(session):
        await session.store.load(tmp_path / "evening")
        assert session.buffers.existing("take").path == str(renamed)

    run(load)


@pytest.mark.parametrize("gone", ["before it is loaded", "after it was loaded"])
def test_a_sound_whose_file_is_gone_is_saved_with_its_samples(noise_file, tmp_path, gone):
    first, second = tmp_path / "first.oscf", tmp_path / "second.oscf"

    async def scenario(session):
        before = await made(session, noise_file)
        await session.store.save(first, embed=gone.startswith("before"))
        if gone.startswith("before"):
            soundfile.write(noise_file, np.zeros(6000), 8000)  # another sound, where the first one was
        await session.store.load(first)
        if gone.startswith("after"):
            noise_file.unlink()
        await session.store.save(second)
        await session.store.load(second)
        assert await facts(session) == before

    run(scenario)


def test_a_session_says_which_of_its_sound_files_are_not_whole(daemon, client, noise_file, tmp_path):
    noise_file.write_bytes(noise_file.read_bytes()[:20_000])
    with Client(daemon.host, daemon.port, timeout=60) as other:
        other.request("/notify", 1)
        (first,) = client.request("/buffer/load", "cut off", str(noise_file)).messages
        client.request("/session/save", str(tmp_path / "evening"))
        (second,) = client.request("/session/load", str(tmp_path / "evening")).messages
        assert second == first
        assert second.address == "/oscfactor/notice"
        assert second.args[1].startswith("cut off: it is cut off")
        heard = [m for m in other.request("/sync", 1).messages if m.address == "/oscfactor/notice"]
        assert heard == [first, second]
    while daemon.output.count(f"{noise_file}: it is cut off") < 2:  # the log is written by a thread
        client.request("/status")
    client.request("/buffer/free", "cut off")


def test_a_buffer_that_is_written_into_while_it_is_saved_is_saved_as_it_was(tmp_path):
    async def scenario(session):
        session.buffers.alloc("take", 1000, n_channels=1, sample_rate=8000)
        await session.write("take", 0, 0, [0.5])
        saving = asyncio.ensure_future(session.store.save(tmp_path / "evening"))
        await asyncio.sleep(0)
        await session.write("take", 0, 0, [0.25])
        await saving
        await session.store.load(tmp_path / "evening")
        assert session.buffers.read("take", 0, 0, 1)[1].tolist() == [0.5]

    run(scenario)


def test_a_sound_that_came_out_of_a_session_is_forgotten_when_its_name_is_taken(noise_file, tmp_path):
    """A sound from a file is then found by its file again, and the old samples take no memory."""

    async def scenario(session):
        await session.buffers.load("noise", str(noise_file))
        await session.store.save(tmp_path / "evening", embed=True)
        await session.store.load(tmp_path / "evening")
        assert session.buffers.saved("noise")[1]
        await session.buffers.load("noise", str(noise_file))
        assert not session.buffers.saved("noise")[1]
        assert session.buffers._embedded == {}

    run(scenario)


def altered(place, change):
    """Write a session file again with another document."""
    with zipfile.ZipFile(place) as archive:
        document, numbers = json.loads(archive.read("session.json")), archive.read("arrays.f32")
    change(document)
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("session.json", json.dumps(document))
        archive.writestr("arrays.f32", numbers)


ODDITIES = {
    "a later version": lambda d: d.update(version=2),
    "a word of the future": lambda d: d.update(weather="fine"),
    "a sound's word of the future": lambda d: d["buffers"][0].update(weather="fine"),
    "a missing word": lambda d: d["buffers"][0].pop("mix"),
    "two of one name": lambda d: d["buffers"].append(d["buffers"][0]),
    "an array behind the end": lambda d: d["buffers"][0]["factorization"]["W"].update(at=10**12),
    "an array of another shape": lambda d: d["buffers"][0]["factorization"]["W"]["shape"].reverse(),
    "a component that is not there": lambda d: d["buffers"][0]["recombination"]["bases"].update(
        {"99": d["buffers"][0]["factorization"]["W"]}
    ),
    "a phase of the future": lambda d: d["buffers"][0]["recombination"].update(phase="magic"),
    "buffers that are a number": lambda d: d.update(buffers=7),
    "a loss without meaning": lambda d: d["buffers"][0]["factorization"].update(loss="loudness"),
    "a player of the future": lambda d: d["buffers"][0].update(player={"speed": 3}),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_what_is_not_understood_is_refused_and_nothing_is_replaced(noise_file, tmp_path, oddity):
    place = tmp_path / "evening.oscf"

    async def scenario(session):
        before = await made(session, noise_file)
        await session.store.save(place)
        altered(place, ODDITIES[oddity])
        with pytest.raises(FileError):
            await session.store.load(place)
        assert await facts(session) == before

    run(scenario)


@pytest.mark.skipif(os.name != "posix", reason="pipes that are files")
def test_what_has_no_end_or_never_begins_is_no_session(tmp_path):
    os.mkfifo(tmp_path / "pipe.oscf")

    async def scenario(session):
        for place in ("/dev/zero", tmp_path / "pipe.oscf"):
            with pytest.raises(FileError, match="is not a plain file"):
                await session.store.load(place)

    run(scenario)


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "none", "folder"])
def test_a_damaged_file_is_refused(noise_file, tmp_path, damage):
    place = tmp_path / "evening.oscf"

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place)
        whole = bytearray(place.read_bytes())
        if damage == "cut":
            place.write_bytes(whole[: len(whole) // 2])
        elif damage == "flipped":
            whole[len(whole) // 2] ^= 255
            place.write_bytes(whole)
        elif damage == "text":
            place.write_text("a poem")
        elif damage == "empty":
            place.write_bytes(b"")
        else:
            place.unlink()
            if damage == "folder":
                place.mkdir()
        with pytest.raises(FileError):
            await session.store.load(place)
        assert len(session.buffers.by_name) == 2

    run(scenario)


def test_a_session_that_does_not_fit_into_memory_is_refused(noise_file, tmp_path):
    place = tmp_path / "evening.oscf"

    async def save(session):
        await made(session, noise_file)
        await session.store.save(place, embed=True)

    async def load(session):
        with pytest.raises(LimitError, match="max_memory"):
            await session.store.load(place)

    run(save)
    run(load, max_bytes=20_000)


def test_a_name_that_is_too_long_is_no_fault_of_ours(tmp_path):
    async def scenario(session):
        for name in ("x" * 300, "x." + "y" * 300, "x" * 300 + ".oscf"):
            with pytest.raises(FileError):
                await session.store.load(tmp_path / name)
            with pytest.raises(FileError):
                await session.store.save(tmp_path / name)

    run(scenario)


def test_a_session_goes_nowhere_where_it_cannot_be_written(noise_file, tmp_path):
    async def scenario(session):
        await made(session, noise_file)
        with pytest.raises(FileError, match="no such folder"):
            await session.store.save(tmp_path / "none" / "evening.oscf")

    run(scenario)
    assert not list(tmp_path.glob("**/*.part"))


EXPORTER = """
import sys, numpy as np
from pathlib import Path
from oscfactor.files.audiowriter import AudioWriter
block = np.full((1, 65536), 0.5, np.float32)
for i in range(1000):
    with AudioWriter(Path(sys.argv[1]), n_channels=1, sample_rate=48000, format="wav") as file:
        for _ in range(40):
            file.write(block)
    print(i, flush=True)
"""
WRITER = """
import sys, numpy as np
from pathlib import Path
from oscfactor.files import archive
from oscfactor.files.arrays import Arrays
arrays = Arrays()
place = arrays.put(np.ones(3_000_000, np.float32))
for i in range(1000):
    archive.write(Path(sys.argv[1]), {"i": i, "place": place}, arrays)
    print(i, flush=True)
"""


def test_killed_in_the_middle_of_a_save_the_previous_file_is_whole(tmp_path):
    place = tmp_path / "evening.oscf"
    for n_whole in (1, 2, 3):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(n_whole):
            child.stdout.readline()
        seen = False
        while not seen:  # until it is in the middle of the next one
            seen = any(part.stat().st_size > 1_000_000 for part in tmp_path.glob(".*.part"))
        child.kill()
        child.wait()
        child.stdout.close()
        with archive.opened(place, Room(place, 1e9)) as (document, run):
            numbers = run.array(document["place"], "sound", (3_000_000,))
        assert document["i"] >= n_whole - 1
        assert (numbers == 1).all()
        for part in tmp_path.glob(".*.part"):
            part.unlink()


def test_killed_in_the_middle_of_an_export_the_previous_file_is_whole(tmp_path):
    place = tmp_path / "layer.wav"
    child = subprocess.Popen([sys.executable, "-c", EXPORTER, str(place)], stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    seen = False
    while not seen:
        seen = any(part.stat().st_size > 1_000_000 for part in tmp_path.glob(".*.part"))
    child.kill()
    child.wait()
    child.stdout.close()
    samples, _ = soundfile.read(place, dtype="float32")
    assert samples.size == 40 * 65536
    assert (samples == 0.5).all()


def test_limits_and_loop_are_all_a_session_needs():
    async def scenario():
        session = Session(asyncio.get_running_loop(), Limits(), lambda *_, **__: None)
        assert session.store.snapshot() == []
        session.close()

    asyncio.run(scenario())
