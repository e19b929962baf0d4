"""Recordings keep what was heard, however they end."""

import queue
import threading

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError, FileError
from oscfactor.files import growingwav
from oscfactor.files.paths import UserPath
from oscfactor.realtime.recording import InUse, Recording
from tests.support.wire import PATIENCE

RATE = 48000
FRAME = 8  # bytes of a stereo sample
HEAD = 56  # bytes before the first


def numbers(start, stop, n_channels=2):
    """Samples that tell by themselves which they are."""
    return np.tile(np.arange(start, stop, dtype=np.float32) / 2**20, (n_channels, 1))


@pytest.fixture
def takes():
    return queue.SimpleQueue()


def recorded(path, takes, *, max_bytes=2**32):
    recording = Recording(str(path), n_channels=2, sample_rate=RATE, on_end=takes.put, max_bytes=max_bytes)
    assert recording.opened.result(20) == path
    return recording


def read(path):
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.T, rate


def test_a_full_file_is_followed_by_a_next_one_without_a_gap(tmp_path, takes):
    recording = recorded(tmp_path / "take.wav", takes, max_bytes=1000 * FRAME + 3)
    for start in range(0, 2560, 256):
        recording.write(numbers(start, start + 256), RATE)
    recording.end()
    ended = [takes.get(timeout=PATIENCE) for _ in range(3)]
    assert [take.path.name for take in ended] == ["take.wav", "take-2.wav", "take-3.wav"]
    assert [round(take.seconds * RATE) for take in ended] == [1000, 1000, 560]
    assert "goes on in take-2.wav" in ended[0].problem
    assert [take.is_last for take in ended] == [False, False, True]
    assert ended[2].problem == ""
    heard = np.concatenate([read(take.path)[0] for take in ended], axis=1)
    assert np.array_equal(heard, numbers(0, 2560))


def test_what_a_wav_file_can_hold_is_the_limit():
    assert growingwav.MAX_BYTES + HEAD < 2**32


def test_another_rate_begins_a_next_take(tmp_path, takes):
    recording = recorded(tmp_path / "take.wav", takes)
    recording.write(numbers(0, 480), RATE)
    recording.write(numbers(480, 600), 12000)
    recording.write(numbers(600, 700, n_channels=6), 12000)
    recording.end()
    ended = [takes.get(timeout=PATIENCE) for _ in range(3)]
    assert [take.seconds for take in ended] == pytest.approx([0.01, 0.01, 100 / 12000])
    assert [(read(t.path)[0].shape, read(t.path)[1]) for t in ended] == [
        ((2, 480), RATE),
        ((2, 120), 12000),
        ((6, 100), 12000),
    ]


def test_a_file_that_is_there_is_replaced_when_the_new_one_is_whole(tmp_path, takes):
    path = tmp_path / "take.wav"
    path.write_bytes(b"an older take")
    recording = recorded(path, takes)
    recording.write(numbers(0, 256), RATE)
    assert path.read_bytes() == b"an older take"
    recording.end()
    assert takes.get(timeout=PATIENCE).path == path
    assert read(path)[0].shape == (2, 256)
    assert list(tmp_path.iterdir()) == [path]


def test_while_it_grows_the_file_can_be_read(tmp_path, takes, monkeypatch):
    monkeypatch.setattr(growingwav, "REFRESH_INTERVAL", 0.0)
    path = tmp_path / "take.wav"
    recording = recorded(path, takes)
    recording.write(numbers(0, 256), RATE)
    while path.stat().st_size < HEAD + 256 * FRAME or read(path)[0].shape[1] < 256:
        assert takes.empty()
    assert np.array_equal(read(path)[0], numbers(0, 256))
    recording.end()
    takes.get(timeout=PATIENCE)


class FullFile:
    """A file on a disk that has room for so many bytes."""

    def __init__(self, file, room):
        self._file, self._room = file, room

    def write(self, data):
        n = min(len(data), self._room - self._file.tell())
        if n <= 0:
            raise OSError(28, "No space left on device")
        return self._file.write(data[:n])

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_a_full_disk_keeps_what_was_heard(tmp_path, takes):
    recording = recorded(tmp_path / "take.wav", takes)
    recording._wav._file = FullFile(recording._wav._file, HEAD + 1000 * FRAME + 5)
    for start in range(0, 2560, 256):
        recording.write(numbers(start, start + 256), RATE)
    recording.end()
    take = takes.get(timeout=PATIENCE)
    assert "no space left" in take.problem
    assert "kept" in take.problem
    assert round(take.seconds * RATE) == 1000
    assert np.array_equal(read(take.path)[0], numbers(0, 1000))
    assert take.path.stat().st_size == HEAD + 1000 * FRAME


