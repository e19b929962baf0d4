"""What OSCQuery tells of a node, all but its value: attributes of commands, of leaves and of what holds them.

https://github.com/Vidvox/OSCQueryProposal says what each attribute means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.spec import Command

NO_VALUE, READ, WRITE, BOTH = range(4)
"""The values of ACCESS."""
IMPULSE: Final = "I"
"""The TYPE of a command without arguments: a button."""
ALWAYS: Final = frozenset({"FULL_PATH", "CONTENTS", "TYPE"})
EXTENSIONS: Final = (
    *("ACCESS", "VALUE", "RANGE", "DESCRIPTION", "TAGS", "EXTENDED_TYPE", "UNIT", "CRITICAL"),
    *("LISTEN", "PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED"),
)
"""What HOST_INFO lists: the optional attributes and messages that there are here."""
ATTRIBUTES: Final = ALWAYS | frozenset(EXTENSIONS[:8])
UNSUPPORTED: Final = frozenset({"CLIPMODE", "OVERLOADS", "HTML"})
"""Attributes that the proposal knows and we do not have."""
UNITS: Final = {
    "s": "time.second",
    "ms": "time.ms",
    "Hz": "time.hz",
    "samples": "time.samples",
    "dB": "gain.db",
    "semitones": "time.midinote",
}
"""Our units in the words of the proposal; others are told as they are."""

Attributes = dict[str, Any]


class LeafRow(Protocol):
    """A row of the table of leaves, as far as it is told."""

    @property
    def values(self) -> tuple[Arg, ...]:
        """What it holds."""

    @property
    def doc(self) -> str:
        """One sentence."""

    @property
    def settable(self) -> bool:
        """Whether it can be set."""


def of_leaf(row: LeafRow) -> Attributes:
    """Return the attributes that all leaves of a row share."""
    return {
        "ACCESS": BOTH if row.settable else READ,
        "DESCRIPTION": row.doc,
        "TAGS": ["leaf"],
        **_of_values(row.values),
    }


def of_command(row: Command) -> Attributes:
    """Return the attributes of a command, a method without a value; its description tells the options."""
    return {
        "ACCESS": WRITE,
        "DESCRIPTION": f"{row.doc} {row.signature}",
        "TAGS": ["command"],
        "CRITICAL": True,
        **(_of_values(row.args) if row.args else {"TYPE": IMPULSE}),
    }


def of_container(description: str = "") -> Attributes:
    """Return the attributes of what holds other nodes."""
    return {"ACCESS": NO_VALUE, **({"DESCRIPTION": description} if description else {})}


def _of_values(args: Sequence[Arg]) -> Attributes:
    """Return TYPE, and with an entry for each value RANGE, UNIT and EXTENDED_TYPE where any has one."""
    found: Attributes = {"TYPE": "".join(arg.type for arg in args)}
    for name, of in (("RANGE", _range), ("UNIT", _unit), ("EXTENDED_TYPE", _meaning)):
        entries = [of(arg) for arg in args]
        if any(entry is not None for entry in entries):
            found[name] = entries
    return found


def _range(arg: Arg) -> Attributes | None:
    number = int if arg.type == "i" else float
    kept: Attributes = {
        key: number(limit) for key, limit in (("MIN", arg.minimum), ("MAX", arg.maximum)) if limit is not None
    }
    if arg.choices:
        kept["VALS"] = list(arg.choices)
    return kept or None


def _unit(arg: Arg) -> str | None:
    # What stands in the table as `linear gain` goes beyond 1; the proposal's `gain.linear` does not.
    return UNITS.get(arg.unit, arg.unit) or None


def _meaning(arg: Arg) -> str:
    return "filepath" if arg.file else arg.name
