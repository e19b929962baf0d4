"""What a scene keeps of a sound, and the memory that it takes."""

import numpy as np

from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.layers import GRIDS, SETTINGS_OF_ALL, Layers, neutral, with_grid
from oscfactor.model.mix import Mix
from oscfactor.model.scene import SceneSound, grids_of
from oscfactor.model.values import Buffer, Factorization

N_SAMPLES, K = 256, 2
STFT = Stft(window=64, hop=16, fft=64)


def sound():
    W = np.full((K, STFT.n_bins), 1 / STFT.n_bins, np.float32)
    H = np.ones((1, STFT.n_frames(N_SAMPLES), K), np.float32)
    samples = np.zeros((1, N_SAMPLES), np.float32)
    return Layers(Buffer(samples, 44100), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))


def test_each_grid_is_kept_and_a_neutral_one_takes_no_memory():
    layers = sound()
    assert grids_of(layers) == dict.fromkeys(SETTINGS_OF_ALL)
    for kind in GRIDS:
        grid = neutral(kind, K)
        grid[0, 1] = 1.0
        edited = Layers(layers.buffer, layers.factorization, with_grid(layers.recombination, kind, grid))
        kept = grids_of(edited)
        assert np.array_equal(kept[kind], grid)
        assert [name for name in SETTINGS_OF_ALL if kept[name] is not None] == [kind]


def test_the_memory_of_a_scene_grows_with_its_faders_and_its_matrix():
    def n_bytes(k, grids):
        return SceneSound(Mix.neutral(k), grids, None).n_bytes

    assert n_bytes(100, None) == n_bytes(100, dict.fromkeys(SETTINGS_OF_ALL)) > n_bytes(1, None) > 0
    matrix = np.eye(100, dtype=np.float32)
    assert n_bytes(100, {"matrix": matrix, "mutes": None}) - n_bytes(100, None) == matrix.nbytes
