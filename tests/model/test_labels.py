"""Names and colours of components."""

from oscfactor.model.labels import COLOURS, Labels
from oscfactor.model.mix import ALL


def test_new_components_have_no_name_and_the_next_colours():
    labels = Labels("drums", COLOURS[0]).resized(10)
    assert labels.names == ("",) * 10
    assert labels.colours == (*COLOURS, *COLOURS[:2])


def test_one_component_or_all_are_labelled_and_the_old_value_stays():
    labels = Labels("drums", COLOURS[0]).resized(3)
    changed = labels.with_name(1, "kick").with_colour(ALL, "#000000")
    assert changed.names == ("", "kick", "")
    assert set(changed.colours) == {"#000000"}
    assert labels.names == ("", "", "")
    assert changed.resized(1).names == ("",)
    assert changed.resized(4).names == ("", "kick", "", "")
