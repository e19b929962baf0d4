"""Streams, over the wire: who gets which numbers, and when."""

import socket
import struct
import time

import numpy as np
import pytest
import soundfile

from oscfactor.client import Client
from oscfactor.errors import ArgumentError
from tests.support.programs import Daemon
from tests.support.wire import PATIENCE

RATE = 48000
HOP = 480
K = 4
FOREVER = 150.0  # seconds: a first start compiles for a while


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streams")
    samples = np.random.default_rng(3).uniform(-0.5, 0.5, (2 * RATE, 2)).astype(np.float32)
    soundfile.write(folder / "a.wav", samples, RATE, subtype="FLOAT")
    with Daemon(folder, "--device=silent") as running:
        with Client(running.host, running.port, timeout=FOREVER) as client:
            client.request("/buffer/load", "a", str(folder / "a.wav"))
            client.request("/buffer/factorize", "a", K, "fft", 1024, "hop", HOP, "iterations", 5)
        yield running


class Listener(Client):
    """A client that keeps what is pushed to it."""

    def __init__(self, daemon):
        super().__init__(daemon.host, daemon.port, timeout=FOREVER)
        self.pushed = []

    def ask(self, address, *args):
        reply = self.request(address, *args, on_message=self.pushed.append)
        return reply.args

    def wait(self, address, n, patience=20.0):
        """Return at least `n` messages at an address, asking on until they are there."""
        deadline = time.monotonic() + patience
        while len(self.at(address)) < n:
            assert time.monotonic() < deadline, f"only {len(self.at(address))} of {n} {address} came"
            self.ask("/version")
        return self.at(address)

    def at(self, address):
        return [m.args for m in self.pushed if m.address == address]


@pytest.fixture
def listener(daemon):
    with Listener(daemon) as listening:
        yield listening


@pytest.fixture
def activations(listener):
    """The mean of the channels' activations, (n_components, n_frames)."""
    rows = []
    for k in range(K):
        values, total = [], 1
        while len(values) < total:
            reply = listener.request("/component/activation", "a", k, len(values), 512)
            total = reply.messages[-1].args[3]
            values += reply.messages[-1].args[4:]
        rows.append(values)
    return np.array(rows, np.float32)


def test_the_frame_for_a_time_is_the_activation_at_that_time(listener, activations):
    listener.ask("/stream/activations", "a", 100, "clock", "internal")  # a frame each 480 samples: one a hop
    frames = listener.wait("/oscfactor/frame", 60)
    for i, (name, seconds, *values) in enumerate(frames):
        assert name == "a"
        assert seconds == pytest.approx(i / 100, abs=1e-6)
        assert values == activations[:, i].tolist()


def test_between_two_frames_the_activation_is_on_the_straight_line(listener, activations):
    listener.ask("/stream/activations", "a", 250, "clock", "internal", "component", 2, "start", 0.5)
    for _, seconds, value in listener.wait("/oscfactor/frame", 80):
        place = seconds * RATE / HOP
        t = int(place + 1e-4)
        a, b = activations[2, t : t + 2]
        assert value == pytest.approx(a + (place - t) * (b - a), abs=2e-3 * float(activations.max()))


def test_the_own_clock_loops_and_runs_at_its_own_rate(listener):
    options = ("clock", "internal", "rate", 4.0, "start", 0.5, "end", 1.0)
    listener.ask("/stream/activations", "a", 100, *options)
    seconds = [args[1] for args in listener.wait("/oscfactor/frame", 40)]
    np.testing.assert_allclose(seconds, 0.5 + (np.arange(len(seconds)) * 0.04) % 0.5, atol=1e-5)


def test_an_own_clock_that_does_not_loop_says_when_it_ends(listener):
    listener.ask("/stream/activations", "a", 200, "clock", "internal", "loop", 0, "start", 1.9)
    (ended,) = listener.wait("/oscfactor/stream", 1)
    assert ended[:2] == ("a", "activations")
    assert len(listener.at("/oscfactor/frame")) == 20


