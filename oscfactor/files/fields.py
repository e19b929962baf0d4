"""Values out of a document that anybody may have written: each is checked before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def record(document: object, *names: str, newer: Sequence[str] = ()) -> dict[str, Any]:
    """Return a document that holds these names, all of them and no others; a `newer` one may be missing."""
    if not isinstance(document, dict):
        raise TypeError(f"{type(document).__name__} where names are expected")
    odd = (document.keys() ^ set(names)) - set(newer)
    if odd:
        raise ValueError(f"{sorted(odd)[0][:40]!r}, which is new or missing")
    return dict.fromkeys(newer) | document


def listed(value: object, what: str, *, most: int = 2**20) -> list[Any]:
    """Return a list of at most so many."""
    if not isinstance(value, list) or len(value) > most:
        raise ValueError(f"{what} that is no list, or too long a one")
    return value


def by_index(value: object, what: str, count: int) -> dict[int, Any]:
    """Return the values whose keys are whole numbers below `count`."""
    if not isinstance(value, dict):
        raise TypeError(f"{what} that have no names")
    allowed = {str(k): k for k in range(count)}
    if odd := value.keys() - allowed.keys():
        raise ValueError(f"{what} of {sorted(odd)[0][:40]!r}, which is not there")
    return {allowed[k]: part for k, part in value.items()}


def text(value: object, what: str, *, longest: int, empty: bool = True) -> str:
    """Return a text that can be sent and shown, of at most so many characters."""
    if not isinstance(value, str) or len(value) > longest or not (value or empty):
        raise ValueError(f"{what} that is no text, or too long a one")
    if "\0" in value or any("\ud800" <= c <= "\udbff" for c in value):
        raise ValueError(f"{what} with characters that are none")
    return value


def whole(value: object, what: str, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{what} of {str(value)[:20]}, not from {low} to {high}")
    return value


def number(value: object, what: str, low: float, high: float) -> float:
    """Return a number from `low` to `high`."""
    if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]
        raise ValueError(f"{what} of {str(value)[:20]}, not from {low:g} to {high:g}")
    return float(value)  # type: ignore[arg-type]


def switch(value: object, what: str) -> bool:
    """Return a switch, which is on or off."""
    if type(value) is not bool:
        raise ValueError(f"{what} that is neither true nor false")
    return value


def choice(value: object, what: str, among: Sequence[str]) -> str:
    """Return the word if it is among those known."""
    if not isinstance(value, str) or value not in among:
        raise ValueError(f"{what} named {str(value)[:20]!r}, not one of {', '.join(among)}")
    return value
