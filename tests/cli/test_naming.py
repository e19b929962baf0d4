"""The values of an answer are shown after their names, as far as the table knows them."""

import pytest

from oscfactor.cli.naming import named
from oscfactor.client import Message
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (
            Message("/oscfactor/done", ("/buffer/load", "a b", 2, 100, 8000)),
            "/oscfactor/done /buffer/load  name 'a b'  n_channels 2  n_samples 100  sample_rate 8000",
        ),
        (
            Message("/oscfactor/activation", ("a", 0, 16, 800, 0.5, 0.25)),
            "/oscfactor/activation  name a  k 0  offset 16  total 800  values 0.5 0.25",
        ),
        (Message("/oscfactor/done", ("/status",)), "/oscfactor/done /status"),
        (Message("/oscfactor/status", ("jobs", 0, "cpu", 1.5)), "/oscfactor/status jobs 0 cpu 1.5"),
        (
            Message("/oscfactor/fail", ("/buffer/info", "not-found", "no buffer", "a")),
            "/oscfactor/fail /buffer/info not-found 'no buffer' a",
        ),
        (
            Message("/oscfactor/progress", ("a", 0.5, 3, 2.0)),
            "/oscfactor/progress  name a  fraction 0.5  iteration 3  loss 2",
        ),
        # Of a daemon that knows more, or less, than we do.
        (Message("/oscfactor/done", ("/from/tomorrow", 1)), "/oscfactor/done /from/tomorrow 1"),
        (Message("/oscfactor/done", ("/buffer/free", "a", 1)), "/oscfactor/done /buffer/free a 1"),
        (Message("/oscfactor/activation", ("a",)), "/oscfactor/activation a"),
        (Message("/oscfactor/done", ()), "/oscfactor/done"),
    ],
)
def test_a_message_as_a_line(message: Message, line: str) -> None:
    assert named(message) == line


def test_the_values_of_one_address_have_the_names_of_the_command_that_was_asked() -> None:
    cell, layer = (
        Message("/oscfactor/file", ("a", 0, 1, "/x.wav")),
        Message("/oscfactor/file", ("a", 0, "/x.wav")),
    )
    assert named(cell, "/matrix/export") == "/oscfactor/file  name a  activation 0  basis 1  path /x.wav"
    assert named(layer, "/component/export") == "/oscfactor/file  name a  k 0  path /x.wav"
    assert named(cell, "/*/export") == "/oscfactor/file a 0 1 /x.wav", "it may be of either"
    assert named(Message("/oscfactor/synced", (1,)), "/*") == "/oscfactor/synced  id 1"


def test_every_answer_of_the_table_has_names_when_its_command_was_asked() -> None:
    for row in COMMANDS.values():
        for answer in row.answers:
            line = named(Message(answer.address, tuple(range(len(answer.args)))), row.address)
            if answer.args[-1] != "…":
                assert line.split("  ")[1] == f"{answer.args[0]} 0"
