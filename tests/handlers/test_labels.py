"""Sounds and components are named and coloured."""

import pytest

from oscfactor.errors import ArgumentError, NotFoundError


def test_a_sound_and_a_component_have_a_name(bench):
    assert bench.ask("/buffer/label", "n", "Drums, left")[0][0] == "n"
    assert bench.ask("/component/label", "n", 1, "kick")[0] == ("n", 1, "kick")
    state = bench.session.state
    assert state.value("/sound/n/1/name") == ("kick",)
    bench.ask("/component/label", "n", -1, "layer")
    assert {state.value(f"/sound/n/{k}/name") for k in range(3)} == {("layer",)}


def test_what_is_not_there_has_no_name(bench):
    with pytest.raises(NotFoundError):
        bench.ask("/component/label", "nobody", 0, "kick")
    with pytest.raises(ArgumentError):
        bench.ask("/component/label", "n", 3, "kick")