def test_a_stream_is_paced_to_real_time(listener):
    begun = time.monotonic()
    listener.ask("/stream/activations", "a", 200, "clock", "internal")
    n = len(listener.wait("/oscfactor/frame", 100))
    passed = time.monotonic() - begun
    assert 100 <= n <= passed * 200 + 1


def test_eight_subscribers_each_get_every_frame(daemon):
    listeners = [Listener(daemon) for _ in range(8)]
    for listening in listeners:
        listening.ask("/stream/activations", "a", 200, "clock", "internal", "loop", 1)
    deadline = time.monotonic() + PATIENCE
    while min(len(one.at("/oscfactor/frame")) for one in listeners) < 200:
        assert time.monotonic() < deadline
        for listening in listeners:
            listening.ask("/version")
    for listening in listeners:
        seconds = np.array([args[1] for args in listening.at("/oscfactor/frame")])
        np.testing.assert_allclose(seconds, np.arange(len(seconds)) / 200 % 2.0, atol=1e-5)
        listening.close()


def test_a_stream_goes_to_the_asker_only(listener, daemon):
    with Listener(daemon) as other:
        other.ask("/notify", 1)
        listener.ask("/stream/activations", "a", 500, "clock", "internal")
        listener.wait("/oscfactor/frame", 50)
        other.ask("/version")
        assert other.at("/oscfactor/frame") == []
        other.ask("/notify", 0)


def test_stop_ends_it(listener):
    listener.ask("/stream/activations", "a", 500, "clock", "internal")
    listener.wait("/oscfactor/frame", 5)
    assert listener.ask("/stream/stop", "*") == ("*", 1)
    n = len(listener.at("/oscfactor/frame"))
    listener.ask("/version")
    assert len(listener.at("/oscfactor/frame")) == n
    assert listener.ask("/stream/stop", "a") == ("a", 0)


def test_it_ends_after_its_time_to_live(listener):
    begun = time.monotonic()
    listener.ask("/stream/activations", "a", 100, "clock", "internal", "ttl", 0.5)
    listener.wait("/oscfactor/stream", 1)
    assert time.monotonic() - begun >= 0.5


def test_it_ends_with_the_subscription(listener):
    listener.ask("/notify", 1)
    listener.ask("/stream/activations", "a", 100, "clock", "internal")
    listener.wait("/oscfactor/frame", 5)
    listener.ask("/notify", 0)
    assert listener.ask("/stream/stop", "a") == ("a", 0)


def test_who_never_reads_does_not_slow_the_others(listener, daemon):
    deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    address = b"/stream/activations\0,sf\0a\0\0\0" + struct.pack(">f", 1000.0)
    deaf.sendto(address, (daemon.host, daemon.port))
    listener.ask("/stream/activations", "a", 200, "clock", "internal")
    seconds = np.array([args[1] for args in listener.wait("/oscfactor/frame", 200)])
    np.testing.assert_allclose(seconds, np.arange(len(seconds)) / 200 % 2.0, atol=1e-5)
    deaf.close()


def test_who_dies_is_dropped(listener, daemon):
    dead = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dead.sendto(b"/stream/activations\0,sf\0a\0\0\0" + struct.pack(">f", 100.0), (daemon.host, daemon.port))
    dead.recv(2000)
    before = streams_of(listener)
    dead.close()
    deadline = time.monotonic() + PATIENCE
    while streams_of(listener) >= before:
        assert time.monotonic() < deadline, "its stream goes on"


def streams_of(listener):
    (status,) = [m.args for m in listener.request("/status").messages if m.address == "/oscfactor/status"]
    return dict(zip(status[::2], status[1::2], strict=True))["streams"]


def test_a_component_is_streamed_sample_for_sample(listener):
    *_, n_channels, sample_rate, _ = listener.ask("/stream/audio", "a", 1, "clock", "internal", "end", 0.25)
    assert (n_channels, sample_rate) == (2, RATE)
    blocks = listener.wait("/oscfactor/block", 2 * 40)
    listener.ask("/stream/stop", "a")
    n = RATE // 4
    expected = np.array([listener.pull("/component/audio", "a", 1, c) for c in range(2)])[:, :n]
    at = [0, 0]
    for name, k, channel, offset, *samples in blocks:
        assert (name, k) == ("a", 1)
        assert offset == at[channel]
        stop = offset + len(samples)
        assert np.array_equal(np.array(samples, np.float32), expected[channel, offset:stop])
        at[channel] = stop % n


