"""The inverse transform of complex values, by its passes, against NumPy's."""

import numpy as np
import pytest

from oscfactor.dsp.transform.fft_kernels import (
    MAX_LENGTH,
    MIN_LENGTH,
    PLANE,
    inverse,
    room,
    rows_room,
    twiddles,
)

LENGTHS = [2**e for e in range(MIN_LENGTH.bit_length() - 1, MAX_LENGTH.bit_length())]


def transformed(values, x=None):
    n = values.size
    x = room() if x is None else x
    x[:n], x[PLANE : PLANE + n] = values.real, values.imag
    z = inverse(x, room(), rows_room(), twiddles(n), n)
    return z[:n] + 1j * z[PLANE : PLANE + n]


@pytest.mark.parametrize("n", LENGTHS)
def test_it_is_numpys_without_the_scale(n):
    random = np.random.default_rng(n)
    values = random.standard_normal(n) + 1j * random.standard_normal(n)
    expected = np.fft.ifft(values) * n
    assert np.linalg.norm(transformed(values) - expected) < 4e-7 * np.linalg.norm(expected)


@pytest.mark.parametrize("n", LENGTHS)
def test_one_value_is_one_turning_wave(n):
    values = np.zeros(n, complex)
    values[n // 4 + 1] = 1
    expected = np.exp(2j * np.pi * (n // 4 + 1) * np.arange(n) / n)
    np.testing.assert_allclose(transformed(values), expected, atol=1e-5)


def test_what_a_room_held_before_does_not_matter():
    values = np.random.default_rng(0).standard_normal(256) + 0j
    dirty = room()
    dirty[:] = np.nan
    assert np.array_equal(transformed(values, dirty), transformed(values))
