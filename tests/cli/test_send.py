"""One message to a running daemon, and its answers."""

from pathlib import Path

import pytest

from oscfactor.cli import send as sending
from oscfactor.errors import ArgumentError
from tests.support.commandline import run
from tests.support.programs import Daemon, free_port


def test_send_prints_the_answers(daemon: Daemon, loop_file: Path) -> None:
    port = str(daemon.port)
    done = run("send", "/buffer/load", "808", str(loop_file), "--port", port)
    assert (done.returncode, done.stdout) == (0, "/oscfactor/done /buffer/load 808 2 407104 44100\n")
    done = run("send", "/buffer/info", "808", OSCFACTOR_PORT=port)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("/oscfactor/buffer 808 2 407104 44100 0 ")
    assert lines[1] == "/oscfactor/done /buffer/info 808"


def test_send_says_when_it_failed(daemon: Daemon) -> None:
    done = run("send", "/buffer/info", "nobody", "--port", str(daemon.port))
    assert done.returncode == 1
    assert done.stdout.startswith("/oscfactor/fail /buffer/info not-found ")


def test_send_wants_an_address() -> None:
    with pytest.raises(ArgumentError, match="begins with '/': /status"):
        sending.send("status", [], host="127.0.0.1", port=1, timeout=0.1)


def test_send_to_a_pattern_prints_every_answer(daemon: Daemon) -> None:
    done = run("send", "/{status,version}", "--port", str(daemon.port))
    assert done.returncode == 0
    assert "/oscfactor/done /status" in done.stdout.splitlines()
    assert "/oscfactor/done /version" in done.stdout.splitlines()
    assert "sync" not in done.stdout


def test_send_without_a_daemon_says_how_to_start_one() -> None:
    done = run("send", "/status", "--port", str(free_port()))
    assert done.returncode == 2
    assert "oscfactor serve" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("address", "words", "meant"),
    [
        ("/buffer/factorize", ["303", "8", "hop", "64", "loss", "kl"], ["303", 8, "hop", 64, "loss", "kl"]),
        ("/component/export", ["a", "-1", "2024", "subtype", "16"], ["a", -1, "2024", "subtype", "16"]),
        ("/buffer/write", ["a", "0", "0", "1e-3", "-.5", "2"], ["a", 0, 0, 0.001, -0.5, 2]),
        ("/unheard/of", ["1", "1.0", "nan", "0x10", "x"], [1, 1.0, "nan", "0x10", "x"]),
    ],
)
def test_words_mean_what_the_command_wants(address: str, words: list[str], meant: list[object]) -> None:
    typed = sending.typed(address, words)
    assert typed == meant
    assert [type(value) for value in typed] == [type(value) for value in meant]
