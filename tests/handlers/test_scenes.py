"""The commands of scenes, of the master and of the cue, by the table."""

import pytest

from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.protocol.commands import COMMANDS


@pytest.fixture
def scenes(bench):
    yield bench
    bench.session.scenes.replace_all({})


def test_scenes_of_all_of_some_and_of_patterns(scenes):
    assert scenes.ask("/scene/store", "all")[0] == ("all", 2)
    assert scenes.ask("/scene/store", "one", "n")[0] == ("one", 1)
    assert scenes.ask("/scene/store", "two", "oth*", "n", "n")[0] == ("two", 2)
    assert scenes.ask("/scene/store", 7, "names", "n")[0] == ("7", 1)
    done, sent = scenes.ask("/scene/list")
    assert done == (4,)
    assert sent[2] == ("/oscfactor/scene", "two", "other", "n")
    assert scenes.ask("/scene/free", "7")[0] == ("7",)


def test_a_scene_with_a_wrong_name_changes_nothing(scenes):
    with pytest.raises(NotFoundError, match="no buffer named 'x'"):
        scenes.ask("/scene/store", "all", "n", "x")
    with pytest.raises(NotFoundError, match="no name matches 'x\\*'"):
        scenes.ask("/scene/store", "all", "x*")
    with pytest.raises(NotFoundError, match="no scene named 'all'; have: none yet"):
        scenes.ask("/scene/recall", "all")
    assert scenes.ask("/scene/list")[0] == (0,)


def test_what_is_missing_is_named_with_commas(scenes):
    session = scenes.session
    scenes.ask("/matrix/set", "n", 0, 1, 0.5)
    scenes.ask("/scene/store", "all")
    (scene,) = session.scenes.by_name.values()
    seen = scene.sounds["n"]
    session.scenes.replace_all({"all": type(scene)({**scene.sounds, "gone": seen, "other": seen})})
    done, _ = scenes.ask("/scene/recall", "all", 0.5)
    assert done == ("all", 2, "gone, the matrix of other")


@pytest.mark.parametrize(
    ("address", "args", "sentence"),
    [
        ("/component/gain", ("n", 0, 1.0, -1.0), "seconds must be at least 0"),
        ("/component/gain", ("n", 0, 1.0, "soon"), "no option 'soon'"),
        ("/matrix/set", ("n", 0, 0, 1.0, 1e9), "seconds must be at most 3600"),
        ("/master/gain", (17.0,), "gain must be at most 16"),
        ("/master/limiter", (1, 0.0), "ceiling must be at least 0.01"),
        ("/scene/store", ("a/b",), "which a scene may not"),
        ("/scene/recall", ("a", float("nan")), "seconds must be a finite number"),
        ("/panic", (-1.0,), "fade must be at least 0"),
        ("/cue/outputs", (1000,), "channel must be at most 126"),
    ],
)
def test_a_wrong_argument_is_refused_in_a_sentence(address, args, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        COMMANDS[address].bind(args)


def test_the_master_and_the_cue_are_kept_until_there_is_a_device(bench):
    master = bench.session.players.master
    bench.ask("/master/gain", 0.5, 2.0)
    bench.ask("/master/mute", 1)
    assert bench.ask("/master/limiter", 1, 0.8)[0] == (True, 0.8)
    assert bench.ask("/master/limiter", 0)[0] == (False, 0.8)
    bench.ask("/cue/outputs", 4)
    orders = master.orders
    assert (orders.gain, orders.muted, orders.limit, orders.cue_channel) == (0.5, True, None, 4)
    assert bench.session.state.value("/master/gain") == (0.5,)
    assert bench.session.state.value("/master/level") == (0.0, 0.0)
    bench.ask("/component/cue", "n", 1, 1)
    assert bench.session.state.value("/sound/n/1/cue") == (1,)
    bench.ask("/player/cue", "*", 0)
    assert bench.session.state.value("/sound/n/1/cue") == (0,)
    with pytest.raises(NotFoundError, match="nothing is being recorded"):
        bench.ask("/master/record/stop")
    master.set(gain=1.0, muted=False)


def test_a_cell_glides_in_the_seconds_that_are_given(bench):
    bench.ask("/matrix/set", "n", 0, 1, 0.5)
    assert bench.layers.recombination.glides is None
    bench.ask("/matrix/set", "n", 0, 1, 1.0, 2.0)
    bench.ask("/matrix/mute", "n", 2, -1, 1, 1.0)
    seconds = bench.layers.recombination.glides.seconds.tolist()
    assert seconds == [[0, 2, 0], [0, 0, 0], [1, 1, 1]]
    bench.ask("/edit/undo", "n")
    assert bench.layers.recombination.glides.seconds.tolist() == seconds
    bench.ask("/edit/reset", "n")
    assert bench.layers.recombination.glides is None
