"""Names that may be patterns of names."""

from __future__ import annotations

from collections.abc import Iterable

from oscfactor.errors import NotFoundError
from oscfactor.protocol.patterns import is_pattern, matches


def chosen(name: str, among: Iterable[str]) -> list[str]:
    """Return the names that a pattern matches; what is no pattern is the one name, known or not.

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
    """Return whether a name is the one that is meant, or one of those."""
    return pattern == name or matches(f"/{pattern}", f"/{name}")
