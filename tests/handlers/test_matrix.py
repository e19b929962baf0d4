"""The matrix: gains and switches set, scaled, dealt out, and given back."""

import numpy as np


def gains(bench):
    """The matrix as `/matrix/get` gives it, and its switched cells."""
    done, sent = bench.ask("/matrix/get", "n")
    assert done == ("n", 3)
    matrix = np.zeros((3, 3))
    for address, name, i, j, *row in (m for m in sent if m[0] == "/oscfactor/matrix"):
        assert (address, name) == ("/oscfactor/matrix", "n")
        matrix[i, j : j + len(row[0])] = row[0]
    return matrix, [m[2:] for m in sent if m[0] == "/oscfactor/cell"]


def test_cells_rows_and_columns_are_set_and_switched(bench):
    assert bench.ask("/matrix/set", "n", 0, 1, 0.5)[0][:4] == ("n", 0, 1, 0.5)
    bench.ask("/matrix/set", "n", 2, -1, 0.25)
    bench.ask("/matrix/mute", "n", -1, 2, 1)
    bench.ask("/matrix/solo", "n", 1, 2, 1)
    bench.ask("/matrix/mute", "n", 0, 2, 0)
    matrix, cells = gains(bench)
    assert matrix.tolist() == [[1, 0.5, 0], [0, 1, 0], [0.25, 0.25, 0.25]]
    assert cells == [(1, 2, 1, 1), (2, 2, 1, 0)]


def test_all_gains_are_scaled_up_to_the_limit_cleared_and_put_back(bench):
    bench.ask("/matrix/set", "n", 0, 1, 0.5)
    bench.ask("/matrix/scale", "n", 10.0)
    assert gains(bench)[0].tolist() == [[10, 5, 0], [0, 10, 0], [0, 0, 10]]
    bench.ask("/matrix/scale", "n", 4.0)
    assert gains(bench)[0].max() == 16
    bench.ask("/matrix/clear", "n")
    assert not gains(bench)[0].any()
    bench.ask("/matrix/identity", "n")
    assert gains(bench)[0].tolist() == np.eye(3).tolist()


def test_a_shuffle_is_taken_back_by_its_inverse(bench):
    bench.ask("/matrix/shuffle", "n", 7)
    assert gains(bench)[0].tolist() != np.eye(3).tolist()
    bench.ask("/matrix/shuffle", "n", 7, "inverse", 1)
    assert gains(bench)[0].tolist() == np.eye(3).tolist()


def test_chance_gives_rows_that_add_up_to_1_and_a_permutation_if_asked(bench):
    bench.ask("/matrix/random", "n", 0.5, 3)
    np.testing.assert_allclose(gains(bench)[0].sum(axis=1), 1, atol=1e-6)
    bench.ask("/matrix/random", "n", 0.5, 3, "permutation", 1)
    matrix = gains(bench)[0]
    assert matrix.sum(axis=0).tolist() == matrix.sum(axis=1).tolist() == [1, 1, 1]
    assert not matrix.diagonal().any()


def test_phases_are_chosen_and_masks_shaped(bench):
    assert bench.ask("/matrix/phase", "n", "griffinlim")[0][:2] == ("n", "griffinlim")
    bench.ask("/edit/masks", "n", "exponent", 2.0, "threshold", 0.25, "residual", 1)
    r = bench.layers.recombination
    assert (r.phase, r.exponent, r.threshold, r.residual) == ("griffinlim", 2.0, 0.25, True)
