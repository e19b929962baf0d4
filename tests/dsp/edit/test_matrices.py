"""The laws of matrices that mix components anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscfactor.dsp.edit import matrices
from oscfactor.errors import ArgumentError

SEEDS = st.integers(0, 2**31 - 1)
COMMON = settings(max_examples=30, deadline=None)


@given(k=st.integers(2, 40), seed=SEEDS)
@COMMON
def test_a_permutation_gives_each_another_basis_and_its_inverse_is_the_identity(k, seed):
    there = matrices.permutation(k, seed)
    assert (there.sum(axis=0) == 1).all()
    assert (there.sum(axis=1) == 1).all()
    assert not np.diag(there).any()
    back = matrices.shuffled(there, seed, inverse=True)
    assert back.tobytes() == matrices.identity(k).tobytes()


def test_one_component_has_no_others_basis():
    with pytest.raises(ArgumentError, match="no other's basis"):
        matrices.permutation(1, 0)
    assert matrices.shuffled(matrices.identity(1), 3).tolist() == [[1]]


@given(k=st.integers(1, 40), density=st.floats(0, 1), seed=SEEDS)
@COMMON
def test_a_random_matrix_spends_each_activation_once(k, density, seed):
    matrix = matrices.by_chance(k, density, seed)
    assert matrix.sum(axis=1, dtype=float) == pytest.approx(1, abs=1e-5)
    assert matrix.tobytes() == matrices.by_chance(k, density, seed).tobytes()
    assert density > 0 or ((matrix > 0).sum(axis=1) == 1).all()
