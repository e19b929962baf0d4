"""Saved sounds: their fingerprint, and whether anything of them is left."""

import hashlib
from dataclasses import replace

import numpy as np

from oscfactor.files.savedsound import SavedSound, sha256_of
from oscfactor.model.values import Buffer


def test_a_fingerprint_is_of_the_bytes_whatever_their_order_in_memory():
    samples = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert sha256_of(samples) == hashlib.sha256(samples.tobytes()).hexdigest()
    assert sha256_of(np.asfortranarray(samples)) == sha256_of(samples)
    assert sha256_of(samples + 1) != sha256_of(samples)


def test_a_sound_is_gone_if_its_samples_were_in_the_file_and_are_bad():
    sound = SavedSound("a", Buffer(np.zeros((1, 0), np.float32), 8000, "", 0), embedded=True)
    assert not sound.gone
    assert replace(sound, lost="the whole sound").gone
    assert not replace(sound, lost="its edits", embedded=False).gone
