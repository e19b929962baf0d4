"""The matrix: cells, rows and columns, and matrices drawn by chance."""

import pytest

from oscfactor.dsp.bounds import MAX_GAIN
from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        (
            "/matrix/set",
            ["a", 0, -1, 0.5],
            {"name": "a", "activation": 0, "basis": -1, "gain": 0.5, "seconds": 0.0},
        ),
        (
            "/matrix/mute",
            ["a", 0, -1, 1],
            {"name": "a", "activation": 0, "basis": -1, "on": True, "seconds": 0.0},
        ),
        (
            "/matrix/solo",
            ["a", 0, -1, 0],
            {"name": "a", "activation": 0, "basis": -1, "on": False, "seconds": 0.0},
        ),
        ("/matrix/scale", ["a", 0.5], {"name": "a", "factor": 0.5}),
        ("/matrix/random", ["a"], {"name": "a", "density": 0.3, "seed": 0, "permutation": False}),
        (
            "/matrix/random",
            ["a", 0.5, 7, "permutation", 1],
            {"name": "a", "density": 0.5, "seed": 7, "permutation": True},
        ),
        ("/matrix/shuffle", ["a", 7], {"name": "a", "seed": 7, "inverse": False}),
        ("/matrix/phase", ["a", "source"], {"name": "a", "method": "source"}),
        (
            "/matrix/export",
            ["a", 0, 1, "out"],
            {"name": "a", "activation": 0, "basis": 1, "directory": "out", "format": "wav", "subtype": ""},
        ),
    ],
)
def test_a_message_to_the_matrix(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_one_cell_is_exported_and_never_a_row():
    with pytest.raises(ArgumentError, match="basis must be at least 0"):
        COMMANDS["/matrix/export"].bind(["a", 0, -1, "out"])


def test_no_gain_is_more_than_the_kernels_take():
    for address in ("/matrix/set", "/matrix/scale"):
        gain = COMMANDS[address].args[-1]
        assert (gain.minimum, gain.maximum) == (0, MAX_GAIN)
