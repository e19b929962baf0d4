"""The daemon puts the rooms together: settings in their units, its first lines, its rights, its end."""

from pathlib import Path

import pytest

from oscfactor import daemon as module
from oscfactor.client import Client
from oscfactor.config import Settings
from oscfactor.files import archive
from oscfactor.transports.sockets import reachable_at
from tests.support.programs import Daemon


def test_settings_become_bytes_and_seconds():
    settings = Settings(max_memory=2.0, latency=30.0, loop_fade=4.0, device="x", device_channels=8, threads=3)
    limits, playing = module._limits(settings), module._playing(settings)
    assert (limits.max_bytes, limits.n_threads, limits.chunk) == (2_000_000, 3, settings.chunk)
    assert (playing.latency, playing.fade) == (0.03, 0.004)
    assert (playing.wanted.device, playing.wanted.n_channels) == ("x", 8)


def test_results_are_kept_as_far_as_the_setting_says(tmp_path: Path):
    results = module._results(Settings(result_cache=3.0), tmp_path)
    assert results.max_bytes == 3_000_000


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "open to the network: other computers may play and edit what is here, and touch no files"),
        ({"remote_quit": True}, "what is here, end the daemon, and touch no files"),
        ({"trusted": "10.0.0.0/8"}, "touch no files; 10.0.0.0/8 may do all"),
    ],
)
def test_the_network_reads_its_rights_in_one_line(settings, line):
    said = module._network_may(Settings(**settings))
    assert line in said
    assert "\n" not in said


def test_folders_for_others_are_named(tmp_path: Path):
    assert f"new files in {tmp_path} only" in module._network_may(Settings(roots=str(tmp_path)))


@pytest.mark.skipif(not reachable_at("0.0.0.0"), reason="this computer has no network")
def test_a_daemon_for_the_network_says_first_where_it_is_reached(tmp_path: Path):
    with Daemon(tmp_path, "--host", "0.0.0.0") as running:
        line = next(line for line in running.lines if line.startswith("ready "))
        head, _, places = line.partition(" reachable at ")
        assert head == f"ready 0.0.0.0 {running.port}"
        for place in places.split(", "):
            with Client(place, running.port) as client:
                assert client.request("/version").messages


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """The folder of copies that daemons leave, in a folder of this test's own."""
    folder = tmp_path / "data" / "unsaved"
    folder.mkdir(parents=True)
    return folder


def first_lines(tmp_path: Path) -> str:
    """What a daemon says that begins with the newest copy; it listens all the same."""
    with Daemon(tmp_path, "--recover", f"--data-dir={tmp_path / 'data'}") as running:
        with Client(running.host, running.port) as client:
            client.request("/version")
        return running.wait_for(lambda line: "recover" in line and "/session/" not in line)


def test_a_daemon_that_begins_with_a_copy_says_that_there_is_none(tmp_path: Path, left: Path):
    assert first_lines(tmp_path) == "there was nothing to recover"


def test_a_copy_that_cannot_be_read_keeps_no_daemon_from_starting(tmp_path: Path, left: Path):
    (left / f"20260102-030405-57130-1{archive.SUFFIX}").write_bytes(b"no session")
    assert first_lines(tmp_path).startswith("nothing was recovered: ")
