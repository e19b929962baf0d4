"""Session files that somebody has made up or broken: answered `file` or `limit`, and nothing is replaced."""

import copy
import json
import random
import tracemalloc
import zipfile

import numpy as np
import pytest

from oscfactor.client import Client
from oscfactor.errors import FileError, LimitError
from oscfactor.files import archive, reading, savedcomponents, savedmix
from oscfactor.files.room import Room
from oscfactor.protocol.commands import COMMANDS
from oscfactor.session.autosave import Autosave
from oscfactor.session.copies import Copies
from tests.session.test_saving import made
from tests.session.test_session import run

pytestmark = pytest.mark.timeout(600)  # many files are read in each: long on a busy machine

ODD = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    10**400,
    1e300,
    -1e300,
    float("nan"),
    float("inf"),
    "",
    "magic",
    "a/b",
]
ODD += [
    "\0",
    "\ud800",
    [],
    [[]],
    {},
    {"at": 0},
    [1, 2, 3],
    ["x"] * 5,
    {"at": 0, "shape": [2**40]},
    "x" * 10_000,
]


def parts_of(place):
    with zipfile.ZipFile(place) as archive:
        return json.loads(archive.read("session.json")), archive.read("arrays.f32")


def craft(place, document, numbers, compress=zipfile.ZIP_STORED):
    text = document if isinstance(document, (str, bytes)) else json.dumps(document)
    with zipfile.ZipFile(place, "w", compress) as archive:
        archive.writestr("session.json", text)
        archive.writestr("arrays.f32", numbers)


