import socket
import sys
from pathlib import Path

import pytest

from oscfactor import config
from oscfactor.cli import doctor, hosts
from oscfactor.cli.childdaemon import ChildDaemon


def finding(what: str, **settings: object) -> doctor.Finding:
    found = [f for f in doctor.findings(config.Settings(**settings)) if f.what == what]
    assert len(found) == 1, what
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
        "PortAudio",
        "Pure Data",
        "Max",
    ):
        assert word in text


def test_whatever_is_not_there_comes_with_how_to_get_it() -> None:
    for found in doctor.findings(config.Settings(port=0)):
        assert found.state == doctor.OK or found.remedy, found


def test_a_free_port_a_daemons_port_and_a_strangers_port(daemon: ChildDaemon) -> None:
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


def test_a_missing_portaudio_is_told_not_raised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(doctor, "_sounddevice", missing)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "libportaudio2" in finding("PortAudio").remedy
    assert doctor.print_devices() == 1
    assert "libportaudio2" in capsys.readouterr().out


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_host_is_known_on_every_system(platform: str) -> None:
    for host in hosts.HOSTS:
        assert host.remedy(platform)
        runs_here = host.name != "Max" or platform != "linux"
        assert (host.folder(platform) is not None) == runs_here


def test_a_host_is_found_where_it_is_installed(tmp_path: Path) -> None:
    for version in ("8", "9"):
        (tmp_path / f"Pd-0.5{version}.app").mkdir()
    host = hosts.Host("Pd", (), {"darwin": ((str(tmp_path), "Pd*.app"),)}, {"darwin": (str(tmp_path),)}, {})
    assert host.program("darwin") == tmp_path / "Pd-0.59.app"
    assert host.program("win32") is None
    assert host.folder("darwin") == tmp_path
