"""Sessions mixed down and sounds crossed from the command line."""

import numpy as np
import pytest
import soundfile

from oscfactor.cli.main import main
from oscfactor.compute import bounce
from oscfactor.compute.bounce import heard
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import FileError
from oscfactor.files.savedsound import SavedSound
from oscfactor.limits import Limits
from oscfactor.model.layers import Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization
from tests.session.test_session import options, run
from tests.support import layers as layers_support

RATE = 8000


@pytest.fixture
def sounds(tmp_path):
    rng = np.random.default_rng(1)
    for name, n, rate in (("a", 6000, RATE), ("b", 4000, 2 * RATE)):
        noise = rng.standard_normal((n, 2)).astype(np.float32) * 0.1
        soundfile.write(tmp_path / f"{name}.wav", noise, rate, "FLOAT")
    return tmp_path


def read(path):
    return soundfile.read(path, dtype="float32", always_2d=True)[0]


def test_a_session_is_rendered_as_its_faders_and_matrix_let_it_be_heard(sounds, capsys):
    session_file, out = sounds / "s.oscf", sounds / "out.wav"

    async def save(session):
        await session.buffers.load("a", str(sounds / "a.wav"))
        await session.factorizer.factorize("a", options())
        await session.mixer.change("a", 0, lambda mix: mix.with_gain(0, 0.5).with_pan(2, 1.0))
        await session.editing.set_cell("a", 1, 0, 0.3, what="/matrix/set")
        # With the sound's own phases a file is what a pull gives; other methods may do better in files.
        await session.editing.set("a", "/matrix/phase", phase="source")
        rendered = [
            np.stack([(await session.readout.audio("a", k, c, 0, 6000))[1] for c in (0, 1)]) for k in range(3)
        ]
        await session.buffers.load("b", str(sounds / "b.wav"))
        await session.store.save(session_file)
        return rendered

    layers = run(save, chunk=6000)
    assert main(["render", str(session_file), str(out), "--buffer", "a"]) == 0
    assert str(out) in capsys.readouterr().out
    expected = 0.5 * layers[0] + layers[1]
    expected[1] += layers[2][1]
    np.testing.assert_allclose(read(out).T, expected, atol=1e-5)

    (sounds / "b.wav").rename(sounds / "b.away")
    assert main(["render", str(session_file), str(out)]) == 1
    assert "option search" in capsys.readouterr().err
    (sounds / "deep").mkdir()
    (sounds / "b.away").rename(sounds / "deep" / "c.wav")
    assert main(["render", str(session_file), str(out), "--search", str(sounds / "deep")]) == 0
    both = read(out).T
    assert both.shape == (2, 6000)
    assert np.abs(both[:, 2500:] - expected[:, 2500:]).max() < 1e-4
    assert np.abs(both[:, :2000] - expected[:, :2000]).max() > 0.05


def test_a_buffer_that_is_not_there_is_told(sounds, capsys):
    async def save(session):
        await session.buffers.load("a", str(sounds / "a.wav"))
        await session.store.save(sounds / "s")

    run(save)
    assert main(["render", str(sounds / "s"), str(sounds / "out.wav"), "--buffer", "drums"]) == 2
    assert "no buffer named 'drums'" in capsys.readouterr().err
    assert main(["render", str(sounds / "s"), str(sounds / "out.wav")]) == 0
    assert np.array_equal(read(sounds / "out.wav"), read(sounds / "a.wav"))


def test_a_cross_says_what_it_takes_before_it_is_made(sounds, capsys, monkeypatch):
    monkeypatch.setenv("OSCFACTOR_MAX_MEMORY", "40")
    noise = np.random.default_rng(2).standard_normal((600_000, 2)).astype(np.float32) * 0.1
    soundfile.write(sounds / "long.wav", noise, RATE, "FLOAT")
    files = [str(sounds / name) for name in ("long.wav", "a.wav", "out.wav")]
    few = ["--components", "2", "--iterations", "2"]
    assert main(["cross", *files, *few, "--phase", "griffinlim"]) == 1
    said = capsys.readouterr().err
    assert "choose another length or phase source" in said
    assert "MB of 40 MB are free" in said
    assert not (sounds / "out.wav").exists()
    assert main(["cross", *files, *few, "--phase", "source"]) == 0


