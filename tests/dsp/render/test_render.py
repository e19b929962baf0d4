"""The renderer: components add up to the sound, and a sample is the same in any range."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.render import Renderer
from oscfactor.dsp.transform.stft import Stft
from tests.support import naive


def factors(stft, n_channels, n_samples, n_components, seed=0):
    """Return factors of wide range, with silent frames and empty bins among them."""
    rng = np.random.default_rng(seed)
    W = rng.random((n_components, stft.n_bins), dtype=np.float32) ** 8
    H = rng.random((n_channels, stft.n_frames(n_samples), n_components), dtype=np.float32) ** 8
    H[:, ::5] = 0.0
    W[:, ::7] = 0.0
    return W, H


def renderer_of(samples, stft, W, H):
    return Renderer(SoundFrames(samples, stft, W, H))


def noise(n_channels, n_samples, seed=1):
    return np.random.default_rng(seed).standard_normal((n_channels, n_samples)).astype(np.float32)


def db(difference, reference):
    """Return the level of a difference relative to the sound."""
    return 20 * np.log10(np.linalg.norm(difference) / np.linalg.norm(reference) + 1e-30)


@st.composite
def stfts(draw):
    window = draw(st.one_of(st.integers(2, 80), st.sampled_from([256, 512, 1023])))
    hop = draw(st.integers(1, max(1, int(window * 2 / 3))))
    return Stft(window, max(hop, window // 50), window + draw(st.integers(0, 70)))


@given(stfts(), st.integers(1, 2), st.integers(1, 700), st.integers(1, 5), st.integers(0, 99))
@example(Stft(2048, 512, 2048), 1, 1, 3, 0)
@example(Stft(2048, 1365, 2048), 2, 5000, 3, 0)
@example(Stft(2048, 512, 4096), 1, 20000, 4, 0)
@settings(deadline=None, max_examples=60)
def test_the_components_add_up_to_the_sound(stft, n_channels, n_samples, n_components, seed):
    samples = noise(n_channels, n_samples, seed)
    W, H = factors(stft, n_channels, n_samples, n_components, seed)
    each = renderer_of(samples, stft, W, H).render(np.eye(n_components, dtype=np.float32), 0, n_samples)
    assert each.shape == (n_components, n_channels, n_samples)
    assert db(each.sum(axis=0) - samples, samples) < -125
    together = renderer_of(samples, stft, W, H).render(np.ones((1, n_components), np.float32), 0, n_samples)
    assert db(together[0] - samples, samples) < -125


@given(stfts(), st.integers(1, 700), st.lists(st.integers(0, 700), max_size=6), st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_a_sample_has_the_same_bits_in_any_range(stft, n_samples, cuts, seed):
    samples = noise(2, n_samples, seed)
    W, H = factors(stft, 2, n_samples, 3, seed)
    gains = np.array([[1, 0, 0], [0, 1, 0], [0.3, -1, 2]], np.float32)
    whole = renderer_of(samples, stft, W, H).render(gains, 0, n_samples)
    edges = sorted({0, n_samples, *(min(cut, n_samples) for cut in cuts)})
    renderer = renderer_of(samples, stft, W, H)
    parts = [renderer.render(gains, a, b) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(whole, np.concatenate(parts, axis=2))


@pytest.mark.parametrize("fft", [1024, 2048])
def test_an_output_has_the_same_bits_whatever_else_is_rendered_with_it(fft):
    stft = Stft(1024, 256, fft)
    samples, (W, H) = noise(1, 9000), factors(stft, 1, 9000, 21)
    each = renderer_of(samples, stft, W, H).render(np.eye(21, dtype=np.float32), 0, 9000)
    for k in (0, 7, 20):
        alone = renderer_of(samples, stft, W, H).render(np.eye(21, dtype=np.float32)[k : k + 1], 0, 9000)
        np.testing.assert_array_equal(alone[0], each[k])


@pytest.mark.parametrize(
    ("window", "hop", "fft"), [(64, 16, 64), (64, 16, 128), (33, 11, 33), (48, 12, 50), (256, 64, 256)]
)
def test_the_sound_is_that_of_the_definition(window, hop, fft):
    stft = Stft(window, hop, fft)
    samples, (W, H) = noise(2, 1000), factors(stft, 2, 1000, 4)
    gains = np.array([[1, 0, 0, 0], [0, 0, 0, 1], [0.5, 2, 0, -1]], np.float32)
    actual = renderer_of(samples, stft, W, H).render(gains, 0, 1000)
    expected = naive.render(samples, window, hop, fft, W, H, gains)
    assert db(actual - expected, expected) < -115


def test_a_component_keeps_to_its_frames():
    stft = Stft(512, 128, 512)
    samples = noise(1, 12_800)
    W = np.ones((2, stft.n_bins), np.float32)
    H = np.zeros((1, stft.n_frames(12_800), 2), np.float32)
    H[0, :50, 0], H[0, 50:, 1] = 1.0, 1.0
    each = renderer_of(samples, stft, W, H).render(np.eye(2, dtype=np.float32), 0, 12_800)[:, 0]
    seam = 50 * 128
    np.testing.assert_allclose(each[0, : seam - 512], samples[0, : seam - 512], atol=2e-6)
    np.testing.assert_array_equal(each[1, : seam - 512], 0.0)
    np.testing.assert_allclose(each[1, seam + 512 :], samples[0, seam + 512 :], atol=2e-6)


def test_a_gain_of_zero_is_silence_and_gains_are_linear():
    stft = Stft(128, 32, 128)
    samples, (W, H) = noise(1, 2000), factors(stft, 1, 2000, 3)
    gains = np.array([[0, 0, 0], [1, 1, 1], [2, 2, 2], [-1, -1, -1]], np.float32)
    silent, one, double, negative = renderer_of(samples, stft, W, H).render(gains, 0, 2000)
    np.testing.assert_array_equal(silent, 0.0)
    np.testing.assert_array_equal(double, 2 * one)
    np.testing.assert_array_equal(negative, -one)


@pytest.mark.parametrize("level", [0.0, 1e-40, 1e-20, 1e20, 1e30])
def test_silence_and_extreme_levels_stay_finite(level):
    stft = Stft(256, 64, 256)
    samples = noise(1, 3000) * np.float32(level)
    W, H = factors(stft, 1, 3000, 3)
    each = renderer_of(samples, stft, W, H * np.float32(level)).render(np.eye(3, dtype=np.float32), 0, 3000)
    assert np.isfinite(each).all()
    np.testing.assert_allclose(each.sum(axis=0), samples, atol=1e-5 * level + 1e-43)


def test_a_renderer_serves_changing_numbers_of_outputs_and_ranges():
    stft = Stft(512, 128, 512)
    samples, (W, H) = noise(2, 20_000), factors(stft, 2, 20_000, 4)
    renderer = renderer_of(samples, stft, W, H)
    everything = np.eye(4, dtype=np.float32)
    whole = renderer_of(samples, stft, W, H).render(everything, 0, 20_000)
    for n_outputs, start, stop in [
        (1, 0, 512),
        (4, 512, 1024),
        (2, 19_999, 20_000),
        (4, 100, 100),
        (3, 0, 9000),
    ]:
        part = renderer.render(everything[:n_outputs], start, stop)
        np.testing.assert_array_equal(part, whole[:n_outputs, :, start:stop])


def test_the_sound_is_not_touched():
    stft = Stft(64, 16, 64)
    samples, (W, H) = noise(1, 500), factors(stft, 1, 500, 2)
    before = [array.copy() for array in (samples, W, H)]
    renderer_of(samples, stft, W, H).render(np.eye(2, dtype=np.float32), 0, 500)
    for array, copy in zip((samples, W, H), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize(("start", "stop"), [(-1, 10), (0, 501), (20, 10)])
def test_a_range_outside_the_sound_is_refused(start, stop):
    stft = Stft(64, 16, 64)
    samples, (W, H) = noise(1, 500), factors(stft, 1, 500, 2)
    with pytest.raises(ValueError, match="not within a sound of 500"):
        renderer_of(samples, stft, W, H).render(np.eye(2, dtype=np.float32), start, stop)


def test_factors_of_another_sound_are_refused():
    stft = Stft(64, 16, 64)
    W, H = factors(stft, 1, 400, 2)
    with pytest.raises(ValueError, match="shapes do not fit"):
        renderer_of(noise(1, 500), stft, W, H)
