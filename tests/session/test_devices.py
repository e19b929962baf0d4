"""Devices are asked for beside the event loop, and one is opened as it was asked for."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime import card_process
from oscfactor.realtime.card_process import Wanted
from oscfactor.session.devices import Devices


class Output:
    """An output that opens whatever is asked for, and is 30 ms long."""

    latency, seconds_ahead = 0.02, 0.03

    def __init__(self, card):
        self.card, self.asked = card, []

    async def reopen(self, wanted, latency):
        self.asked.append((wanted, latency))
        return self.card


CARD = SimpleNamespace(
    name="speakers", n_channels=2, sample_rate=44100, ring=SimpleNamespace(largest_block=512)
)


def opened(card, **wanted):
    output = Output(card)

    async def scenario():
        devices = Devices(asyncio.get_running_loop(), SimpleNamespace(output=output))
        asked = {"device": "", "channels": 0, "sample_rate": 0, "block": 0, "latency": None, **wanted}
        return await devices.open(**asked)

    return asyncio.run(scenario()), output.asked


def test_a_device_is_told_as_it_was_opened_with_its_latency_in_milliseconds():
    told, asked = opened(CARD, device="spea", channels=4, sample_rate=48000, block=64)
    assert told == ("speakers", 2, 44100, 512, 30.0)
    assert asked == [(Wanted("spea", 4, 48000, 64), 0.02)], "its latency stays as it was"
    assert opened(CARD, latency=0.005)[1] == [(Wanted(), 0.005)]


def test_no_device_has_no_numbers():
    assert opened(None, device="none")[0] == ("none", 0, 0, 0, 0)


def test_devices_answer_late_and_hold_nobody_up(monkeypatch):
    asked_on = []
    may_answer = threading.Event()

    def listed():
        asked_on.append(threading.current_thread())
        assert may_answer.wait(20)
        return ["speakers"]

    monkeypatch.setattr(card_process, "devices", listed)

    async def scenario():
        devices = Devices(asyncio.get_running_loop(), None)
        asked = asyncio.ensure_future(devices.listed())
        await asyncio.sleep(0)
        may_answer.set()  # which is reached though no device has answered yet
        return await asked

    assert asyncio.run(scenario()) == ["speakers"]
    assert asked_on != [threading.current_thread()]


def test_a_missing_sound_system_says_so(monkeypatch):
    def listed():
        raise DeviceError("PortAudio is missing")

    monkeypatch.setattr(card_process, "devices", listed)

    async def scenario():
        await Devices(asyncio.get_running_loop(), None).listed()

    with pytest.raises(DeviceError, match="PortAudio"):
        asyncio.run(scenario())
