"""Sound files of every kind, whole, cut, joined and left behind: all that they hold, from any start."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.files import audiofile
from oscfactor.files.audiosource import Source, read_samples
from oscfactor.files.filebytes import FileBytes
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


ID3 = b"ID3\x04\0\0\0\0\x07\x68" + b"\xff\xfb\x90\0" * 250  # with a picture that looks like frames


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
