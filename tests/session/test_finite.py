"""Whatever is drawn, moved, multiplied or written: all numbers stay finite, and what is saved loads again."""

import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from oscfactor import handlers
from oscfactor.client import Client
from oscfactor.compute.cross import cross
from oscfactor.compute.factorize import factorize
from oscfactor.dsp.bounds import MAX_SAMPLE, fault
from oscfactor.dsp.edit import bases
from oscfactor.errors import ArgumentError, FileError, OscFactorError
from oscfactor.model.layers import GRIDS, Layers, with_basis
from oscfactor.model.values import Buffer
from oscfactor.protocol.arguments import Samples
from oscfactor.protocol.commands import CHAPTERS
from tests.compute.test_cross import factorized
from tests.compute.test_cross import options as cross_options
from tests.session.test_session import options, run

ROWS = [row for row in CHAPTERS["Editing"] + CHAPTERS["The matrix"] if row.done and not row.answers]
EXTREMES = [0.0, -0.0, 1e-45, 1e-38, 1e-20, 1e-6, 0.5, 1.0, 1e3, 1e9, 1e12, 1e18, 1e20, 3e38, -1.0, 96.0]


def value(arg, rng):
    """Return a value for an argument: of one that takes numbers, often the least or the greatest."""
    if arg.choices:
        return rng.choice(arg.choices)
    if arg.name in ("name", "buffer"):
        return rng.choice(["a", "b"])
    if arg.type == "i":
        limits = [x for x in (arg.minimum, arg.maximum) if x is not None]
        return int(rng.choice([*limits, -1, 0, 1, 2, rng.randrange(200)]))
    limits = [x for x in (arg.minimum, arg.maximum) if x is not None]
    return float(rng.choice([*limits, *EXTREMES, rng.uniform(-5, 5)]))


def message(rng):
    """Return a row and arguments for it."""
    row = rng.choice(ROWS)
    args = []
    for arg in row.args:
        args += rng.choices(EXTREMES, k=rng.randint(1, 20)) if isinstance(arg, Samples) else [value(arg, rng)]
    for option in row.options:
        if rng.random() < 0.5:
            args += [option.name, value(option, rng)]
    return row, args


async def two_sounds(session):
    rng = np.random.default_rng(3)
    for name, rate, fft in (("a", 8000, 256), ("b", 11025, 128)):
        samples = 0.1 * rng.standard_normal((2, 4000)).astype(np.float32)
        samples.flags.writeable = False
        session.buffers.put(name, Buffer(samples, rate))
        await session.factorizer.factorize(name, options(3, fft=fft))


def arrays(layers):
    r, K = layers.recombination, layers.factorization.n_components
    return [
        *(("activation", layers.activation(k)) for k in range(K)),
        *(("basis", layers.basis(k)) for k in range(K)),
        *((kind, layers.grid(kind)) for kind in GRIDS),
        *(("basis", w) for w in r.bases.values()),
    ]


async def edited_at_random(session, rng):
    row, args = message(rng)
    before = dict(session.components.layers)
    request = SimpleNamespace(address=row.address, send=lambda *_: None, client=None)
    try:
        await handlers.bind(session, SimpleNamespace())[row.handler](request, **row.bind(args))
        done = True
    except OscFactorError:
        done = False
        assert all(session.components.layers[name] is layers for name, layers in before.items())
    for name, layers in session.components.layers.items():
        for kind, array in arrays(layers):
            assert not fault(array, kind), (row.address, args, name, kind)
    return done


async def crossed(session):
    """Cross the two, which is refused or gives a sound with components in range."""
    try:
        made, f = await session.cross("c", "a", "b", cross_options(match="optimal"))
    except ArgumentError as error:
        assert "there would be" in str(error)  # noqa: PT017 - it need not come
        return
    assert not fault(made.samples, "sound")
    assert not fault(f.W, "basis")
    assert not fault(f.H, "activation")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_stays_finite_and_what_is_saved_loads_again(tmp_path, seed):
    rng = random.Random(seed)

    async def scenario(session):
        await two_sounds(session)
        n_done = 0
        for turn in range(120):
            n_done += await edited_at_random(session, rng)
            if turn % 20 == 0:
                _, samples = await session.readout.audio("a", rng.randrange(3), 0, 1000, 300)
                assert np.isfinite(samples).all()
                await crossed(session)
        assert n_done > 30
        before = {name: arrays(layers) for name, layers in session.components.layers.items()}
        await session.store.save(tmp_path / "a.oscf")
        lost = []
        await session.store.load(tmp_path / "a.oscf", on_remark=lambda *what: lost.append(what))
        assert not lost
        for name, kept in before.items():
            again = arrays(session.components.layers[name])
            assert [k for k, _ in again] == [k for k, _ in kept]
            assert all(x.tobytes() == y.tobytes() for (_, x), (_, y) in zip(again, kept, strict=True))

    run(scenario)


