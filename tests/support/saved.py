"""A sound with components and edits, as a document with its numbers."""

from __future__ import annotations

import numpy as np

from oscfactor.dsp.transform.stft import Stft
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import as_document
from oscfactor.files.savedsound import SavedSound
from oscfactor.model.history import difference
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization

N, K = 500, 3
STFT = Stft(window=64, hop=16, fft=64)


def sound(**changes) -> SavedSound:
    """Return a sound of two channels in three components, with an edit, a step and faders."""
    random = np.random.default_rng(0)
    buffer = Buffer(random.uniform(-1, 1, (2, N)).astype(np.float32), 8000, "", 0)
    W = random.uniform(0, 1, (K, STFT.n_bins)).astype(np.float32)
    H = random.uniform(0, 1, (2, STFT.n_frames(N), K)).astype(np.float32)
    f = Factorization(W=W, H=H, stft=STFT, loss="kl", loss_value=1.5, n_iterations=7, seconds=0.1)
    edits = Recombination(
        activations={1: H[:, ::-1, 1].copy()},
        bases={2: W[0].copy()},
        matrix=np.full((K, K), 0.5, np.float32),
        mutes=np.eye(K, dtype=np.float32),
        phase="source",
        exponent=2.0,
        threshold=0.25,
        residual=True,
    )
    step = difference("/matrix/set", Layers(buffer, f), edits)
    given = {"embedded": True, "factorization": f, "recombination": edits, "mix": Mix.neutral(K + 1)}
    return SavedSound(**{"name": "noise", "buffer": buffer, "done": (step,), **given, **changes})


def document_of(saved: SavedSound):
    """Return a sound's document, and its numbers, which may be written."""
    arrays = Arrays()
    document = as_document(saved, arrays)
    return document, np.concatenate([np.ravel(part) for part in arrays.parts])
