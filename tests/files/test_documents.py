"""Sounds as documents: what stands in them, and what is never written."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import as_document
from oscfactor.files.savedsound import SavedSound, sha256_of
from oscfactor.model.values import Buffer
from tests.support.saved import K, N, document_of, sound


def test_each_array_is_laid_down_once_and_the_document_says_where():
    document, numbers = document_of(sound())
    given = sound()
    place = document["samples"]
    assert place["shape"] == [2, N]
    assert np.array_equal(numbers[place["at"] :][: 2 * N].reshape(2, N), given.buffer.samples)
    assert document["sha256"] == sha256_of(given.buffer.samples)
    assert document["factorization"]["stft"] == {"window": 64, "hop": 16, "fft": 64}
    assert document["recombination"]["activations"].keys() == {"1"}
    assert document["recombination"]["solos"] is None
    assert document["mix"]["gains"] == [1.0] * (K + 1)
    assert document["player"] is None


def test_a_sound_of_a_file_is_saved_without_its_samples():
    document, _ = document_of(sound(embedded=False, sha256="as it was"))
    assert document["samples"] is None
    assert document["sha256"] == "as it was"


@pytest.mark.parametrize("part", ["samples", "bases", "activations", "an edit"])
def test_numbers_that_could_never_be_loaded_again_are_not_saved(part):
    given = sound()
    array = {
        "samples": given.buffer.samples,
        "bases": given.factorization.W,
        "activations": given.factorization.H,
        "an edit": given.recombination.bases[2],
    }[part]
    array.flags.writeable = True
    array.ravel()[3] = np.nan
    with pytest.raises(ArgumentError, match="no finite number"):
        as_document(given, Arrays())


def test_a_sound_of_nothing_but_samples_is_a_document_too():
    document = as_document(
        SavedSound("bare", Buffer(np.zeros((1, 9), np.float32), 8000), embedded=True), Arrays()
    )
    assert document["factorization"] is None
    assert document["done"] == []
