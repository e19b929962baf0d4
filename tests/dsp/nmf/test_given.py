"""Checks before a factorization."""

import numpy as np
import pytest

from oscfactor.dsp.nmf.given import Given, check_names, check_numbers, check_shapes
from oscfactor.errors import ArgumentError

V, W, H = np.ones((5, 8), np.float32), np.ones((3, 8), np.float32), np.ones((5, 3), np.float32)


def test_what_fits_together_passes():
    check_names("kl", "auto", "nndsvd")
    check_numbers(1, 0, 0.0)
    check_shapes(V, 3, Given(W=W, W_fixed=True, H=H, H_fixed=True))
    check_shapes(V, 3, Given())


@pytest.mark.parametrize("names", [("l1", "auto", "random"), ("kl", "als", "random"), ("kl", "auto", "ones")])
def test_a_name_that_nothing_has_is_refused_with_those_that_there_are(names):
    with pytest.raises(ArgumentError, match=r"no .* named '(l1|als|ones)'; have: "):
        check_names(*names)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((V[0], 3, Given()), "V must be"),
        ((V, 3, Given(W_fixed=True)), "must be given"),
        ((V, 3, Given(W=W[:2])), r"bases have the shape \(2, 8\); needed is \(3, 8\)"),
        ((V, 3, Given(H=H[:, :2])), "activations have the shape"),
        ((V, 3, Given(W=-W)), "bases must be numbers of at least 0"),
        ((V, 3, Given(H=H * np.nan)), "activations must be numbers of at least 0"),
    ],
)
def test_matrices_that_do_not_fit_are_refused(given, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        check_shapes(*given)


@pytest.mark.parametrize("numbers", [(0, 1, 0.0), (1, -1, 0.0), (1, 1, -0.1), (1, 1, np.inf), (1, 1, np.nan)])
def test_numbers_out_of_range_are_refused(numbers):
    with pytest.raises(ArgumentError, match="at least"):
        check_numbers(*numbers)
