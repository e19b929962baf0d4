"""Match: as near to the converged activations as promised, and nearer than ten updates from nothing."""

import numpy as np
import pytest

from oscfactor.dsp.live.match import Matcher
from oscfactor.dsp.transform.stft import Stft, magnitudes
from tests.support.naive import converged, kl_loss, kl_update, ten_updates
from tests.support.scales import blocks, notes

STFT, RATE, K = Stft(512, 128, 512), 16000, 8


@pytest.fixture(scope="module")
def known():
    """Bases found in a sound, another sound of the same kind, and its magnitudes."""
    V = magnitudes(STFT, notes(2, RATE, 1)[None])[0].astype(float)
    rng = np.random.default_rng(0)
    W, H = rng.random((K, STFT.n_bins)), rng.random((len(V), K))
    for _ in range(50):
        W, H = kl_update(V, W, H)
    W /= W.sum(axis=1, keepdims=True)
    sound = notes(2, RATE, 2)
    return W.astype(np.float32), sound, magnitudes(STFT, sound[None])[0].astype(float)


def matched(W, samples, **how):
    matcher = Matcher(W, STFT, len(samples))
    found = [(t, h.copy()) for block in blocks(samples, **how) for t, h in matcher.hear(block)]
    assert [t for t, _ in found] == list(range(len(found)))
    return np.array([h for _, h in found])


def excess(V, W, H, best):
    """By how much each frame's loss is above the least, as a share of it."""
    losses = [
        np.array(
            [kl_loss(v[None], W.astype(float) + 1e-12, h[None] + 1e-12) for v, h in zip(V, of, strict=True)]
        )
        for of in (H, best)
    ]
    return losses[0] / np.minimum(*losses) - 1


def test_the_loss_is_near_the_least_and_far_below_that_of_ten_updates(known):
    W, sound, V = known
    H = matched(W, sound[None]).astype(float)
    V = V[: len(H)]
    best = converged(V, W.astype(float), H, 500)
    ours, theirs = (excess(V, W, of, best) for of in (H, ten_updates(V, W.astype(float))))
    assert ours.mean() <= 0.01
    assert np.mean(ours <= 0.01) >= 0.85
    assert theirs.mean() > 10 * ours.mean()


def test_blocks_of_any_size_give_the_same_bits(known):
    W, sound, _ = known
    short = matched(W, sound[None, :8000], largest=30)
    assert np.array_equal(short, matched(W, sound[None, :8000], largest=5000))


def test_channels_of_opposite_sign_do_not_cancel_and_scaled_bases_scale_the_activations(known):
    W, sound, _ = known
    one = matched(W, sound[None, :6000])
    two = matched(W * 4, np.stack([sound, -sound])[:, :6000])
    assert np.allclose(two * 4, one, rtol=1e-3, atol=1e-4 * one.max())


def test_silence_has_no_activations_and_the_sound_after_it_has(known):
    W, sound, _ = known
    H = matched(W, np.concatenate([sound[:4000], np.zeros(4000, np.float32), sound[:4000]])[None])
    assert not H[36:60].any()
    assert H[:30].any()
    assert H[64:].any()


def test_a_basis_of_zeros_does_no_harm(known):
    W, sound, _ = known
    H = matched(np.concatenate([W, np.zeros((1, STFT.n_bins), np.float32)]), sound[None, :4000])
    assert np.isfinite(H).all()
