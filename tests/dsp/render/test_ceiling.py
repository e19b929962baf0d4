"""What no sound card is given."""

import numpy as np
import pytest

from oscfactor.dsp.render.ceiling import CEILING, hold_down


def test_what_is_below_the_ceiling_stays_bit_for_bit():
    samples = np.array([[0.0, 1.0, -1.5, CEILING, -CEILING]], np.float32)
    before = samples.copy()
    assert not hold_down(samples)
    assert np.array_equal(samples, before)


def test_what_is_beyond_is_cut_off_and_what_is_no_number_is_silent():
    samples = np.array([[3e38, -3e38, 0.5], [np.nan, np.inf, -np.inf]], np.float32)
    assert hold_down(samples)
    assert samples.tolist() == [[CEILING, -CEILING, 0.5], [0.0, 0.0, 0.0]]


def test_a_resampled_sound_is_heard_again_after_what_was_no_number():
    from oscfactor.model.mix import Mix
    from oscfactor.model.values import Buffer
    from oscfactor.realtime.orders import BLOCK, Orders, Playable, Region
    from oscfactor.realtime.renderer.player import Player

    samples = np.full((1, 40 * BLOCK), 0.25, np.float32)
    samples[:, BLOCK : 2 * BLOCK] = np.nan
    orders = Orders(Playable(Buffer(samples, 44100)), Mix.neutral(1), Region(0, samples.shape[1]))
    player = Player(orders, sample_rate=48000, n_outputs=2)
    blocks = [player.render(BLOCK) for _ in range(40)]
    assert np.isfinite(blocks).all()
    assert np.abs(blocks[20] - 0.25).max() < 1e-4


def test_the_ceiling_is_that_of_the_decision():
    assert float(CEILING) == pytest.approx(15.85, abs=0.01), "24 dB over full scale: more may harm"
