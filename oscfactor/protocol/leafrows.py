"""Messages to leaves: which row of the table, or which request of their own, they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from oscfactor.errors import ArgumentError, UnknownCommandError
from oscfactor.protocol.arguments import Arg, shown
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.leafplan import Plan
from oscfactor.protocol.leaves import Found, find
from oscfactor.protocol.request import Request
from oscfactor.protocol.rows import Handler, Row
from oscfactor.protocol.spec import EDITS, MIX, PLAYER, SESSION, SOUND, Command

_NEEDS: Final = (SOUND, EDITS, MIX, PLAYER, SESSION)
_ADDRESS: Final = Arg("address", "s", "the leaf's address")


class Reaching(Command):
    """A pattern over leaves, and values that are as yet held against none of them."""

    def bind(self, values: Sequence[object]) -> dict[str, Any]:
        """Return the pattern, and the values for all leaves that it reaches."""
        return {"pattern": values[0], "values": tuple(values[1:])}


ASK: Final = Command(
    "/sound", doc="Give a leaf's values.", handler="ask_leaf", args=(_ADDRESS,), needs=_NEEDS
)
REACH_TO_ASK: Final = Reaching(
    "/sound", doc="Give the values of all leaves that a pattern reaches.", handler="ask_leaves", needs=_NEEDS
)
REACH_TO_SET: Final = Reaching(
    "/sound",
    doc="Set all leaves that a pattern reaches.",
    handler="set_leaves",
    makes=(SESSION,),  # so that what its client sends later comes later, however many leaves there are
    needs=_NEEDS,
)
OWN_ROWS: Final = (ASK, REACH_TO_ASK, REACH_TO_SET)
"""Requests to leaves that are no command's."""
TAKEN: Final = "leaf_taken"
"""The handler that gives what a leaf has taken, once its command has been carried out."""
IS_OFF: Final = "leaf_is_off"
"""The handler that says whether a leaf holds 0 already: then no command need switch it off."""


class LeafRows:
    """The requests that messages to leaves are.

    Parameters
    ----------
    rows : the commands with their handlers, by address
    handlers : those of `OWN_ROWS`, `TAKEN` and `IS_OFF`
    """

    def __init__(self, rows: Mapping[str, Row], handlers: Mapping[str, Handler]) -> None:
        self._rows, self._handlers = rows, handlers

    def row(self, address: str, args: Sequence[Any]) -> Row:
        """Return the request that a message to one leaf is.

        Raises
        ------
        UnknownCommandError
            No leaf is written like that.
        ArgumentError
            The leaf can only be read, or is not such that the values fit.
        """
        found = find(address)
        if found is None:
            raise UnknownCommandError(f"no value has the address {shown(address)}; /help lists what there is")
        if not args:
            return Row(ASK, self._handlers[ASK.handler], waits=True, args=(found.address,))
        command, places, rest = _setting(found, args)
        row = self._rows[command]
        set_it = self._switch_off if command == found.row.off else self._set
        handler = partial(set_it, row, found, tuple(args[: len(found.row.values)]))
        return row._replace(handler=handler, args=(*places, *rest))

    def reaching(self, pattern: str, args: Sequence[Any]) -> Row:
        """Return the request that a message to a pattern over leaves is."""
        if not args:
            return Row(REACH_TO_ASK, self._handlers[REACH_TO_ASK.handler], waits=True, args=(pattern,))
        plan = Plan(self._rows, self.row, args)
        handler = partial(self._handlers[REACH_TO_SET.handler], plan=plan)
        return Row(REACH_TO_SET, handler, waits=True, args=(pattern, *args))

    async def _switch_off(
        self, row: Row, found: Found, sent: tuple[Any, ...], request: Request, **bound: Any
    ) -> Any:
        if self._handlers[IS_OFF](request, address=found.address):
            return sent
        return await self._set(row, found, sent, request, **bound)

    async def _set(
        self, row: Row, found: Found, sent: tuple[Any, ...], request: Request, **bound: Any
    ) -> Any:
        """Set a leaf by its command; return what the command says that it has taken, else what it holds."""
        result = row.handler(request, **bound)
        if not isinstance(result, tuple):
            result = await result
        said = dict(zip(row.command.done, result, strict=False))
        names = [arg.name for arg in found.row.values]
        taken = tuple(said[name] for name in names) if said.keys() >= set(names) else None
        return self._handlers[TAKEN](request, address=found.address, sent=sent, taken=taken)


def _setting(found: Found, args: Sequence[Any]) -> tuple[str, tuple[Any, ...], tuple[Any, ...]]:
    """Return the command that sets a leaf, what it takes of the address, and of the message."""
    leaf: Leaf = found.row
    if not leaf.settable:
        raise ArgumentError(f"{found.address} can only be read")
    places = tuple(found.places[place] for place in leaf.places)
    if leaf.off:
        on = leaf.values[0].coerce(args[0])
        return (leaf.command if on else leaf.off), places, tuple(args[1:])
    return leaf.command, places, tuple(args)
