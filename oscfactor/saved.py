"""What is saved of each sound, as a document and back; what is not understood is refused, never skipped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.stft import Stft
from oscfactor.errors import FileError, OscFactorError
from oscfactor.history import Change, Step
from oscfactor.layers import GRIDS, PHASES, PLAIN, Recombination
from oscfactor.mix import Mix
from oscfactor.model import Buffer, Factorization
from oscfactor.sessionfile import Arrays

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
    shape: tuple[int, int] = field(default=(0, 0))


def sha256_of(samples: Array) -> str:
    """Return a sound's fingerprint."""
    return hashlib.sha256(np.ascontiguousarray(samples, "<f4").data.cast("B")).hexdigest()


def as_document(sound: SavedSound, arrays: Arrays) -> dict[str, Any]:
    """Return what stands for a sound in the document; its numbers go to `arrays`."""
    buffer, f, r = sound.buffer, sound.factorization, sound.recombination
    return {
        "name": sound.name,
        "path": buffer.path,
        "offset": buffer.offset,
        "sample_rate": buffer.sample_rate,
        "shape": list(buffer.samples.shape),
        "sha256": sound.sha256 or sha256_of(buffer.samples),
        "samples": arrays.put(buffer.samples) if sound.embedded else None,
        "factorization": None if f is None else factorization_document(f, arrays),
        "recombination": {
            "activations": {str(k): arrays.put(a) for k, a in r.activations.items()},
            "bases": {str(k): arrays.put(a) for k, a in r.bases.items()},
            **{kind: None if (grid := getattr(r, kind)) is None else arrays.put(grid) for kind in GRIDS},
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
    """Return what stands for a factorization in a document; its numbers go to `arrays`."""
    return {
        "W": arrays.put(f.W),
        "H": arrays.put(f.H),
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
                "before": arrays.put(c.before),
                "after": arrays.put(c.after),
            }
            for c in step.changes
        ],
        "before": list(step.before),
        "after": list(step.after),
    }


def from_document(document: Any, run: Array) -> SavedSound:
    """Return the sound that stands in a document; one that is not embedded has no samples yet.

    Raises
    ------
    FileError
        Something in it is not understood, or does not fit together.
    """
    try:
        return _sound(document, run)
    except (LookupError, TypeError, ValueError, AttributeError, OscFactorError) as error:
        raise FileError(f"the session holds what this oscfactor does not understand: {error}") from error


def _sound(document: Any, run: Array) -> SavedSound:
    given = _keys(
        document,
        *("name", "path", "offset", "sample_rate", "shape", "sha256", "samples", "factorization"),
        *("recombination", "done", "undone", "mix", "player"),
    )
    n_channels, n_samples = map(int, given["shape"])
    embedded = given["samples"] is not None
    samples = _array(given["samples"], run) if embedded else np.zeros((n_channels, 0), np.float32)
    factorization = (
        None if given["factorization"] is None else read_factorization(given["factorization"], run)
    )
    if factorization is not None:
        _fits(factorization.H.shape[::2], (n_channels, factorization.stft.n_frames(n_samples)))
    return SavedSound(
        name=str(given["name"]),
        buffer=Buffer(samples, int(given["sample_rate"]), str(given["path"]), int(given["offset"])),
        embedded=embedded,
        factorization=factorization,
        recombination=_recombination(given["recombination"], run, factorization),
        done=tuple(_read_step(step, run) for step in given["done"]),
        undone=tuple(_read_step(step, run) for step in given["undone"]),
        mix=None if given["mix"] is None else _mix(given["mix"]),
        player=given["player"],
        sha256=str(given["sha256"]),
        shape=(n_channels, n_samples),
    )