def test_the_mix_is_streamed_as_it_is_heard(listener):
    listener.ask("/component/solo", "a", 3, 1)
    listener.ask("/stream/audio", "a", -1, "clock", "internal")
    blocks = listener.wait("/oscfactor/block", 20)
    listener.ask("/stream/stop", "a")
    listener.ask("/component/solo", "a", 3, 0)
    expected = [listener.pull("/component/audio", "a", 3, c) for c in range(2)]
    for _, k, channel, offset, *samples in blocks:
        assert k == -1
        stop = offset + len(samples)
        assert np.array_equal(np.array(samples, np.float32), expected[channel][offset:stop])


def test_the_play_head_leads_while_it_plays(listener):
    listener.ask("/player/play", "a", "start", 0.5, "end", 1.5, "loop", 1)
    listener.ask("/stream/activations", "a", 100, "clock", "player")
    frames = listener.wait("/oscfactor/frame", 150)
    listener.ask("/player/stop", "a")
    steps = np.diff([args[1] for args in frames])
    wraps = steps < 0
    np.testing.assert_allclose(steps[~wraps], 0.01, atol=1e-4)
    np.testing.assert_allclose(steps[wraps], 0.01 - 1.0, atol=1e-4)
    assert wraps.any()


def test_a_buffer_that_is_freed_ends_its_streams(listener):
    listener.ask("/buffer/alloc", "gone", 4800)
    listener.ask("/buffer/factorize", "gone", 1, "iterations", 1)
    listener.ask("/stream/activations", "gone", 100, "clock", "internal")
    listener.ask("/buffer/free", "gone")
    (ended,) = listener.wait("/oscfactor/stream", 1)
    assert "gone" in ended[2]


@pytest.mark.parametrize("span", [("start", 2.0), ("start", 1.0, "end", 0.5)])
@pytest.mark.parametrize("command", [("/stream/activations", "a", 100), ("/stream/audio", "a", 0)])
def test_a_stream_of_nothing_is_refused(listener, command, span):
    with pytest.raises(ArgumentError, match="there is nothing from"):
        listener.ask(*command, *span)
    assert listener.ask("/stream/stop", "a") == ("a", 0)


@pytest.mark.parametrize(
    "command", [("/stream/activations", "a", 100, "component", K), ("/stream/audio", "a", K)]
)
def test_a_stream_of_a_component_that_is_not_there_is_refused(listener, command):
    with pytest.raises(ArgumentError, match=f"no component {K}: there are {K}"):
        listener.ask(*command)


def test_a_stream_that_is_asked_for_again_is_replaced(listener):
    for rate in (100, 200):
        listener.ask("/stream/activations", "a", rate, "clock", "internal")
    listener.ask("/stream/activations", "a", 100, "clock", "internal", "component", 1)
    assert listener.ask("/stream/stop", "a") == ("a", 2)


def test_an_object_is_streamed_until_it_is_no_more(listener):
    listener.ask("/object/set", "a", 0, 0, 2)
    wanted = listener.pull("/object/audio", "a", 0, 1)
    done = listener.ask("/stream/object", "a", 0, "clock", "internal")
    assert done[:4] == ("a", 0, 2, RATE)
    for name, o, channel, offset, *samples in listener.wait("/oscfactor/object_block", 8):
        assert (name, o) == ("a", 0)
        if channel == 1:
            np.testing.assert_allclose(samples, wanted[offset : offset + len(samples)], atol=1e-6)
    listener.ask("/object/clear", "a")
    (ended,) = listener.wait("/oscfactor/stream", 1)
    assert ended == ("a", "object", "'a' has no objects yet; send /object/find a 4")
