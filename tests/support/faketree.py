"""A small state of leaves in place of the real one: dictionaries, and listeners that are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from oscfactor.errors import NotFoundError
from oscfactor.protocol.arguments import Arg
from oscfactor.web.tree import Found, Tree


class Row(NamedTuple):
    values: tuple[Arg, ...]
    doc: str
    settable: bool


GAIN = Row((Arg("gain", "f", "linear gain", 1.0, minimum=0.0, maximum=16.0),), "A gain.", True)
LEVEL = Row((Arg("rms", "f", "…", 0.0, unit="dB"), Arg("peak", "f", "…", 0.0)), "A level.", False)
NAME = Row((Arg("name", "s", "…", "", choices=("a", "b")),), "A name.", True)


class FakeLeaves:
    """Leaves by their addresses."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.values: dict[str, tuple[Any, ...]] = {}
        self.listeners: list[Any] = []

    def add(self, address: str, row: Row, *values: Any) -> None:
        self.rows[address], self.values[address] = row, values
        for listener in self.listeners:
            listener.added(address)

    def remove(self, address: str) -> None:
        del self.rows[address], self.values[address]
        for listener in self.listeners:
            listener.removed(address)

    def set(self, address: str, *values: Any, by: object = None) -> None:
        self.values[address] = values
        for listener in self.listeners:
            listener.changed(address, values, by)

    def addresses(self) -> Iterator[str]:
        yield from list(self.rows)

    def find(self, address: str) -> Found | None:
        row = self.rows.get(address)
        return None if row is None else Found(address, row)

    def value(self, address: str) -> tuple[Any, ...]:
        try:
            return self.values[address]
        except KeyError:
            raise NotFoundError(f"there is no {address} now") from None

    def listen(self, listener: Any, wants: Any) -> None:
        self.listeners.append(listener)

    def forget(self, listener: Any) -> None:
        self.listeners.remove(listener)


def drums(leaves: FakeLeaves, name: str = "drums", n_components: int = 2) -> None:
    leaves.add(f"/sound/{name}/gain", GAIN, 1.0)
    leaves.add(f"/sound/{name}/level", LEVEL, -20.0, 0.5)
    for k in range(n_components):
        leaves.add(f"/sound/{name}/{k}/gain", GAIN, 0.5)
        leaves.add(f"/sound/{name}/{k}/name", NAME, "a")


def tree(leaves: FakeLeaves) -> Tree:
    return Tree(leaves, leaves.find, heads=("sound",))
