"""What the user wants of all that is heard reaches each renderer, and its recording goes on."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from oscfactor.errors import NotFoundError
from oscfactor.realtime.master import NAME, Master
from oscfactor.realtime.orders import CUE_CHANNEL
from oscfactor.realtime.recorder import Recorder

RATE = 48000


class Renderer:
    """A renderer that writes down what it is told."""

    level = (0.0, 0.0)

    def __init__(self):
        self.orders, self.recording = [], "never told"

    def tell(self, what, orders):
        assert what == "master"
        self.orders.append(orders)

    def record_all(self, recording):
        self.recording = recording


class Output:
    """An output whose device may come and go."""

    def __init__(self, n_channels=2):
        self.renderer = Renderer()
        self.card = SimpleNamespace(n_channels=n_channels, sample_rate=RATE)

    async def opened(self):
        return self.card


def made(n_channels=2, recorder=None):
    output = Output(n_channels)
    return Master(output, recorder), output


def test_a_change_reaches_the_renderer_and_who_shows_it():
    master, output = made()
    told = []
    master.on_change = lambda: told.append(master.orders.gain)
    master.set(0.5, gain=0.25)
    assert [orders.gain for orders in output.renderer.orders] == [0.25]
    assert output.renderer.orders[0].glides.seconds.tolist() == [0.5, 0.0, 0.0]
    assert told == [0.25]


def test_a_change_leaves_the_rest_as_it_was():
    master, _ = made()
    master.set(gain=0.25)
    master.set(muted=True)
    assert (master.orders.gain, master.orders.muted) == (0.25, True)


def test_a_new_renderer_plays_as_the_old_one_did_and_records_on():
    master, output = made()
    master.set(gain=0.25, muted=True)
    take = object()
    master.record(take)
    output.renderer = Renderer()  # the device was lost and opened again
    master.opened()
    assert [(orders.gain, orders.muted) for orders in output.renderer.orders] == [(0.25, True)]
    assert output.renderer.recording is take


@pytest.mark.parametrize(
    ("n_channels", "channel", "has"),
    [
        (2, CUE_CHANNEL, False),
        (3, CUE_CHANNEL, False),
        (4, CUE_CHANNEL, True),
        (4, 3, False),
        (4, 0, True),
        (2, 0, False),
    ],
)
def test_the_cue_has_channels_where_the_device_has_a_pair_besides_the_first(n_channels, channel, has):
    master, output = made(n_channels)
    master.set(cue_channel=channel)
    assert master.has_cue is has
    output.card = None
    assert master.has_cue


def test_all_that_is_heard_is_recorded_until_it_is_ended(tmp_path):
    async def scenario():
        told = asyncio.Queue()
        recorder = Recorder(asyncio.get_running_loop(), lambda *event: told.put_nowait(event))
        master, output = made(4, recorder)
        path = await master.begin_recording(str(tmp_path / "all.wav"))
        assert output.renderer.recording is master.recording is not None
        output.renderer.recording.write(np.full((4, 480), 0.5, np.float32), RATE)
        assert master.end_recording() == str(path)
        assert output.renderer.recording is None
        assert (await told.get())[:3] == ("/oscfactor/recorded", NAME, str(path))
        assert soundfile.read(path)[0].shape == (480, 4)
        with pytest.raises(NotFoundError, match="begin with /master/record"):
            master.end_recording()

    asyncio.run(scenario())
