"""Saved sounds out of a document: all of it is checked, and is a value, before anything is replaced.

A document that is not understood is refused as a whole. Where only numbers are bad, the sound comes without
them, and says so.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.bounds import MAX_GAIN
from oscfactor.dsp.nmf.factorize import LOSSES
from oscfactor.dsp.transform.stft import MAX_FFT, Stft
from oscfactor.errors import FileError, OscFactorError
from oscfactor.files.arrays import BadNumbersError, Run, shape_of
from oscfactor.files.fields import by_index, choice, listed, number, record, switch, text, whole
from oscfactor.files.savedsound import SavedSound
from oscfactor.model.history import MAX_STEPS, Change, Step
from oscfactor.model.layers import GRIDS, PHASES, PLAIN, MaskSettings, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization, exchanged
from oscfactor.wire import MAX_NAME, NAME_FORBIDDEN

MAX_CHANNELS = 1024
MAX_RATE = 1_000_000  # Hz, of a buffer
MAX_COMPONENTS = 1024
MAX_EXPONENT = 16.0
PLAYER_MODES, PLAYER_OUTPUTS = ("stretch", "resample"), ("mix", "components")
MAX_PLAYER_RATE = 4.0
_SECONDS = 1e10
_LONGEST = 2**53  # samples; whole numbers up to here are exact as floats
_TEXT = 8192  # characters of a path


def from_document(document: Any, run: Run) -> SavedSound:
    """Return the sound that stands in a document; a sound that is not embedded has no samples yet.

    Where only numbers of it are bad, they are left out, and `lost` says which.

    Raises
    ------
    FileError
        Something in it is not understood, or does not fit together.
    """
    try:
        return _sound(document, run)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, OscFactorError) as error:
        raise FileError(f"the session holds what this oscfactor does not understand: {error}") from error


def _sound(document: Any, run: Run) -> SavedSound:
    given = record(
        document,
        *("name", "path", "offset", "sample_rate", "shape", "sha256", "samples", "factorization"),
        *("recombination", "done", "undone", "mix", "player"),
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
        mix=None if given["mix"] is None else _mix(given["mix"]),
        player=None if given["player"] is None else _player(given["player"]),
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
        edits = _recombination(given["recombination"], run, None)
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
        recombination = _recombination(given["recombination"], run, f)
        done, undone = (
            tuple(_step(step, run, f) for step in listed(given[kind], "steps", most=MAX_STEPS))
            for kind in ("done", "undone")
        )
    except BadNumbersError as error:
        return replace(sound, lost=f"its edits: {error}")
    return replace(sound, recombination=recombination, done=done, undone=undone)


def read_factorization(document: Any, run: Run) -> Factorization:
    """Return the factorization that stands in a document.

    Raises
    ------
    LookupError, TypeError, ValueError, ArgumentError
        Something in it is not understood, or does not fit together.
    """
    given = record(document, "W", "H", "stft", "loss", "loss_value", "n_iterations", "seconds")
    sizes = record(given["stft"], "window", "hop", "fft")
    stft = Stft(**{name: whole(size, f"a {name}", 1, MAX_FFT) for name, size in sizes.items()})
    n_channels, n_components, n_frames = shape_of(given["H"])
    whole(n_components, "a number of components", 1, MAX_COMPONENTS)
    W = run.array(given["W"], "basis", (stft.n_bins, n_components))
    H = run.array(given["H"], "activation", (n_channels, n_components, n_frames))
    W, H = exchanged(W, H)
    return Factorization(
        W=frozen(W),
        H=frozen(H),
        stft=stft,
        loss=choice(given["loss"], "a loss", LOSSES),
        loss_value=number(given["loss_value"], "the value of a loss", -1e300, 1e300),
        n_iterations=whole(given["n_iterations"], "iterations", 0, 2**53),
        seconds=number(given["seconds"], "seconds", 0, 1e300),
    )


def _recombination(document: Any, run: Run, f: Factorization | None) -> Recombination:
    if not isinstance(document, dict):
        raise TypeError("edits that have no names")
    given = {"mutes": None, "solos": None, **document}  # which the first sessions had not
    given = record(given, "activations", "bases", *GRIDS, "phase", "exponent", "threshold", "residual")
    settings = _settings([given[name] for name in ("phase", "exponent", "threshold", "residual")])
    n = 0 if f is None else f.n_components
    shapes = {} if f is None else _shapes(f)

    def parts(kind: str, name: str) -> dict[int, Any]:
        return {k: run.array(a, kind, shapes[kind]) for k, a in by_index(given[name], name, n).items()}

    def grid(kind: str) -> Any:
        return None if given[kind] is None else run.array(given[kind], kind, (n, n))

    return replace(
        PLAIN,
        activations=parts("activation", "activations"),
        bases=parts("basis", "bases"),
        **{kind: grid(kind) for kind in GRIDS},
        **asdict(settings),
    )


def _shapes(f: Factorization) -> dict[str, tuple[int, ...]]:
    """Return the shape that each kind of array has which a step may change."""
    grids = dict.fromkeys(GRIDS, (f.n_components**2,))
    return {"activation": (len(f.H), f.n_frames), "basis": (f.stft.n_bins,), **grids}


def _step(document: Any, run: Run, f: Factorization) -> Step:
    given = record(document, "what", "changes", "before", "after")
    changes = [_change(change, run, f) for change in listed(given["changes"], "changes")]
    return Step(
        text(given["what"], "a command", longest=MAX_NAME),
        tuple(changes),
        _settings(given["before"]),
        _settings(given["after"]),
    )


def _change(document: Any, run: Run, f: Factorization) -> Change:
    given = record(document, "kind", "k", "offset", "before", "after")
    shapes = _shapes(f)
    kind = choice(given["kind"], "a change", tuple(shapes))
    *rows, length = shapes[kind]
    offset = whole(given["offset"], "the place of a change", 0, length)
    size = whole(shape_of(given["before"])[-1], "the length of a change", 0, length - offset)
    before, after = (run.array(given[when], kind, (*rows, size)) for when in ("before", "after"))
    k = whole(given["k"], "the component of a change", 0, f.n_components - 1)
    return Change(kind, k, offset, before, after)


def _settings(document: Any) -> MaskSettings:
    phase, exponent, threshold, residual = listed(document, "settings", most=4)
    return MaskSettings(
        choice(phase, "a phase", PHASES),
        number(exponent, "an exponent", 1, MAX_EXPONENT),
        number(threshold, "a threshold", 0, 1),
        switch(residual, "a residual"),
    )


def _mix(document: Any) -> Mix:
    given = record(document, "gains", "mutes", "solos", "pans", "level")

    columns: dict[str, Any] = {
        "gains": [number(x, "a gain", 0, MAX_GAIN) for x in listed(given["gains"], "gains")],
        "mutes": [switch(x, "a mute") for x in listed(given["mutes"], "mutes")],
        "solos": [switch(x, "a solo") for x in listed(given["solos"], "solos")],
        "pans": [number(x, "a pan", -1, 1) for x in listed(given["pans"], "pans")],
    }
    n = whole(len(columns["gains"]), "a number of faders", 1, MAX_COMPONENTS + 1)
    if any(len(column) != n for column in columns.values()):
        raise ValueError("faders that are not as many as the others")
    arrays: dict[str, Any] = {
        name: np.array(column, np.bool_ if name in ("mutes", "solos") else np.float32)
        for name, column in columns.items()
    }
    for array in arrays.values():
        array.flags.writeable = False
    return Mix(**arrays, level=number(given["level"], "a level", 0, MAX_GAIN))


def _player(document: Any) -> dict[str, Any]:
    given = record(document, "start", "end", "loop", "rate", "mode", "outputs", "seconds", "playing")
    return {
        "start": number(given["start"], "the start of a player", 0, _SECONDS),
        "end": number(given["end"], "the end of a player", 0, _SECONDS),
        "loop": switch(given["loop"], "a loop"),
        "rate": number(given["rate"], "a rate", 0, MAX_PLAYER_RATE),
        "mode": choice(given["mode"], "a mode", PLAYER_MODES),
        "outputs": choice(given["outputs"], "outputs", PLAYER_OUTPUTS),
        "seconds": number(given["seconds"], "the place of a player", -_SECONDS, _SECONDS),
        "playing": switch(given["playing"], "playing"),
    }


def _name(value: object) -> str:
    name = text(value, "a name", longest=MAX_NAME, empty=False)
    if not name.isprintable() or set(name) & set(NAME_FORBIDDEN):
        raise ValueError("a name that no buffer may have")
    return name
