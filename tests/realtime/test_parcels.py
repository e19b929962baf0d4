"""What crosses to the process that renders: once, whole, and forgotten when it is let go of here."""

import io

import numpy as np
import pytest

from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization
from oscfactor.realtime.orders import Orders, Playable, Region
from oscfactor.realtime.parcels import Packer, Unpacker

STFT = Stft(window=256, hop=64, fft=256)


class Crossing:
    """A packer and an unpacker with the bytes between them."""

    def __init__(self):
        self.packer, self._bytes = Packer(), io.BytesIO()
        self.unpacker = Unpacker(self._bytes)
        self.n_bytes = 0

    def send(self, *message):
        """Return a message as it arrives, and keep how many bytes it took."""
        data = b"".join(bytes(part) for parcel in self.packer.pack(message) for part in parcel)
        self.n_bytes = len(data)
        self._bytes.seek(0)
        self._bytes.truncate()
        self._bytes.write(data)
        self._bytes.seek(0)
        (got,) = list(self.unpacker.messages())
        return got

    @property
    def n_held(self):
        return len(self.unpacker._values)


@pytest.fixture
def crossing():
    return Crossing()


def orders(buffer, f, **edits):
    layers = Layers(buffer, f, Recombination(**edits))
    sound = Playable.of(buffer, layers)
    return Orders(sound, Mix.neutral(layers.n_layers), Region(0, buffer.n_samples))


@pytest.fixture
def factorized():
    random = np.random.default_rng(0)
    samples = random.random((2, 48000), np.float32)
    W = random.random((3, STFT.n_bins), np.float32)
    H = random.random((2, STFT.n_frames(48000), 3), np.float32)
    return Buffer(samples, 48000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0)


def test_orders_arrive_as_they_were(crossing, factorized):
    sent = orders(*factorized, activations={1: np.ones((2, 751), np.float32)}, exponent=2.0)
    _, number, got = crossing.send("order", 7, sent)
    assert number == 7
    assert (got.region, got.rate, got.mode) == (sent.region, sent.rate, sent.mode)
    ours, theirs = sent.sound.frames, got.sound.frames
    for name in ("samples", "W", "H"):
        assert np.array_equal(getattr(theirs, name), getattr(ours, name))
        assert not getattr(theirs, name).flags.writeable
    assert theirs.stft == ours.stft
    assert theirs.cells.exponent == 2.0
    assert np.array_equal(theirs.cells.frames(1, 5, 9), ours.cells.frames(1, 5, 9))


def test_a_fader_sends_no_sound_again_and_an_edit_only_what_is_new(crossing, factorized):
    first = orders(*factorized)
    _, _, before = crossing.send("order", 1, first)
    assert crossing.n_bytes > factorized[0].n_bytes
    faded = Orders(first.sound, first.mix.with_gain(0, 0.5), first.region)
    _, _, after = crossing.send("order", 1, faded)
    assert crossing.n_bytes < 2000
    assert after.sound is before.sound
    activation = np.ones((2, 751), np.float32)
    _, _, edited = crossing.send("order", 1, orders(*factorized, activations={0: activation}))
    assert activation.nbytes < crossing.n_bytes < activation.nbytes + 6000
    assert edited.sound.origin is before.sound.origin
    assert edited.sound.frames.samples.base is before.sound.frames.samples.base


def test_what_is_let_go_of_here_is_let_go_of_there(crossing, factorized):
    sent = orders(*factorized)
    crossing.send("order", 1, sent)
    held = crossing.n_held
    activation = np.ones((2, 751), np.float32)
    edited = orders(*factorized, activations={0: activation})
    crossing.send("order", 1, edited)
    assert crossing.n_held == held + 2  # a sound and an activation
    del edited, activation
    crossing.send("order", 1, sent)
    assert crossing.n_held == held


def test_another_array_in_the_same_place_is_another(crossing):
    for value in range(20):
        array = np.full(5000, value, np.float32)
        _, got = crossing.send("see", array)
        assert np.array_equal(got, array)
        del array


def test_writing_reaches_the_sound_that_is_held(crossing):
    samples = np.zeros((2, 5000), np.float32)
    buffer = Buffer(samples, 48000)
    _, got = crossing.send("see", Playable(buffer))
    crossing.unpacker.write(crossing.packer.number(samples), 1, 100, np.ones(3, np.float32))
    assert got.buffer.samples[1, 99:104].tolist() == [0, 1, 1, 1, 0]
    crossing.unpacker.write(crossing.packer.number(np.zeros((2, 5000), np.float32)), 0, 0, np.ones(3))
    assert not got.buffer.samples[0].any()
