"""The commands about live input, asked by the command table; the input is the wire."""

import numpy as np
import pytest

from oscfactor.errors import DeviceError, NotFoundError


@pytest.fixture
def wired(bench):
    done, _ = bench.ask("/input/open", "wire", 1, 1000)
    assert done == ("wire", 1, 1000)
    yield bench
    bench.ask("/input/close")


def test_what_was_written_is_captured(wired):
    sound = np.linspace(-1, 1, 100, dtype=np.float32)
    for number in range(10):
        assert wired.ask("/input/write", 0, number, *sound[10 * number : 10 * number + 10].tolist()) == (
            (),
            [],
        )
    assert wired.ask("/live/capture", "caught", 0.05, 0.02)[0] == ("caught", 1, 50, 1000)
    assert np.array_equal(wired.session.buffers.existing("caught").samples[0], sound[30:80])


def test_a_recording_is_begun_and_stopped(wired):
    assert wired.ask("/live/record", "rec", 30.0)[0] == ("rec", 30.0)
    wired.ask("/input/write", 0, 0, 0.5, 0.25)
    assert wired.ask("/live/stop", "rec")[0] == ("rec", 1, 2, 1000)


def test_a_match_is_begun_and_ended(wired, monkeypatch):
    async def start(name, rate):
        return 3

    monkeypatch.setattr(wired.session.matches, "start", start)
    assert wired.ask("/live/match", "a", 20)[0] == ("a", 20.0, 3)
    with pytest.raises(NotFoundError, match="the input is not matched by 'a'"):
        wired.ask("/live/match", "a", 0)


def test_without_an_input_it_is_said_how_to_open_one(bench):
    with pytest.raises(DeviceError, match="/input/open"):
        bench.ask("/live/capture", "a", 1.0)


def test_the_devices_that_can_hear_are_listed(bench):
    try:
        done, sent = bench.ask("/input/devices")
    except DeviceError:
        pytest.skip("there is no PortAudio")
    assert done == (len(sent),)
    assert {message[0] for message in sent} <= {"/oscfactor/device"}
