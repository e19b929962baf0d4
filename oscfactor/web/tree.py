"""The tree that OSCQuery browses: leaves and commands by their addresses, as JSON made in short turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import unquote

from oscfactor.errors import NotFoundError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaves import HEADS, LEAVES
from oscfactor.protocol.spec import Command
from oscfactor.protocol.wire import quoted, unquoted
from oscfactor.session.places import address_of
from oscfactor.session.state import State
from oscfactor.web.nodes import READ, Attributes, LeafRow, of_command, of_container, of_leaf
from oscfactor.web.turns import in_turns

MAX_LEAVES: Final = 20_000
"""Of one answer; of more the cells, those with several numbers in their address, are left out."""
DESCRIPTIONS: Final = {
    "/": "oscfactor: sounds broken into layers",
    "/sound": "the sounds, each with its components",
}

compact: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Returns JSON without spaces."""
Branch = dict[str, Any]
"""Part of an address -> what it holds; empty for a leaf or a command."""


class Leaves(Protocol):
    """The state, as far as it is shown."""

    def addresses(self) -> Iterator[str]:
        """Yield all addresses, lazily."""

    def value(self, address: str) -> tuple[Any, ...]:
        """Return the present values; raise NotFoundError where there is no such leaf."""

    def listen(self, listener: Any, wants: Callable[[str], bool]) -> None:
        """Tell of every change from now on; `wants` says of which levels."""

    def forget(self, listener: Any) -> None:
        """Tell no more."""


class Found(NamedTuple):
    """A leaf: its address as the daemon writes it, and its row."""

    address: str
    row: LeafRow


Find = Callable[[str], Found | None]
"""Address, however written -> the leaf that there is now."""


class Tree:
    """All nodes.

    Parameters
    ----------
    leaves : the state
    find : finds a leaf by its address
    heads : the first parts of the addresses of leaves
    commands : the table

    Attributes
    ----------
    roots : containers that there are also where they hold nothing
    """

    def __init__(
        self,
        leaves: Leaves,
        find: Find,
        *,
        heads: Iterable[str] = (),
        commands: Mapping[str, Command] = COMMANDS,
    ) -> None:
        self.leaves = leaves
        self.find = find
        self._commands = {address: of_command(row) for address, row in commands.items()}
        self.roots = frozenset({"/", *(f"/{head}" for head in heads)})
        self._rows: dict[int, tuple[Attributes, str]] = {}  # what the leaves of a row share, and as JSON
        self._making = asyncio.Lock()  # one long answer at a time: their turns would add up

    def attributes(self, address: str) -> Attributes | None:
        """Return all that is told of a leaf or a command, None where there is neither."""
        found = self.find(address)
        if found is not None:
            return self._of_leaf(found)
        command = self._commands.get(address)
        return None if command is None else {"FULL_PATH": address, **command}

    async def branch(self, address: str) -> Branch:
        """Return what an address holds; nothing where it holds nothing, or there is no such node."""
        start = address.rstrip("/") + "/"
        held: list[str] = []
        async with self._making:
            await in_turns(_gathered(self.leaves.addresses(), start, held))
            is_too_much = len(held) > MAX_LEAVES
            branch: Branch = {}
            await in_turns(_inserted(branch, start, self._commands, without_cells=False))
            await in_turns(_inserted(branch, start, held, without_cells=is_too_much))
        return branch

    async def text(self, address: str, branch: Branch) -> bytearray:
        """Return a node with all that it holds, as JSON."""
        text = bytearray()

        def write() -> Iterator[None]:
            for piece in self._pieces(address, branch):
                text.extend(piece.encode())
                yield

        if not branch:  # quick, and waits for nobody
            await in_turns(write())
            return text
        async with self._making:
            await in_turns(write())
        return text

    def _pieces(self, address: str, branch: Branch) -> Iterator[str]:
        """Yield the JSON of a node piece by piece; a leaf that has gone meanwhile has no value."""
        found = None if branch else self.find(address)
        if found is not None:
            yield self._leaf(found)
            return
        told = self.attributes(address) or {"FULL_PATH": address, **of_container(_description(address))}
        text = compact(told)
        if not branch and told["ACCESS"]:
            yield text
            return
        yield text[:-1] + ',"CONTENTS":{'
        above = "" if address == "/" else address
        comma = ""
        for part, held in branch.items():
            yield f"{comma}{compact(part)}:"
            yield from self._pieces(f"{above}/{part}", held)
            comma = ","
        yield "}}"

    def _of_leaf(self, found: Found) -> Attributes:
        shared, _ = self._shared(found)
        told = {"FULL_PATH": found.address, **shared}
        try:
            told["VALUE"] = list(self.leaves.value(found.address))
        except NotFoundError:
            told["ACCESS"] = told["ACCESS"] & ~READ
        return told

    def _leaf(self, found: Found) -> str:
        """Return a leaf's JSON; there may be very many, of which only address and value differ."""
        _, shared = self._shared(found)
        try:
            values = compact(self.leaves.value(found.address))
        except NotFoundError:
            return compact(self._of_leaf(found))
        return f'{{"FULL_PATH":{compact(found.address)},{shared},"VALUE":{values}}}'

    def _shared(self, found: Found) -> tuple[Attributes, str]:
        known = self._rows.get(id(found.row))
        if known is None:
            attributes = of_leaf(found.row)
            known = self._rows[id(found.row)] = attributes, compact(attributes)[1:-1]
        return known


def spellings(path: str) -> list[str]:
    """Return the addresses that a path may mean: as it was sent, and once decoded.

    Each also as the daemon writes it: a client may encode more than the characters that OSC forbids.
    """
    sent = path.rstrip("/") or "/"
    found = []
    for address in (sent, unquote(sent, errors="replace")):
        found += [address, "/".join(quoted(unquoted(part)) for part in address.split("/"))]
    return list(dict.fromkeys(found))


def tree_of(state: State) -> Tree:
    """Return the tree of a session's leaves, and of all commands."""

    def find(address: str) -> Found | None:
        place = state.find(address)
        if place is None:
            return None
        return Found(address_of(place.template, place.name, place.numbers), LEAVES[place.template])

    return Tree(state, find, heads=HEADS)


def _gathered(addresses: Iterable[str], start: str, held: list[str]) -> Iterator[None]:
    """Gather the addresses that begin with `start`."""
    for address in addresses:
        if address.startswith(start):
            held.append(address)
        yield


def _inserted(branch: Branch, start: str, addresses: Iterable[str], *, without_cells: bool) -> Iterator[None]:
    """Put addresses that begin with `start` into a branch, part by part."""
    for address in addresses:
        yield
        if address.startswith(start) and not (without_cells and _is_cell(address)):
            place = branch
            for part in address[len(start) :].split("/"):
                place = place.setdefault(part, {})


def _is_cell(address: str) -> bool:
    # A sound may have a number for a name, too.
    return sum(part.isdecimal() for part in address.split("/")[3:]) > 1


def _description(address: str) -> str:
    return DESCRIPTIONS.get(address, "")
