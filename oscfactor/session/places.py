"""Where leaves are: from an address to its place and back, which a pattern matches, and which have changed.

A leaf's place is its template, the name of its sound, and the numbers in its address. Nothing here knows what
the values mean.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple, Protocol

import numpy as np

from oscfactor.protocol.wire import quoted, unquoted

Values = tuple[Any, ...]
Index = tuple[int, ...]
Parts = tuple[str, ...]
"""The parts of a template, such as `sound`, `{name}`, `{k}` and `gain`."""
NAME = "{name}"


class Place(NamedTuple):
    """One leaf."""

    template: str
    name: str  # of the sound; empty for what no sound has
    numbers: Index  # in its address


class Matcher(Protocol):
    """A pattern, held against addresses part by part; `protocol.patterns.Pattern`."""

    start: int

    def step(self, reached: int, part: str) -> int:
        """Return what may come next after one more part of an address, 0 for nothing."""

    def accepts(self, reached: int) -> bool:
        """Return whether the pattern may end here."""


@cache
def parts_of(template: str) -> Parts:
    """Return the parts of a template."""
    return tuple(template.split("/")[1:])


@cache
def n_numbers(template: str) -> int:
    """Return how many numbers stand in an address."""
    return sum(map(_is_number, parts_of(template)))


def placed(template: str, segments: Sequence[str]) -> Place | None:
    """Return the leaf that the parts of an address mean, None if they are not written like the template."""
    parts = parts_of(template)
    if len(parts) != len(segments):
        return None
    if parts[-1] != segments[-1] and not _is_number(parts[-1]):
        return None  # most templates end here
    name, index = "", []
    for part, segment in zip(parts, segments, strict=True):
        if part == NAME:
            name = unquoted(segment)
        elif _is_number(part):
            if not (segment.isascii() and segment.isdecimal() and len(segment) < 10):
                return None
            index.append(int(segment))
        elif part != segment:
            return None
    return Place(template, name, tuple(index))


def address_of(template: str, name: str, index: Index) -> str:
    """Return the address of a leaf."""
    numbers = iter(index)
    texts = (
        quoted(name) if part == NAME else str(next(numbers)) if _is_number(part) else part
        for part in parts_of(template)
    )
    return "/" + "/".join(texts)


def shape_of(seen: Any, template: str) -> Index:
    """Return how many leaves of one kind there are along each number in their address."""
    shape: Index = np.shape(seen)[: n_numbers(template)]
    return shape


def walk(pattern: Matcher, template: str, name: str, shape: Index) -> Iterator[str | None]:
    """Yield the addresses of one kind that a pattern matches, and None now and then where it matches none."""
    yield from _walk(pattern, parts_of(template), quoted(name), shape, pattern.start, "")


def _walk(
    pattern: Matcher, parts: Parts, name: str, shape: Index, reached: int, address: str
) -> Iterator[str | None]:
    if not parts:
        if pattern.accepts(reached):
            yield address
        return
    is_number = _is_number(parts[0])
    rest = shape[1:] if is_number else shape
    for text in map(str, range(shape[0])) if is_number else [name if parts[0] == NAME else parts[0]]:
        after = pattern.step(reached, text)
        if after:
            yield from _walk(pattern, parts[1:], name, rest, after, f"{address}/{text}")
        elif is_number:
            yield None


def differences(before: Any, after: Any, template: str) -> Iterator[tuple[str, Index]]:
    """Yield `changed`, `added` or `removed`, and the numbers in the address, of each leaf of one kind.

    Parameters
    ----------
    before, after : one value, or arrays with an axis for each number in the address; None where there was or
        is no leaf of the kind
    """
    n = n_numbers(template)
    if before is None and after is None:
        return
    if n == 0:
        kind = "added" if before is None else "removed" if after is None else "changed"
        if kind != "changed" or before != after:
            yield kind, ()
        return
    old, new = (np.zeros((0,) * n) if x is None else np.asarray(x) for x in (before, after))
    was, now = old.shape, new.shape
    common = tuple(slice(0, min(a, b)) for a, b in zip(was, now, strict=True))
    for index in np.argwhere(old[common] != new[common]).tolist():
        yield "changed", tuple(index)
    if was != now:
        yield from (("removed", index) for index in _outside(was, now))
        yield from (("added", index) for index in _outside(now, was))


def values_at(seen: Any, index: Index) -> Values:
    """Return a leaf's values as they go over the wire."""
    for i in index:
        seen = seen[i]
    return tuple(map(plain, seen)) if isinstance(seen, tuple) else (plain(seen),)


def plain(value: Any) -> Any:
    """Return a value as it comes over the wire: text, a whole number, or a float as a float32 holds it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return int(value)
    return array("f", [value])[0] if isinstance(value, float) else value


def _is_number(part: str) -> bool:
    return part[0] == "{" and part != NAME


def _outside(shape: Index, other: Index) -> Iterator[Index]:
    """Yield the indexes of an array that one of another shape has not."""
    for index in product(*map(range, shape)):
        if any(i >= n for i, n in zip(index, other, strict=True)):
            yield index
