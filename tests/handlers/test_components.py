"""Components: described, given in ranges, written to files."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError


def test_ranges_of_components_are_given(bench):
    layers = bench.layers
    done, ((_, name, k, offset, total, values),) = bench.ask("/component/activation", "n", 1, 5, 10)
    assert (done, name, k, offset, total) == (("n", 1, 5, 10), "n", 1, 5, layers.factorization.n_frames)
    np.testing.assert_array_equal(values, layers.activation(1)[0, 5:15])
    done, ((_, *_, values),) = bench.ask("/component/basis", "n", 2, 100, 50)
    assert done == ("n", 2, 100, 29)
    np.testing.assert_array_equal(values, layers.basis(2)[100:])
    done, ((address, *args, samples),) = bench.ask("/component/audio", "n", 0, 0, 50, 1000)
    assert (done, address, args) == (("n", 0, 0, 50, 100), "/oscfactor/audio", ["n", 0, 0, 50, 3000])
    assert samples.shape == (100,)


def test_components_are_described_one_or_all(bench):
    done, sent = bench.ask("/component/info", "n", -1)
    assert done == ("n", 3)
    assert [m[2] for m in sent] == [0, 1, 2]
    assert abs(sum(m[3] for m in sent) - 1) < 1e-5
    assert bench.ask("/component/info", "n", 1)[1] == [sent[1]]


def test_files_are_told_before_done(bench, tmp_path):
    done, sent = bench.ask("/component/export", "n", -1, str(tmp_path), "flac")
    assert done == ("n", 3, -1)
    assert [(m[0], m[2], m[3]) for m in sent] == [
        ("/oscfactor/file", k, str(tmp_path / f"n-0{k}.flac")) for k in range(3)
    ]
    done, ((_, *told),) = bench.ask("/matrix/export", "n", 0, 1, str(tmp_path))
    assert tuple(told) == done


def test_data_files_hold_what_the_readouts_give_after_edits(bench, tmp_path):
    bench.ask("/activation/reverse", "n", 1)
    place = tmp_path / "n.npz"
    done, sent = bench.ask("/component/data", "n", -1, str(place))
    assert done == ("n", 1, -1)
    assert sent == [("/oscfactor/file", "n", -1, place.as_posix())]
    with np.load(place) as data:
        for k in range(3):
            ((_, *_, total, values),) = bench.ask("/component/activation", "n", k, 0, 100)[1]
            assert data["activations"].shape == (3, 1, total)
            np.testing.assert_array_equal(data["activations"][k, 0, :100], values)
    assert bench.ask("/component/data", "n", 2, str(tmp_path / "n.mid"))[0] == ("n", 1, 2)
    with pytest.raises(ArgumentError, match="no component 3"):
        bench.ask("/component/data", "n", 3, str(place))
