"""What a daemon holds and does, line by line and on a screen."""

import io
import subprocess
from collections.abc import Iterator

import pytest
from rich.console import Console

from oscfactor.cli.listen import Lines, Screen, listen
from oscfactor.client import Client, Message, NoDaemonError
from oscfactor.errors import ArgumentError
from oscfactor.machine.launch import command
from tests.support.programs import Daemon, free_port


@pytest.fixture
def listening(daemon: Daemon) -> Iterator[subprocess.Popen[str]]:
    arguments = command("listen", "/sound/heard//", "--port", str(daemon.port))
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        yield process
        process.terminate()


def test_values_and_events_come_line_by_line(
    daemon: Daemon, client: Client, listening: subprocess.Popen[str], loop_file
) -> None:
    assert listening.stdout is not None
    before = client.request("/buffer/alloc", "heard", 1000)
    assert before.args[:1] == ("heard",)
    lines = iter(listening.stdout.readline, "")
    assert "/sound/heard/gain 1\n" in lines  # now it listens
    client.request("/sound/heard/gain", 0.5)
    assert "/sound/heard/gain 0.5\n" in lines
    client.request("/buffer/free", "heard")
    assert "/oscfactor/gone /sound/heard/gain\n" in lines


def test_the_screen_shows_values_in_the_order_of_their_addresses_and_the_last_events() -> None:
    console = Console(file=io.StringIO(), width=80, height=12, force_terminal=True)
    screen = Screen(console)
    for k in (2, 0, 1):
        screen.take(Message("/oscfactor/value", (f"/sound/a/{k}/gain", 0.5 + k)))
    screen.take(Message("/oscfactor/gone", ("/sound/a/1/gain",)))
    for i in range(9):
        screen.take(Message("/oscfactor/player", ("a", "playing", i)))
    with console.capture() as capture:
        console.print(screen.drawn())
    shown = capture.get()
    assert shown.index("/sound/a/0/gain") < shown.index("/sound/a/2/gain")
    assert "/sound/a/1/gain" not in shown
    assert "playing 8" in shown
    assert "playing 2" not in shown


def test_more_values_than_lines_are_counted() -> None:
    screen = Screen(Console(file=io.StringIO(), width=80, height=12))
    for k in range(50):
        screen.take(Message("/oscfactor/value", (f"/sound/a/{k}/gain", 1.0)))
    with screen.console.capture() as capture:
        screen.console.print(screen.drawn())
    assert "and 47 more" in capture.get()


def test_a_terminal_obeys_nothing_that_a_name_says(capsys: pytest.CaptureFixture[str]) -> None:
    Lines().take(Message("/oscfactor/value", ("/sound/a/name", "\x1b[2J")))
    assert "\x1b" not in capsys.readouterr().out


def test_what_cannot_be_listened_to(daemon: Daemon) -> None:
    with pytest.raises(ArgumentError, match="begins with '/'"):
        listen("sound", host="127.0.0.1", port=1, rate=20)
    with pytest.raises(NoDaemonError):
        listen("//", host="127.0.0.1", port=free_port(), rate=20)
    with pytest.raises(ArgumentError, match="rate"):
        listen("//", host="127.0.0.1", port=daemon.port, rate=0)