def read_factorization(document: Any, run: Array) -> Factorization:
    """Return the factorization that stands in a document.

    Raises
    ------
    LookupError, TypeError, ValueError
        Something in it is not understood, or does not fit together.
    """
    given = _keys(document, "W", "H", "stft", "loss", "loss_value", "n_iterations", "seconds")
    stft = Stft(**given["stft"])
    # Kernels want bases, and the activations of a frame, contiguous.
    W = np.ascontiguousarray(_array(given["W"], run).T)
    H = np.ascontiguousarray(_array(given["H"], run).transpose(0, 2, 1))
    _fits(W.shape, (H.shape[2], stft.n_bins))
    for array in (W, H):
        array.flags.writeable = False
    return Factorization(
        W=W.T,
        H=H.transpose(0, 2, 1),
        stft=stft,
        loss=str(given["loss"]),
        loss_value=float(given["loss_value"]),
        n_iterations=int(given["n_iterations"]),
        seconds=float(given["seconds"]),
    )


def _recombination(document: Any, run: Array, f: Factorization | None) -> Recombination:
    given = {"mutes": None, "solos": None, **document}  # which the first sessions had not
    given = _keys(given, "activations", "bases", *GRIDS, "phase", "exponent", "threshold", "residual")
    activations = {int(k): _array(a, run) for k, a in given["activations"].items()}
    bases = {int(k): _array(a, run) for k, a in given["bases"].items()}
    grids: dict[str, Any] = {
        kind: None if given[kind] is None else _array(given[kind], run) for kind in GRIDS
    }
    if f is not None:
        for k, activation in activations.items():
            _fits(activation.shape, f.H[:, k].shape)
        for k, basis in bases.items():
            _fits(basis.shape, f.W[:, k].shape)
        for grid in grids.values():
            _fits((f.n_components,) * 2 if grid is None else grid.shape, (f.n_components,) * 2)
    if given["phase"] not in PHASES:
        raise ValueError(f"a phase named {given['phase']!r}")
    settings = {"phase": str, "exponent": float, "threshold": float, "residual": bool}
    return Recombination(
        activations=activations,
        bases=bases,
        **grids,
        **{name: kind(given[name]) for name, kind in settings.items()},
    )


def _read_step(document: Any, run: Array) -> Step:
    given = _keys(document, "what", "changes", "before", "after")
    changes = []
    for change in given["changes"]:
        c = _keys(change, "kind", "k", "offset", "before", "after")
        if c["kind"] not in ("activation", "basis", *GRIDS):
            raise ValueError(f"a change of {c['kind']!r}")
        parts = _array(c["before"], run), _array(c["after"], run)
        changes.append(Change(c["kind"], int(c["k"]), int(c["offset"]), *parts))
    before, after = (
        (str(phase), float(exponent), float(threshold), bool(residual))
        for phase, exponent, threshold, residual in (given["before"], given["after"])
    )
    return Step(str(given["what"]), tuple(changes), before, after)


def _mix(document: Any) -> Mix:
    given = _keys(document, "gains", "mutes", "solos", "pans", "level")
    kinds = {"gains": np.float32, "mutes": np.bool_, "solos": np.bool_, "pans": np.float32}
    columns: dict[str, Any] = {name: np.array(given[name], kind) for name, kind in kinds.items()}
    for column in columns.values():
        _fits(column.shape, columns["gains"].shape)
        column.flags.writeable = False
    return Mix(**columns, level=float(given["level"]))


def _array(place: Any, run: Array) -> Array:
    given = _keys(place, "at", "shape")
    shape = tuple(int(n) for n in given["shape"])
    at, size = int(given["at"]), int(np.prod(shape, dtype=np.int64))
    if min(shape, default=0) < 0 or at < 0 or at + size > run.size:
        raise ValueError("an array that is not there")
    array = run[at : at + size].reshape(shape).astype(np.float32)
    if not np.isfinite(array).all():
        raise ValueError("an array of what are not numbers")
    array.flags.writeable = False
    return array


def _keys(document: Any, *names: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise TypeError(f"{type(document).__name__} where names are expected")
    odd = document.keys() ^ set(names)
    if odd:
        raise ValueError(f"{sorted(odd)[0]!r}, which is new or missing")
    return document


def _fits(shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if tuple(shape) != tuple(wanted):
        raise ValueError(f"an array of shape {tuple(shape)} where {tuple(wanted)} is needed")
