"""The process of the card that is heard, with the device that hears silence, from its opening to its end."""

from multiprocessing.shared_memory import SharedMemory

import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.input_card import InputCard
from tests.realtime.test_card_process import wait_for
from tests.support.programs import children


@pytest.fixture
def card():
    card = InputCard(Wanted("silent", n_channels=3, sample_rate=44100, block=128))
    yield card
    card.close()


def process():
    (found,) = children("oscfactor.realtime.card")
    return found


def test_the_wanted_device_is_opened_and_gives_samples(card):
    assert (card.name, card.n_channels, card.sample_rate, card.latency) == ("silent", 3, 44100, 0.0)
    assert card.ring.largest_block == 128
    heard = card.ring.taken()
    assert heard.shape[0] == 3
    assert heard.shape[1] >= 256
    assert not heard.any()
    wait_for(lambda: card.ring.taken().shape[1])
    assert card.is_alive()


def test_a_process_that_is_killed_is_not_alive_and_leaves_no_memory(card):
    victim = process()
    victim.kill()
    victim.wait(20)
    assert not card.is_alive()
    name = card.ring.shape.name
    card.close()
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)
    card.close = lambda: None


def test_a_device_that_there_is_not_leaves_no_process():
    with pytest.raises(DeviceError, match=r"/input/devices|PortAudio"):
        InputCard(Wanted("no such device"))
    assert not children("oscfactor.realtime.card")
