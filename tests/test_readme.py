"""What README.md and docs/recombine.md tell people to type works, in each program that is there."""

import os
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli.main import RUNS
from oscfactor.client import Client
from tests.support.programs import Daemon, need

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
RECOMBINE = (ROOT / "docs" / "recombine.md").read_text("utf-8")


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def typed(session: str) -> str:
    """Type lines into a shell that ends with the first that fails; return what they print."""
    done = subprocess.run(["sh", "-e", "-x", "-c", session], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path, loop_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as `make demo` leaves it, which the daemon is started in."""
    (tmp_path / "demo").mkdir()
    samples, rate = soundfile.read(loop_file)
    soundfile.write(tmp_path / "demo" / "loop.wav", samples[:60000], rate, subtype="FLOAT")
    monkeypatch.chdir(tmp_path)
    # The programs look for the checkout's oscfactor, and for its commands, from that folder too.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


@pytest.fixture
def listening(folder: Path, start_daemon, monkeypatch: pytest.MonkeyPatch) -> Daemon:
    running = start_daemon()
    monkeypatch.setenv("OSCFACTOR_PORT", str(running.port))
    return running


@pytest.fixture
def oscfactor_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = folder / "bin" / "oscfactor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m oscfactor "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=os.pathsep)


@pytest.mark.skipif(sys.platform == "win32", reason="these lines are for a Unix shell")
@pytest.mark.usefixtures("oscfactor_on_path")
def test_the_shell_session(listening: Daemon, folder: Path) -> None:
    session, alone = blocks("sh")
    answers = typed(session).splitlines()
    for line in session.splitlines():
        address = line.split()[2]
        assert any(
            a.startswith(f"/oscfactor/done {address} ") or a == f"/oscfactor/done {address}" for a in answers
        )
    assert len(list((folder / "layers").glob("loop-*.wav"))) == 6
    typed(alone)
    assert (folder / "layers" / "loop.png").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="these lines are for a Unix shell")
@pytest.mark.usefixtures("oscfactor_on_path")
def test_the_sessions_of_the_page_on_recombining(listening: Daemon, folder: Path) -> None:
    session, alone = blocks("sh", RECOMBINE)
    answers = typed(session)
    assert answers.count("/oscfactor/done ") == len(session.splitlines())
    assert "/oscfactor/done /edit/undo  name drums  what /activation/quantize" in answers
    typed(alone)
    for name in ("evening.wav", "crossed.wav"):
        assert np.abs(soundfile.read(folder / name)[0]).max() > 0.01


def test_the_lines_for_windows_are_those_that_install_and_run_it() -> None:
    (lines,) = blocks("bat")
    environment, install, demo = lines.splitlines()
    assert environment == "py -3 -m venv .venv"
    assert install.startswith(".venv\\Scripts\\python -m pip install ")
    (extra,) = re.findall(r"\[(\w+)\]", install)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extra in project["optional-dependencies"]
    program, command = demo.split()
    assert program.rpartition("\\")[2] in project["scripts"]
    assert command in RUNS


@pytest.mark.usefixtures("folder")
def test_the_python_session(listening: Daemon, capsys: pytest.CaptureFixture[str]) -> None:
    (session,) = blocks("python")
    names: dict[str, object] = {}
    exec(session.replace("Client()", f"Client(port={listening.port})"), names)
    assert np.shape(names["layer"]) == (60000,)
    assert "/oscfactor/progress loop 1 " in capsys.readouterr().out


@pytest.mark.peer
def test_the_pure_data_patch(listening: Daemon, folder: Path) -> None:
    lines = (ROOT / "docs" / "examples" / "first.pd").read_text().splitlines()
    assert all(
        word in README for word in re.findall(r"oscformat \w+ \w+|\[netsend -u -b|oscparse", "\n".join(lines))
    )
    # Clicks cannot be sent from outside: a loadbang goes to the four boxes, from left to right.
    clicks = len([line for line in lines if not line.startswith(("#N", "#X connect"))])
    lines += [
        "#X obj 400 330 loadbang;",
        "#X obj 400 350 t b b b b;",
        f"#X connect {clicks} 0 {clicks + 1} 0;",
    ]
    lines += [f"#X connect {clicks + 1} {3 - box} {box + 1} 0;" for box in range(4)]
    # `t` fires from right to left: its last outlet is the first box.
    patch = folder / "clicked.pd"
    patch.write_text("\n".join(lines).replace("57130", str(listening.port)) + "\n")
    quiet = ["-noprefs", "-nogui", "-nomidi", "-noaudio", "-stderr"]
    with subprocess.Popen([need("pd"), *quiet, "-open", str(patch)], stderr=subprocess.PIPE, text=True) as pd:
        end = threading.Timer(60, pd.kill)
        end.start()
        heard = []
        for line in pd.stderr:
            heard.append(line.rstrip())
            if re.search(r"oscfactor (done /component/export|fail)|error", heard[-1]):
                break
        end.cancel()
        pd.kill()
    assert "couldn't create" not in "\n".join(heard)
    assert heard[-1].endswith("done /component/export loop 6 -1"), heard
    assert len(list((folder / "demo" / "layers").glob("*.wav"))) == 6


@pytest.mark.peer
def test_the_supercollider_session(listening: Daemon, folder: Path) -> None:
    (session,) = blocks("supercollider")
    script = folder / "session.scd"
    # The end of the last request ends the program; everything before is as it stands in README.md.
    script.write_text(
        "OSCFunc({ |msg| if(msg[1] == '/component/export') { 0.exit } }, '/oscfactor/done');\n"
        "OSCFunc({ |msg| 1.exit }, '/oscfactor/fail');\n" + session.replace("57130", str(listening.port))
    )
    places = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(folder))
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    done = subprocess.run(
        [need("sclang"), str(script)],
        env={**os.environ, **places, **quiet},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "ERROR" not in done.stdout, done.stdout
    assert done.returncode == 0, done.stdout
    assert "[ /oscfactor/done, /buffer/factorize, loop, 6," in done.stdout
    assert len(list((folder / "demo" / "layers").glob("*.wav"))) == 6


def test_every_address_in_the_readme_is_a_command(daemon: Daemon) -> None:
    from oscfactor.protocol.commands import COMMANDS

    found = set(re.findall(r"(?<![\w.])/(?:buffer|component|player|stream|matrix)/\w+", README))
    assert found
    assert found <= set(COMMANDS)
    with Client(daemon.host, daemon.port) as client:
        client.request("/help", "/buffer/load")


def test_every_file_and_folder_that_the_readme_names_is_there() -> None:
    for place in re.findall(
        r"\]\(([^)#:]+)\)|`((?:oscfactor|docs|tests|bench|\w+_patches|supercollider)/[\w/.]*)`", README
    ):
        path = ROOT / (place[0] or place[1])
        assert path.exists(), path
