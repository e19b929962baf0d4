import json
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from oscfactor import config
from oscfactor.cli import doctor, install, manifest
from oscfactor.cli.doctor import ABSENT, BROKEN, OK
from oscfactor.cli.main import main
from oscfactor.cli.programs import System
from oscfactor.realtime import card_link
from tests.support.programs import Daemon


def finding(part: str, **settings: object) -> doctor.Finding:
    found = [f for f in doctor.findings(config.Settings(**settings)) if f.part == part]
    assert len(found) == 1, part
    return found[0]


def test_it_prints_something_on_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.run(config.Settings(port=0)) == 0
    text = capsys.readouterr().out
    for word in (
        "oscfactor",
        "Python",
        "numba",
        "libsndfile",
        "cache",
        "port",
        "sound device",
        "Pure Data",
        "Max",
    ):
        assert word in text


def test_whatever_is_not_there_comes_with_how_to_get_it() -> None:
    for found in doctor.findings(config.Settings(port=0)):
        assert found.state == doctor.OK or found.remedy, found


def test_a_free_port_a_daemons_port_and_a_strangers_port(daemon: Daemon) -> None:
    assert "running oscfactor" in finding("port", port=daemon.port).text
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        found = finding("port", port=stranger.getsockname()[1])
        assert found.state == doctor.BROKEN
        assert "--port" in found.remedy
        port = stranger.getsockname()[1]
    assert "is free" in finding("port", port=port).text


def test_an_unwritable_cache(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = finding("cache", cache_dir=str(tmp_path / "file"))
    assert found.state == doctor.ABSENT
    assert "cache_dir" in found.remedy


def test_a_cache_that_was_never_filled(tmp_path: Path) -> None:
    assert finding("cache", cache_dir=str(tmp_path)).remedy == "oscfactor warmup"


def test_it_asks_for_every_library_that_is_needed() -> None:
    table = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    needed = {re.split("[<>=]", line)[0] for line in table["project"]["dependencies"]}
    assert set(doctor.PACKAGES) == needed


def card_says(monkeypatch: pytest.MonkeyPatch, answer: dict[str, object]) -> None:
    """Put another program in the place of the card's process: it prints one answer."""
    line = [sys.executable, "-c", f"print({json.dumps(answer)!r})"]
    monkeypatch.setattr(card_link, "command", lambda *_, **__: line)


def test_a_missing_portaudio_is_told_not_raised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card_says(monkeypatch, {"missing": "PortAudio"})
    monkeypatch.setattr(sys, "platform", "linux")
    assert "libportaudio2" in finding("sound device").remedy
    assert doctor.print_devices() == 1
    assert "libportaudio2" in capsys.readouterr().out


def test_devices_are_those_that_the_daemon_is_told_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = {"api": "JACK", "n_channels": 4, "sample_rate": 48000.0}
    names = [("Built-in", False), ("Interface", True)]
    found = [{"index": i, "name": n, "is_default": d, **kinds} for i, (n, d) in enumerate(names)]
    card_says(monkeypatch, {"devices": found})
    assert finding("sound device").text.startswith("Interface, one of 2")
    assert doctor.print_devices() == 0
    assert "*   1 Interface, JACK: 4 channels, 48000 Hz" in capsys.readouterr().out.splitlines()


def test_looking_loads_no_portaudio_into_this_process() -> None:
    code = (
        "import sys; from oscfactor import config; from oscfactor.cli import doctor\n"
        "list(doctor.findings(config.Settings(port=0))); print('sounddevice' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


LAYOUTS = [
    ("linux", {}),
    ("linux", {"XDG_DATA_HOME": "data"}),
    ("darwin", {}),
    ("win32", {"APPDATA": "roaming", "LOCALAPPDATA": "local"}),
]


@pytest.mark.parametrize("places", [(), ("Documents/Pd/externals", "Documents/Max 8"), ("pd-externals",)])
@pytest.mark.parametrize(("platform", "variables"), LAYOUTS)
def test_doctor_finds_all_that_install_clients_has_put_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    variables: dict[str, str],
    places: tuple[str, ...],
) -> None:
    for place in places:
        (tmp_path / place).mkdir(parents=True)
    system = System(platform, tmp_path, {name: str(tmp_path / value) for name, value in variables.items()})
    monkeypatch.setattr(doctor, "this_system", lambda: system)
    install.run(say=lambda line: None, system=system)
    here = {path.parent for path in tmp_path.rglob(manifest.MANIFEST)}
    texts = [found.text for found in doctor.findings(config.Settings(port=0))]
    told = [text for text in texts if text.startswith("our files, of this version")]
    assert len(here) == (2 if platform == "linux" else 3)
    assert sorted(told) == sorted(f"our files, of this version, are in {folder}" for folder in here)


def clients_of(monkeypatch: pytest.MonkeyPatch, system: System) -> doctor.Finding:
    monkeypatch.setattr(doctor, "this_system", lambda: system)
    (found,) = [f for f in doctor.findings(config.Settings(port=0)) if "our files" in f.text]
    return found


def test_doctor_tells_clients_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("linux", tmp_path, {})
    monkeypatch.setattr(manifest, "__version__", "0.0.9")
    install.run(["pd"], say=lambda line: None, system=system)
    found = clients_of(monkeypatch, system)
    assert (found.state, found.remedy) == (doctor.ABSENT, "oscfactor install-clients pd")
    assert found.text.endswith("are those of another oscfactor, 0.0.9")


def test_doctor_tells_clients_that_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("linux", tmp_path, {})
    install.run(["pd"], say=lambda line: None, system=system)
    (tmp_path / ".local/lib/pd/extra/oscfactor/oscfactor.pd").unlink()
    assert clients_of(monkeypatch, system).state == doctor.ABSENT


def test_doctor_tells_a_manifest_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("linux", tmp_path, {})
    install.run(["pd"], say=lambda line: None, system=system)
    (tmp_path / ".local/lib/pd/extra/oscfactor" / manifest.MANIFEST).write_text("[]")
    monkeypatch.setattr(doctor, "this_system", lambda: system)
    assert any("cannot be read; remove it" in f.text for f in doctor.findings(config.Settings(port=0)))


def test_a_python_from_the_store_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not list(doctor._store(config.load({})))
    monkeypatch.setattr("sys.base_prefix", str(tmp_path / "WindowsApps" / "Python"))
    (found,) = doctor._store(config.load({}))
    assert "python.org" in found.remedy


@pytest.mark.parametrize(
    ("state", "word", "code"), [(OK, "ok", 0), (ABSENT, "absent", 0), (BROKEN, "broken", 1)]
)
def test_a_script_reads_the_findings_as_json(
    state: str, word: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = doctor.Finding(state, "größe", "[bold] text", "get it")
    monkeypatch.setattr(doctor, "findings", lambda _: iter([found]))
    assert main(["doctor", "--json"]) == code
    row = {"state": word, "part": "größe", "text": "[bold] text", "remedy": "get it"}
    assert json.loads(capsys.readouterr().out) == [row]
