"""The example of docs/mixing.md, sent line by line to a daemon."""

import shlex
from pathlib import Path

from oscfactor.cli.send import typed
from tests.support.wire import Udp

PAGE = Path(__file__).parents[2] / "docs" / "mixing.md"


def test_the_example_of_the_page_works(loop_file, start_daemon, monkeypatch):
    monkeypatch.chdir(loop_file.parent)
    _, example, *_ = PAGE.read_text("utf-8").split("```")
    with Udp(start_daemon(device="silent").port) as peer:
        for line in example.strip().splitlines():
            address, *words = shlex.split(line.partition(";")[0])
            peer.done(address, *typed(address, words))
        assert peer.status()["playing"] == 0
    assert (loop_file.parent / "evening.wav").stat().st_size > 44


def test_the_masters_level_is_watched_until_it_is_silent_and_a_fader_tells_its_goal(loop_file, start_daemon):
    daemon = start_daemon(device="silent")
    with Udp(daemon.port) as peer, Udp(daemon.port) as watcher:
        peer.done("/buffer/load", "n", str(loop_file))
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
