"""What the WebSockets are told: values that are listened for, and which paths come, go and change."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final, Protocol

from oscfactor.errors import NotFoundError
from oscfactor.web.tree import Tree, spellings
from oscfactor.web.turns import in_turns

SOON: Final = 0.05  # seconds in which paths that come and go are gathered
MAX_TOLD: Final = 64  # paths of one thing that are told one by one; of more only that the thing has changed


Gathered = defaultdict[str, set[str]]
"""What a leaf belongs to -> addresses of leaves."""


class Ear(Protocol):
    """A WebSocket, as far as it is told something."""

    client: Any

    def tell_value(self, address: str, values: tuple[Any, ...]) -> None:
        """Hear of a leaf's values."""

    def tell(self, command: str, data: str) -> None:
        """Hear a command of OSCQuery."""


class News:
    """Hears of changes from the state as long as there is anybody to tell."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._ears: set[Ear] = set()
        self._listening: dict[str, set[Ear]] = defaultdict(set)
        self._came: Gathered = defaultdict(set)
        self._went: Gathered = defaultdict(set)
        self._back: set[str] = set()  # that had gone and came again
        self._telling: asyncio.Task[None] | None = None

    def join(self, ear: Ear) -> None:
        """Tell this one, too, which paths come and go."""
        if not self._ears:
            self._tree.leaves.listen(self, self._listening.__contains__)
        self._ears.add(ear)

    def leave(self, ear: Ear, listened: Iterable[str]) -> None:
        """Tell this one nothing more; it listened to those leaves."""
        for address in listened:
            self.ignore(address, ear)
        if ear in self._ears:
            self._ears.remove(ear)
            if not self._ears:
                self._tree.leaves.forget(self)

    def close(self) -> None:
        """Tell nobody anything more; whoever joined may still leave."""
        for ear in list(self._ears):
            self.leave(ear, ())
        if self._telling is not None:
            self._telling.cancel()

    def listen(self, path: str, ear: Ear) -> tuple[str, tuple[Any, ...]]:
        """Let one hear of a leaf's changes from now on; return the leaf's address and its values.

        Raises
        ------
        NotFoundError
            There is no such leaf.
        """
        found = next((found for other in spellings(path) if (found := self._tree.find(other))), None)
        if found is None:
            raise NotFoundError(f"there is no leaf {path[:100]!r} now")
        values = self._tree.leaves.value(found.address)
        self._listening[found.address].add(ear)
        return found.address, values

    def ignore(self, address: str, ear: Ear) -> None:
        """Let one hear no more of a leaf."""
        if address in self._listening:
            self._listening[address].discard(ear)
            if not self._listening[address]:
                del self._listening[address]

    def changed(self, address: str, values: tuple[Any, ...], by: object) -> None:
        """Hear from the state of a leaf's new values."""
        for ear in self._listening.get(address, ()):
            if by is None or ear.client != by:
                ear.tell_value(address, values)

    def added(self, address: str) -> None:
        """Hear from the state of a new leaf."""
        thing = _thing_of(address)
        if address in self._went.get(thing, ()):
            self._went[thing].remove(address)
            self._back.add(address)
        self._came[thing].add(address)
        self._tell_soon()
        if address in self._listening:  # it has come again
            with contextlib.suppress(NotFoundError):  # and gone
                self.changed(address, self._tree.leaves.value(address), None)

    def removed(self, address: str) -> None:
        """Hear from the state of a leaf that is no more."""
        thing = _thing_of(address)
        if address in self._came.get(thing, ()):
            self._came[thing].remove(address)
            if address not in self._back:
                return  # nobody has been told that it came
        self._went[thing].add(address)
        self._tell_soon()

    def _tell_soon(self) -> None:
        if self._telling is None:
            self._telling = asyncio.get_running_loop().create_task(self._tell_in_a_moment())

    async def _tell_in_a_moment(self) -> None:
        await asyncio.sleep(SOON)
        came, went = self._came, self._went
        self._came, self._went = defaultdict(set), defaultdict(set)
        self._back.clear()
        self._telling = None
        now: Counter[str] = Counter()
        await in_turns(self._counted(now, {*came, *went}))
        for thing, addresses in went.items():
            if addresses:
                self._tell("PATH_REMOVED", thing, addresses, is_whole=not now[thing])
        for thing, addresses in came.items():
            if addresses:
                self._tell("PATH_ADDED", thing, addresses, is_whole=now[thing] <= len(addresses))

    def _counted(self, now: Counter[str], things: Container[str]) -> Iterator[None]:
        """Count the leaves of each of these things."""
        for address in self._tree.leaves.addresses():
            thing = _thing_of(address)
            if thing in things:
                now[thing] += 1
            yield

    def _tell(self, command: str, thing: str, addresses: set[str], *, is_whole: bool) -> None:
        """Tell of the thing where it is new or gone as a whole, else of some of its leaves."""
        paths = [thing] if is_whole else sorted(addresses) if len(addresses) <= MAX_TOLD else []
        changed = thing.rpartition("/")[0] or "/" if is_whole else thing
        for ear in list(self._ears):
            for path in paths:
                ear.tell(command, path)
            ear.tell("PATH_CHANGED", changed)


def _thing_of(address: str) -> str:
    """Return what a leaf belongs to: the first two parts of its address, `/sound/NAME`."""
    return "/".join(address.split("/", 3)[:3])
