"""Colours of components."""

from oscfactor.cli.palette import colours_of, rgb
from oscfactor.model.labels import COLOURS


def test_a_colour_is_red_green_and_blue() -> None:
    assert rgb("#ff0033") == (1.0, 0.0, 0.2)


def test_beyond_the_palette_the_colours_come_round_again() -> None:
    colours = colours_of(len(COLOURS) + 1)
    assert colours.shape == (len(COLOURS) + 1, 3)
    assert (colours[0] == colours[-1]).all()
    assert (colours >= 0).all()
    assert (colours <= 1).all()
