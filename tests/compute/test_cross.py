"""What comes of two sounds: the laws of assignment and transport, and what is kept of which sound."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oscfactor.cli.warmup import default_options
from oscfactor.compute import cross as crossing
from oscfactor.compute.factorize import factorize
from oscfactor.compute.options import Options as FactorizeOptions
from oscfactor.dsp.edit import matching as pairs
from oscfactor.dsp.edit import morphing
from oscfactor.errors import ArgumentError
from oscfactor.model.hints import Hint
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.values import Buffer

RATE = 16000
PLAIN = {"match": "none", "likeness": "spectral", "morph": 1.0, "by": "linear"}
PLAIN |= {"length": "keep", "phase": "source"}
BASES = arrays(np.float32, 40, elements=st.floats(0, 10, width=32).map(lambda x: x if x > 1e-3 else 0.0))


def options(**changes) -> crossing.Options:
    return crossing.Options(**{**PLAIN, **changes})


def factorized(samples: np.ndarray, rate: int = RATE, n_components: int = 3, fft: int = 512) -> Layers:
    buffer = Buffer(np.atleast_2d(samples).astype(np.float32), rate)
    given = {**default_options(), "components": n_components, "iterations": 40, "fft": fft}
    return Layers(buffer, factorize(buffer, FactorizeOptions(**given)))


@pytest.fixture(scope="module")
def beats() -> Layers:
    """Noise and clicks, two channels, half a second."""
    rng = np.random.default_rng(4)
    samples = 0.01 * rng.standard_normal((2, RATE // 2))
    for start in range(0, RATE // 2, RATE // 8):
        samples[:, start : start + 400] += 0.5 * rng.standard_normal((2, 400)) * np.linspace(1, 0, 400)
    return factorized(samples)


@pytest.fixture(scope="module")
def tones() -> Layers:
    """Three tones one after the other, at another rate, seven tenths of a second."""
    t = np.arange(round(0.7 * 22050)) / 22050
    hz = np.choose((t * 4.2).astype(int) % 3, (400, 1000, 2600))
    return factorized(0.4 * np.sin(2 * np.pi * np.cumsum(hz) / 22050), 22050, n_components=4)


@pytest.mark.parametrize("phase", ["source", "pghi", "griffinlim"])
@pytest.mark.parametrize("match", ["none", "optimal"])
@pytest.mark.parametrize("by", ["linear", "transport"])
def test_a_sound_crossed_with_itself_is_itself(beats, phase, match, by):
    made, _ = crossing.cross(beats, beats, options(phase=phase, match=match, by=by))
    error = made.samples - beats.buffer.samples
    assert 20 * np.log10(np.linalg.norm(error) / np.linalg.norm(made.samples)) < -60


@pytest.mark.parametrize("phase", ["source", "pghi", "griffinlim"])
@pytest.mark.parametrize(
    ("length", "seconds"), [("keep", 0.5), ("loop", 0.7), ("stretch", 0.7), ("truncate", 0.5)]
)
def test_a_cross_is_a_sound_with_components_like_any_other(beats, tones, phase, length, seconds):
    made, f = crossing.cross(beats, tones, options(length=length, phase=phase, match="optimal"))
    assert made.sample_rate == RATE
    assert made.samples.shape == (2, round(seconds * RATE))
    assert np.isfinite(made.samples).all()
    assert np.abs(made.samples).max() < 2 * max(np.abs(x.buffer.samples).max() for x in (beats, tones))
    assert f.n_components == 3
    assert f.W.sum(axis=1) == pytest.approx(1, rel=1e-4)
    again, _ = crossing.cross(Layers(made, f), beats, options())
    assert np.isfinite(again.samples).all()
    each = Layers(made, f).renderer().render(np.eye(3, dtype=np.float32), 0, made.n_samples)
    assert np.abs(each.sum(axis=0) - made.samples).max() < 1e-5


def test_truncating_ends_with_the_shorter(beats, tones):
    made, _ = crossing.cross(tones, beats, options(length="truncate"))
    assert made.samples.shape == (1, round(0.5 * 22050))


def test_a_loop_begins_anew_where_the_sound_ends(beats, tones):
    made, _ = crossing.cross(beats, tones, options(length="loop", morph=0.0))
    n = beats.buffer.n_samples
    assert np.abs(made.samples[:, : n - 512] - beats.buffer.samples[:, : n - 512]).max() < 1e-5
    inside = slice(512, made.n_samples - n - 512)
    assert np.abs(made.samples[:, n:][:, inside] - beats.buffer.samples[:, inside]).max() < 1e-5


def test_the_beat_is_that_of_one_and_the_spectrum_that_of_the_other(beats, tones):
    made, _ = crossing.cross(beats, tones, options(match="optimal"))
    ours, _ = crossing.cross(beats, beats, options())

    def curve(x):
        return np.sqrt(np.mean(x.samples[0][: x.n_samples // 128 * 128].reshape(-1, 128) ** 2, axis=1))

    assert np.corrcoef(curve(made), curve(ours))[0, 1] > 0.8
    spectrum = np.abs(np.fft.rfft(made.samples[0]))
    hz = np.fft.rfftfreq(made.n_samples, 1 / RATE)
    near = np.any([np.abs(hz - tone) < 120 for tone in (400, 1000, 2600)], axis=0)
    assert (spectrum[near] ** 2).sum() > 0.6 * (spectrum**2).sum()


def test_edited_activations_drive_and_edited_bases_are_driven(beats):
    silent = Recombination(activations={k: 0 * beats.activation(k) for k in range(3)})
    edited = Layers(beats.buffer, beats.factorization, silent)
    made, f = crossing.cross(edited, beats, options())
    assert np.abs(made.samples).max() < 1e-6
    assert not f.H.any()


@given(likeness=arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(0, 1)))
@settings(max_examples=60, deadline=None)
def test_each_of_theirs_is_taken_once_if_there_are_enough(likeness):
    found = pairs.assign(likeness)
    assert len(found) == len(likeness)
    assert len(set(found.tolist())) == min(likeness.shape)
    if likeness.shape[0] <= likeness.shape[1]:
        total = likeness[np.arange(len(found)), found].sum()
        rolled = (np.arange(len(found)) + 1) % likeness.shape[1]
        assert total >= likeness[np.arange(len(found)), rolled].sum() - 1e-9


def test_likeness_finds_the_pairs_that_were_shuffled(beats):
    W, order = beats.bases(), np.array([2, 0, 1])
    assert pairs.assign(pairs.spectral_likeness(W, W[order])).tolist() == np.argsort(order).tolist()
    H = beats.factorization.H
    assert pairs.assign(pairs.temporal_likeness(H, H[..., order])).tolist() == np.argsort(order).tolist()


@given(one=BASES, other=BASES, amount=st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_transport_keeps_the_sum_and_its_ends(one, other, amount):
    made = morphing.transport(one, other, amount)
    expected = (1 - amount) * one.sum(dtype=float) + amount * other.sum(dtype=float)
    assert made.sum(dtype=float) == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert made.min() >= 0
    assert morphing.transport(one, other, 0.0).tobytes() == one.tobytes()
    assert morphing.transport(one, other, 1.0).tobytes() == other.tobytes()


def test_transport_moves_a_peak_where_fading_shows_two():
    one, other = np.zeros((2, 101), np.float32)
    one[20] = other[80] = 1
    moved, faded = morphing.transport(one, other, 0.5), morphing.blend(one, other, 0.5)
    assert np.flatnonzero(moved).tolist() == [50]
    assert np.flatnonzero(faded).tolist() == [20, 80]


@given(one=BASES, other=BASES, amount=st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_quantiles_of_the_transported_lie_between(one, other, amount):
    if not (one.any() and other.any()):
        return
    made = morphing.transport(one, other, amount)
    bins = np.arange(40)
    means = [float((bins * w).sum(dtype=float) / w.sum(dtype=float)) for w in (one, other, made)]
    assert means[2] == pytest.approx((1 - amount) * means[0] + amount * means[1], abs=1e-3)


def test_a_stretched_sound_has_no_phases_of_its_own_to_take():
    assert crossing._phase(options(length="stretch", phase="source")) == "pghi"
    assert crossing._phase(options(length="loop", phase="source")) == "source"
    assert crossing._phase(options(length="stretch", phase="griffinlim")) == "griffinlim"


@pytest.mark.parametrize("length", ["loop", "stretch", "truncate"])
def test_a_crossed_sound_has_one_sample_at_least(beats, length):
    moment = Layers(Buffer(np.ones((1, 1), np.float32), 96_000), beats.factorization)
    assert crossing.n_samples_of(beats.buffer, moment.buffer, length) == 1


@pytest.mark.parametrize("bad", [np.nan, 1e12])
def test_a_cross_that_would_be_no_sound_is_refused(beats, monkeypatch, bad):
    monkeypatch.setattr(crossing, "mix_down", lambda *_, **__: np.full((2, 9), bad, np.float32))
    with pytest.raises(ArgumentError, match="in the sound"):
        crossing.cross(beats, beats, options())


def test_a_cross_has_no_hints_of_the_sounds_it_is_made_of(beats):
    hint = Hint(0, 0.0, 0.1, 100.0, 200.0, 1.0)
    painted = replace(beats, factorization=replace(beats.factorization, hints=(hint,)))
    _, found = crossing.cross(painted, painted, options())
    assert found.hints == ()
