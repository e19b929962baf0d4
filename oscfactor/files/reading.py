"""Saved sounds out of a document: all of it is checked, and is a value, before anything is replaced.

A document that is not understood is refused as a whole. Where only numbers are bad, the sound comes without
them, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from oscfactor.errors import FileError, LimitError, OscFactorError
from oscfactor.files.fields import listed, record, text, whole
from oscfactor.files.run import BadNumbersError, Run
from oscfactor.files.savedcomponents import read_factorization, read_recombination, read_step
from oscfactor.files.savedlabels import read_labels
from oscfactor.files.savedmix import read_mix, read_player
from oscfactor.files.savedsound import SavedSound
from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.model.history import MAX_STEPS
from oscfactor.model.values import Buffer, Factorization

MAX_CHANNELS = 1024
MAX_RATE = 1_000_000  # Hz, of a buffer
_LONGEST = 2**53  # samples; whole numbers up to here are exact as floats
_TEXT = 8192  # characters of a path


def from_document(document: Any, run: Run) -> SavedSound:
    """Return the sound that stands in a document; a sound that is not embedded has no samples yet.

    Where only numbers of it are bad, they are left out, and `lost` says which.

    Raises
    ------
    FileError
        Something in it is not understood, or does not fit together.
    LimitError
        There is no memory for one of its arrays.
    """
    try:
        return _sound(document, run)
    except LimitError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, OscFactorError) as error:
        raise FileError(f"the session holds what this oscfactor does not understand: {error}") from error


def _sound(document: Any, run: Run) -> SavedSound:
    given = record(
        document,
        *("name", "path", "offset", "sample_rate", "shape", "sha256", "samples", "factorization"),
        *("recombination", "done", "undone", "mix", "player"),
        newer=("labels", "earlier"),
    )
    n_channels, n_samples = listed(given["shape"], "a shape", most=2)
    shape = (
        whole(n_channels, "a number of channels", 1, MAX_CHANNELS),
        whole(n_samples, "a length", 1, _LONGEST),
    )
    embedded = given["samples"] is not None
    sound = SavedSound(
        name=_name(given["name"]),
        buffer=Buffer(
            np.zeros((shape[0], 0), np.float32),
            whole(given["sample_rate"], "a sample rate", 1, MAX_RATE),
            text(given["path"], "a path", longest=_TEXT, empty=embedded),
            whole(given["offset"], "an offset", 0, _LONGEST),
        ),
        embedded=embedded,
        mix=None if given["mix"] is None else read_mix(given["mix"]),
        player=None if given["player"] is None else read_player(given["player"]),
        labels=None if given["labels"] is None else read_labels(given["labels"]),
        sha256=text(given["sha256"], "a fingerprint", longest=64),
        shape=shape,
    )
    if embedded:
        try:
            samples = run.array(given["samples"], "sound", shape)
        except BadNumbersError as error:
            return replace(sound, lost=f"the whole sound: {error}")
        sound = replace(sound, buffer=replace(sound.buffer, samples=samples))
    return _with_components(sound, given, run)


def _with_components(sound: SavedSound, given: dict[str, Any], run: Run) -> SavedSound:
    """Return the sound with its components, edits and steps, as far as their numbers are good."""
    if given["factorization"] is None:
        edits = read_recombination(given["recombination"], run, None)
        if not edits.plain or listed(given["done"], "steps") or listed(given["undone"], "steps"):
            raise ValueError("edits of components that are not there")
        return sound
    try:
        f = read_factorization(given["factorization"], run)
    except BadNumbersError as error:
        return replace(sound, lost=f"its components and edits: {error}")
    if (len(f.H), f.n_frames) != (sound.shape[0], f.stft.n_frames(sound.shape[1])):
        raise ValueError("components that are not of this sound")
    sound = replace(sound, factorization=f)
    try:
        earlier = _earlier(given["earlier"] or [], run, f)
        recombination = read_recombination(given["recombination"], run, f)
        done, undone = (
            tuple(read_step(step, run, f, earlier) for step in listed(given[kind], "steps", most=MAX_STEPS))
            for kind in ("done", "undone")
        )
    except BadNumbersError as error:
        return replace(sound, lost=f"its edits: {error}")
    return replace(sound, recombination=recombination, done=done, undone=undone)


def _earlier(documents: Any, run: Run, f: Factorization) -> list[Factorization]:
    """Return the components that steps have found, which are as many as they are now."""
    found = [read_factorization(d, run) for d in listed(documents, "components found", most=2 * MAX_STEPS)]
    if any((e.stft, e.W.shape, e.H.shape) != (f.stft, f.W.shape, f.H.shape) for e in found):
        raise ValueError("steps that find components of another shape")
    return found


def _name(value: object) -> str:
    name = text(value, "a name", longest=MAX_NAME, empty=False)
    if not name.isprintable() or set(name) & set(NAME_FORBIDDEN):
        raise ValueError("a name that no buffer may have")
    return name
