"""The values of an answer are shown after their names, as far as the table knows them."""

import pytest

from oscfactor.cli.naming import named
from oscfactor.client import Message


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
