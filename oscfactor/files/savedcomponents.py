"""Components, edits and steps of edits out of a document; unknown values are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.given import LOSSES
from oscfactor.dsp.transform.stft import MAX_FFT, Stft
from oscfactor.files.fields import by_index, choice, listed, number, record, switch, text, whole
from oscfactor.files.run import Run, shape_of
from oscfactor.limits import MAX_NAME
from oscfactor.model.hints import MAX_HINTS, Hint
from oscfactor.model.history import Change, Step
from oscfactor.model.layers import GRIDS, OBJECTS, PHASES, PLAIN, MaskSettings, Recombination
from oscfactor.model.values import Factorization, exchanged

Array = NDArray[np.float32]

MAX_COMPONENTS = 1024
MAX_EXPONENT = 16.0
_FARTHEST = 1e10  # seconds, or Hz


def read_factorization(document: Any, run: Run) -> Factorization:
    """Return the factorization that stands in a document.

    Raises
    ------
    LookupError, TypeError, ValueError, ArgumentError
        Something in it is not understood, or does not fit together.
    """
    numbers = ("W", "H", "stft", "loss", "loss_value", "n_iterations", "seconds")
    given = record(document, *numbers, newer=("hints",))
    sizes = record(given["stft"], "window", "hop", "fft")
    stft = Stft(**{name: whole(size, f"a {name}", 1, MAX_FFT) for name, size in sizes.items()})
    n_channels, n_components, n_frames = shape_of(given["H"])
    whole(n_components, "a number of components", 1, MAX_COMPONENTS)
    W = run.array(given["W"], "basis", (stft.n_bins, n_components), turned=True)
    H = run.array(given["H"], "activation", (n_channels, n_components, n_frames), turned=True)
    W, H = exchanged(W, H)
    return Factorization(
        W=frozen(W),
        H=frozen(H),
        stft=stft,
        loss=choice(given["loss"], "a loss", LOSSES),
        loss_value=number(given["loss_value"], "the value of a loss", -1e300, 1e300),
        n_iterations=whole(given["n_iterations"], "iterations", 0, 2**53),
        seconds=number(given["seconds"], "seconds", 0, 1e300),
        hints=tuple(
            _hint(hint, n_components) for hint in listed(given["hints"] or [], "hints", most=MAX_HINTS)
        ),
    )


def _hint(document: Any, n_components: int) -> Hint:
    k, begin, end, low, high, weight = listed(document, "a hint", most=6)
    begin, end, low, high = (number(x, "the place of a hint", 0, _FARTHEST) for x in (begin, end, low, high))
    k = whole(k, "the component of a hint", 0, n_components - 1)
    return Hint(k, begin, end, low, high, number(weight, "the weight of a hint", -1, 1))


def read_recombination(document: Any, run: Run, f: Factorization | None) -> Recombination:
    """Return the edits that stand in a document, of the components `f`; errors as above."""
    if not isinstance(document, dict):
        raise TypeError("edits that have no names")
    document = {"mutes": None, "solos": None, **document}  # which the first sessions had not
    settings_of_masks = ("phase", "exponent", "threshold", "residual")
    given = record(document, "activations", "bases", *GRIDS, *settings_of_masks, newer=(OBJECTS,))
    settings = _settings([given[name] for name in settings_of_masks])
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
        objects=None if given[OBJECTS] is None else read_objects(given[OBJECTS], run, n),
        **asdict(settings),
    )


def read_objects(place: Any, run: Run, n_components: int) -> Array:
    """Return the object that each component is in, out of a document; errors as above."""
    return _numbered(run.array(place, OBJECTS, (n_components,)))


def _numbered(objects: Array) -> Array:
    if (objects % 1).any():
        raise ValueError("objects that are no whole numbers")
    return objects


def _shapes(f: Factorization) -> dict[str, tuple[int, ...]]:
    """Return the shape that each kind of array has which a step may change."""
    grids = dict.fromkeys(GRIDS, (f.n_components**2,))
    own = {"activation": (len(f.H), f.n_frames), "basis": (f.stft.n_bins,)}
    return {**own, **grids, OBJECTS: (f.n_components,)}


def read_step(document: Any, run: Run, f: Factorization, earlier: Sequence[Factorization] = ()) -> Step:
    """Return a step of edits that stands in a document, of the components `f`; errors as above.

    `earlier` are other components that steps have found, all of one shape.
    """
    given = record(document, "what", "changes", "before", "after", newer=("found",))
    found = None
    if given["found"] is not None:
        before, after = listed(given["found"], "what was found", most=2)
        known, most = (f, *earlier), len(earlier)
        first, second = (known[whole(i, "components found", 0, most)] for i in (before, after))
        found = first, second
    return Step(
        text(given["what"], "a command", longest=MAX_NAME),
        tuple(_change(change, run, f) for change in listed(given["changes"], "changes")),
        _settings(given["before"]),
        _settings(given["after"]),
        found,
    )


def _change(document: Any, run: Run, f: Factorization) -> Change:
    given = record(document, "kind", "k", "offset", "before", "after")
    shapes = _shapes(f)
    kind = choice(given["kind"], "a change", tuple(shapes))
    *rows, length = shapes[kind]
    offset = whole(given["offset"], "the place of a change", 0, length)
    size = whole(shape_of(given["before"])[-1], "the length of a change", 0, length - offset)
    before, after = (run.array(given[when], kind, (*rows, size)) for when in ("before", "after"))
    if kind == OBJECTS:
        before, after = _numbered(before), _numbered(after)
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
