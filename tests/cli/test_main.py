import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli import main as cli
from oscfactor.cli import send as sending
from oscfactor.client import Client
from oscfactor.errors import ArgumentError
from oscfactor.machine.launch import command
from tests.support.programs import Daemon, free_port

COMMANDS = ["serve", "factorize", "send", "demo", "doctor", "warmup", "devices", "reference"]


def run(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, without a terminal."""
    return subprocess.run(
        command(*args),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environ},
        timeout=100,
    )


def test_help_answers_at_once_and_names_every_command() -> None:
    # A machine that is busy with other things may be slow; it must manage once.
    for _ in range(20):
        started = time.monotonic()
        done = run("--help")
        seconds = time.monotonic() - started
        if seconds < 0.3:
            break
    assert seconds < 0.3
    assert done.returncode == 0
    first_words = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    assert first_words >= set(COMMANDS)


def test_help_needs_neither_numpy_nor_rich() -> None:
    code = (
        "import sys, oscfactor.cli.main as c\n"
        "try: c.main(['factorize', '--help'])\n"
        "except SystemExit: print([m for m in ('numpy', 'numba', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert "usage: oscfactor" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from oscfactor import __version__

    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"oscfactor {__version__}\n"


def test_a_mistake_is_one_sentence_without_a_traceback() -> None:
    done = run("factorize", "no such file.wav", "--out", "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("oscfactor: ")
    assert len(done.stderr.splitlines()) == 1
    assert "no such file.wav" in done.stderr
    assert "Traceback" in run("factorize", "no such file.wav", "--out", "nowhere", "--debug").stderr


def test_our_own_mistake_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("oscfactor.cli.doctor.run", lambda _: 1 // 0)
    assert cli.main(["doctor"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("oscfactor: ZeroDivisionError: ")
    assert told.endswith("(a mistake of ours; --debug says more)\n")


def test_serve_says_what_is_wrong_with_a_setting() -> None:
    done = run("serve", "--port", "loud")
    assert (done.returncode, done.stderr) == (
        1,
        "oscfactor: port must be a whole number, got 'loud' (on the command line)\n",
    )


def test_serve_on_a_port_in_use(daemon: Daemon) -> None:
    done = run("serve", "--port", str(daemon.port))
    assert done.returncode == 1
    assert str(daemon.port) in done.stderr
    assert "Traceback" not in done.stderr


def test_factorize_writes_components_that_add_up(loop_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "für Layers"
    done = run(
        "factorize", str(loop_file), "--out", str(out), "--components", "3", "--iterations", "5", "--picture"
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "loop-00.wav",
        "loop-01.wav",
        "loop-02.wav",
        "loop.png",
    ]
    assert str(out / "loop-02.wav") in done.stdout
    original, _ = soundfile.read(loop_file)
    total = sum(soundfile.read(path)[0] for path in out.glob("*.wav"))
    assert np.abs(total - original).max() < 1e-5


def test_factorize_takes_the_commands_options(loop_file: Path, tmp_path: Path) -> None:
    args = ["factorize", str(loop_file), "--out", str(tmp_path / "out")]
    done = run(*args, "--components", "2", "--fft", "512", "--hop", "600")
    assert done.returncode == 1
    assert "hop" in done.stderr
    done = run(*args, "--components", "-1")
    assert done.stderr == "oscfactor: components must be at least 0, got -1\n"
    assert run(*args, "--loss", "wrong").returncode == 2
    assert not (tmp_path / "out").exists()


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


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process on Windows")
def test_ctrl_c_ends_the_daemon_cleanly(tmp_path: Path) -> None:
    with Daemon(tmp_path) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(10) == 0
        assert "Traceback" not in running.output


def test_quit_ends_the_daemon(start_daemon) -> None:
    running = start_daemon()
    with Client(running.host, running.port) as client:
        client.request("/quit")
    assert running.process.wait(10) == 0


def test_reference_prints_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    from oscfactor.protocol.commands import COMMANDS as TABLE

    assert cli.main(["reference"]) == 0
    text = capsys.readouterr().out
    assert all(address in text for address in TABLE)


def test_reading_on_is_not_forced_upon_anyone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert cli.main(["reference"]) == 0
