"""Many who watch, and many leaves that change at once: the loop is not held, and all are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watchdog import Watched
from tests.support.wire import Tcp, Udp

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(300)]

BAR = 10.0  # milliseconds
SLACK = 1.5  # a busy machine's caches make the same work longer
N_TRIES = 4  # a collection of garbage may come at any
VALUE = "/oscfactor/value"
N_WATCHERS = 200
N_COMPONENTS = 100  # ten thousand cells


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder: Path = tmp_path_factory.mktemp("state-loop")
    soundfile.write(folder / "drums.wav", drums(1.0), SAMPLE_RATE, subtype="FLOAT")
    with Watched(folder, "--log-level", "error", "--autosave", "0") as running:
        with Udp(running.port) as udp:
            udp.done("/buffer/load", "square", "drums.wav")
            udp.done("/buffer/factorize", "square", N_COMPONENTS, "iterations", 1)
        yield running


def least(held: list[tuple[float, str]]) -> tuple[float, str]:
    return min(held, default=(0.0, ""))


def test_two_hundred_watchers_do_not_hold_the_loop(daemon: Watched):
    gain = "/sound/square/0/gain"
    watchers = [Udp(daemon.port) for _ in range(N_WATCHERS)]
    try:
        for watcher in watchers:
            watcher.done("/watch", gain, 20)
        held = []
        for i in range(N_TRIES):
            daemon.held()
            with Udp(daemon.port) as other:
                for j in range(100):
                    other.done(gain, j / 100)
                other.done(gain, 2.0 + i)
            for watcher in watchers:
                watcher.until(VALUE, gain, 2.0 + i, timeout=60)
            held.append(daemon.held())
        assert least(held)[0] <= SLACK * BAR, held
    finally:
        for watcher in watchers:
            watcher.done("/unwatch", "*")
            watcher.close()


def test_ten_thousand_leaves_do_not_hold_the_loop(daemon: Watched):
    cells = "/sound/square/matrix/*/*"
    last = f"/sound/square/matrix/{N_COMPONENTS - 1}/{N_COMPONENTS - 1}"
    with Tcp(daemon.port, "size") as watcher, Udp(daemon.port) as other:
        held: dict[str, list[tuple[float, str]]] = {}

        def note(what: str) -> None:
            held.setdefault(what, []).append(daemon.held())

        for i in range(N_TRIES):
            daemon.held()
            assert len(watcher.done("/watch", "//").all(VALUE)) > N_COMPONENTS**2
            note("/watch //")
            assert other.done(cells, 0.5 + i).last.args[1] == N_COMPONENTS**2
            assert len(watcher.until(VALUE, last, 0.5 + i)) >= N_COMPONENTS**2
            note("a pattern that sets all")
            other.done("/edit/undo", "square")
            watcher.until(VALUE, last)
            note("an undo of all")
            watcher.done(cells)
            note("a pattern that asks for all")
            watcher.done("/unwatch", "*")
        assert {what: h for what, h in ((w, least(h)) for w, h in held.items()) if h[0] > SLACK * BAR} == {}
