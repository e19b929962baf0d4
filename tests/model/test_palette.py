"""The colours around a picture."""

from oscfactor.model import palette


def test_the_ground_is_dark_and_what_is_written_on_it_is_light() -> None:
    light = {
        name: sum(bytes.fromhex(getattr(palette, name)[1:])) / 765 for name in vars(palette) if name.isupper()
    }
    assert light["BACKGROUND"] < light["PANEL"] < 0.15
    assert light["TEXT"] > light["FAINT"] > 0.45
