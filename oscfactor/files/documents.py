"""Saved sounds as documents; `reading` takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import fault
from oscfactor.errors import ArgumentError
from oscfactor.files.arrays import Arrays
from oscfactor.files.savedmix import mix_document
from oscfactor.files.savedsound import SavedSound, sha256_of
from oscfactor.model.history import Step
from oscfactor.model.labels import Labels
from oscfactor.model.layers import GRIDS, OBJECTS
from oscfactor.model.values import Factorization, exchanged

Array = NDArray[np.float32]


def as_document(sound: SavedSound, arrays: Arrays) -> dict[str, Any]:
    """Return a sound as a document; its numbers go to `arrays`.

    Raises
    ------
    ArgumentError
        They are not finite, or out of range: then they could never be loaded again.
    """
    buffer, f, r = sound.buffer, sound.factorization, sound.recombination
    found = (f, *sound.earlier)
    return {
        "name": sound.name,
        "path": buffer.path,
        "offset": buffer.offset,
        "sample_rate": buffer.sample_rate,
        "shape": list(buffer.samples.shape),
        "sha256": sound.sha256 or sha256_of(buffer.samples),
        "samples": _put(arrays, buffer.samples, "sound") if sound.embedded else None,
        "factorization": None if f is None else factorization_document(f, arrays),
        # Without any, oscfactors that know of none can read the file.
        **({"earlier": [factorization_document(e, arrays) for e in sound.earlier]} if sound.earlier else {}),
        "recombination": {
            "activations": {str(k): _put(arrays, a, "activation") for k, a in r.activations.items()},
            "bases": {str(k): _put(arrays, a, "basis") for k, a in r.bases.items()},
            **{kind: None if (g := getattr(r, kind)) is None else _put(arrays, g, kind) for kind in GRIDS},
            **({} if r.objects is None else {OBJECTS: _put(arrays, r.objects, OBJECTS)}),
            "phase": r.phase,
            "exponent": r.exponent,
            "threshold": r.threshold,
            "residual": r.residual,
        },
        "done": [_step(step, arrays, found) for step in sound.done],
        "undone": [_step(step, arrays, found) for step in sound.undone],
        "mix": None if sound.mix is None else mix_document(sound.mix),
        "player": None if sound.player is None else dict(sound.player),
        "labels": None if sound.labels is None else _labels(sound.labels),
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
        **({"hints": [list(astuple(hint)) for hint in f.hints]} if f.hints else {}),
    }


def _labels(labels: Labels) -> dict[str, Any]:
    return {
        "name": labels.name,
        "colour": labels.colour,
        "names": list(labels.names),
        "colours": list(labels.colours),
        "kept": list(labels.kept),
    }


def _step(step: Step, arrays: Arrays, found: Sequence[Factorization | None]) -> dict[str, Any]:
    """Return a step as a document; components are told by their places in `found`."""
    places = {id(f): i for i, f in enumerate(found)}
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
        **({"found": [places[id(f)] for f in step.found]} if step.found else {}),
    }


def _put(arrays: Arrays, array: Array, kind: str) -> dict[str, Any]:
    if problem := fault(array, kind):
        raise ArgumentError(f"there is {problem}")
    return arrays.put(array)
