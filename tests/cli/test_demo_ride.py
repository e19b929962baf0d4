"""The faders of the demo's ride."""

import numpy as np
import pytest

from oscfactor.cli.demo_ride import FAR_BACK, _fader


@pytest.mark.parametrize("place", [0.0, 0.25, 0.9])
def test_a_layer_comes_forward_once_at_its_place_and_stands_far_back_half_a_ride_away(place: float) -> None:
    assert _fader(place, place) == pytest.approx(1.0)
    assert _fader(place + 0.5, place) == pytest.approx(FAR_BACK)
    ride = np.array([_fader(passed, place) for passed in np.linspace(0, 1, 200)])
    assert FAR_BACK - 1e-9 <= ride.min() <= ride.max() <= 1.0
