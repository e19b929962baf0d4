"""The whole table, walked: what is right is done, and what has one wrong argument is answered just once."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscfactor.protocol.commands import EVENTS
from tests.support.messages import WALKED, example, near_miss
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Message, Peer, Tcp, Udp

pytestmark = pytest.mark.peer

# What an example needs beside those that stand before it in the table.
BEFORE: dict[str, list[tuple[Any, ...]]] = {
    "/buffer/cancel": [("/buffer/factorize", "drums", 4, "iterations", 10**6)],
}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon that has only a very short sound, so that whatever is asked of it is soon done."""
    folder = tmp_path_factory.mktemp("walk")
    soundfile.write(folder / "drums.wav", drums(0.1), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning", "--max-memory", "512") as running:
        yield running
    running.assert_unruffled()


def prepared(peer: Peer) -> None:
    """Bring the daemon to the state that the examples of the table are written for."""
    peer.ask("/buffer/cancel", "drums")
    for name in [args[0] for args in peer.done("/buffer/list").all("/oscfactor/buffer")]:
        peer.done("/buffer/free", name)
    peer.done("/buffer/load", "drums", "drums.wav")
    peer.done("/buffer/alloc", "take", 4096)
    peer.done("/buffer/factorize", "drums", 4, "iterations", 5)


def test_every_example_of_the_table_is_done_in_its_order(daemon: Daemon, peer: Udp):
    # Streams and jobs that one example starts are heard of in the next.
    known = {answer.address for row in WALKED for answer in row.answers}
    known |= {answer.address for answer in EVENTS} | {FAIL}
    peer.done("/audio/device", "silent")
    for row in WALKED:
        for before in BEFORE.get(row.address, []):
            peer.send(*before)
        if row.address == "/live/stop":
            peer.done("/input/devices")  # which takes a while, in which something is heard
        reply = peer.done(row.address, *example(row))
        is_open = any("…" in name for name in row.done)
        assert is_open or len(reply.last.args) == 1 + len(row.done), (row.signature, reply.last)
        assert {m.address for m in reply.before} <= known, row.signature
    peer.done("/notify", 0)


@pytest.fixture(scope="module")
def walker(daemon: Daemon) -> Iterator[Tcp]:
    """A connection for all messages of the walk: its answers always come back over it."""
    with Tcp(daemon.port, "size") as tcp:
        yield tcp


def send(peer: Peer, address: str, args: list[Any]) -> list[str]:
    """Send a message, and a cancel after one whose job could run for long; return the addresses sent to."""
    peer.send(address, *args)
    if address == "/buffer/factorize" and args and isinstance(args[0], str):
        peer.send("/buffer/cancel", args[0])
        return [address, "/buffer/cancel"]
    return [address]


def answers(peer: Peer, number: int) -> list[Message]:
    """Return every `done` and `fail` up to the answer to a /sync that is sent now."""
    peer.send("/sync", number)
    heard = peer.until(DONE, "/sync", number)
    return [m for m in heard[:-1] if m.address in (DONE, FAIL)]


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rng=st.randoms(use_true_random=False))
def test_one_wrong_argument_is_answered_once(walker: Tcp, rng: random.Random):
    prepared(walker)
    address, args = near_miss(rng)
    sent = send(walker, address, args)
    got = answers(walker, 2**30 + 1)
    assert Counter(m.args[0] for m in got) == Counter(sent), (address, args, got)
    assert all(m.address == DONE or m.args[1] != "internal" for m in got), (args, got)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_a_soak_leaves_the_memory_flat(daemon: Daemon, walker: Tcp, peer: Udp):
    n_messages = int(os.environ.get("SOAK", "4000"))
    batch = 100
    # Each question about devices starts a process: that would be a soak of the system's.
    quick = [row for row in WALKED if not row.address.startswith(("/audio/", "/input/"))]
    rng = random.Random(1)
    process = psutil.Process(daemon.process.pid)
    memory: list[float] = []  # MB
    codes: Counter[str] = Counter()
    for i in range(n_messages // batch):
        prepared(walker)
        sent: list[str] = []
        for _ in range(batch):
            sent += send(walker, *near_miss(rng, quick))
        got = answers(walker, 2**30 + i)
        assert Counter(m.args[0] for m in got) == Counter(sent)
        codes.update("done" if m.address == DONE else m.args[1] for m in got)
        memory.append(process.memory_info().rss / 1e6)
        assert peer.status()["jobs"] >= 0
    assert codes["done"] > n_messages / 20
    assert codes["argument"] > n_messages / 10
    assert codes["internal"] == 0, daemon.output
    assert max(memory[len(memory) // 2 :]) - max(memory[: len(memory) // 2]) < 20, memory
