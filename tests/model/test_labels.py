"""Names and colours of components."""

import numpy as np
import pytest

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


# How colours look to eyes without one kind of cone: Machado, Oliveira & Fernandes, "A physiologically-based
# model for simulation of color vision deficiency", 2009, table 1, of linear red, green and blue.
EYES = {
    "all cones": [1, 0, 0, 0, 1, 0, 0, 0, 1],
    "no red": [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    "no green": [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    "no blue": [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}


@pytest.mark.parametrize("eyes", EYES)
def test_the_colours_are_told_apart_by_all_eyes(eyes):
    colours = np.array([[*bytes.fromhex(c[1:])] for c in COLOURS]) / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    seen = oklab(np.clip(linear @ np.reshape(EYES[eyes], (3, 3)).T, 0, 1))
    apart = np.linalg.norm(seen[:, None] - seen[None], axis=2) + np.eye(len(seen))
    assert apart.min() > 0.1


def oklab(linear):
    """Return lightness and two opponent colours, whose distances are about as seen (Ottosson 2020)."""
    cones = linear @ np.transpose(
        [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
    )
    return np.cbrt(cones) @ np.transpose(
        [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]
    )
