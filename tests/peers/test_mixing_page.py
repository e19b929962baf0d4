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
