"""Players by names and by patterns of names, and the device; the players are stand-ins."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from oscfactor.errors import NotFoundError
from oscfactor.realtime.card_process import Device
from oscfactor.realtime.orders import Region


class Second(float):
    """Where a player is; it also keeps who plays it."""

    host = ""


class Players:
    """Players that write down what they are asked for; each is at a second of its own."""

    def __init__(self, *names):
        self.voices = {name: Second(0.5 + i) for i, name in enumerate(names)}
        self.recorded = list(names[:1])
        self.asked = []

    def _note(self, word, name, *args):
        self.asked.append((word, name, *args))
        if name not in self.voices:
            raise NotFoundError(f"{name!r} is not playing")

    async def ready(self, _sound):
        self.asked.append("ready")

    def play(self, name, _sound, _mix, **options):
        self._note("play", name, options)
        return Region(2000, 6000)

    def pause(self, name):
        self._note("pause", name)

    def seconds(self, name):
        return self.voices[name]

    def stop(self, name):
        self._note("stop", name)
        return self.voices.pop(name)

    def seek(self, name, seconds):
        self._note("seek", name, seconds)
        return min(seconds, 1.5)

    def set_rate(self, name, rate, mode):
        self._note("set_rate", name, rate, mode)

    def set_loop(self, name, *args):
        self._note("set_loop", name, *args)
        return Region(800, 1600)

    async def record(self, name, path):
        self._note("record", name, str(path))
        return Path(f"/there/{path}")

    def end_recording(self, name):
        self._note("end_recording", name)
        return f"/there/{name}.wav"


@pytest.fixture
def players(bench, monkeypatch):
    made = Players("n", "other")
    monkeypatch.setattr(bench.session, "players", made)
    return made


def test_what_is_not_given_to_play_stays_as_it_was(bench, players):
    assert bench.ask("/player/play", "n")[0] == ("n", 0.25, 0.75)
    options = dict.fromkeys(("start", "end", "loop", "rate", "mode", "outputs"))
    assert players.asked == ["ready", ("play", "n", options)]
    bench.ask("/player/play", "n", 0.25, "loop", 0, "rate", 0.5, "mode", "resample")
    wanted = {"start": 0.25, "loop": False, "rate": 0.5, "mode": "resample"}
    assert players.asked[-1] == ("play", "n", {**options, **wanted})
    assert players.voices["n"].host == "127.0.0.1", "it stops when that computer's patches have gone"


@pytest.mark.parametrize(
    ("address", "args", "asked", "done"),
    [
        ("/player/pause", (), [("pause",)], (1.5,)),
        ("/player/seek", (9.0,), [("seek", 9.0)], (1.5,)),
        ("/player/rate", (0.5, "stretch"), [("set_rate", 0.5, "stretch")], (0.5,)),
        ("/player/rate", (2.0,), [("set_rate", 2.0, None)], (2.0,)),
        ("/player/loop", (1, 0.1, 0.2, "fade", 10), [("set_loop", True, 0.1, 0.2, 0.01)], (True, 0.1, 0.2)),
        ("/player/loop", (0,), [("set_loop", False, None, None, None)], (False, 0.1, 0.2)),
    ],
)
def test_a_pattern_means_every_player_that_it_matches(bench, players, address, args, asked, done):
    assert bench.ask(address, "*", *args)[0] == ("*", *done)
    assert players.asked == [(word, name, *rest) for name in ("n", "other") for word, *rest in asked]
    players.asked.clear()
    assert bench.ask(address, "o*", *args)[0][0] == "o*"
    assert {entry[1] for entry in players.asked} == {"other"}


@pytest.mark.parametrize(
    ("address", "args"), [("/player/pause", ()), ("/player/seek", (1.0,)), ("/player/rate", (1.0,))]
)
def test_who_does_not_play_is_named(bench, players, address, args):
    with pytest.raises(NotFoundError, match="'drums' is not playing"):
        bench.ask(address, "drums", *args)
    with pytest.raises(NotFoundError, match="no name matches 'd\\*'; have: n, other"):
        bench.ask(address, "d*", *args)


def test_a_stop_is_of_all_that_play_and_of_those_that_are_about_to(bench, players, monkeypatch):
    async def made(self, thing):
        assert thing == "player"
        assert players.voices == {}, "what sounds stops at once"
        players.voices["late"] = 2.0  # an earlier request has begun it meanwhile

    monkeypatch.setattr("tests.handlers.conftest.FakeRequest.made", made)
    assert bench.ask("/player/stop", "*")[0] == ("*", 2.0)
    assert [name for _, name in players.asked] == ["n", "other", "late"]


def test_a_stop_of_nothing_says_so(bench, players):
    assert bench.ask("/player/stop", "n")[0] == ("n", 0.5)
    with pytest.raises(NotFoundError):
        bench.ask("/player/stop", "n")
    with pytest.raises(NotFoundError):
        bench.ask("/player/stop", "x*")


def test_a_recording_begins_and_ends_by_its_buffers_name(bench, players):
    assert bench.ask("/player/record", "n", "take.wav")[0] == ("n", "/there/take.wav")
    assert bench.ask("/player/record/stop", "*")[0] == ("*", "/there/n.wav"), "the other is not recorded"
    assert players.asked == [("record", "n", "take.wav"), ("end_recording", "n")]


def test_devices_are_listed_and_one_is_opened_in_seconds(bench, monkeypatch):
    devices = [Device(0, "speakers", "ALSA", 2, 44100.0, False), Device(3, "card", "JACK", 8, 48000.0, True)]
    opened = []

    async def listed():
        return devices

    async def opening(**wanted):
        opened.append(wanted)
        return "card", 8, 48000, 64, 5.0

    monkeypatch.setattr(bench.session, "devices", SimpleNamespace(listed=listed, open=opening))
    done, sent = bench.ask("/audio/devices")
    assert done == (2,)
    assert sent[1] == ("/oscfactor/device", 3, "card", "JACK", 8, 48000.0, True)
    assert bench.ask("/audio/device", 3, "latency", 5)[0] == ("card", 8, 48000, 64, 5.0)
    bench.ask("/audio/device")
    plain = {"device": "", "channels": 0, "sample_rate": 0, "block": 0, "latency": None}
    assert opened == [{**plain, "device": "3", "latency": 0.005}, plain]
