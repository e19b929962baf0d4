"""Numbers of a picture's panels."""

import numpy as np
import pytest

from oscfactor.cli.panels import _at_most, borders


def test_borders_lie_between_the_values_on_a_logarithmic_scale() -> None:
    assert borders(np.array([1.0, 4.0, 16.0])) == pytest.approx([0.5, 2, 8, 32])


def test_a_wide_sound_keeps_its_peaks_in_fewer_columns() -> None:
    activations = np.zeros((10, 1), np.float32)
    activations[[3, 9]] = 1
    assert _at_most(activations, 5)[:, 0].tolist() == [0, 1, 0, 0, 1]
    assert _at_most(activations, 10).shape == (10, 1)
