"""Names and colours out of a document."""

import pytest

from oscfactor.files.savedlabels import read_labels

LABELS = {
    "name": "Drums, left",
    "colour": "#ff6b6b",
    "names": ["", "kick"],
    "colours": ["#000000", "#ffffff"],
}


def test_labels_come_back_as_they_stand():
    labels = read_labels(LABELS)
    assert (labels.name, labels.colour) == ("Drums, left", "#ff6b6b")
    assert (labels.names, labels.colours) == (("", "kick"), ("#000000", "#ffffff"))


@pytest.mark.parametrize(
    "bad",
    [
        {"colour": "red"},
        {"name": ""},
        {"name": "a\nb"},
        {"names": ["a"]},
        {"colours": ["#000000", 1]},
        {"x": 1},
    ],
)
def test_bad_labels_are_refused(bad):
    with pytest.raises((ValueError, TypeError)):
        read_labels({**LABELS, **bad})
