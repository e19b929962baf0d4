"""Sounds as documents, and back."""

import numpy as np
import pytest

from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError, FileError
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import as_document
from oscfactor.files.reading import from_document
from oscfactor.files.savedsound import SavedSound
from oscfactor.model.values import Buffer, Factorization
from tests.support.numbers import run_of_all


def saved(**changes):
    random = np.random.default_rng(0)
    stft = Stft(window=64, hop=16, fft=64)
    samples = random.uniform(-1, 1, (2, 500)).astype(np.float32)
    W = random.uniform(0, 1, (3, stft.n_bins)).astype(np.float32)
    H = random.uniform(0, 1, (2, stft.n_frames(500), 3)).astype(np.float32)
    f = Factorization(W=W, H=H, stft=stft, loss="kl", loss_value=1.5, n_iterations=7, seconds=0.1)
    return SavedSound("noise", Buffer(samples, 8000, "", 0), embedded=True, factorization=f, **changes)


def there_and_back(sound, mend=lambda document: document):
    arrays = Arrays()
    document = as_document(sound, arrays)
    return from_document(mend(document), run_of_all(arrays))


def test_a_sound_comes_back_with_its_components():
    sound, back = saved(), there_and_back(saved())
    assert back.buffer.samples.tobytes() == sound.buffer.samples.tobytes()
    assert back.factorization.W.tobytes() == sound.factorization.W.tobytes()
    assert back.factorization.H.tobytes() == sound.factorization.H.tobytes()
    assert (back.name, back.factorization.n_iterations, back.lost) == ("noise", 7, "")


def test_a_document_that_is_not_understood_is_refused_as_a_whole():
    with pytest.raises(FileError, match=r"does not understand: .*'more'"):
        there_and_back(saved(), lambda document: {**document, "more": 1})
    with pytest.raises(FileError, match="no buffer may have"):
        there_and_back(saved(), lambda document: {**document, "name": "a/b\n"})


def test_numbers_that_could_never_be_loaded_again_are_not_saved():
    sound = saved()
    bad = Buffer(np.full((1, 9), np.nan, np.float32), 8000, "", 0)
    with pytest.raises(ArgumentError, match="no finite number in the sound"):
        as_document(SavedSound(sound.name, bad, embedded=True), Arrays())
