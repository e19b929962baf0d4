"""Sound and curves between the daemon and arrays of a real Pd: whole, once, and with one sentence if not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.peers.test_pd_package import flushed
from tests.support.pdprogram import PATCHES, Pd, patched
from tests.support.programs import free_port
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

K = 8
N_SAMPLES = 101_776
N_RANGES = -(-N_SAMPLES // 512)


@pytest.fixture
def guit(peer: Udp) -> Iterator[str]:
    """A buffer with eight components."""
    peer.done("/buffer/load", "guit", str(PATCHES / "loop.wav"))
    peer.done("/buffer/factorize", "guit", K, "iterations", 5)
    yield "guit"
    peer.ask("/buffer/free", "guit")


def components(folder: Path, n: int = K) -> Path:
    """Return a patch of `n` components and of all: `r c0`, array `a-0`, prints `left0` and `right0` …"""
    rows, cords = [], []
    for i, k in enumerate((*range(n), -1)):
        array = "a" if k < 0 else f"a-{k}"
        rows += [f"r c{k}", f"oscfactor.component guit {k} {array}", f"print left{k}", f"print right{k}"]
        rows.append("bng" if k < 0 else f"array define {array} 10")
        cords += [(5 * i, 0, 5 * i + 1, 0), (5 * i + 1, 0, 5 * i + 2, 0), (5 * i + 1, 2, 5 * i + 3, 0)]
    rows += ["r local", "v oscfactor.local"]
    cords.append((len(rows) - 2, 0, len(rows) - 1, 0))
    return patched(folder / "components.pd", rows, cords)


def far(pd: Pd) -> None:
    """Let Pd take the daemon for one on another computer."""
    pd.say("local", 0)


def test_on_one_computer_a_component_comes_as_a_file(daemon, peer, guit, tmp_path):
    with Pd(tmp_path, daemon.port, components(tmp_path, 2)) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("c1", "bang")
        pd.wait_for(f"left1: to {N_SAMPLES}")
        assert not pd.complaints_but("left", "right")
        assert np.array_equal(pd.array("a-1"), flushed(peer.pull(guit, 1)))
        assert "in: done /component/audio" not in pd.output


def test_all_components_come_with_one_message(daemon, peer, guit, tmp_path):
    with Pd(tmp_path, daemon.port, components(tmp_path)) as pd:
        pd.wait_for("oscfactor: connected")
        for is_far in (False, True):
            if is_far:
                far(pd)
            pd.say("c-1", "bang")
            pd.wait_for(f"left-1: to {K}")
            assert np.array_equal(pd.array(f"a-{K - 1}"), flushed(peer.pull(guit, K - 1)))
    assert pd.output.count("in: done /component/file") == 1


def test_transfers_share_one_window_and_ask_for_nothing_twice(daemon, peer, guit, tmp_path):
    with Pd(tmp_path, daemon.port, components(tmp_path)) as pd:
        pd.wait_for("oscfactor: connected")
        far(pd)
        for k in range(K):
            pd.say(f"c{k}", "bang")
        waiting = {f"left{k}: to {N_SAMPLES}" for k in range(K)}
        while waiting:
            waiting.discard(pd.wait_for(lambda line: line in waiting))
        pd.here()
        assert pd.output.count("in: done /component/audio") == K * N_RANGES
        for k in range(K):
            assert np.array_equal(pd.array(f"a-{k}"), flushed(peer.pull(guit, k)))


@contextmanager
def lossy(port: int, drop: set[int], swap: set[int]) -> Iterator[tuple[int, list[bytes]]]:
    """A line to the daemon that loses some answers with samples and delays some; and all requests."""
    front, back = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    front.bind(("127.0.0.1", 0))
    back.connect(("127.0.0.1", port))
    requests: list[bytes] = []
    client: list[tuple[str, int]] = []
    ended = threading.Event()
    back.settimeout(0.2)

    def ask() -> None:
        while data := front.recvfrom(65536):
            if data[0] == b"end":
                return
            client[:] = [data[1]]
            if data[0].startswith(b"/component/audio"):
                requests.append(data[0])
            back.send(data[0])

    def answer() -> None:
        n, late = 0, b""
        while not ended.is_set():
            try:
                data = back.recv(65536)
            except TimeoutError:
                continue
            if data.startswith(b"/oscfactor/audio"):
                n += 1
                if n in drop:
                    continue
                if n in swap:
                    late = data
                    continue
            front.sendto(data, client[0])
            if late and data.startswith(b"/oscfactor/audio"):
                front.sendto(late, client[0])
                late = b""

    threads = [threading.Thread(target=f, daemon=True) for f in (ask, answer)]
    for thread in threads:
        thread.start()
    try:
        yield front.getsockname()[1], requests
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
            knock.sendto(b"end", front.getsockname())
        ended.set()
        for thread in threads:
            thread.join(10)
        front.close()
        back.close()


def test_only_gaps_are_asked_for_again_and_late_ranges_are_taken(daemon, peer, guit, tmp_path):
    drop, swap = {5, 6, 40, 41, 100}, {20, 60}
    with (
        lossy(daemon.port, drop, swap) as (port, requests),
        Pd(tmp_path, port, components(tmp_path, 1)) as pd,
    ):
        pd.wait_for("oscfactor: connected")
        far(pd)
        pd.say("c0", "bang")
        pd.wait_for(f"left0: to {N_SAMPLES}")
        assert np.array_equal(pd.array("a-0"), flushed(peer.pull(guit, 0)))
    assert len(requests) == N_RANGES + len(drop)


def test_a_sound_that_goes_ends_its_transfer_with_one_sentence(daemon, peer, guit, tmp_path):
    with Pd(tmp_path, daemon.port, components(tmp_path, 1)) as pd:
        pd.wait_for("oscfactor: connected")
        far(pd)
        pd.say("c0", "k", 3)
        pd.say("c0", "bang")
        pd.done("/component/audio", guit, 3, 0, 512)
        peer.done("/buffer/free", guit)
        pd.wait_for("right0: to not-found")
        pd.say("oscfactor.send", "/sync", 1)
        pd.done("/sync", 1)
        pd.here()
        assert pd.output.count("right0: ") == 1
        assert pd.output.count("oscfactor: no buffer named 'guit'") == 1


@pytest.mark.parametrize("is_far", [False, True])
def test_an_array_that_is_missing_is_named_and_nothing_travels(daemon, guit, tmp_path, is_far):
    with Pd(tmp_path, daemon.port, components(tmp_path, 1)) as pd:
        pd.wait_for("oscfactor: connected")
        if is_far:
            far(pd)
        pd.say("c0", "to", "nowhere")
        pd.wait_for("oscfactor: there is no array named nowhere")
        pd.wait_for("right0: to not-found there")
        pd.say("oscfactor.send", "/sync", 1)
        pd.done("/sync", 1)
        assert "/component/" not in pd.output
        assert "left0: to" not in pd.output


def test_an_array_that_is_missing_is_not_sent(daemon, peer, tmp_path):
    patch = patched(
        tmp_path / "take.pd",
        ["r take", "oscfactor.buffer take", "print left", "print right", "array define half 5000"],
        [(0, 0, 1, 0), (1, 0, 2, 0), (1, 2, 3, 0)],
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("take", "from", "nowhere")
        pd.wait_for("right: from not-found there")
        pd.say("take", "from", "half", 3000)
        pd.wait_for("left: from 3000")
    assert peer.done("/buffer/info", "take").one("/oscfactor/buffer")[2] == 3000


def test_exports_are_reported_by_the_component_that_wrote_them(daemon, guit, tmp_path):
    with Pd(tmp_path, daemon.port, components(tmp_path, 2)) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("c0", "export", tmp_path / "one")
        pd.wait_for(f"left0: file 0 {tmp_path}/one/guit-00.wav")
        pd.wait_for("left0: export 1")
        assert "left1:" not in pd.output
        pd.say("c-1", "export", tmp_path / "all")
        for k in range(K):
            pd.wait_for(f"left-1: file {k} {tmp_path}/all/guit-0{k}.wav")
        pd.wait_for(f"left-1: export {K}")
        assert pd.output.count("left1: file 1") == 1
        assert "left1: export" not in pd.output


def test_names_that_are_numbers_clones_and_another_k(daemon, peer, guit, tmp_path):
    patch = patched(
        tmp_path / "clones.pd",
        [
            "r b",
            "clone oscfactor.buffer 3",
            "print b",
            "r c",
            f"clone oscfactor.component {K} guit a",
            "print c",
        ]
        + [f"array define a-{k} 10" for k in range(3)],
        [(0, 0, 1, 0), (1, 0, 2, 0), (3, 0, 4, 0), (4, 0, 5, 0)],
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("b", 2, "load", PATCHES / "loop.wav")
        pd.wait_for(f"b: 2 load 1 {N_SAMPLES} 44100")
        pd.say("c", 1, "gain", 0.25)
        pd.wait_for("c: 1 gain 0.25")
        pd.say("c", 2, "bang")
        pd.wait_for(f"c: 2 to {N_SAMPLES}")
        pd.say("c", 1, "k", 5)
        pd.say("c", 1, "to", "a-0")
        pd.wait_for(f"c: 1 to {N_SAMPLES}")
        assert np.array_equal(pd.array("a-2"), flushed(peer.pull(guit, 2)))
        assert np.array_equal(pd.array("a-0"), flushed(peer.pull(guit, 5)))
    assert peer.done("/buffer/info", "2").one("/oscfactor/buffer")[2] == N_SAMPLES
    peer.done("/buffer/free", "2")


def test_a_path_with_spaces_is_one_path(daemon, peer, tmp_path):
    folder = tmp_path / "my sounds 2"
    folder.mkdir()
    (folder / "a loop 3.wav").write_bytes((PATCHES / "loop.wav").read_bytes())
    patch = patched(
        tmp_path / "spaces.pd", ["r b", "oscfactor.buffer spaced", "print b"], [(0, 0, 1, 0), (1, 0, 2, 0)]
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("b", "load", *f"{folder}/a loop 3.wav".split())
        pd.wait_for(f"b: load 1 {N_SAMPLES}")
        pd.say("b", "load", *f"{folder}/a loop 3.wav".split(), "start", 0.5)
        pd.wait_for(f"b: load 1 {N_SAMPLES - 22050}")
        pd.say("b", "save", "beside", "it", "2.wav")
        pd.wait_for("b: save")
    assert soundfile.info(tmp_path / "beside it 2.wav").frames == N_SAMPLES - 22050
    peer.done("/buffer/free", "spaced")


def test_without_a_daemon_a_pull_ends_and_the_console_stays_quiet(tmp_path):
    with Pd(tmp_path, free_port(), components(tmp_path, 1)) as pd:
        pd.wait_for("no daemon answers")
        far(pd)
        pd.say("c0", "bang")
        pd.wait_for("right0: to daemon no")
        pd.here()
    assert pd.output.count("no daemon answers on") <= 2
