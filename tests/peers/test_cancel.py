"""A job that takes long is cancelled: nothing stays of it, and the next one begins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.wire import DONE, FAIL, Message, Tcp

pytestmark = pytest.mark.peer

RATE = 48000


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon with a sound whose components have been shifted, and a short sound beside it."""
    folder = tmp_path_factory.mktemp("cancel")
    noise = np.random.default_rng(4).uniform(-0.3, 0.3, (60 * RATE, 2)).astype(np.float32)
    soundfile.write(folder / "long.wav", noise, RATE, subtype="FLOAT")
    with Daemon(folder) as daemon, Tcp(daemon.port, "size") as peer:
        peer.done("/buffer/load", "long", "long.wav")
        peer.done("/buffer/factorize", "long", 4, "iterations", 2)
        peer.done("/activation/shift", "long", -1, 0.1)
        peer.done("/matrix/phase", "long", "griffinlim")
        peer.done("/buffer/alloc", "short", 64)
        yield daemon
    daemon.assert_unruffled()


def cancelled(daemon: Daemon, request: tuple[object, ...], begun: Callable[[Tcp], object], name: str) -> None:
    """Ask, cancel when the job has begun, and see that the next job is done."""
    address = str(request[0])
    with Tcp(daemon.port, "size") as peer, Tcp(daemon.port, "size") as other:
        other.status()
        peer.send(address, *request[1:])
        begun(other)
        asked = time.monotonic()
        other.done("/buffer/cancel", name)
        heard = peer.until(FAIL, address, "cancelled")
        assert not any(m.address == DONE for m in heard)
        other.done("/buffer/save", "short", "short.wav")  # a job behind it: the worker has let go
        assert time.monotonic() - asked < 15.0  # beside a busy machine; `test_looks` holds it to the bar
        assert other.status()["jobs"] == 0


def while_jobs(peer: Tcp) -> None:
    """Wait until the daemon has a job."""
    while not peer.status()["jobs"]:
        pass


@pytest.mark.parametrize(
    "request_", [("/component/export", "long", -1, "out"), ("/matrix/export", "long", 0, 1, "out")]
)
def test_an_export_that_seeks_phases(long: Daemon, request_: tuple[object, ...]):
    cancelled(long, request_, while_jobs, "long")
    assert not list((long.folder / "out").glob("*"))


def test_an_export_that_writes(long: Daemon):
    def writing(_peer: Tcp) -> None:
        while not list((long.folder / "out").glob(".*.part")):
            assert not list((long.folder / "out").glob("*.wav")), "it has ended before"
            time.sleep(0.001)

    with Tcp(long.port, "size") as peer:
        peer.done("/matrix/phase", "long", "source")
        cancelled(long, ("/component/export", "long", -1, "out"), writing, "long")
        peer.done("/matrix/phase", "long", "griffinlim")
    assert not list((long.folder / "out").iterdir())


def test_a_cross(long: Daemon):
    request = ("/cross/make", "crossed", "long", "long", "morph", 0.5, "phase", "griffinlim")
    with Tcp(long.port, "size") as ear:
        ear.done("/notify", 1)
        cancelled(long, request, lambda _: ear.until("/oscfactor/progress", "crossed"), "crossed")
        heard: list[Message] = ear.done("/version").before
        assert not any(m.address == "/oscfactor/buffer" and m.args[0] == "crossed" for m in heard)
        ear.fail("/buffer/info", "crossed", code="not-found")
