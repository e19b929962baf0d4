"""Bases and activations of one sound for the factorisation of another, at any rate, fft and hop."""

import numpy as np
import pytest

from oscfactor.compute import lending
from oscfactor.compute.mixdown import mix_down
from oscfactor.compute.resultcache import ResultCache
from oscfactor.errors import ArgumentError
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer, Factorization
from tests.session.test_session import options, run
from tests.support.layers import STFT, sound

TONES = (440, 1310, 3700)
SECONDS = 1.0


def parts(rate: int) -> np.ndarray:
    """Return three tones with partials, each with a beat of its own."""
    t = np.arange(round(rate * SECONDS)) / rate
    beats = [((t * 3 + i / 3) % 1 < 0.4) for i in range(3)]
    waves = [sum(np.sin(2 * np.pi * hz * n * t) / n for n in (1, 2, 3)) for hz in TONES]
    return (0.2 * np.array(waves) * beats).astype(np.float32)


def put(session, name: str, rate: int) -> None:
    samples = parts(rate).sum(axis=0, keepdims=True)
    samples.flags.writeable = False
    session.buffers.put(name, Buffer(samples, rate))


def decibels(layers: Layers, rate: int) -> list[float]:
    """Return how far above what is wrong with it each component is, held against the part most like it."""
    found = []
    for gains in np.eye(3, dtype=np.float32):
        heard = mix_down(layers, gains)[0]
        found.append(max(20 * np.log10(np.linalg.norm(x) / np.linalg.norm(heard - x)) for x in parts(rate)))
    return found


@pytest.mark.parametrize("mode", ["fixed", "seed"])
@pytest.mark.parametrize(("rate", "fft"), [(96000, 2048), (96000, 4096), (22050, 1024), (44100, 4096)])
def test_bases_keep_their_frequencies_at_another_rate_and_fft(tmp_path, rate, fft, mode):
    async def scenario(session):
        put(session, "lends", 44100)
        put(session, "takes", rate)
        await session.factorizer.factorize("lends", options(iterations=60, fft=2048))
        given = options(0, bases_mode=mode, iterations=60, fft=fft)
        await session.factorizer.factorize("takes", given, bases="lends")
        assert min(decibels(await session.components.layers_of("takes"), rate)) > 15

    run(scenario)


@pytest.mark.parametrize(("rate", "fft"), [(96000, 2048), (22050, 1024), (44100, 1024)])
def test_activations_keep_their_times_at_another_rate_and_hop(rate, fft):
    async def scenario(session):
        put(session, "lends", 44100)
        put(session, "takes", rate)
        await session.factorizer.factorize("lends", options(iterations=60, fft=2048))
        given = options(0, activations_mode="fixed", iterations=60, fft=fft)
        await session.factorizer.factorize("takes", given, activations="lends")
        assert min(decibels(await session.components.layers_of("takes"), rate)) > 10

    run(scenario)


def test_activations_of_as_many_frames_but_another_length_are_refused():
    async def scenario(session):
        for name, rate in (("lends", 8000), ("takes", 16000)):
            samples = np.random.default_rng(1).standard_normal((1, 6000)).astype(np.float32)
            session.buffers.put(name, Buffer(samples, rate))
        await session.factorizer.factorize("lends", options())
        with pytest.raises(ArgumentError, match=r"last 0\.75 s and this sound lasts 0\.38 s"):
            await session.factorizer.factorize("takes", options(0), activations="lends")

    run(scenario)


def test_what_is_lent_at_the_same_rate_is_lent_as_it_is_and_the_cache_tells_rates_apart(tmp_path):
    async def scenario(session):
        for name, rate in (("a", 44100), ("b", 44100), ("c", 48000)):
            put(session, "x", 44100)
            session.buffers.put(name, Buffer(session.buffers.existing("x").samples, rate))
        session.factorizer._results = ResultCache(tmp_path, 1e9)
        await session.factorizer.factorize("a", options())
        lender = await session.components.layers_of("a")
        assert lending.lent_bases(lender, 44100, lender.factorization.stft) is lender.factorization
        assert (
            lending.lent_activations(lender, lender.buffer, lender.factorization.stft) is lender.factorization
        )
        held = options(0, bases_mode="fixed")
        one = await session.factorizer.factorize("b", held, bases="a")
        other = await session.factorizer.factorize("c", held, bases="a")
        np.testing.assert_array_equal(one.W, lender.factorization.W)
        assert np.abs(other.W - one.W).max() > 0.01
        assert len(list(tmp_path.iterdir())) == 3

    run(scenario)


@pytest.mark.parametrize(("rate", "fft"), [(44100, 512), (22050, 1024), (44100, 2048)])
def test_a_copied_activation_keeps_its_times_and_its_loudness(rate, fft):
    async def scenario(session):
        put(session, "from", rate)
        put(session, "to", 44100)
        await session.factorizer.factorize("from", options(1, fft=fft))
        found = await session.factorizer.factorize("to", options(1, fft=1024))
        await session.editing.copy_activation("to", 0, 0, "from", "truncate", what="/activation/copy")
        copied, own = (await session.editing.layers("to")).activation(0)[0], found.H[0, :, 0]
        assert np.corrcoef(copied, own)[0, 1] > 0.9
        assert np.linalg.norm(copied) == pytest.approx(np.linalg.norm(own), rel=0.25)

    run(scenario)


@pytest.mark.parametrize(("extra", "fits"), [(0, True), (30, True), (100, False)])
def test_lengths_may_differ_by_the_frames_that_stand_behind_the_end(extra, fits):
    samples, W, H = sound(1, 8000)
    lender = Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))
    longer = Buffer(np.zeros((1, 8000 + extra), np.float32), 8000)
    assert_fits(lender, longer, fits)


@pytest.mark.parametrize(
    ("lends", "takes", "fits"), [(1, 2, True), (2, 2, True), (2, 1, False), (2, 3, False)]
)
def test_one_channel_is_lent_to_all_and_several_to_as_many(lends, takes, fits):
    samples, W, H = sound(lends, 800)
    lender = Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))
    assert_fits(lender, Buffer(np.zeros((takes, 800), np.float32), 8000), fits)


def assert_fits(lender: Layers, buffer: Buffer, fits: bool) -> None:
    if fits:
        lending.check(lender, buffer, STFT)
    else:
        with pytest.raises(ArgumentError, match="those activations"):
            lending.check(lender, buffer, STFT)