def test_a_session_says_what_its_mix_takes_before_it_is_rendered(sounds, capsys, monkeypatch):
    async def save(session):
        session.buffers.alloc("long", 600_000, n_channels=2, sample_rate=RATE)
        await session.buffers.made_writable("long")
        session.buffers.write("long", 0, 0, np.linspace(-0.5, 0.5, 5000))
        await session.factorizer.factorize("long", options(components=2, iterations=2))
        await session.editing.set_cell("long", 1, 0, 0.3, what="/matrix/set")
        await session.editing.set("long", "/matrix/phase", phase="griffinlim")
        await session.store.save(sounds / "s.oscf")

    run(save)
    monkeypatch.setenv("OSCFACTOR_MAX_MEMORY", "25")
    assert main(["render", str(sounds / "s.oscf"), str(sounds / "out.wav")]) == 1
    assert "render some of its buffers" in capsys.readouterr().err
    assert not (sounds / "out.wav").exists()


def test_two_files_are_crossed(sounds, capsys):
    a, b, out = (str(sounds / name) for name in ("a.wav", "b.wav", "out.wav"))
    fast = ["--components", "3", "--iterations", "5", "--fft", "256", "--phase", "source"]
    assert main(["cross", a, a, out, *fast]) == 0
    np.testing.assert_allclose(read(out), read(a), atol=1e-5)
    assert main(["cross", a, b, out, *fast, "--length", "truncate", "--morph", "0.5"]) == 0
    assert read(out).shape == (2000, 2)
    assert main(["cross", a, str(sounds / "none.wav"), out, *fast]) == 1
    assert "none.wav" in capsys.readouterr().err


@pytest.mark.parametrize("factorized", [False, True])
def test_of_many_channels_even_ones_go_left_and_odd_ones_right(factorized):
    samples = np.random.default_rng(1).standard_normal((5, 700)).astype(np.float32)
    mix = Mix.neutral(1).with_pan(0, -0.5)
    stft = Stft(64, 16, 64)
    W, H = np.ones((1, stft.n_bins), np.float32), np.ones((5, stft.n_frames(700), 1), np.float32)
    whole = Factorization(W, H, stft, "kl", 0.0, 1, 0.0) if factorized else None
    sound = SavedSound("five", Buffer(samples, RATE), factorization=whole, mix=mix)
    sides = heard(sound, 1, lambda _fraction: None)
    np.testing.assert_allclose(sides[0], samples[0::2].sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(sides[1], samples[1::2].sum(axis=0) * np.cos(np.pi / 4), atol=1e-5)


def test_faders_of_another_number_of_layers_are_neutral_where_they_are_new():
    samples, W, H = layers_support.sound(2, 900)
    f = Factorization(W, H, layers_support.STFT, "kl", 0.0, 1, 0.0)
    sharp = Recombination(exponent=2.0, residual=True)
    sound = SavedSound("a", Buffer(samples, RATE), factorization=f, recombination=sharp, mix=Mix.neutral(3))
    np.testing.assert_allclose(heard(sound, 1, lambda _fraction: None), samples, atol=1e-5)


def test_a_sound_that_is_not_whole_is_not_rendered_as_if_it_were(sounds, monkeypatch):
    lost = SavedSound("a", Buffer(np.zeros((1, 9), np.float32), RATE), lost="its edits: bad")
    monkeypatch.setattr(bounce, "read_sounds", lambda *_: [lost])
    with pytest.raises(FileError, match="cannot be used its edits"):
        bounce.render_session(
            str(sounds / "s.oscf"), str(sounds / "o.wav"), limits=Limits(), progress=lambda *_: None
        )
    assert not (sounds / "o.wav").exists()


def test_a_sound_counts_beside_what_its_factorization_takes(sounds, monkeypatch):
    left = []
    monkeypatch.setattr(bounce, "check", lambda _sound, _options, max_bytes: left.append(max_bytes))
    sound = bounce._read_to_factorize(str(sounds / "a.wav"), options(), Limits(max_bytes=10**6))
    assert left == [10**6 - sound.n_bytes]
