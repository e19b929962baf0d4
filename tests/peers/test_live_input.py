"""Live input as programs use it, over the wire and from a silent device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from oscfactor.client import Client
from oscfactor.machine import running
from tests.support.jackserver import RATE
from tests.support.programs import Daemon
from tests.support.wire import DONE, FAIL, Udp, encode, encode_bundle

pytestmark = pytest.mark.peer

N = 256


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("live"), "--live-seconds", "10") as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        yield peer
        peer.ask("/input/close")


def noise(n_blocks: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (n_blocks, N)).astype(np.float32)


def write(peer: Udp, blocks: np.ndarray, numbers: list[int], channel: int = 0) -> None:
    for i, number in enumerate(numbers):
        peer.send("/input/write", channel, number, blocks[number])
        if i % 16 == 15:  # the system's room for packets is small
            peer.done("/sync", i)


def captured(peer: Udp, n_samples: int, channel: int = 0) -> np.ndarray:
    peer.done("/live/capture", "caught", n_samples / RATE)
    return peer.read("caught", channel)


def test_what_is_written_is_captured_and_silence_stands_for_what_is_missing(peer: Udp):
    blocks = noise(100)
    assert peer.done("/input/open", "wire", 1, RATE).last.args[1:] == ("wire", 1, RATE)
    missing = {3, 40, 41, 42}
    write(peer, blocks, [number for number in range(100) if number not in missing])
    expected = blocks.copy()
    expected[list(missing)] = 0.0
    assert np.array_equal(captured(peer, 100 * N), expected.ravel())
    _, text = peer.until("/oscfactor/input", "waiting")[-1].args
    assert text == "nothing was written for a second; 96 blocks came, 4 were missed"
    assert peer.status()["input"] == "wire"


def test_nothing_is_answered_but_what_is_wrong_and_that_once_a_second(peer: Udp):
    peer.done("/input/open", "wire", 2, RATE)
    for number in range(20):
        peer.send("/input/write", 0, number, 0.5)
        peer.send("/input/write", 1, number, float("nan"))
    heard = peer.until("/oscfactor/input", "waiting")
    told = [message.args for message in heard if message.address in (DONE, FAIL)]
    assert {args[:2] for args in told} == {("/input/write", "argument")}
    assert len(told) <= 3  # of twenty, on a very slow machine
    assert "samples must be finite" in told[0][2]


def test_only_one_program_writes_at_a_time(daemon: Daemon, peer: Udp):
    peer.done("/input/open", "wire", 1, RATE)
    half, quarter = (np.full(48, value, np.float32) for value in (0.5, 0.25))
    peer.send("/input/write", 0, 0, half)
    peer.done("/sync", 1)
    with Udp(daemon.port) as other:
        other.send("/input/write", 0, 0, quarter)
        assert "writes the input" in other.terminal("/input/write").last.args[2]
        peer.until("/oscfactor/input", "waiting")
        other.send("/input/write", 0, 0, quarter)
        other.done("/live/capture", "caught", 96 / RATE)
    assert np.array_equal(peer.read("caught"), np.concatenate([half, quarter]))


def test_a_factorization_sent_with_a_capture_waits_for_it_and_not_behind_a_long_job(peer: Udp):
    peer.done("/input/open", "wire", 1, RATE)
    blocks = noise(50)
    peer.done("/buffer/alloc", "other", 4 * RATE)
    for number, block in enumerate(blocks):
        peer.done("/buffer/write", "other", 0, number * N, block)
    write(peer, blocks, list(range(len(blocks))))
    peer.send("/buffer/factorize", "other", 8, "iterations", 10**6)
    peer.until("/oscfactor/progress", "other")
    peer.send_raw(
        encode_bundle(
            encode("/live/capture", "caught", 0.2),
            encode("/buffer/factorize", "caught", 4, "iterations", 20),
        )
    )
    answers = peer.terminal("/buffer/factorize")
    told = [m for m in (*answers.before, answers.last) if m.address in (DONE, FAIL)]
    addresses = ["/live/capture", "/buffer/factorize"]
    assert [(m.address, m.args[:2]) for m in told] == [(DONE, (address, "caught")) for address in addresses]
    peer.done("/buffer/cancel", "other")


@pytest.mark.parametrize(
    ("request_", "code", "sentence"),
    [
        (("/input/open", "wire"), "argument", "the sample rate of the wire must be said"),
        (("/input/open", "wire", 1000, RATE), "argument", "channels must be at most 128"),
        (("/input/open", "no such device"), "device", "in its name|PortAudio is missing"),
        (("/live/capture", "a", 1.0), "device", "no input is open"),
    ],
)
def test_what_cannot_be_is_a_sentence(peer: Udp, request_, code, sentence):
    assert re.search(sentence, peer.fail(*request_, code=code))


def test_a_silent_device_is_heard_and_told_in_the_log(daemon: Daemon, peer: Udp):
    assert peer.done("/input/open", "silent").last.args[1:] == ("silent", 2, 48000)
    assert not captured(peer, 256).any()
    assert "capture less, or wait" in peer.fail("/live/capture", "a", 9.5, code="argument")
    assert "live_seconds" in peer.fail("/live/capture", "a", 11.0, code="argument")
    daemon.wait_for("input open: silent, 2 channels, 48000 Hz")
    peer.done("/input/close")
    daemon.wait_for("input closed")
    assert peer.status()["input"] == ""


def example() -> list[list[str | float]]:
    """Return the messages of the first example of the page on live input, without the opening."""
    page = (Path(__file__).parents[2] / "docs" / "live.md").read_text("utf-8")
    lines = page.partition("## Live input")[2].split("```")[1].strip().splitlines()
    messages = [line.partition(";")[0].split() for line in lines]
    return [[float(word) if word.isdigit() else word for word in message] for message in messages[1:]]


def test_the_example_of_the_page_does_what_it_says(peer: Udp):
    rate = 8000
    peer.done("/audio/device", "silent")
    peer.done("/input/open", "wire", 1, rate)
    sound = np.random.default_rng(3).uniform(-0.5, 0.5, 30 * rate).astype(np.float32)
    blocks = sound.reshape(-1, rate // 4)
    write(peer, blocks, list(range(4 * 10)))
    messages = example()
    assert messages[-1] == ["/input/close"]
    for message in messages:
        if message[0] == "/live/stop":
            write(peer, blocks, list(range(4 * 10, len(blocks))))
        peer.done(*message)
    assert np.array_equal(peer.read("verse"), sound[2 * rate : 10 * rate])
    assert np.array_equal(peer.read("before"), sound[4 * rate : 8 * rate])
    assert np.array_equal(peer.read("chorus"), sound[10 * rate : 26 * rate])
    assert np.array_equal(peer.read("solo"), sound[10 * rate :])
    peer.done("/player/stop", "verse")


def test_the_example_in_python_writes_and_captures(
    daemon: Daemon, peer: Udp, monkeypatch: pytest.MonkeyPatch
):
    page = (Path(__file__).parents[2] / "docs" / "live.md").read_text("utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    blocks = noise(376)

    def in_time() -> Iterator[np.ndarray]:
        for i, block in enumerate(blocks):
            yield block
            if i % 16 == 15:
                peer.done("/sync", i)

    monkeypatch.setattr(running, "place_of", lambda _host: (daemon.host, daemon.port))
    exec(code, {"Client": Client, "blocks": in_time()})
    assert np.array_equal(peer.read("verse"), blocks.ravel()[-2 * RATE :])


def test_an_end_while_an_input_is_open_leaves_nothing(tmp_path: Path):
    with Daemon(tmp_path, "--log-level", "warning") as daemon, Udp(daemon.port) as peer:
        peer.done("/input/open", "silent")
        peer.done("/live/record", "take")
        peer.done("/quit")
        assert daemon.finish() == 0
    daemon.assert_unruffled()  # Python would warn of shared memory that is left
