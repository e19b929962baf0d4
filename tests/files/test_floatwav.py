"""WAV files of floats, and open files that fail."""

import io

import numpy as np
import soundfile

from oscfactor.files.floatwav import FloatWav, Sink, rf64_head


def test_samples_come_back_bit_for_bit_and_the_same_sound_gives_the_same_bytes(tmp_path):
    samples = np.random.default_rng(0).standard_normal((100, 2)).astype(np.float32)
    for name in ("a.wav", "b.wav"):
        sink = Sink((tmp_path / name).open("wb"))
        wav = FloatWav(sink, 2, 48000)
        wav.write(samples[:60])
        wav.write(samples[60:60])
        wav.write(samples[60:])
        wav.close()
        sink.close()
    read, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")
    assert rate == 48000
    assert read.tobytes() == samples.tobytes()
    data = (tmp_path / "a.wav").read_bytes()
    assert data == (tmp_path / "b.wav").read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8, "as readers that do not forgive want it"


def test_the_first_error_of_a_file_is_kept():
    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

        def seek(self, *_):
            raise OSError(5, "Input/output error")

    sink = Sink(Full())
    assert sink.write(b"abc") == 0
    assert sink.seek(0) == -1
    assert sink.error.errno == 28


def test_a_long_file_counts_beyond_four_gigabytes(tmp_path):
    n_bytes = 5_000_000_000 // 8 * 8
    path = tmp_path / "long.wav"
    head = rf64_head(2, 48000, n_bytes)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + n_bytes)  # takes no room on the disk
    assert soundfile.info(path).frames == n_bytes // 8
    assert soundfile.info(path).format == "RF64"
