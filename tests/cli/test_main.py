"""The command line from outside: exit codes, errors in a sentence, quick help."""

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oscfactor.cli import main as cli
from oscfactor.cli.parser import EXIT_CODES
from oscfactor.client import Client
from tests.support.commandline import run
from tests.support.programs import Daemon
from tests.support.wire import PATIENCE


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
    assert first_words >= cli.RUNS.keys()


def test_without_a_command_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "oscfactor demo" in said.out
    assert "send" in said.out


def test_help_needs_neither_numpy_nor_rich() -> None:
    code = (
        "import sys, oscfactor.cli.main as c\n"
        "try: c.main(['factorize', '--help'])\n"
        "except SystemExit: print([m for m in ('numpy', 'numba', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


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
    monkeypatch.setattr("oscfactor.cli.doctor.run", lambda *_, **__: 1 // 0)
    assert cli.main(["doctor"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("oscfactor: ZeroDivisionError: ")
    assert told.endswith("(a mistake of ours; --debug says more)\n")


def test_serve_says_what_is_wrong_with_a_setting() -> None:
    done = run("serve", "--port", "loud")
    assert (done.returncode, done.stderr) == (
        2,
        "oscfactor: port must be a whole number, got 'loud' (on the command line)\n",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["send", "status"], 2),
        (["listen", "gain"], 2),
        (["replay", "no.log", "--speed", "-1"], 2),
        (["install-clients", "reaper"], 2),
        (["factorize", "no.wav", "--out", "out", "--hop", "0"], 2),
        (["cross", "no.wav", "no.wav", "out.mp3"], 2),
        (["factorize", "no.wav", "--out", "out"], 1),
        (["replay", "no.log"], 1),
        (["send", "/status", "--port", "1"], 3),
        (["listen", "--port", "1"], 3),
        (["controls", "open-stage-control", "--port", "1"], 3),
    ],
)
def test_the_exit_code_says_whose_turn_it_is(
    words: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(words) == code


def test_exit_codes_are_listed_where_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    for page in (capsys.readouterr().out, readme):
        said = " ".join(page.split())
        assert all(f"{code} {meaning}" in said for code, meaning in EXIT_CODES.items())


def test_serve_on_a_port_in_use(daemon: Daemon) -> None:
    done = run("serve", "--port", str(daemon.port))
    assert done.returncode == 1
    assert str(daemon.port) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process on Windows")
def test_ctrl_c_ends_the_daemon_cleanly(tmp_path: Path) -> None:
    with Daemon(tmp_path) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(PATIENCE) == 0
        assert "Traceback" not in running.output


def test_quit_ends_the_daemon(start_daemon) -> None:
    running = start_daemon()
    with Client(running.host, running.port) as client:
        client.request("/quit")
    assert running.process.wait(PATIENCE) == 0


def test_reference_prints_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    from oscfactor.protocol.commands import COMMANDS as TABLE

    assert cli.main(["reference"]) == 0
    text = capsys.readouterr().out
    assert all(address in text for address in TABLE)


def test_reference_prints_one_command_or_one_chapter(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["reference", "/buffer/load"]) == 0
    assert capsys.readouterr().out.startswith("/buffer/load name path [start 0.0]")
    assert cli.main(["reference", "sessions"]) == 0
    assert capsys.readouterr().out.startswith("SESSIONS\n")
    assert cli.main(["reference", "/buffer/lode"]) == 2
    assert "did you mean /buffer/load" in capsys.readouterr().err


def test_reading_on_is_not_forced_upon_anyone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert cli.main(["reference"]) == 0


def test_a_free_threaded_python_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sysconfig.get_config_var", lambda name: name == "Py_GIL_DISABLED")
    assert cli.main(["--version"]) == 1
    assert "make the environment with the ordinary one" in capsys.readouterr().err
