"""Finding components: what it is given by default, and when asked otherwise."""

import pytest

from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {
    "name": "a",
    "components": 8,
    "fft": 2048,
    "window": 0,
    "hop": None,
    "iterations": 100,
    "loss": "kl",
    "tolerance": 0.0,
    "seed": 0,
    "init": "random",
    "solver": "auto",
    "sort": None,
    "bases": "",
    "bases_mode": "seed",
    "activations": "",
    "activations_mode": "seed",
    "cache": True,
    "tries": 1,
}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/buffer/factorize", ["a", 8], DEFAULTS),
        (
            "/buffer/factorize",
            ["a", 8.0, "loss", "is", "hop", 256, "cache", 0],
            {**DEFAULTS, "hop": 256, "loss": "is", "cache": False},
        ),
        (
            "/buffer/factorize",
            ["a", 0, "bases", "b", "bases_mode", "fixed"],
            {**DEFAULTS, "components": 0, "bases": "b", "bases_mode": "fixed"},
        ),
        ("/buffer/cancel", ["a"], {"name": "a"}),
    ],
)
def test_a_message_that_factorizes(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_a_cancel_waits_for_nothing():
    assert COMMANDS["/buffer/cancel"].needs == ()
