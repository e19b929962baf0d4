"""The daemon's messages for a reader: each value after its name, as the command table has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from oscfactor.client import Message, shown
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.wire import DONE

MANY: Final = "…"
"""Ends the name of values of which there may be any number."""
GAP: Final = "  "


def named(message: Message, asked: str = "") -> str:
    """Return a message as a line: its address, then `name value` for each of its values.

    A message that the table does not know, and a failure, are shown without names.

    Parameters
    ----------
    asked : the address of the request; answers of one address may have other values after another request
    """
    head, names, values = message.address, _names_of(message.address, asked), message.args
    if head == DONE and values and (row := COMMANDS.get(str(values[0]))):
        head, names, values = f"{DONE} {row.address}", row.done, values[1:]
    if _fit(names, values):
        return GAP.join([head, *_pairs(names, values)])
    return " ".join([head, *map(shown, values)])


def _names_of(address: str, asked: str) -> tuple[str, ...]:
    row = COMMANDS.get(asked)
    for answer in (*(row.answers if row else ()), *EVENTS):
        if answer.address == address:
            return answer.args
    # A pattern was asked for: the names are known if they are the same for all commands.
    every = {a.args for row in COMMANDS.values() for a in row.answers if a.address == address}
    return every.pop() if len(every) == 1 else ()


def _fit(names: Sequence[str], values: Sequence[object]) -> bool:
    """Whether there is a name for each value: the last name may stand for one value or more."""
    if names and names[-1].endswith(MANY):
        return names[-1] != MANY and len(values) >= len(names)
    return len(values) == len(names)


def _pairs(names: Sequence[str], values: Sequence[object]) -> Iterator[str]:
    for i, name in enumerate(names):
        rest = values[i:] if name.endswith(MANY) else values[i : i + 1]
        yield " ".join([name.removesuffix(MANY), *map(shown, rest)])