def test_a_disk_that_stands_still_ends_it_before_memory_does(tmp_path, takes, monkeypatch):
    monkeypatch.setattr("oscfactor.realtime.recording.MAX_WAITING", 10 * 256 * FRAME)
    stands, goes_on = threading.Event(), threading.Event()

    class StandingWav(growingwav.GrowingWav):
        def write(self, samples):
            stands.set()
            goes_on.wait(PATIENCE)
            super().write(samples)

    monkeypatch.setattr("oscfactor.realtime.recording.GrowingWav", StandingWav)
    recording = recorded(tmp_path / "take.wav", takes)
    recording.write(numbers(0, 256), RATE)
    stands.wait(PATIENCE)
    for start in range(256, 256 * 30, 256):
        recording.write(numbers(start, start + 256), RATE)
    goes_on.set()
    take = takes.get(timeout=PATIENCE)
    assert "keep up" in take.problem
    samples, _ = read(take.path)
    assert 10 * 256 <= samples.shape[1] <= 13 * 256
    assert np.array_equal(samples, numbers(0, samples.shape[1]))


def test_where_nothing_can_be_written_it_says_so_at_once(tmp_path, takes):
    with pytest.raises(FileError, match="no folder"):
        recorded(tmp_path / "nowhere" / "take.wav", takes)
    with pytest.raises(FileError, match="folder"):
        recorded(tmp_path, takes)
    assert takes.empty()


def test_a_disk_that_answers_late_costs_no_sample(tmp_path, takes, monkeypatch):
    answers = threading.Event()

    class LateWav(growingwav.GrowingWav):
        def __init__(self, *args, **options):
            assert answers.wait(20)
            super().__init__(*args, **options)

    monkeypatch.setattr("oscfactor.realtime.recording.GrowingWav", LateWav)
    path = tmp_path / "take.wav"
    recording = Recording(UserPath(f"'{path}'"), n_channels=2, sample_rate=RATE, on_end=takes.put)
    for start in range(0, 1024, 256):
        recording.write(numbers(start, start + 256), RATE)
    recording.end()
    assert not recording.opened.done()
    answers.set()
    assert recording.opened.result(20) == path
    assert takes.get(timeout=20).path == path
    assert recording.path == str(path)
    np.testing.assert_array_equal(read(path)[0], numbers(0, 1024))


def test_a_file_is_one_recordings_until_it_is_whole(tmp_path, takes):
    in_use, path = InUse(), tmp_path / "take.wav"

    def begun():
        return Recording(path, n_channels=2, sample_rate=RATE, on_end=takes.put, in_use=in_use)

    first = begun()
    assert first.opened.result(20) == path
    with pytest.raises(ArgumentError, match="another recording is being written to"):
        begun().opened.result(20)
    first.end()
    takes.get(timeout=20)
    last = begun()
    assert last.opened.result(20) == path
    last.end()
    assert takes.get(timeout=20).path == path


def test_a_recording_waits_for_one_of_the_same_file_that_is_being_closed(tmp_path, takes, monkeypatch):
    in_use, path, may_close = InUse(), tmp_path / "take.wav", threading.Event()
    close = growingwav.GrowingWav.close
    monkeypatch.setattr(growingwav.GrowingWav, "close", lambda wav: (may_close.wait(20), close(wav))[1])
    options = {"n_channels": 2, "sample_rate": RATE, "on_end": takes.put, "in_use": in_use}
    first = Recording(path, **options)
    first.opened.result(20)
    first.write(numbers(0, 512), RATE)
    first.end()
    second = Recording(path, **options)
    second.write(numbers(0, 1024), RATE)
    assert takes.empty()
    may_close.set()
    assert second.opened.result(20) == path
    second.end()
    assert [takes.get(timeout=20).seconds for _ in range(2)] == [512 / RATE, 1024 / RATE]
    np.testing.assert_array_equal(read(path)[0], numbers(0, 1024))


def test_a_file_that_could_not_be_opened_is_free_again(tmp_path, takes):
    in_use, place = InUse(), tmp_path / "later" / "take.wav"
    options = {"n_channels": 2, "sample_rate": RATE, "on_end": takes.put, "in_use": in_use}
    with pytest.raises(FileError):
        Recording(place, **options).opened.result(20)
    place.parent.mkdir()
    recording = Recording(place, **options)
    assert recording.opened.result(20) == place
    recording.end()
    takes.get(timeout=20)
