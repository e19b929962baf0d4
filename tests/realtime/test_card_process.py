"""The sound card's process with the device that plays to nobody, from its opening to its end."""

import contextlib
import signal
import sys
import time
from multiprocessing.shared_memory import SharedMemory

import numpy as np
import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime import card_process
from oscfactor.realtime.card_process import Device, SoundCard, Wanted, default_output
from tests.support.programs import children
from tests.support.wire import PATIENCE


@pytest.fixture
def card():
    card = SoundCard(Wanted("silent", n_channels=3, sample_rate=44100, block=128))
    yield card
    with contextlib.suppress(AttributeError):  # a test has closed it
        card.close()


def process():
    """Return this test's process that feeds a card."""
    (found,) = children("oscfactor.realtime.card")
    return found


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_the_wanted_device_is_opened_and_takes_samples_in_real_time(card):
    assert (card.name, card.n_channels, card.sample_rate, card.latency) == ("silent", 3, 44100, 0.0)
    assert card.ring.largest_block == 128
    card.ring.set_active(True)
    begun = time.monotonic()
    card.ring.write(np.zeros((3, 13230), np.float32))
    wait_for(lambda: card.ring.n_waiting < 128)
    assert time.monotonic() - begun > 0.25  # 0.3 s of sound
    assert card.is_alive()


def test_a_process_that_is_killed_is_not_alive(card):
    victim = process()
    victim.kill()
    victim.wait(PATIENCE)
    assert not card.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_device_that_stands_still_is_not_alive_after_half_a_second(card):
    frozen = process()
    frozen.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    card.is_alive()
    wait_for(lambda: not card.is_alive())
    assert time.monotonic() - begun > 0.4
    frozen.send_signal(signal.SIGCONT)
    wait_for(card.is_alive)


def test_closing_ends_the_process_and_removes_the_memory(card):
    name, fed = card.ring.shape.name, process()
    card.close()
    assert not fed.is_running()
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)


def test_a_device_that_there_is_not_leaves_no_process():
    with pytest.raises(DeviceError):
        SoundCard(Wanted("no such device"))
    assert not children("oscfactor.realtime.card")


def test_the_default_device_is_told_by_name_or_said_to_be_missing(monkeypatch):
    first = Device(0, "first", "ALSA", 2, 48000.0, is_default=False)
    second = Device(1, "second", "ALSA", 2, 48000.0, is_default=True)
    monkeypatch.setattr(card_process, "devices", lambda: [first, second])
    assert default_output() == "second"
    monkeypatch.setattr(card_process, "devices", lambda: [first])
    with pytest.raises(DeviceError, match="no output device"):
        default_output()
