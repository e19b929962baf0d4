"""Names that may be patterns of names."""

from __future__ import annotations

from collections.abc import Iterable

from oscfactor.errors import NotFoundError
from oscfactor.protocol.patterns import is_pattern, matches


def chosen(name: str, among: Iterable[str]) -> list[str]:
    """Return the names that a pattern matches; a text that is no pattern is itself the name, known or not.

    Raises
    ------
    NotFoundError
        If a pattern matches none.
    MalformedError
        If it is no pattern that makes sense.
    """
    if not is_pattern(name):
        return [name]
    names = list(among)
    found = [one for one in names if fits(name, one)]
    if not found:
        raise NotFoundError(f"no name matches {name!r}; have: {', '.join(names[:12]) or 'none yet'}")
    return found


def fits(pattern: str, name: str) -> bool:
    """Return whether a pattern, or a plain name, means that name."""
    return pattern == name or matches(f"/{pattern}", f"/{name}")
