"""The live input matched by a buffer's bases: the wire, the real listener, and how it ends."""

import asyncio

import numpy as np
import pytest

from oscfactor.dsp.transform.stft import Stft, magnitudes
from oscfactor.errors import ArgumentError, DeviceError, LimitError, NotFoundError
from oscfactor.machine.kernels import Kernels
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session import matches
from tests.session.test_live import Stand, noise
from tests.support.wire import PATIENCE

RATE = 1000
STFT = Stft(64, 16, 64)


def sound_of(name, stand, rate=RATE):
    """Put a buffer with two components: low and high."""
    W = np.zeros((2, STFT.n_bins), np.float32)
    W[0, :16], W[1, 16:] = 1 / 16, 1 / 17
    H = np.ones((1, 8, 2), np.float32)
    for array in (W, H):
        array.flags.writeable = False
    samples = noise(112)[None]
    samples.flags.writeable = False
    stand.session.put(name, Buffer(samples, rate), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))
    return W


@pytest.fixture
def stand():
    stand = Stand()
    stand.session.jobs.let_run(Kernels.ALL)
    yield stand
    stand.close()


def start(stand, name, rate=1000.0):
    return stand.run(stand.session.matches.start(name, rate))


async def _told(stand, address, n):
    while len(stand.event(address)) < n:
        await asyncio.sleep(0.01)


def told(stand, address, n=1):
    """Wait until an event has come so often; return the first of them."""
    stand.run(asyncio.wait_for(_told(stand, address, n), PATIENCE))
    return stand.event(address)[:n]


def test_the_activations_of_what_is_heard_are_told(stand):
    W = sound_of("a", stand)
    stand.opened().write(noise(200))
    assert start(stand, "a") == 2
    sound = stand.write(noise(1000, 2))
    heard = told(stand, "/oscfactor/live", 60)
    assert {name for name, *_ in heard} == {"a"}
    assert [seconds for _, seconds, *_ in heard] == pytest.approx([0.2 + 0.016 * t for t in range(60)])
    # Bases without common bins: each activation is the sum of its bins.
    right = magnitudes(STFT, sound[None])[0, :60]
    right = np.stack([right[:, W[k] > 0].sum(axis=1) for k in range(2)], axis=1)
    assert np.allclose([h for _, _, *h in heard], right, rtol=1e-2)


def test_fewer_messages_are_told_if_fewer_are_wanted(stand):
    sound_of("a", stand)
    stand.opened()
    start(stand, "a", 10.0)
    stand.write(noise(1000))
    heard = told(stand, "/oscfactor/live", 9)
    assert np.diff([seconds for _, seconds, *_ in heard]) == pytest.approx(0.1, abs=0.02)


def test_a_match_ends_with_a_sentence_when_its_bases_go(stand):
    stand.opened()
    for name in ("freed", "anew", "stays"):
        sound_of(name, stand)
        start(stand, name)
    stand.session.buffers.free("freed")
    sound_of("anew", stand)
    stand.write(noise(500))
    told(stand, "/oscfactor/live", 10)
    assert {name for name, *_ in stand.event("/oscfactor/live")} == {"stays"}
    notices = dict(stand.event("/oscfactor/notice"))
    assert "its components are gone" in notices["freed"]
    assert "matched no more" in notices["anew"]
    stand.run(stand.live.close())
    assert "the input was closed" in dict(stand.event("/oscfactor/notice"))["stays"]
    assert not stand.session.matches.by_name


def test_a_match_is_ended_when_asked(stand):
    sound_of("a", stand)
    stand.opened()
    start(stand, "a")
    start(stand, "a")  # anew
    stand.session.matches.stop("a")
    with pytest.raises(NotFoundError, match="it is by: none"):
        stand.session.matches.stop("a")
    assert not stand.event("/oscfactor/notice")


def test_what_cannot_be_matched_is_a_sentence(stand, monkeypatch):
    sound_of("a", stand)
    sound_of("other", stand, 2 * RATE)
    with pytest.raises(DeviceError, match="no input is open"):
        start(stand, "a")
    stand.opened()
    with pytest.raises(ArgumentError, match="'other' were found at 2000 Hz, and the input is at 1000 Hz"):
        start(stand, "other")
    with pytest.raises(NotFoundError):
        start(stand, "nobody")
    monkeypatch.setattr(matches, "MAX_MATCHES", 0)
    with pytest.raises(LimitError, match="already"):
        start(stand, "a")


def test_a_computer_that_is_too_slow_ends_the_match_with_a_sentence(stand):
    sound_of("a", stand)
    stand.opened()
    start(stand, "a")
    stand.session.matches._unmatched(stand.session.matches.by_name["a"].number, "too slow")
    assert stand.event("/oscfactor/notice") == [("a", "a: too slow")]
