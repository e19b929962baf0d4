"""THE table of leaves: every value that can be asked, set and watched at an address of its own.

To add a leaf, add its row to `chapters/leaves.py`, and say in `session/leaves.py` where its value comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from oscfactor.protocol.chapters.leaves import LEAVES as _ROWS
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.patterns import Pattern, is_pattern
from oscfactor.protocol.spec import Command
from oscfactor.protocol.wire import unquoted

LEAVES: Final[dict[str, Leaf]] = {row.template: row for row in _ROWS}
"""The rows by their templates."""

HEADS: Final = frozenset(template.split("/")[1] for template in LEAVES)
"""First parts of the addresses of leaves. There a pattern reaches leaves only."""
_OTHER_HEADS: Final = frozenset(address.split("/")[1] for address in COMMANDS) - HEADS


class Found(NamedTuple):
    """A leaf's row, and what stands in the places of its address; such a leaf need not be there."""

    row: Leaf
    places: dict[str, str | int]

    @property
    def address(self) -> str:
        """The address as the daemon itself writes it."""
        return self.row.address(self.places)


def find(address: str) -> Found | None:
    """Return what an address means, None if it is written like no leaf's."""
    segments = address.split("/")[1:]
    if not segments or segments[0] not in HEADS:
        return None
    for row, parts in _BY_LENGTH[len(segments)]:
        places: dict[str, str | int] = {}
        for part, segment in zip(parts, segments, strict=True):
            if part == "{name}":
                places["name"] = unquoted(segment)
                if is_pattern(unquoted(segment)):  # a command would take it for one
                    break
            elif part[:1] == "{":
                if not (segment.isascii() and segment.isdecimal() and len(segment) < 10):
                    break
                places[part[1:-1]] = int(segment)
            elif part != segment:
                break
        else:
            return Found(row, places)
    return None


def starts_like_leaf(address: str) -> bool:
    """Return whether an address is one of leaves rather than of commands."""
    return address.split("/", 2)[1] in HEADS if address.count("/") > 1 else False


def set_by(command: Command, bound: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Return the leaf that a command sets, and the values; None if it sets none, or may set several."""
    for row in _BY_COMMAND.get(command.address, ()):
        address = row.address(bound)
        if row.off and command.address == row.off:
            return address, (0,)
        return address, (1,) if row.off else tuple(bound[arg.name] for arg in row.values)
    return None


def reaches_leaves(pattern: Pattern) -> bool:
    """Return whether a pattern is one over leaves: its first part fits theirs, and no command's."""
    fits = [pattern.step(pattern.start, head) for head in HEADS]
    return any(fits) and not any(pattern.step(pattern.start, head) for head in _OTHER_HEADS)


def _by_length() -> dict[int, list[tuple[Leaf, tuple[str, ...]]]]:
    rows: dict[int, list[tuple[Leaf, tuple[str, ...]]]] = defaultdict(list)
    for row in LEAVES.values():
        parts = tuple(row.template.split("/")[1:])
        rows[len(parts)].append((row, parts))
    return rows


def _by_command() -> dict[str, list[Leaf]]:
    rows: dict[str, list[Leaf]] = defaultdict(list)
    for row in LEAVES.values():
        for command in {row.command, row.off} - {""}:
            rows[command].append(row)
    return dict(rows)


_BY_LENGTH: Final = _by_length()
_BY_COMMAND: Final = _by_command()
