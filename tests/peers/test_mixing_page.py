"""The example of docs/mixing.md, sent line by line to a daemon, and what else the page says."""

import shlex
from pathlib import Path

import pytest
import soundfile

from oscfactor.cli import demo_loop
from oscfactor.cli.send import typed
from tests.support.programs import Daemon
from tests.support.wire import Udp

PAGE = Path(__file__).parents[2] / "docs" / "mixing.md"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixing")
    loop = sum(demo_loop.parts().values())
    soundfile.write(folder / "loop.wav", loop.T, demo_loop.SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--device", "silent") as running:
        yield running


@pytest.fixture
def peer(daemon):
    with Udp(daemon.port) as peer:
        yield peer


def test_the_example_of_the_page_works(daemon, peer):
    _, example, *_ = PAGE.read_text("utf-8").split("```")
    for line in example.strip().splitlines():
        address, *words = shlex.split(line.partition(";")[0])
        peer.done(address, *typed(address, words))
    assert peer.status()["playing"] == 0
    assert (daemon.folder / "evening.wav").stat().st_size > 44
    peer.done("/master/gain", 1.0)
    peer.done("/buffer/free", "drums")


def test_the_masters_level_is_watched_until_it_is_silent_and_a_fader_tells_its_goal(daemon, peer):
    with Udp(daemon.port) as watcher:
        peer.done("/buffer/load", "n", "loop.wav")
        watcher.done("/watch", "/master//")
        watcher.done("/watch", "/sound/n/gain")
        peer.done("/player/play", "n", "loop", 1)
        peer.done("/player/gain", "n", 0.5, 60.0)
        peer.done("/master/mute", 0)
        values = watcher.until("/oscfactor/value", "/sound/n/gain", 0.5)
        while not any(m.args[:1] == ("/master/level",) and m.args[1] > 0 for m in values):
            values = watcher.until("/oscfactor/value", "/master/level")
        assert 0 < values[-1].args[1] <= values[-1].args[2]
        peer.done("/panic")
        watcher.until("/oscfactor/value", "/master/level", 0.0, 0.0)
        assert peer.done("/master/gain").one("/oscfactor/value") == ("/master/gain", 1.0)
        assert peer.done("/master/*").last.args[1] == 4
        peer.done("/buffer/free", "n")


def test_a_scene_brings_back_what_played_and_how_and_what_was_silent(peer):
    for name in "ab":
        peer.done("/buffer/load", name, "loop.wav")
    peer.done("/player/play", "a", "start", 0.5, "end", 1.5, "loop", 1, "rate", 0.5)
    peer.done("/scene/store", "only a")
    peer.done("/player/stop", "a")
    peer.done("/player/play", "b")
    assert peer.done("/scene/recall", "only a", 0.2).last.args[1:] == ("only a", 2, "")
    leaves = {m.args[0]: m.args[1] for m in peer.done("/sound/*/*").before}
    assert (leaves["/sound/a/play"], leaves["/sound/b/play"]) == (1, 0)
    assert (leaves["/sound/a/rate"], leaves["/sound/a/loop"]) == (0.5, 1)
    assert 0.5 <= leaves["/sound/a/position"] < 1.5
    # One that plays goes on where it is, in the loop of the scene.
    peer.done("/player/play", "a", "start", 0.0, "end", 0.0, "rate", 1.0)
    peer.done("/player/seek", "a", 0.7)
    peer.done("/scene/recall", "only a")
    leaves = {m.args[0]: m.args[1] for m in peer.done("/sound/a/*").before}
    assert leaves["/sound/a/rate"] == 0.5
    assert 0.6 < leaves["/sound/a/position"] < 1.5
