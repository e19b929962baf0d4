"""Every leaf, walked; and storms of changes, after which what each watcher was told last is what is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import soundfile

from oscfactor.protocol.arguments import Colour
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.leaves import LEAVES, find
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watcher import SOON, VALUE, Watcher
from tests.support.wire import DONE, FAIL, Udp

pytestmark = pytest.mark.peer

NEEDS_A_DEVICE = ("/play", "/rate", "/loop", "/position")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("storm")
    soundfile.write(folder / "drums.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning") as running:
        yield running
    running.assert_unruffled()


def all_values(peer: Udp) -> dict[str, tuple[Any, ...]]:
    return {args[0]: args[1:] for args in peer.done("/sound//").all(VALUE)}


def other_value(leaf: Leaf, now: tuple[Any, ...], rng: random.Random) -> Any:
    """Return a value that a leaf may hold and does not hold now."""
    (arg,) = leaf.values
    if isinstance(arg, Colour):
        return f"#{rng.randrange(2**24):06x}"
    if arg.choices:
        return rng.choice([choice for choice in arg.choices if choice != now[0]])
    if arg.type == "s":
        return f"name {rng.randrange(10**6)}"
    if arg.type == "i":
        return 1 - now[0]
    high = 4.0 if arg.maximum is None else min(arg.maximum, 4.0)
    return rng.uniform(arg.minimum or 0.0, high)


def test_every_leaf_is_set_asked_watched_undone_saved_and_loaded(daemon: Daemon, peer: Udp):
    peer.done("/buffer/load", "a b", "drums.wav")
    peer.done("/buffer/factorize", "a b", 2, "iterations", 5)
    peer.done("/object/set", "a b", 0, 0)
    rng = random.Random(1)
    with Watcher(daemon.port, "/sound//") as one, Watcher(daemon.port, "/sound//") as two:
        walked = set()
        for address, before in all_values(peer).items():
            leaf = find(address).row
            walked.add(leaf.template)
            if not leaf.settable:
                assert "can only be read" in peer.fail(address, *before, code="argument")
                continue
            if address.endswith(NEEDS_A_DEVICE):
                continue
            taken = peer.done(address, other_value(leaf, before, rng)).last.args[1:]
            assert taken != before
            assert peer.done(address).one(VALUE) == (address, *taken)
            for watcher in (one, two):
                watcher.hears(address, *taken)
            if "/matrix/" in address or address.endswith(("/phase", "/exponent", "/threshold")):
                peer.done("/edit/undo", "a b")
                two.hears(address, *before)
                peer.done("/edit/redo", "a b")
                two.hears(address, *taken)
        assert walked == set(LEAVES) - {t for t in LEAVES if not t.startswith("/sound/")}
        saved = all_values(peer)
        peer.done("/session/save", "walked.oscf")
        peer.done("/buffer/free", "a b")
        peer.done("/session/load", "walked.oscf")
        # What is in the cue is not saved; a sound that comes again is to be drawn anew.
        kept = {a: values for a, values in saved.items() if not a.endswith(("/cue", "/version"))}
        loaded = all_values(peer)
        assert {address: loaded[address] for address in kept} == kept
        assert loaded["/sound/a%20b/version"] > saved["/sound/a%20b/version"]
        for watcher in (one, two):
            watcher.agrees(loaded)
    peer.done("/buffer/free", "a b")


def change(rng: random.Random, names: list[str]) -> tuple[Any, ...]:
    """Return a message that changes something, or is refused."""
    name = rng.choice(names)
    k, j = rng.randrange(3), rng.randrange(3)
    return rng.choice(
        [
            (f"/sound/{name}/{k}/gain", rng.uniform(0, 2)),
            (f"/sound/{name}/{k}/mute", rng.randrange(2)),
            (f"/sound/{name}/*/pan", rng.uniform(-1, 1)),
            (f"/sound/*/{k}/{{gain,solo}}", rng.randrange(2)),
            (f"/sound/{name}/matrix/{k}/{j}", rng.uniform(0, 2)),
            (f"/sound/{name}/matrix/*/*", rng.uniform(0, 2)),
            (f"/sound/{name}/{k}/name", f"n{rng.randrange(100)}"),
            ("/component/gain", name, -1, rng.uniform(0, 2)),
            ("/matrix/shuffle", name, rng.randrange(100)),
            ("/edit/undo", name),
            ("/edit/redo", name),
            ("/edit/masks", name, "residual", rng.randrange(2)),
            ("/buffer/load", name, "drums.wav"),
            ("/buffer/factorize", name, rng.randrange(1, 4), "iterations", 1),
            ("/buffer/free", name),
            ("/player/gain", "*", rng.uniform(0, 2)),
        ]
    )


@pytest.mark.parametrize("seed", range(2))
def test_after_a_storm_what_each_was_told_last_is_what_is(daemon: Daemon, peer: Udp, seed: int):
    rng = random.Random(seed)
    names = ["a", "b"]
    for name in names:
        peer.done("/buffer/load", name, "drums.wav")
        peer.done("/buffer/factorize", name, 3, "iterations", 1)
    with Watcher(daemon.port, "/sound//") as one, Watcher(daemon.port, "/sound//") as two:
        senders = (one, two, peer)
        for i in range(150):
            sender = rng.choice(senders)
            message = change(rng, names)
            sender.send(*message)
            if sender is not peer and "*" not in message[0] and message[0].startswith("/sound/"):
                sender.last[message[0]] = ("unknown",)  # what the setter knows is what `done` says
            if i % 10 == 9:
                for each in senders:
                    heed(each, i)
        for each in senders:
            heed(each, 1000)
        asked = all_values(peer)
        for watcher in (one, two):
            watcher.agrees(asked)
    for name in names:
        peer.ask("/buffer/free", name)


def heed(peer: Udp, number: int) -> None:
    """Read all answers to a client; a watcher learns from `done` what a leaf has taken that it set itself."""
    peer.send("/sync", number)
    while True:
        message = peer.receive(SOON)
        if message.address == DONE and message.args[:2] == ("/sync", number):
            return
        if isinstance(peer, Watcher) and message.address in (DONE, FAIL):
            learn(peer, message)


def learn(watcher: Watcher, message: Any) -> None:
    address = message.args[0]
    if watcher.last.get(address) == ("unknown",):
        if message.address == DONE:
            watcher.last[address] = message.args[1:]
        else:
            del watcher.last[address]
