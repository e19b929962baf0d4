"""The whole table, walked: what is right is done, and what has one wrong argument is answered just once."""

from __future__ import annotations

import os
import random
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.spec import Command
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Message, Peer, Tagged, Tcp, Udp

pytestmark = pytest.mark.peer

# What an example needs beside those that stand before it in the table.
BEFORE: dict[str, list[tuple[Any, ...]]] = {
    "/buffer/cancel": [("/buffer/factorize", "drums", 4, "iterations", 10**6)],
}
WALKED = [row for row in COMMANDS.values() if row.address != "/quit"]
# Nothing that leads out of the daemon's folder: no slash, no tilde, no dot.
LETTERS = string.ascii_letters + string.digits + " _-+äß鼓🥁'\"!%&()=*?[]{}<>|:,;#\t\n\x7f"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon that has only a very short sound, so that whatever is asked of it is soon done."""
    folder = tmp_path_factory.mktemp("walk")
    soundfile.write(folder / "drums.wav", drums(0.1), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning", "--max-memory", "512") as running:
        yield running
    running.assert_unruffled()


def example(row: Command) -> tuple[Any, ...]:
    """Return a valid message of a row: the table's own example, and where it has none, no argument."""
    return tuple(row.example)


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
    for row in WALKED:
        for before in BEFORE.get(row.address, []):
            peer.send(*before)
        reply = peer.done(row.address, *example(row))
        is_open = any("…" in name for name in row.done)
        assert is_open or len(reply.last.args) == 1 + len(row.done), (row.signature, reply.last)
        assert {m.address for m in reply.before} <= known, row.signature
    peer.done("/notify", 0)


def valid_value(arg: Arg, rng: random.Random) -> Any:
    if arg.choices:
        return rng.choice(arg.choices)
    if arg.type == "s":
        return rng.choice(["drums", "take", "PCM_16", "layers", "new.wav"])
    low = 0 if arg.minimum is None else arg.minimum
    high = min(low + 64, low + 64 if arg.maximum is None else arg.maximum)
    return rng.randint(int(low), int(high)) if arg.type == "i" else rng.uniform(low, high)


def anything(rng: random.Random) -> Any:
    """Return a value of any type that Open Sound Control knows, likely a nasty one."""
    kind = rng.randrange(8)
    if kind == 0:
        return rng.choice([0, -1, 1, 2, 3, 7, 64, 4096, 2**31 - 1, -(2**31), rng.randint(-(10**6), 10**6)])
    if kind == 1:
        return rng.choice([0.0, -0.0, 0.5, 1.0, 7.0, -1e-40, 3e38, float("nan"), float("inf"), float("-inf")])
    if kind == 2:
        return "".join(rng.choices(LETTERS, k=rng.choice([0, 1, 5, 64, 65, 300, 1100])))
    if kind == 3:
        return rng.choice(["drums", "take", "layers", "1", "nan", "bases", "seed", "fft", "\0", "x.wav"])
    if kind == 4:
        return rng.randbytes(rng.choice([0, 1, 4, 64, 4000]))
    if kind == 5:
        big = rng.choice([2**31, 2**40, -(2**63), 3])
        return rng.choice(
            [Tagged("h", big), Tagged("d", rng.choice([1e300, 2.0, float("nan")])), Tagged("t", 1)]
        )
    if kind == 6:
        return rng.choice([True, False, None, Tagged("I"), Tagged("S", "drums"), Tagged("c", "x")])
    return rng.choice([[1, 2], [], [[]], ["drums", 0.5], Tagged("m", b"\0\x90<d"), Tagged("r", b"\1\2\3\4")])


def near_miss(rng: random.Random, rows: list[Command] = WALKED) -> tuple[str, list[Any]]:
    """Return a valid message, perhaps with a few options, in which one argument is replaced by anything."""
    row = rng.choice(rows)
    args = list(example(row))
    if row.address == "/notify":
        args = [1, 0]  # elsewhere we would not hear the answer
    options = [option for option in row.options if option.name not in args and not option.positional]
    for option in rng.sample(options, k=rng.randint(0, min(3, len(options)))):
        args += [option.name, valid_value(option, rng)]
    change = rng.randrange(8)  # one in eight stays right
    if change == 0 or not args:
        args.append(anything(rng))
    elif change == 1:
        del args[rng.randrange(len(args))]
    elif change < 7:
        args[rng.randrange(len(args))] = anything(rng)
    if row.address == "/notify":  # no port but this one; an array would be read as its elements
        args = [arg for arg in args if not isinstance(arg, list)]
        args[1:2] = [0] * len(args[1:2])
    return row.address, args


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
    quick = [row for row in WALKED if not row.address.startswith("/audio/")]
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
