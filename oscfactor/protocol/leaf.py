"""The rows of leaves: each value of the instrument that has an address of its own, to ask, set and watch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.wire import quoted

_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One row: everything that the daemon, its documents and its clients know of a kind of leaf.

    Attributes
    ----------
    template : the address, with places such as `{name}`, a sound's, and `{k}`, a number; the places are named
        as the arguments of the command
    values : what the leaf holds: type, range, unit, choices, and as default what it holds at first
    doc : one sentence
    command : the command that sets the leaf; it takes the places of the address, then the values. Without one
        the leaf can only be read
    together : whether the command takes arrays for the numbers in the address, to set many leaves in one step
    off : the command that is sent in place of `command` where the value is 0; then neither takes the value
    """

    template: str
    values: tuple[Arg, ...]
    doc: str
    command: str = ""
    off: str = ""
    together: bool = False

    @property
    def settable(self) -> bool:
        """Whether the leaf can be set; all can be read."""
        return bool(self.command)

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places in the address, in their order."""
        return tuple(_PLACE.findall(self.template))

    @property
    def types(self) -> str:
        """The type tags of the values."""
        return "".join(arg.type for arg in self.values)

    @property
    def signature(self) -> str:
        """The leaf as the reference writes it: `/a/{b} value`."""
        return " ".join([self.template, *(arg.name for arg in self.values)])

    @property
    def text(self) -> str:
        """What the leaf is, and how it is set."""
        return (
            f"{self.doc} Set by {self.command} too." if self.settable else f"{self.doc} It can only be read."
        )

    def address(self, places: Mapping[str, Any]) -> str:
        """Return the address of the leaf at these places."""
        return _PLACE.sub(lambda found: quoted(str(places[found[1]])), self.template)
