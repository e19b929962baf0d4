"""Streams are asked for in the words of the table, and ended by name or pattern."""

from types import SimpleNamespace

import pytest

from oscfactor.session.follower import Shape
from oscfactor.session.streams import Pace


class Streams:
    """Streams that write down what they are asked for; those of a buffer end once."""

    def __init__(self):
        self.asked, self.names = [], ["n", "other"]

    async def activations(self, owner, send, *args):
        self.asked.append((owner.key, send, *args))
        return 3

    async def audio(self, owner, send, *args):
        self.asked.append((owner.key, send, *args))
        return 2, 48000

    def stop(self, owner, matches):
        stopped = [name for name in self.names if matches(name)]
        self.names = [name for name in self.names if name not in stopped]
        return len(stopped)


CLIENT = SimpleNamespace(key="me", send="to me")
PACE = {"clock": "auto", "rate": 1.0, "loop": True, "start": 0.0, "end": 0.0, "ttl": 0.0}


@pytest.fixture
def streams(bench, monkeypatch):
    made = Streams()
    monkeypatch.setattr(bench.session, "streams", made)
    init = "tests.handlers.conftest.FakeRequest.__init__"
    monkeypatch.setattr(
        init, lambda self, address: self.__dict__.update(address=address, client=CLIENT, sent=[])
    )
    return made


def test_activations_go_to_the_asker_in_the_shape_that_was_asked_for(bench, streams):
    assert bench.ask("/stream/activations", "n", 50)[0] == ("n", 50.0, 3, "auto")
    shaped = ("component", 1, "scale", "db", "smooth", 500, "release", 20, "threshold", -20, "ttl", 5)
    bench.ask("/stream/activations", "n", 50, *shaped, "clock", "internal", "loop", 0, "start", 0.5)
    plain, shaped = streams.asked
    assert plain == ("me", "to me", "n", 50.0, Shape(), Pace(**PACE))
    assert shaped[4] == Shape(component=1, scale="db", smooth=0.5, release=0.02, threshold=-20.0)
    assert shaped[5] == Pace(**{**PACE, "clock": "internal", "loop": False, "start": 0.5, "ttl": 5.0})


def test_samples_go_to_the_asker(bench, streams):
    assert bench.ask("/stream/audio", "n", -1, "clock", "player")[0] == ("n", -1, 2, 48000, "player")
    assert streams.asked == [("me", "to me", "n", -1, Pace(**{**PACE, "clock": "player"}))]


def test_a_stop_counts_also_the_streams_that_an_earlier_request_has_yet_to_begin(bench, streams, monkeypatch):
    async def made(self, thing):
        assert (thing, streams.names) == ("stream", ["other"])
        streams.names.append("n")

    monkeypatch.setattr("tests.handlers.conftest.FakeRequest.made", made)
    assert bench.ask("/stream/stop", "n")[0] == ("n", 2)


def test_a_stop_takes_a_pattern_and_none_is_no_error(bench, streams):
    assert bench.ask("/stream/stop", "*")[0] == ("*", 2)
    assert bench.ask("/stream/stop", "*")[0] == ("*", 0)