def test_what_is_hardly_there_is_transposed_and_crossed_like_anything():
    w = np.zeros(1025, np.float32)
    w[:2], w[900] = 1e-45, 0.1
    moved = bases.transpose(w, 96)
    assert np.linalg.norm(moved) == pytest.approx(0.1)
    rng = np.random.default_rng(1)
    sound = factorized(0.1 * rng.standard_normal((1, 8000)))
    faint = replace(
        sound,
        recombination=with_basis(
            sound.recombination, sound, 0, np.where(np.arange(257) < 2, 1e-45, 0).astype(np.float32)
        ),
    )
    for times, timbres in ((faint, sound), (sound, faint)):
        made, f = cross(times, timbres, cross_options())
        assert np.isfinite(made.samples).all()
        assert np.isfinite(f.W).all()
        assert np.isfinite(f.H).all()


@pytest.mark.parametrize("loss", ["kl", "is", "euclidean"])
def test_the_loudest_sound_there_may_be_has_components_like_any_other(loss):
    noise = np.random.default_rng(1).uniform(-1, 1, (1, 8000)).astype(np.float32)
    quiet, loud = (
        Layers(buffer, factorize(buffer, options(3, loss=loss)))
        for buffer in (Buffer(noise, 8000), Buffer(noise * np.float32(MAX_SAMPLE), 8000))
    )
    np.testing.assert_allclose(loud.factorization.W, quiet.factorization.W, atol=1e-5)
    crossed, _ = cross(quiet, loud, cross_options())
    assert np.abs(crossed.samples).max() < 10


def test_what_no_sound_is_cannot_be_written_and_nothing_changes(client: Client):
    client.request("/buffer/alloc", "huge", 4000)
    for values in ([1e36], [-1e36, 0.0], [0.0] * 5 + [1.1e10]):
        with pytest.raises(ArgumentError, match=r"there would be .* in the sound, where"):
            client.request("/buffer/write", "huge", 0, 0, *values)
    answer = client.request("/buffer/read", "huge", 0, 0, 10)
    (samples,) = [m.args[4:] for m in answer.messages if m.address == "/oscfactor/samples"]
    assert samples == (0.0,) * 10


def test_over_the_wire_a_basis_of_almost_nothing_can_be_moved_and_saved(start_daemon, tmp_path, loop_file):
    daemon = start_daemon()
    with Client(daemon.host, daemon.port, timeout=60) as client:
        client.request("/buffer/load", "faint", str(loop_file))
        client.request("/buffer/factorize", "faint", 2, "iterations", 3, "fft", 256)
        client.request("/basis/set", "faint", 0, 0, 1e-45, 1e-45, *[0.0] * 100, 0.5)
        client.request("/basis/transpose", "faint", 0, 96.0)
        answer = client.request("/component/basis", "faint", 0, 0, 129)
        (values,) = [m.args[4:] for m in answer.messages if m.address == "/oscfactor/basis"]
        assert np.isfinite(values).all()
        assert client.request("/session/save", str(tmp_path / "faint.oscf")).args[1] == 1
        assert client.request("/session/load", str(tmp_path / "faint.oscf")).args[1] == 1


def test_a_sound_that_could_never_be_loaded_is_not_saved_and_the_file_stays(tmp_path):
    place = tmp_path / "a.oscf"

    async def scenario(session):
        await two_sounds(session)
        await session.store.save(place)
        whole = place.read_bytes()
        layers = session.components.layers["b"]
        bad = Layers(
            layers.buffer,
            layers.factorization,
            replace(layers.recombination, bases={0: np.full(65, np.nan, np.float32)}),
        )
        session.components.layers["b"] = bad
        with pytest.raises(
            FileError,
            match=r"'b' cannot be saved: there is what is no finite number in the basis.*edit/reset",
        ):
            await session.store.save(place)
        assert place.read_bytes() == whole
        await session.store.save(tmp_path / "kept.oscf", without_bad=True)
        assert (await session.store.load(tmp_path / "kept.oscf"))[1] == 1
        assert list(session.buffers.by_name) == ["a"]

    run(scenario)


def test_a_gate_lets_nothing_through_that_is_not_a_number():
    for bad in (np.nan, np.inf, -1.0, 1e30):
        with pytest.raises(ArgumentError):
            with_basis(
                (sound := factorized(np.ones((1, 2000)))).recombination,
                sound,
                0,
                np.full(257, bad, np.float32),
            )
