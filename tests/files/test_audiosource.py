"""Sound files of every kind, whole, cut, joined and left behind: all that they hold, from any start."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError, FileError, LimitError
from oscfactor.files import audiofile
from oscfactor.files.audiosource import Source, read_samples
from oscfactor.files.filebytes import FileBytes, Part, Window
from oscfactor.files.mpegframes import layout

RATE = 44_100
UNWRITABLE = {"RAW", "SD2"}  # without a header, or with one in a second file
KINDS = [
    (kind, subtype)
    for kind in soundfile.available_formats()
    if kind not in UNWRITABLE
    for subtype in soundfile.available_subtypes(kind)
    if not subtype.startswith(("DWVW", "MPEG_LAYER_I_")) and subtype not in ("MPEG_LAYER_I", "MPEG_LAYER_II")
    if (kind, subtype) != ("WAV", "MPEG_LAYER_III")
]


def music(n_samples=RATE, n_channels=1, seed=1):
    """Return a sweep and bursts of noise, which a variable rate follows; float32 (n_samples, n_channels)."""
    t = np.arange(n_samples) / RATE
    noise = np.random.default_rng(seed).standard_normal((n_channels, n_samples))
    sweep = np.sin(2 * np.pi * (200 + 400 * t) * t) * (np.sin(2 * np.pi * 0.7 * t) > 0.2)
    return (0.2 * sweep + 0.1 * noise * (np.sin(2 * np.pi * 0.9 * t) > 0.5)).T.astype(np.float32)


def read(path, **options):
    return audiofile.read(path, **{"max_seconds": 600.0, "max_bytes": 1 << 28, **options})


def write(path, samples, kind, subtype=None, rate=RATE, **options):
    soundfile.write(path, samples, rate, format=kind, subtype=subtype, **options)
    return path.read_bytes()


def mp3(path, samples, rate=RATE, mode="VARIABLE"):
    return write(path, samples, "MP3", rate=rate, bitrate_mode=mode, compression_level=0.4)


def frames_of(data, path):
    """Return an MP3 without its head: what a pipe gets."""
    path.write_bytes(data)
    with path.open("rb") as file:
        (part,) = layout(FileBytes(file)).parts
    head = data.index(b"Xing") if b"Xing" in data else data.index(b"Info")
    start = data.rindex(b"\xff", 0, head)
    following = next(i for i in range(head, len(data)) if data[i : i + 2] == data[start : start + 2])
    assert part.start == start
    return data[following:]


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
def test_a_part_is_that_part_of_the_whole_sample_for_sample(tmp_path, kind, subtype):
    path = tmp_path / "sound"
    rate = 48_000 if subtype == "OPUS" else 8000 if subtype[:3] in ("GSM", "NMS", "G72") else RATE
    n_channels = 1 if kind in ("WVE", "XI", "SVX", "MPC2K", "HTK") or rate == 8000 or kind == "SDS" else 2
    write(path, music(RATE, n_channels), kind, subtype, rate)
    whole = read(path)
    assert whole.n_samples >= RATE - 1000
    rate = whole.sample_rate  # VOC rounds
    for first in np.random.default_rng(3).integers(1, whole.n_samples - 600, 12):
        part = read(path, start=first / rate, duration=500 / rate)
        np.testing.assert_array_equal(part.samples, whole.samples[:, first : first + 500])
        assert part.offset == first


def tone():
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)


def hiss():
    return np.random.default_rng(0).uniform(-0.2, 0.2, (250_000, 2)).astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "subtype", "sound", "rate", "seed"),
    [
        ("OGG", "VORBIS", tone, RATE, 5),
        ("OGG", "OPUS", hiss, 48_000, 3),
        ("MP3", None, lambda: music(4 * RATE), RATE, 5),
    ],
)
def test_forty_starts_of_a_lossy_file_give_its_rest(tmp_path, kind, subtype, sound, rate, seed):
    path = tmp_path / "sound"
    write(path, sound(), kind, subtype, rate)
    whole = read(path)
    for first in np.random.default_rng(seed).integers(1, whole.n_samples, 40):
        part = read(path, start=first / rate)
        np.testing.assert_array_equal(part.samples, whole.samples[:, first:])


def test_an_mp3_of_variable_rate_without_a_head_is_read_to_its_end(tmp_path):
    samples = music(4 * RATE + 2160)
    path = tmp_path / "pipe.mp3"
    data = mp3(path, samples)
    headed = read(path).samples
    path.write_bytes(frames_of(data, path))
    buffer = read(path)
    assert len(samples) <= buffer.n_samples < len(samples) + 3 * 1152
    assert buffer.remark == ""
    delay = 1105  # samples: the encoder's 576 and the decoder's 529, which only the head tells of
    np.testing.assert_allclose(buffer.samples[:, delay:][:, : len(samples)], headed, atol=1e-6)
    part = read(path, start=2.0, duration=1.5)
    np.testing.assert_array_equal(part.samples, buffer.samples[:, 2 * RATE :][:, : RATE * 3 // 2])
    with pytest.raises(ArgumentError, match=r"which lasts 4\.\d"):
        read(path, start=5.0)
    with pytest.raises(LimitError, match=r"at least 4\.\d s"):
        read(path, max_seconds=3.0)


@pytest.mark.parametrize("head", [True, False])
def test_an_mp3_whose_front_is_cut_begins_with_the_next_frame(tmp_path, head):
    path = tmp_path / "cut.mp3"
    data = mp3(path, music(4 * RATE))
    path.write_bytes((data if head else frames_of(data, path))[len(data) // 8 + 77 :])
    buffer = read(path)
    assert 3.3 * RATE < buffer.n_samples < 3.9 * RATE


ID3 = b"ID3\x04\0\0\0\0\x07\x68" + b"\xff\xfb\x90\0" * 250  # with a picture that looks like frames


@pytest.mark.parametrize("tag", [b"", ID3, b"TAG" + bytes(125)])
def test_joined_mp3_files_are_one_sound(tmp_path, tag):
    one, two = tmp_path / "1.mp3", tmp_path / "2.mp3"
    data = mp3(one, music(2 * RATE)), mp3(two, music(3 * RATE, seed=2))
    joined = tmp_path / "joined.mp3"
    joined.write_bytes((tag if tag == ID3 else b"") + data[0] + tag + data[1])
    both = read(joined)
    np.testing.assert_array_equal(both.samples, np.hstack([read(one).samples, read(two).samples]))
    assert both.remark == ""
    part = read(joined, start=1.9, duration=0.5)
    np.testing.assert_array_equal(part.samples, both.samples[:, round(1.9 * RATE) :][:, : RATE // 2])


@pytest.mark.parametrize("cut", ["head", "frames"])
def test_an_mp3_whose_end_is_cut_gives_what_is_there(tmp_path, cut):
    path = tmp_path / "cut.mp3"
    data = mp3(path, music(4 * RATE))
    whole = read(path).samples
    path.write_bytes((data if cut == "head" else frames_of(data, path))[: len(data) // 2])
    buffer = read(path)
    assert RATE < buffer.n_samples < 3 * RATE
    if cut == "head":  # without it nobody can tell
        np.testing.assert_array_equal(buffer.samples[:, :-1152], whole[:, : buffer.n_samples - 1152])
        assert "its head counts" in buffer.remark
        assert read(path, duration=0.5).remark == ""


def test_the_encoders_delay_is_cut_off_where_the_head_tells_it(tmp_path):
    path = tmp_path / "sound.mp3"
    mp3(path, music(2 * RATE))
    assert read(path).n_samples == 2 * RATE


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_a_chain_of_ogg_is_one_sound_up_to_what_is_of_another_kind(tmp_path, subtype):
    rate = 48_000
    one, two = tmp_path / "1.ogg", tmp_path / "2.ogg"
    data = [write(path, music(n, 2), "OGG", subtype, rate) for path, n in ((one, RATE), (two, 2 * RATE))]
    other = write(tmp_path / "3.ogg", music(RATE), "OGG", subtype, 24_000)
    chain = tmp_path / "chain.ogg"
    chain.write_bytes(data[0] + data[1])
    both = read(chain)
    np.testing.assert_array_equal(both.samples, np.hstack([read(one).samples, read(two).samples]))
    assert both.remark == ""
    np.testing.assert_array_equal(read(chain, start=0.5).samples, both.samples[:, rate // 2 :])
    chain.write_bytes(data[0] + other + data[1])
    first = read(chain)
    np.testing.assert_array_equal(first.samples, read(one).samples)
    assert "goes on after 0.92 s with 1 channel, at 24000 Hz" in first.remark


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_an_ogg_that_is_cut_off_gives_its_whole_pages(tmp_path, subtype):
    path = tmp_path / "cut.ogg"
    data = write(path, music(6 * RATE, 2), "OGG", subtype, 48_000)
    whole = read(path).samples
    path.write_bytes(data[: len(data) * 2 // 3])
    buffer = read(path)
    assert RATE < buffer.n_samples < whole.shape[1]
    np.testing.assert_array_equal(buffer.samples, whole[:, : buffer.n_samples])
    assert "cut off" in buffer.remark


# Unfinished headers: the numbers of samples and bytes are those of a writer that never came back to them.


def unfinished(data, kind):
    """Return a file as its writer leaves it when it is killed."""
    data = bytearray(data)
    if kind == "AIFF":
        common, sound = data.index(b"COMM") + 8, data.index(b"SSND") + 4
        data[common + 2 : common + 6], data[sound : sound + 4] = bytes(4), struct.pack(">I", 8)
        data[4:8] = struct.pack(">I", 0xFFFFFFF8)
    elif kind == "CAF":
        at = data.index(b"data") + 4
        data[at : at + 8] = struct.pack(">q", 4)
    elif kind == "RF64":
        at = data.index(b"ds64") + 8
        data[at : at + 24] = struct.pack("<qqq", -8, 0, 0)
    elif kind == "AU":
        data[8:12] = bytes(4)
    elif kind == "W64":
        at = data.index(b"data") + 16
        data[at : at + 8] = struct.pack("<q", 24)
    else:
        at = data.index(b"data") + 4
        data[4:8], data[at : at + 4] = struct.pack("<I", 8), bytes(4)
    return bytes(data)


CHUNKED = [
    *(("AIFF", "PCM_16"), ("AIFF", "FLOAT"), ("CAF", "PCM_24"), ("RF64", "PCM_24"), ("WAV", "PCM_16")),
    *(("WAVEX", "FLOAT"), ("AU", "PCM_16"), ("W64", "PCM_16")),
]


@pytest.mark.parametrize(("kind", "subtype"), CHUNKED)
def test_what_a_killed_writer_left_is_read_and_said_to_be_unfinished(tmp_path, kind, subtype):
    path = tmp_path / "sound"
    data = write(path, music(5000, 2), kind, subtype)
    whole = read(path)
    assert whole.remark == ""
    path.write_bytes(unfinished(data, kind))
    buffer = read(path)
    np.testing.assert_array_equal(buffer.samples[:, :5000], whole.samples)
    assert buffer.n_samples < 5100  # a chunk behind the sound, of peaks, may be taken for sound
    assert "its writer did not end it" in buffer.remark
    assert read(path, duration=0.01).remark == ""


@pytest.mark.parametrize(("kind", "subtype"), [*CHUNKED, ("FLAC", "PCM_16")])
def test_a_copy_that_was_cut_gives_what_is_there_and_says_so(tmp_path, kind, subtype):
    path = tmp_path / "sound"
    data = write(path, music(20_000, 2), kind, subtype)
    whole = read(path).samples
    path.write_bytes(data[: len(data) // 2])
    buffer = read(path)
    assert 6000 < buffer.n_samples < 14_000
    np.testing.assert_array_equal(buffer.samples, whole[:, : buffer.n_samples])
    assert "cut off" in buffer.remark


@pytest.mark.parametrize("kind", ["WAV", "AU", "CAF"])
def test_the_size_that_a_stream_gives_is_no_reason_to_speak(tmp_path, kind):
    path = tmp_path / "pipe"
    data = bytearray(write(path, music(5000), kind, "PCM_16"))
    whole = read(path).samples
    at = 8 if kind == "AU" else data.index(b"data") + 4
    size = 8 if kind == "CAF" else 4
    data[at : at + size] = b"\xff" * size
    path.write_bytes(data)
    buffer = read(path)
    np.testing.assert_array_equal(buffer.samples, whole)
    assert buffer.remark == ""


def test_chunks_of_odd_size_before_and_behind_the_sound_do_no_harm(tmp_path):
    path = tmp_path / "sound.wav"
    data = write(path, music(5000), "WAV", "PCM_16")
    whole = read(path).samples
    odd = b"junk" + struct.pack("<I", 3) + b"abc\0"
    path.write_bytes(data[:12] + odd + data[12:] + odd)
    np.testing.assert_array_equal(read(path).samples, whole)
    assert read(path).remark == ""


def test_an_empty_sound_before_another_chunk_is_empty(tmp_path):
    for kind in ("WAV", "AIFF", "CAF"):
        path = tmp_path / kind
        data = write(path, np.zeros((0, 1)), kind, "PCM_16")
        path.write_bytes(data)
        with pytest.raises(FileError, match="holds no samples"):
            read(path)


# Memory, and errors on the way


def test_channels_are_moved_together_where_less_came_than_was_promised(tmp_path):
    path = tmp_path / "sound.wav"
    samples = music(70_000, 3)
    write(path, samples, "WAV", "FLOAT")
    with Source(path) as source:
        found = read_samples(source, 200_000)
    np.testing.assert_array_equal(found, samples.T)
    assert found.flags.c_contiguous
    assert found.nbytes == samples.nbytes


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="memory is measured by /proc")
def test_a_long_sound_is_not_held_twice(tmp_path):
    path = tmp_path / "long.mp3"
    data = mp3(path, music(20 * RATE, 2), mode="CONSTANT")
    path.write_bytes(frames_of(data, path) * 12)
    script = (
        "import resource, sys; from oscfactor.files import audiofile\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
        "before = peak(); b = audiofile.read(sys.argv[1], max_seconds=1e4, max_bytes=1 << 31)\n"
        "print(b.n_bytes, peak() - before)"
    )
    run = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    n_bytes, taken = map(int, run.stdout.split())
    assert n_bytes > 80e6
    assert taken < 1.25 * n_bytes


def test_a_disk_that_fails_while_a_part_is_read_is_an_error(tmp_path):
    path = tmp_path / "sound.mp3"
    data = mp3(path, music(RATE))

    class Failing:
        def seek(self, *_):
            raise OSError(5, "Input/output error")

    window = Window(Failing(), Part(0, len(data)))
    assert window.readinto(bytearray(10)) == 0
    assert window.error.errno == 5


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("song.m4a", b"\0\0\0\x20ftypM4A "),
        ("song.wma", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
        ("song.aac", b"\xff\xf1\x50\x80"),
        ("my song.wav", b"\0\0\0\x20ftypisom"),
    ],
)
def test_a_format_that_is_not_read_comes_with_the_line_that_converts_it(tmp_path, name, head):
    path = tmp_path / name
    path.write_bytes(head + bytes(5000))
    with pytest.raises(FileError, match=r"convert it first, as by ffmpeg -i .*song.*wav"):
        read(path)


def test_words_are_not_to_be_converted(tmp_path):
    (tmp_path / "text.wav").write_text("these are words " * 100)
    with pytest.raises(FileError) as failure:
        read(tmp_path / "text.wav")
    assert "ffmpeg" not in str(failure.value)
