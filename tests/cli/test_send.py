"""One message to a running daemon, and its answers."""

import shlex
import signal
import sys
from pathlib import Path

import pytest

from oscfactor.cli import send as sending
from oscfactor.client import Client
from oscfactor.errors import ArgumentError
from oscfactor.machine.launch import command
from tests.support.commandline import run
from tests.support.programs import Daemon, Program, free_port


def test_send_prints_the_answers(daemon: Daemon, loop_file: Path) -> None:
    port = str(daemon.port)
    done = run("send", "/buffer/load", "808", str(loop_file), "--port", port)
    numbers = "name 808  n_channels 2  n_samples 407104  sample_rate 44100"
    assert (done.returncode, done.stdout) == (0, f"/oscfactor/done /buffer/load  {numbers}\n")
    done = run("send", "/buffer/info", "808", OSCFACTOR_PORT=port)
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"/oscfactor/buffer  {numbers}  n_components 0  path ")
    assert lines[1] == "/oscfactor/done /buffer/info  name 808"


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
    assert done.returncode == 3
    assert "oscfactor serve" in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process on Windows")
def test_ctrl_c_says_that_the_daemon_goes_on_and_how_to_stop_it(daemon: Daemon) -> None:
    with Client(daemon.host, daemon.port, timeout=60) as client:
        client.request("/buffer/alloc", "my take", 400_000, "sample_rate", 8000)
        client.request("/buffer/write", "my take", 0, 0, *(float(n % 7) / 7 for n in range(500)))
        words = command("send", "/buffer/factorize", "my take", "64", "iterations", "1000000", "cache", "0")
        with Program([*words, "--port", str(daemon.port)]) as sending_it:
            sending_it.wait_for("/oscfactor/progress  name 'my take'  fraction ")
            sending_it.process.send_signal(signal.SIGINT)
            assert sending_it.finish() == 130
        told = sending_it.lines[-1]
        assert told.startswith("interrupted; the daemon goes on. To stop its job on my take: oscfactor send ")
        _, address, *rest = shlex.split(told.partition("oscfactor ")[2])
        assert rest == ["my take", "--port", str(daemon.port)]
        assert client.request("/status").messages[0].args[6:8] == ("jobs", 1)
        client.request(address, "my take")
        client.request("/buffer/free", "my take")


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
