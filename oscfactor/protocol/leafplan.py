"""Setting all leaves that a pattern reaches: held against the table first, so that all are set or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from oscfactor.errors import ArgumentError
from oscfactor.protocol.leaves import Found, find
from oscfactor.protocol.request import Request
from oscfactor.protocol.rows import Row

SetOne = Callable[[Request], Any]
"""Sets a leaf, or several in one step; returns what a handler does."""


class Plan:
    """Which leaves are to be set to the same values.

    Parameters
    ----------
    rows : the commands with their handlers, by address
    row_of : an address and values -> the request that sets that leaf
    values : for all leaves
    """

    def __init__(
        self, rows: Mapping[str, Row], row_of: Callable[[str, Sequence[Any]], Row], values: Sequence[Any]
    ) -> None:
        self.count = 0
        self._rows, self._row_of, self._values = rows, row_of, values
        self._checked: set[str] = set()
        self._alone: list[str] = []
        self._together: dict[tuple[str, Any], list[Found]] = defaultdict(list)

    def add(self, address: str) -> None:
        """Put a leaf into the plan, if it can be set.

        Raises
        ------
        ArgumentError
            The values do not fit it.
        """
        found = find(address)
        if found is None or not found.row.settable:
            return
        if found.row.template not in self._checked:
            row = self._row_of(address, self._values)
            row.command.bind(row.args or ())
            self._checked.add(found.row.template)
        self.count += 1
        if found.row.together:
            self._together[found.row.template, found.places["name"]].append(found)
        else:
            self._alone.append(address)

    def steps(self) -> Iterator[SetOne]:
        """Yield functions that set the leaves.

        Raises
        ------
        ArgumentError
            None of them can be set.
        """
        if not self.count:
            raise ArgumentError("what it reaches can only be read")
        for address in self._alone:
            row = self._row_of(address, self._values)
            yield partial(row.handler, **row.command.bind(row.args or ()))
        for leaves in self._together.values():
            row = self._row_of(leaves[0].address, self._values)
            bound = row.command.bind(row.args or ())
            for place, value in leaves[0].places.items():
                if not isinstance(value, str):
                    bound[place] = np.array([found.places[place] for found in leaves])
            yield partial(self._rows[row.command.address].handler, **bound)
