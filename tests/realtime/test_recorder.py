"""Which voice is recorded to which file, and who hears of it."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError, FileError, NotFoundError
from oscfactor.realtime.recorder import Recorder
from oscfactor.realtime.voice import Voice
from tests.support.disks import asked_on_a_loop
from tests.support.wire import PATIENCE

RATE = 48000


class Studio:
    """A recorder, and the events that it tells."""

    def __init__(self):
        self.told = asyncio.Queue()
        self.recorder = Recorder(asyncio.get_running_loop(), lambda *event: self.told.put_nowait(event))

    def begin(self, name, voice, path):
        return self.recorder.begin(name, voice, str(path), n_channels=1, sample_rate=RATE)

    async def next(self):
        async with asyncio.timeout(PATIENCE):
            return await self.told.get()


def voice():
    return Voice(SimpleNamespace())


def samples(n=480):
    return np.full((1, n), 0.5, np.float32)


@pytest.fixture
def run(tmp_path):
    return lambda main: asyncio.run(main(tmp_path))


def test_a_voice_is_recorded_until_it_is_ended_and_the_file_is_told(run):
    async def main(folder):
        studio, one, path = Studio(), voice(), folder / "take.wav"
        assert await studio.begin("a", one, path) == path
        one.recording.write(samples(), RATE)
        assert studio.recorder.end("a", one) == str(path)
        assert one.recording is None
        assert await studio.next() == ("/oscfactor/recorded", "a", str(path), 0.01, "")
        assert np.array_equal(soundfile.read(path, dtype="float32")[0], samples()[0])

    run(main)


def test_a_file_is_one_voices_and_a_voice_has_one_file(run):
    async def main(folder):
        studio, one, other = Studio(), voice(), voice()
        await studio.begin("a", one, folder / "take.wav")
        with pytest.raises(
            ArgumentError, match=r"'a' is being recorded to .*take\.wav; send /player/record/stop a"
        ):
            await studio.begin("a", one, folder / "other.wav")
        with pytest.raises(ArgumentError, match=r"another recording is being written to .*take\.wav"):
            await studio.begin("b", other, folder / "take.wav")
        assert other.recording is None
        studio.recorder.let_go(one)
        await studio.next()
        await studio.begin("b", other, folder / "take.wav")
        studio.recorder.let_go(other)
        assert (await studio.next())[1] == "b"

    run(main)


def test_where_nothing_can_be_written_nothing_is_recorded(run):
    async def main(folder):
        studio, one = Studio(), voice()
        with pytest.raises(FileError, match="no folder"):
            await studio.begin("a", one, folder / "nowhere" / "take.wav")
        assert one.recording is None
        with pytest.raises(NotFoundError, match="'a' is not being recorded"):
            studio.recorder.end("a", one)
        studio.recorder.let_go(one)

    run(main)


def test_a_voice_is_recorded_from_the_first_step_of_the_request_on(run):
    async def main(folder):
        studio, one = Studio(), voice()
        beginning = asyncio.ensure_future(studio.begin("a", one, folder / "take.wav"))
        await asyncio.sleep(0)
        one.recording.write(samples(), RATE)  # perhaps before the file is open
        await beginning
        studio.recorder.let_go(one)
        assert (await studio.next())[3] == 0.01

    run(main)


def test_no_disk_is_asked_where_everybody_waits(run, monkeypatch):
    async def main(folder):
        asked = asked_on_a_loop(monkeypatch)
        studio, one = Studio(), voice()
        await studio.begin("a", one, folder / "take.wav")
        one.recording.write(samples(), RATE)
        studio.recorder.let_go(one)
        await studio.next()
        with pytest.raises(FileError):
            await studio.begin("a", one, folder / "nowhere" / "take.wav")
        assert asked == []

    run(main)


def test_a_recording_that_ends_by_itself_is_let_go_of_and_its_problem_is_told(run, monkeypatch):
    monkeypatch.setattr("oscfactor.realtime.recording.MAX_WAITING", -1)  # a disk that never keeps up

    async def main(folder):
        studio, one = Studio(), voice()
        await studio.begin("a", one, folder / "take.wav")
        one.recording.write(samples(), RATE)
        *_, problem = await studio.next()
        assert "the disk does not keep up" in problem
        assert one.recording is None
        await studio.begin("a", one, folder / "take.wav")
        studio.recorder.let_go(one)
        await studio.next()

    run(main)


def test_a_next_file_of_the_same_recording_leaves_the_voice_recorded(run):
    async def main(folder):
        studio, one = Studio(), voice()
        await studio.begin("a", one, folder / "take.wav")
        one.recording.write(samples(), RATE)
        one.recording.write(samples(), 44100)  # another device
        *_, problem = await studio.next()
        assert "goes on in take-2.wav" in problem
        assert one.recording is not None
        studio.recorder.let_go(one)
        assert (await studio.next())[2] == str(folder / "take-2.wav")

    run(main)


def test_files_are_whole_when_they_are_waited_for(run):
    async def main(folder):
        studio, one = Studio(), voice()
        await studio.begin("a", one, folder / "take.wav")
        one.recording.write(samples(48000), RATE)
        studio.recorder.let_go(one)
        studio.recorder.join(20)
        assert soundfile.info(folder / "take.wav").frames == 48000

    run(main)
