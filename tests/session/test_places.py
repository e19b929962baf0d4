"""Where leaves are: addresses and places, patterns, and what has changed."""

import numpy as np
import pytest

from oscfactor.protocol.patterns import Pattern
from oscfactor.session.places import Place, address_of, differences, placed, plain, values_at, walk

GAIN = "/sound/{name}/{k}/gain"


@pytest.mark.parametrize("name", ["drums", "a/b", "50% of *", "ré"])
def test_an_address_leads_back_to_its_place_whatever_the_sound_is_called(name):
    address = address_of(GAIN, name, (12,))
    assert placed(GAIN, address.split("/")[1:]) == Place(GAIN, name, (12,))


@pytest.mark.parametrize(
    "address", ["/sound/a/x/gain", "/sound/a/-1/gain", "/sound/a/²/gain", "/sound/a/1/pan", "/sound/a/gain"]
)
def test_what_is_not_written_like_the_template_is_no_place(address):
    assert placed(GAIN, address.split("/")[1:]) is None


def test_a_pattern_reaches_the_leaves_that_there_are_and_no_others():
    found = [a for a in walk(Pattern("/sound/*/[1-9]/gain"), GAIN, "a", (3,)) if a]
    assert found == ["/sound/a/1/gain", "/sound/a/2/gain"]
    assert not any(walk(Pattern("/sound/b/*/gain"), GAIN, "a", (3,)))


def test_of_a_component_that_went_and_a_fader_that_moved_each_is_told():
    was, now = np.array([1, 0.5, 1]), np.array([1, 0.25])
    assert list(differences(was, now, GAIN)) == [("changed", (1,)), ("removed", (2,))]
    assert list(differences(now, was, GAIN)) == [("changed", (1,)), ("added", (2,))]


def test_a_matrix_that_grows_tells_its_new_cells_only():
    told = list(differences(np.ones((1, 1)), np.ones((2, 2)), "/sound/{name}/matrix/{from}/{to}"))
    assert told == [("added", (0, 1)), ("added", (1, 0)), ("added", (1, 1))]


@pytest.mark.parametrize(
    ("was", "now", "kinds"),
    [(None, 1, ["added"]), (1, None, ["removed"]), (1, 2, ["changed"]), (1, 1, []), (None, None, [])],
)
def test_a_value_alone_comes_goes_and_changes(was, now, kinds):
    assert [kind for kind, _ in differences(was, now, "/sound/{name}/level")] == kinds


def test_values_are_as_a_client_gets_them():
    assert plain(0.1) == np.float32(0.1)
    assert [type(plain(value)) for value in (True, np.bool_(False), np.int64(3))] == [int, int, int]
    assert values_at(np.array([[1, 2], [3, 4]]), (1, 0)) == (3,)
    assert values_at(("mix", True), ()) == ("mix", 1)
