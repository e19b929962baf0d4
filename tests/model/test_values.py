"""Sounds and factorizations as values, and the order of axes that files have."""

import numpy as np
import pytest

from oscfactor.dsp.transform.stft import Stft
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import factorization_document
from oscfactor.files.savedcomponents import read_factorization
from oscfactor.model.values import Buffer, Factorization, exchanged
from tests.support.numbers import run_of_all

STFT = Stft(window=16, hop=4, fft=16)


@pytest.fixture
def found():
    W, H = np.arange(27, dtype=np.float32), np.arange(30, dtype=np.float32)
    return Factorization(W.reshape(3, 9), H.reshape(2, 5, 3), STFT, "kl", 0.0, 1, 0.0)


def test_a_factorization_counts_what_it_holds(found):
    assert (found.n_components, found.n_frames, found.n_bytes) == (3, 5, 4 * 57)


def test_a_buffer_counts_what_it_holds():
    buffer = Buffer(np.zeros((2, 100), np.float32), 8000)
    assert (buffer.n_channels, buffer.n_samples, buffer.n_bytes) == (2, 100, 800)


def test_files_keep_the_order_of_axes_that_they_always_had(found):
    arrays = Arrays()
    document = factorization_document(found, arrays)
    assert document["W"]["shape"] == [9, 3]
    assert document["H"]["shape"] == [2, 3, 5]
    W, H = arrays.parts
    assert W[4].tolist() == [4, 13, 22]  # bin 4 of each basis
    assert H[1, 2].tolist() == [17, 20, 23, 26, 29]  # the activation of component 2 in the second channel


def test_what_is_read_from_a_file_is_as_kernels_want_it(found):
    arrays = Arrays()
    document = factorization_document(found, arrays)
    read = read_factorization(document, run_of_all(arrays))
    for ours, theirs in ((read.W, found.W), (read.H, found.H)):
        np.testing.assert_array_equal(ours, theirs)
        assert ours.flags.c_contiguous
        assert not ours.flags.writeable


def test_exchanging_twice_changes_nothing(found):
    W, H = exchanged(*exchanged(found.W, found.H))
    np.testing.assert_array_equal(W, found.W)
    np.testing.assert_array_equal(H, found.H)
