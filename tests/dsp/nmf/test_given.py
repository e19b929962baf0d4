"""Checks before a factorization."""

import numpy as np
import pytest

from oscfactor.dsp.nmf.given import check_names, check_shapes
from oscfactor.errors import ArgumentError

V, W, H = np.ones((5, 8), np.float32), np.ones((3, 8), np.float32), np.ones((5, 3), np.float32)


def test_what_fits_together_passes():
    check_names("kl", "auto", "nndsvd")
    check_shapes(V, 3, W, True, H, True)
    check_shapes(V, 3, None, False, None, False)


@pytest.mark.parametrize("names", [("l1", "auto", "random"), ("kl", "als", "random"), ("kl", "auto", "ones")])
def test_a_name_that_nothing_has_is_refused_with_those_that_there_are(names):
    with pytest.raises(ArgumentError, match=r"no .* named '(l1|als|ones)'; have: "):
        check_names(*names)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((V[0], 3, None, False, None, False), "V must be"),
        ((V, 3, None, True, None, False), "must be given"),
        ((V, 3, W[:2], False, None, False), r"bases have the shape \(2, 8\); needed is \(3, 8\)"),
        ((V, 3, None, False, H[:, :2], False), "activations have the shape"),
        ((V, 3, -W, False, None, False), "bases must be numbers of at least 0"),
        ((V, 3, None, False, H * np.nan, False), "activations must be numbers of at least 0"),
    ],
)
def test_matrices_that_do_not_fit_are_refused(given, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        check_shapes(*given)
