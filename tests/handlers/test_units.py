"""Handlers are given frames and bins of the buffer that is named."""

import asyncio
from types import SimpleNamespace

import pytest

from oscfactor.errors import NotFoundError
from oscfactor.handlers.units import in_units
from oscfactor.protocol.commands import COMMANDS
from tests.session.test_session import options, run


def given(path, address, *args):
    """Return the arguments of a command's handler, for a sound with 8000 Hz, hop 64 and fft 256."""

    async def handler(_request, **bound):
        await asyncio.sleep(0)
        return bound

    async def scenario(session):
        row = COMMANDS[address]
        converted = in_units(row, session, handler)
        with pytest.raises(NotFoundError):
            await converted(SimpleNamespace(), **row.bind(["n", 0, *args]))
        await session.buffers.load("n", str(path))
        await session.factorizer.factorize("n", options(hop=64))
        return await converted(SimpleNamespace(), **row.bind(["n", 0, *args]))

    return run(scenario)


@pytest.fixture
def path(tmp_path):
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "n.wav", 0.1 * np.random.default_rng(1).standard_normal(4000), 8000)
    return tmp_path / "n.wav"


@pytest.mark.parametrize(
    ("amount", "unit", "frames"),
    [(0.25, "s", 31), (-0.02, "s", -2), (7.4, "frames", 7), (-3.0, "frames", -3)],
)
def test_a_shift_is_in_whole_frames(path, amount, unit, frames):
    bound = given(path, "/activation/shift", amount, "unit", unit, "wrap", 0)
    assert bound == {"name": "n", "k": 0, "amount": frames, "wrap": False}
    assert isinstance(bound["amount"], int)


def test_lags_grids_and_tempos_are_in_frames(path):
    bound = given(path, "/activation/smooth", 0.1, 0.2)
    assert (bound["attack"], bound["release"]) == pytest.approx((12.5, 25.0))
    bound = given(path, "/activation/quantize", 120.0, 4, "offset", -0.1)
    assert (bound["tempo"], bound["division"], bound["offset"]) == (
        pytest.approx(62.5),
        4,
        pytest.approx(-12.5),
    )


def test_frequencies_are_in_bins(path):
    bound = given(path, "/basis/filter", 62.5, 1000.0)
    assert (bound["low"], bound["high"]) == pytest.approx((2.0, 32.0))


def test_a_row_without_units_keeps_its_handler():
    assert in_units(COMMANDS["/activation/scale"], None, given) is given
