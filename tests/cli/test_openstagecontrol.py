"""The widgets of a page for Open Stage Control, of leaves that are made up here."""

import json

from oscfactor.cli import openstagecontrol
from oscfactor.cli.controls import Control
from oscfactor.cli.openstagecontrol import session
from oscfactor.protocol.leaves import find

TARGET = "127.0.0.1:57130"


def control(address, *values):
    found = find(address)
    return Control(address, found.row, found.places, values)


def strips(tab):
    return {widget["html"]: widget["widgets"] for widget in tab["widgets"] if "html" in widget}


def tabs(**sounds):
    return session(sounds, TARGET)["content"]["tabs"]


def test_a_value_that_is_told_comes_to_its_widget_once_however_many_sounds_there_are():
    page = session({name: [control(f"/sound/{name}/0/gain", 1.0)] for name in "ab"}, TARGET)
    text = json.dumps(page)
    assert text.count('"type": "variable"') == 1
    assert [tab["label"] for tab in page["content"]["tabs"]] == ["a", "b"]
    assert [tab["widgets"][0]["type"] for tab in page["content"]["tabs"]] == ["variable", "panel"]


def test_strips_stand_in_the_order_of_the_components():
    (tab,) = tabs(a=[control(f"/sound/a/{k}/gain", 1.0) for k in (10, 2, 0)])
    assert [label for label in strips(tab) if label != "whole"] == ["0", "2", "10"]


def test_a_matrix_for_hands_has_a_knob_for_each_cell_in_rows_and_a_larger_one_is_left_out(monkeypatch):
    cells = [control(f"/sound/a/matrix/{i}/{j}", 0.0) for i in range(2) for j in range(3)]
    (tab,) = tabs(a=cells)
    matrix = tab["widgets"][-1]
    assert matrix["gridTemplate"] == 3
    assert [knob["address"] for knob in matrix["widgets"]] == [cell.address for cell in cells]
    monkeypatch.setattr(openstagecontrol, "MAX_CELLS", len(cells) - 1)
    (tab,) = tabs(a=cells)
    assert "matrix" not in json.dumps(tab)


def test_what_is_only_read_sends_nothing():
    (tab,) = tabs(a=[control("/sound/a/0/level", -20.0, -10.0)])
    (shown,) = strips(tab)["0"]
    assert shown["bypass"]
    assert shown["interaction"] is False
