"""Components as files: they add up to the sound, keep their levels, and are whole or not there."""

import sys

import numpy as np
import pytest
import soundfile

from oscfactor.compute.export import export_components
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.render import Renderer
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError, CancelledError, FileError, LimitError
from oscfactor.limits import MAX_OPEN_FILES
from oscfactor.model.values import Buffer, Factorization

STFT = Stft(256, 64, 256)


def sound(n_channels=2, n_samples=20_000, n_components=4, level=0.2):
    """Return a sound with some factorization of it."""
    rng = np.random.default_rng(6)
    samples = (level * rng.standard_normal((n_channels, n_samples))).astype(np.float32)
    samples.flags.writeable = False
    W = rng.random((n_components, STFT.n_bins), dtype=np.float32) ** 4
    H = rng.random((n_channels, STFT.n_frames(n_samples), n_components), dtype=np.float32) ** 4
    factorization = Factorization(W=W, H=H, stft=STFT, loss="kl", loss_value=0.0, n_iterations=1, seconds=0.0)
    return Buffer(samples, 44_100, ""), factorization


def export(sound, directory, components, **options):
    return export_components(*sound, components, directory, **{"name": "drums", **options})


def test_the_files_hold_what_the_renderer_renders_and_add_up_to_the_sound(tmp_path):
    buffer, factorization = sound()
    paths = export((buffer, factorization), tmp_path, range(4))
    assert [path.name for path in paths] == [f"drums-0{k}.wav" for k in range(4)]
    expected = Renderer(SoundFrames(buffer.samples, STFT, factorization.W, factorization.H)).render(
        np.eye(4, dtype=np.float32), 0, buffer.n_samples
    )
    total = np.zeros(buffer.samples.shape)
    for path, component in zip(paths, expected, strict=True):
        assert soundfile.info(path).subtype == "FLOAT"
        samples, rate = soundfile.read(path, dtype="float32")
        np.testing.assert_array_equal(samples.T, component)
        total += component
        assert rate == 44_100
    assert np.linalg.norm(total - buffer.samples) < 1e-6 * np.linalg.norm(buffer.samples)


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("n_samples", [1, 3, 500, 70_001])
def test_the_bits_do_not_depend_on_threads_and_parts(tmp_path, monkeypatch, n_threads, n_samples):
    one = sound(n_samples=n_samples)
    whole = export(one, tmp_path / "1", [0, 3], n_threads=1)
    monkeypatch.setattr("oscfactor.limits._PART_BYTES", 1)
    parts = export(one, tmp_path / "2", [0, 3], n_threads=n_threads)
    for path, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(soundfile.read(path)[0], soundfile.read(other)[0])


def test_some_components_in_any_order(tmp_path):
    one = sound()
    everything = export(one, tmp_path, range(4))
    some = export(one, tmp_path / "some", [3, 1])
    assert [path.name for path in some] == ["drums-03.wav", "drums-01.wav"]
    np.testing.assert_array_equal(soundfile.read(some[0])[0], soundfile.read(everything[3])[0])


def test_more_components_than_files_may_be_open(tmp_path, monkeypatch):
    one = sound(n_samples=1000, n_components=7)
    expected = [soundfile.read(path)[0] for path in export(one, tmp_path, range(7))]
    monkeypatch.setattr("oscfactor.compute.export.MAX_OPEN_FILES", 3)
    fractions = []
    paths = export(one, tmp_path, range(7), progress=fractions.append)
    for path, samples in zip(paths, expected, strict=True):
        np.testing.assert_array_equal(soundfile.read(path)[0], samples)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_numbers_take_as_many_digits_as_they_need(tmp_path):
    paths = export(sound(n_samples=100, n_components=101), tmp_path, [0, 100])
    assert [path.name for path in paths] == ["drums-000.wav", "drums-100.wav"]


def test_the_folder_is_made_and_a_name_cannot_leave_it(tmp_path):
    paths = export(sound(), tmp_path / "new" / "folder", [0], name="../a/b:é 音")
    assert [path.name for path in paths] == [".._a_b_é 音-00.wav"]
    assert paths[0].parent == tmp_path / "new" / "folder"


@pytest.mark.parametrize(("format", "tolerance"), [("wav", 0), ("aiff", 0), ("flac", 2**-24)])
def test_formats(tmp_path, format, tolerance):
    one = sound()
    (wav,) = export(one, tmp_path, [2])
    (path,) = export(one, tmp_path / "other", [2], format=format)
    assert path.suffix == f".{format}"
    np.testing.assert_allclose(soundfile.read(path)[0], soundfile.read(wav)[0], atol=tolerance, rtol=0)


def test_floats_go_beyond_full_scale_and_integers_are_refused_instead_of_clipped(tmp_path):
    loud = sound(level=20.0)
    (path,) = export(loud, tmp_path, [0])
    assert np.abs(soundfile.read(path)[0]).max() > 1.0
    with pytest.raises(ArgumentError, match=r"would clip; use format wav with subtype FLOAT"):
        export(loud, tmp_path / "flac", range(4), format="flac")
    assert list((tmp_path / "flac").iterdir()) == []


def test_a_cancelled_export_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("oscfactor.limits._PART_BYTES", 1)
    seen = []

    def cancel(fraction):
        seen.append(len(list(tmp_path.iterdir())))
        if len(seen) == 3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        export(sound(), tmp_path, range(4), progress=cancel)
    assert seen == [4, 4, 4]
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_one_file_leaves_none(tmp_path):
    (tmp_path / "drums-02.wav").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        export(sound(), tmp_path, range(4))
    assert [path.name for path in tmp_path.iterdir()] == ["drums-02.wav"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=r"cannot make the folder .*: it is a file"):
        export(sound(), tmp_path / "file", [0])
    with pytest.raises(FileError, match="cannot make the folder"):
        export(sound(), tmp_path / "file" / "below", [0])


def test_what_cannot_be_written_is_said_before_anything_is_rendered(tmp_path, monkeypatch):
    monkeypatch.setattr("oscfactor.model.layers.Renderer", None)
    with pytest.raises(ArgumentError, match="no subtype"):
        export(sound(), tmp_path, [0], format="flac", subtype="FLOAT")
    monkeypatch.setattr("oscfactor.files.audiowriter.MAX_BYTES", 1000)
    with pytest.raises(LimitError, match="4 GB"):
        export(sound(), tmp_path, [0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak from /proc")
def test_memory_does_not_grow_with_the_number_of_components(tmp_path):
    import tracemalloc

    def peak(n_components):
        one = sound(n_channels=1, n_samples=400_000, n_components=n_components)
        export(one, tmp_path, range(2))
        tracemalloc.start()
        export(one, tmp_path, range(n_components))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(40) < peak(4) + 400_000 * 4 * 4


def test_an_export_tells_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("oscfactor.limits._PART_BYTES", 1)
    told = []
    export(sound(), tmp_path, range(4), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) > 2


def test_no_more_files_are_open_at_once_than_macos_lets_a_process_have():
    assert MAX_OPEN_FILES <= 128
