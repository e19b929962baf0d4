"""Sessions: everything comes back, moved files are found, and what is odd is refused, all left as it was."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import soundfile

from oscfactor.dsp.edit import activations as act
from oscfactor.errors import FileError, LimitError
from oscfactor.files import archive as sessionfile
from oscfactor.limits import Limits
from oscfactor.model.layers import GRIDS
from oscfactor.session.saving import Autosave
from oscfactor.session.session import Session
from tests.session.test_session import options, run


@pytest.fixture
def sound(tmp_path):
    noise = np.random.default_rng(1).standard_normal((6000, 2)).astype(np.float32) * 0.1
    (tmp_path / "sounds").mkdir()
    path = tmp_path / "sounds" / "noise.wav"
    soundfile.write(path, noise, 8000, "FLOAT")
    return path


async def made(session, path):
    """A session with a part of a file that was edited, and a written one; return what can be compared."""
    await session.load("noise", str(path), start=0.1, duration=0.5)
    session.alloc("take", 300, n_channels=1, sample_rate=8000)
    session.write("take", 0, 0, [0.5, -0.5])
    await session.components.factorize("noise", options())
    await session.editing.set_cell("noise", 0, 1, 0.5, what="/matrix/set")
    await session.editing.set_cell("noise", -1, 2, 1, what="/matrix/mute", kind="mutes")
    await session.editing.set_cell("noise", 2, -1, 1, what="/matrix/solo", kind="solos")
    await session.editing.edit_activations("noise", 1, "/activation/reverse", act.reverse)
    await session.editing.set("noise", "/matrix/phase", phase="griffinlim")
    await session.editing.undo("noise")
    await session.desk.change("noise", 1, lambda mix: mix.with_gain(1, 0.25))
    return await facts(session)


async def facts(session):
    layers = await session.editing.layers("noise")
    history = session.editing.history("noise")
    _, audio = await session.components.audio("noise", 0, 1, 1000, 500)
    parts = [layers.activation(k).tobytes() + layers.basis(k).tobytes() for k in range(3)]
    return (
        layers.buffer.samples.tobytes(),
        session.buffers.existing("take").samples.tobytes(),
        parts,
        [layers.grid(kind).tobytes() for kind in GRIDS],
        [step.what for step in history.done],
        [step.what for step in history.undone],
        session.desk.mix("noise").gains.tolist(),
        audio.tobytes(),
    )


@pytest.mark.parametrize("embed", [False, True])
def test_everything_comes_back_with_its_undo(sound, tmp_path, embed):
    place = tmp_path / "evening.oscf"

    async def save(session):
        before = await made(session, sound)
        assert await session.keeping.save(place, embed=embed) == (place, 2)
        return before

    async def load(session):
        session.alloc("other", 10, n_channels=1, sample_rate=8000)
        assert await session.keeping.load(place) == (place, 2)
        assert sorted(session.buffers.by_name) == ["noise", "take"]
        after = await facts(session)
        await session.editing.redo("noise")
        assert (await session.editing.layers("noise")).recombination.phase == "griffinlim"
        for _ in range(5):
            await session.editing.undo("noise")
        assert (await session.editing.layers("noise")).recombination.plain
        session.write("take", 0, 0, [0.25])
        return after

    before = run(save)
    if embed:
        sound.unlink()
    assert run(load) == before


def test_files_that_moved_are_found_by_what_they_hold(sound, tmp_path):
    place = tmp_path / "moved" / "evening"
    place.parent.mkdir()

    async def save(session):
        await made(session, sound)
        await session.keeping.save(place)

    run(save)
    elsewhere = tmp_path / "deep" / "er" / "noise.wav"
    elsewhere.parent.mkdir(parents=True)
    sound.rename(elsewhere)
    soundfile.write(sound, np.zeros(6000), 8000)  # another sound of the same name, where the first one was

    async def load(session):
        with pytest.raises(FileError, match="has changed since"):
            await session.keeping.load(place)
        sound.unlink()
        with pytest.raises(FileError, match="say where it is with the option search"):
            await session.keeping.load(place)
        assert not session.buffers.by_name
        await session.keeping.load(place, search=f"{tmp_path / 'none'}{os.pathsep}{tmp_path / 'deep'}")
        assert session.buffers.existing("noise").path == str(elsewhere)
        renamed = elsewhere.rename(elsewhere.with_name("kick (2).WAV"))
        (elsewhere.parent / "a.wav").write_text("no sound")
        soundfile.write(elsewhere.parent / "b.wav", np.zeros(6000), 8000)
        await session.keeping.load(place, search=str(tmp_path / "deep"))
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
        assert (await session.load("take", str(path))).n_samples == 4000
        await session.keeping.save(tmp_path / "evening")

    run(save)
    renamed = path.rename(tmp_path / "kick.aiff")

    async def load(session):
        await session.keeping.load(tmp_path / "evening")
        assert session.buffers.existing("take").path == str(renamed)

    run(load)


@pytest.mark.parametrize("gone", ["before it is loaded", "after it was loaded"])
def test_a_sound_whose_file_is_gone_is_saved_with_its_samples(sound, tmp_path, gone):
    first, second = tmp_path / "first.oscf", tmp_path / "second.oscf"

    async def scenario(session):
        before = await made(session, sound)
        await session.keeping.save(first, embed=gone.startswith("before"))
        if gone.startswith("before"):
            soundfile.write(sound, np.zeros(6000), 8000)  # another sound, where the first one was
        await session.keeping.load(first)
        if gone.startswith("after"):
            sound.unlink()
        await session.keeping.save(second)
        await session.keeping.load(second)
        assert await facts(session) == before

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
def test_what_is_not_understood_is_refused_and_nothing_is_replaced(sound, tmp_path, oddity):
    place = tmp_path / "evening.oscf"

    async def scenario(session):
        before = await made(session, sound)
        await session.keeping.save(place)
        altered(place, ODDITIES[oddity])
        with pytest.raises(FileError):
            await session.keeping.load(place)
        assert await facts(session) == before

    run(scenario)


@pytest.mark.skipif(os.name != "posix", reason="pipes that are files")
def test_what_has_no_end_or_never_begins_is_no_session(tmp_path):
    os.mkfifo(tmp_path / "pipe.oscf")

    async def scenario(session):
        for place in ("/dev/zero", tmp_path / "pipe.oscf"):
            with pytest.raises(FileError, match="is not a plain file"):
                await session.keeping.load(place)

    run(scenario)


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "none", "folder"])
def test_a_damaged_file_is_refused(sound, tmp_path, damage):
    place = tmp_path / "evening.oscf"

    async def scenario(session):
        await made(session, sound)
        await session.keeping.save(place)
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
            await session.keeping.load(place)
        assert len(session.buffers.by_name) == 2

    run(scenario)


def test_a_session_that_does_not_fit_into_memory_is_refused(sound, tmp_path):
    place = tmp_path / "evening.oscf"

    async def save(session):
        await made(session, sound)
        await session.keeping.save(place, embed=True)

    async def load(session):
        with pytest.raises(LimitError, match="max_memory"):
            await session.keeping.load(place)

    run(save)
    run(load, max_bytes=20_000)


def test_a_session_goes_nowhere_where_it_cannot_be_written(sound, tmp_path):
    async def scenario(session):
        await made(session, sound)
        with pytest.raises(FileError, match="no such folder"):
            await session.keeping.save(tmp_path / "none" / "evening.oscf")

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
from oscfactor.files import archive as sessionfile
arrays = sessionfile.Arrays()
place = arrays.put(np.ones(3_000_000, np.float32))
for i in range(1000):
    sessionfile.write(Path(sys.argv[1]), {"i": i, "place": place}, arrays)
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
        document, numbers = sessionfile.read(place, 1e9)
        assert document["i"] >= n_whole - 1
        assert numbers.size == 3_000_000
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


def test_a_copy_is_kept_when_something_changed_and_goes_with_a_clean_end(sound, tmp_path):
    place = tmp_path / "data" / "autosave-1.oscf"

    async def crash(session):
        await made(session, sound)
        session.autosave = Autosave(session.keeping, place.parent, 1, 0)
        session.autosave.start()
        assert await session.keeping.autosave(place)
        assert not await session.keeping.autosave(place)
        await session.editing.reset("noise")
        assert await session.keeping.autosave(place)
        session.autosave = None  # as after a crash, nobody cleans up

    async def after(session):
        session.autosave = Autosave(session.keeping, place.parent, 1, 0)
        session.autosave.start()
        assert session.autosave.offer == place.with_name("recovered-1.oscf")
        assert (await session.autosave.recover(""))[1] == 2
        assert (await session.editing.layers("noise")).recombination.plain
        assert session.editing.history("noise").done[-1].what == "/edit/reset"
        assert session.autosave.offer is None
        assert await session.keeping.autosave(place)

    run(crash)
    run(after)
    assert not list(place.parent.iterdir())


def test_a_killed_daemon_offers_what_it_had(start_daemon, tmp_path, sound):
    from oscfactor.client import Client

    first = start_daemon(autosave=0.05, data_dir=tmp_path / "data")
    port = first.port
    copy = tmp_path / "data" / f"autosave-{port}.oscf"
    with Client("127.0.0.1", port, timeout=60) as client:
        client.request("/buffer/load", "noise", str(sound))
        while not copy.exists():
            client.request("/status")
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = start_daemon(port=port, data_dir=tmp_path / "data")
    with Client("127.0.0.1", second.port, timeout=60) as client:
        client.request("/session/recover")
        assert client.request("/buffer/list").args == (1,)


def test_killed_in_the_middle_of_keeping_a_copy_the_copy_before_is_whole(start_daemon, tmp_path):
    from oscfactor.client import Client

    folder = tmp_path / "data"
    first = start_daemon(autosave=0.01, data_dir=folder)
    copy = folder / f"autosave-{first.port}.oscf"
    with Client("127.0.0.1", first.port, timeout=60) as client:
        client.request("/buffer/alloc", "drawn", 3_000_000, "channels", 1, "sample_rate", 48000)
        copies: set[int] = set()  # by their times: the second that follows a write holds it
        halfway = False
        while not halfway:
            client.request("/buffer/write", "drawn", 0, 0, 0.5, 0.25)  # so that there is something to keep
            if copy.exists():
                copies.add(copy.stat().st_mtime_ns)
            halfway = len(copies) > 2 and any(part.stat().st_size > 1e6 for part in folder.glob(".*.part"))
        os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert list(folder.glob(".*.part"))
    second = start_daemon(port=first.port, data_dir=folder)
    with Client("127.0.0.1", second.port, timeout=60) as client:
        client.request("/session/recover")
        answer = client.request("/buffer/read", "drawn", 0, 0, 3)
        (samples,) = [m.args[4:] for m in answer.messages if m.address == "/oscfactor/samples"]
        assert samples == (0.5, 0.25, 0.0)


def test_limits_and_loop_are_all_a_session_needs():
    async def scenario():
        session = Session(asyncio.get_running_loop(), Limits(), lambda *_, **__: None)
        assert session.keeping.snapshot() == []
        session.close()

    asyncio.run(scenario())
