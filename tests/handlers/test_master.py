"""What is done to all that is heard reaches the master."""

import pytest

from oscfactor.errors import NotFoundError


def test_the_masters_faders_are_set_and_stay_as_they_were(bench):
    master = bench.session.players.master
    ceiling = master.orders.ceiling
    assert bench.ask("/master/limiter", 1)[0] == (True, ceiling)
    assert bench.ask("/master/limiter", 1, 0.5)[0] == (True, 0.5)
    assert bench.ask("/master/limiter", 0)[0] == (False, 0.5)
    assert bench.ask("/master/gain", 0.25)[0] == (0.25,)
    assert bench.ask("/master/mute", 1)[0] == (True,)
    bench.ask("/master/mute", 0)
    bench.ask("/master/gain", 1.0)
    assert bench.ask("/cue/gain", 0.5)[0] == (0.5,)
    assert bench.ask("/cue/outputs", 4)[0] == (4,)
    assert master.orders.ceiling == 0.5


def test_nothing_is_recorded_and_nothing_plays(bench):
    with pytest.raises(NotFoundError, match="begin with /master/record"):
        bench.ask("/master/record/stop")
    assert bench.ask("/panic", 0.1)[0] == (0,)


def test_a_component_is_heard_in_the_cue_or_not(bench):
    assert bench.ask("/component/cue", "*", 1, 1)[0] == ("*", 1, True)
    assert bench.session.mixer.mix("n").cued.tolist() == [False, True, False]
    bench.ask("/component/cue", "*", -1, 0)
    assert not bench.session.mixer.mix("n").cued.any()