def places_in(value, here=()):
    """Yield the way to every value of a document."""
    yield here
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places_in(inner, (*here, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places_in(inner, (*here, i))


def with_value(document, way, value):
    if not way:
        return value
    document = copy.deepcopy(document)
    inner = document
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    return document


async def all_there_is(session):
    """Values that are others once anything has been replaced."""
    return [*session.buffers.by_name.items(), *session.components.layers.items()]


async def refused_or_sane(session, place):
    """Load a file, which is either refused, and nothing is replaced, or leaves a session that can be used."""
    before = await all_there_is(session)
    try:
        await session.store.load(place)
    except (FileError, LimitError) as error:
        assert len(str(error)) < 500  # noqa: PT017 - other files are taken
        now = await all_there_is(session)
        assert all(a == b or a[1] is b[1] for a, b in zip(now, before, strict=True))
        return False
    for name, buffer in session.buffers.by_name.items():
        assert np.isfinite(buffer.samples).all()
        if name in session.components.layers:
            _, samples = await session.readout.audio(name, 0, 0, 0, 100)
            assert np.isfinite(samples).all()
            await session.readout.describe(name)
            if session.editing.history(name).done:
                await session.editing.undo(name)
    await session.store.save(place.with_name("again.oscf"))
    await session.store.load(place.with_name("again.oscf"))
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_document_with_one_value_replaced_by_anything(noise_file, tmp_path, seed):
    place, rng = tmp_path / "a.oscf", random.Random(seed)

    async def scenario(session):
        await made(session, noise_file)
        session.buffers.free("take") if seed % 2 else None
        await session.store.save(place, embed=seed < 2)
        document, numbers = parts_of(place)
        ways = list(places_in(document))[1:]  # one part of it, not all
        n_refused = 0
        for _ in range(150):
            craft(place, with_value(document, rng.choice(ways), rng.choice(ODD)), numbers)
            n_refused += not await refused_or_sane(session, place)
        assert n_refused > 75

    run(scenario)


@pytest.mark.parametrize("compress", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_file_with_bytes_flipped(noise_file, tmp_path, compress):
    place, rng = tmp_path / "a.oscf", random.Random(compress)

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place)
        craft(place, *parts_of(place), compress)
        whole = place.read_bytes()
        with zipfile.ZipFile(place) as archive:
            heads = [0, archive.infolist()[1].header_offset, archive.start_dir, len(whole) - 22]
        for turn in range(250):
            broken = bytearray(whole)
            for _ in range(rng.randint(1, 3)):
                near = rng.choice(heads) + rng.randrange(90) if turn % 2 else rng.randrange(len(whole))
                broken[min(near, len(whole) - 1)] = rng.choice([0, 1, 255, rng.randrange(256)])
            place.write_bytes(broken)
            await refused_or_sane(session, place)

    run(scenario)


def test_a_file_that_wants_a_password(noise_file, tmp_path):
    place = tmp_path / "a.oscf"

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place)
        locked = bytearray(place.read_bytes())
        for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            at = locked.find(magic)
            locked[at + flags] |= 1
        place.write_bytes(locked)
        assert not await refused_or_sane(session, place)

    run(scenario)


def _of(*way):
    """Return what puts a value at a place of the first sound."""
    return lambda value: lambda document: with_value(document, ("buffers", 0, *way), value)


REFUSED = {
    "sample rate 0": _of("sample_rate")(0),
    "sample rate 1e300": _of("sample_rate")(1e300),
    "a player of None": _of("player")(dict.fromkeys(("start", "end", "loop", "rate", "mode", "outputs"))),
    "a NaN gain": _of("mix", "gains", 0)(float("nan")),
    "a gain of a thousand": _of("mix", "gains", 0)(1000.0),
    "a loss named magic": _of("factorization", "loss")("magic"),
    "a window of a million": _of("factorization", "stft", "fft")(10**6),
    "a name with a slash": _of("name")("a/b"),
    "an exponent of 1e9": _of("recombination", "exponent")(1e9),
    "no channels": _of("shape")([0, 10]),
    "deep lists": lambda _document: "[" * 100_000 + "]" * 100_000,
    "deep in a sound": lambda d: json.dumps(d).replace('"mix": {', '"mix": ' + '{"a":' * 50_000, 1),
    "many digits": lambda d: json.dumps(d).replace('"offset": ', '"offset": ' + "9" * 5000, 1),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_made_up_is_answered_file(noise_file, tmp_path, what):
    place = tmp_path / "a.oscf"

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place)
        document, numbers = parts_of(place)
        craft(place, REFUSED[what](document), numbers)
        before = await all_there_is(session)
        with pytest.raises(FileError):
            await session.store.load(place)
        assert await all_there_is(session) == before

    run(scenario)


def test_an_array_that_is_named_five_hundred_times_takes_no_memory(noise_file, tmp_path):
    place = tmp_path / "a.oscf"

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place)
        document, numbers = parts_of(place)
        numbers += bytes(4_000_000)
        take = next(b for b in document["buffers"] if b["name"] == "take")
        take["shape"] = [1, 1_000_000]
        take["samples"] = {"at": len(numbers) // 4 - 1_000_000, "shape": [1, 1_000_000]}
        document["buffers"] = [{**take, "name": f"take {i}"} for i in range(500)]
        craft(place, document, numbers, zipfile.ZIP_DEFLATED)
        tracemalloc.start()
        try:
            with pytest.raises(FileError, match="more numbers than it has"):
                await session.store.load(place)
            assert tracemalloc.get_traced_memory()[1] < 40e6
        finally:
            tracemalloc.stop()

    run(scenario)


def test_a_document_of_millions_of_nothings_is_not_read_into_little_memory(tmp_path):
    craft(tmp_path / "a.oscf", "[" + "{}," * 5_000_000 + "{}]", b"", zipfile.ZIP_DEFLATED)
    place = tmp_path / "a.oscf"
    room = Room(place, 100e6)
    with pytest.raises(LimitError, match="takes 1000 MB or more"), archive.opened(place, room):
        pass


BAD_NUMBERS = {
    "an edit that is not a number": (("recombination", "activations", "1"), np.nan, "its edits", True),
    "a negative basis": (("factorization", "W"), -1.0, "its components and edits", False),
    "an infinite activation": (("factorization", "H"), np.inf, "its components and edits", False),
}


@pytest.mark.parametrize("what", BAD_NUMBERS)
def test_good_sounds_are_kept_and_the_bad_one_is_named(noise_file, tmp_path, what):
    place = tmp_path / "a.oscf"
    way, bad, lost, has_components = BAD_NUMBERS[what]

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(place, embed=True)
        document, numbers = parts_of(place)
        array = document["buffers"][0]
        for key in way:
            array = array[key]
        numbers = np.frombuffer(numbers, "<f4").copy()
        numbers[array["at"] + 2] = bad
        craft(place, document, numbers.tobytes())
        told = []
        _, count, is_whole = await session.store.load(place, on_remark=lambda *words: told.append(words))
        assert count == 2
        ((name, _, text),) = told
        assert name == "noise"
        assert text.startswith(f"it comes without {lost}: ")
        assert not is_whole
        assert session.buffers.existing("noise").samples.any()
        assert ("noise" in session.components.layers) is has_components
        if has_components:
            assert (await session.editing.layers("noise")).recombination.plain

    run(scenario)


def test_a_copy_left_by_a_crash_that_is_not_whole_is_not_thrown_away(noise_file, tmp_path):
    left = tmp_path / "20261127-120000-57130-1.oscf"

    async def scenario(session):
        await made(session, noise_file)
        await session.store.save(left, embed=True)
        document, numbers = parts_of(left)
        numbers = np.frombuffer(numbers, "<f4").copy()
        numbers[document["buffers"][0]["factorization"]["W"]["at"]] = np.nan
        craft(left, document, numbers.tobytes())
        autosave = Autosave(session.store, Copies(tmp_path), 3600)
        assert (await autosave.recover())[1] == 2
        assert left.exists()
        await autosave.end()
        assert not left.exists()
        assert parts_of(tmp_path / f"damaged-{left.name}")[1] == numbers.tobytes()

    run(scenario)


def test_over_the_wire_a_sound_of_what_are_not_numbers_is_named_and_the_others_play(start_daemon, tmp_path):
    daemon, place = start_daemon(), tmp_path / "a.oscf"
    with Client(daemon.host, daemon.port, timeout=60) as client:
        for name in ("good", "bad"):
            client.request("/buffer/alloc", name, 1000)
            client.request("/buffer/write", name, 0, 0, 0.5)
        client.request("/session/save", str(place))
        document, numbers = parts_of(place)
        numbers = np.frombuffer(numbers, "<f4").copy()
        numbers[document["buffers"][1]["samples"]["at"] + 10] = np.nan
        craft(place, document, numbers.tobytes())
        reply = client.request("/session/load", str(place))
        assert reply.args == (str(place), 1)
        (lost,) = [m.args for m in reply.messages if m.address == "/oscfactor/notice"]
        assert lost == (
            "bad",
            "bad: it comes without the whole sound: there is what is no finite number in the sound",
        )
        assert client.request("/buffer/list").args == (1,)
        numbers[:] = np.nan
        craft(place, document, numbers.tobytes())
        with pytest.raises(FileError, match=r"nothing in .* can be used; of 'good'"):
            client.request("/session/load", str(place))
        assert client.request("/buffer/list").args == (1,)


def test_what_is_read_goes_as_far_as_the_commands_do():
    def row(address, name):
        command = COMMANDS[address]
        return next(arg for arg in (*command.args, *command.options) if arg.name == name)

    assert row("/buffer/alloc", "channels").maximum == reading.MAX_CHANNELS
    assert row("/buffer/alloc", "sample_rate").maximum == reading.MAX_RATE
    assert row("/buffer/factorize", "components").maximum == savedcomponents.MAX_COMPONENTS
    assert row("/buffer/factorize", "loss").choices == tuple(savedcomponents.LOSSES)
    assert row("/buffer/factorize", "fft").maximum == savedcomponents.MAX_FFT
    assert row("/edit/masks", "exponent").maximum == savedcomponents.MAX_EXPONENT
    assert row("/matrix/set", "gain").maximum == savedmix.MAX_GAIN
    assert row("/component/gain", "gain").maximum == savedmix.MAX_GAIN
    assert row("/matrix/phase", "method").choices == savedcomponents.PHASES
    assert row("/player/play", "mode").choices == savedmix.PLAYER_MODES
    assert row("/player/play", "outputs").choices == savedmix.PLAYER_OUTPUTS
    assert row("/player/play", "rate").maximum == savedmix.MAX_PLAYER_RATE
