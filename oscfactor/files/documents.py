"""Saved sounds as documents; `reading` takes them back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import fault
from oscfactor.errors import ArgumentError
from oscfactor.files.archive import Arrays
from oscfactor.model.history import Step
from oscfactor.model.layers import GRIDS, PLAIN, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization, exchanged

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SavedSound:
    """A named sound with all that was made of it."""

    name: str
    buffer: Buffer
    embedded: bool = False  # its samples are in the file; otherwise it is read from its path again
    factorization: Factorization | None = None
    recombination: Recombination = PLAIN
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    mix: Mix | None = None
    player: Mapping[str, Any] | None = None
    # As it was saved: to be found again by.
    sha256: str = ""
    shape: tuple[int, int] = (0, 0)
    lost: str = ""  # the part that was in the file and could not be used

    @property
    def gone(self) -> bool:
        """Whether not even its samples could be used."""
        return bool(self.lost) and self.embedded and not self.buffer.n_samples


def sha256_of(samples: Array) -> str:
    """Return a sound's fingerprint."""
    return hashlib.sha256(np.ascontiguousarray(samples, "<f4").data.cast("B")).hexdigest()


def as_document(sound: SavedSound, arrays: Arrays) -> dict[str, Any]:
    """Return a sound as a document; its numbers go to `arrays`.

    Raises
    ------
    ArgumentError
        They are not finite, or out of range: then they could never be loaded again.
    """
    buffer, f, r = sound.buffer, sound.factorization, sound.recombination
    return {
        "name": sound.name,
        "path": buffer.path,
        "offset": buffer.offset,
        "sample_rate": buffer.sample_rate,
        "shape": list(buffer.samples.shape),
        "sha256": sound.sha256 or sha256_of(buffer.samples),
        "samples": _put(arrays, buffer.samples, "sound") if sound.embedded else None,
        "factorization": None if f is None else factorization_document(f, arrays),
        "recombination": {
            "activations": {str(k): _put(arrays, a, "activation") for k, a in r.activations.items()},
            "bases": {str(k): _put(arrays, a, "basis") for k, a in r.bases.items()},
            **{kind: None if (g := getattr(r, kind)) is None else _put(arrays, g, kind) for kind in GRIDS},
            "phase": r.phase,
            "exponent": r.exponent,
            "threshold": r.threshold,
            "residual": r.residual,
        },
        "done": [_step(step, arrays) for step in sound.done],
        "undone": [_step(step, arrays) for step in sound.undone],
        "mix": None
        if sound.mix is None
        else {
            "gains": sound.mix.gains.tolist(),
            "mutes": sound.mix.mutes.tolist(),
            "solos": sound.mix.solos.tolist(),
            "pans": sound.mix.pans.tolist(),
            "level": sound.mix.level,
        },
        "player": None if sound.player is None else dict(sound.player),
    }


def factorization_document(f: Factorization, arrays: Arrays) -> dict[str, Any]:
    """Return a factorization as a document; its numbers go to `arrays`."""
    W, H = exchanged(f.W, f.H)
    return {
        "W": _put(arrays, W, "basis"),
        "H": _put(arrays, H, "activation"),
        "stft": asdict(f.stft),
        "loss": f.loss,
        "loss_value": f.loss_value,
        "n_iterations": f.n_iterations,
        "seconds": f.seconds,
    }


def _step(step: Step, arrays: Arrays) -> dict[str, Any]:
    return {
        "what": step.what,
        "changes": [
            {
                "kind": c.kind,
                "k": c.k,
                "offset": c.offset,
                "before": _put(arrays, c.before, c.kind),
                "after": _put(arrays, c.after, c.kind),
            }
            for c in step.changes
        ],
        "before": list(astuple(step.before)),
        "after": list(astuple(step.after)),
    }


def _put(arrays: Arrays, array: Array, kind: str) -> dict[str, Any]:
    if problem := fault(array, kind):
        raise ArgumentError(f"there is {problem}")
    return arrays.put(array)
