"""Which component became which: edits, faders and labels follow."""

from dataclasses import replace

import numpy as np

from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.labels import Labels
from oscfactor.model.layers import PLAIN, Layers, with_grid
from oscfactor.model.mix import Mix
from oscfactor.model.renumbering import Renumbering, labels_after, labels_back, mix_after, mix_back
from oscfactor.model.values import Buffer, Factorization


def layers(n, **edits):
    f = Factorization(
        W=np.full((n, 5), 0.2, np.float32),
        H=np.ones((1, 4, n), np.float32),
        stft=Stft(window=8, hop=2, fft=8),
        loss="kl",
        loss_value=0.0,
        n_iterations=1,
        seconds=0.0,
    )
    return Layers(Buffer(np.zeros((1, 8), np.float32), 8000), f, replace(PLAIN, **edits))


def test_numbers_above_a_merged_one_move_down_and_a_split_moves_none():
    assert Renumbering.of_merge(5, [3, 1], [0.5, 0.5]).moves() == [(4, 3)]
    assert Renumbering.of_split(5, 2, [0.5, 0.5]).moves() == []
    assert Renumbering.of_kept(5, 3, [1, 4]).moves() == [(4, 0)]
    assert Renumbering.of_merge(5, [3, 1], [0.5, 0.5]).moves(back=True) == [(3, 4)]


def test_faders_go_with_their_component_there_and_back():
    mix = Mix.neutral(4)
    for k in range(4):
        mix = mix.with_gain(k, k + 1.0)
    r = Renumbering.of_merge(4, [0, 2], [0.5, 0.5])
    after = mix_after(mix, r.sources)
    assert after.gains.tolist() == [1, 2, 4]
    assert mix_back(mix, after.with_gain(2, 9.0), r.stays).gains.tolist() == [1, 2, 3, 9]
    split = Renumbering.of_split(4, 3, [0.5, 0.5])
    assert mix_after(mix, split.sources).gains.tolist() == [1, 2, 3, 4, 4]
    assert mix_after(mix, Renumbering.of_kept(4, 6, [3]).sources).gains.tolist() == [1, 2, 3, 4, 1, 1]


def test_labels_go_with_their_component_there_and_back():
    labels = Labels("s", "#000000", ("a", "b", "c"), ("#000001", "#000002", "#000003"), (0, 0, 1))
    r = Renumbering.of_merge(3, [0, 1], [0.5, 0.5])
    after = labels_after(labels, r.sources, r.stays)
    assert (after.names, after.colours, after.kept) == (("a", "c"), ("#000001", "#000003"), (0, 1))
    assert labels_back(labels, after.with_name(1, "d"), r.stays).names == ("a", "b", "d")
    split = Renumbering.of_split(3, 2, [0.5, 0.5])
    assert labels_after(labels, split.sources, split.stays).names == ("a", "b", "c", "")


def test_cells_of_what_stays_stay_and_those_of_a_split_are_shared_out():
    matrix = np.arange(9, dtype=np.float32).reshape(3, 3)
    before = layers(3)
    before = replace(before, recombination=with_grid(PLAIN, "matrix", matrix))
    after = Renumbering.of_split(3, 1, [0.75, 0.25]).recombined(before).matrix
    np.testing.assert_array_equal(after[np.ix_([0, 2], [0, 2])], matrix[np.ix_([0, 2], [0, 2])])
    np.testing.assert_array_equal(after[[1, 3]][:, [0, 2]], matrix[[1, 1]][:, [0, 2]])
    np.testing.assert_allclose(after[[0, 2]][:, [1, 3]], np.outer(matrix[[0, 2], 1], [0.75, 0.25]))
    np.testing.assert_array_equal(after[np.ix_([1, 3], [1, 3])], np.diag([4, 4]))
    merged = Renumbering.of_merge(3, [0, 2], [0.5, 0.5])
    assert merged.recombined(layers(3)).plain
    assert merged.recombined(before).matrix[1, 1] == matrix[1, 1]


def test_edits_of_what_stays_stay_on_its_number():
    edit = np.full((1, 4), 3, np.float32)
    before = layers(3, activations={1: edit, 2: edit * 2})
    after = Renumbering.of_merge(3, [0, 1], [0.5, 0.5]).recombined(before)
    assert list(after.activations) == [1]
    np.testing.assert_array_equal(after.activations[1], edit * 2)
    kept = Renumbering.of_kept(3, 2, [2]).recombined(before)
    assert list(kept.activations) == [0]
