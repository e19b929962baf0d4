"""The rows of the command table, and how the values of a message become arguments."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from oscfactor.errors import ArgumentError
from oscfactor.protocol.arguments import Arg, Names, Samples, shown

SOUND: Final = "sound"
COMPONENTS: Final = "components"
EDITS: Final = "edits"
MIX: Final = "mix"
PLAYER: Final = "player"
STREAM: Final = "stream"
SESSION: Final = "session"
PREPARED: Final = "prepared session"
INPUT: Final = "input"
ALL_THINGS: Final = (SOUND, COMPONENTS, EDITS, MIX, PLAYER, STREAM, SESSION)
"""Things that one request makes and another needs; a session is all of them."""
_BUTTON: Final = (None, math.inf)
"""What a button of a control surface sends, `N` or `I`, to a command without arguments."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that the daemon sends: before `done`, or as an event."""

    address: str
    args: tuple[str, ...]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table: everything that the daemon, its documents and its clients know of a command.

    A request begins when all earlier ones of its client have ended that make what it `needs` of a buffer that
    it `uses`: the arguments of that name, by default all that name buffers. It `makes` such things of `name`.
    What makes sounds, components or edits, or writes them to files, states what that costs.
    """

    address: str
    doc: str
    handler: str
    args: tuple[Arg, ...] = ()
    options: tuple[Arg, ...] = ()
    answers: tuple[Answer, ...] = ()
    done: tuple[str, ...] = ()
    example: tuple[Any, ...] = ()
    notes: str = ""
    makes: tuple[str, ...] = ()
    needs: tuple[str, ...] = (SESSION,)
    uses: tuple[str, ...] = ()
    cost: str = ""  # the function of `limits` that says what it takes, where it takes memory
    local: bool = False  # only for programs on this machine
    allowed_by: str = ""  # the setting that lets other computers use it all the same
    changes: bool = False  # something that is there, though no request waits for it
    quiet: bool = False  # sent many times a second: not answered `done`, `fail` once a second at most

    @property
    def files(self) -> tuple[Arg, ...]:
        """The arguments that are paths."""
        return tuple(arg for arg in (*self.args, *self.options) if arg.file)

    @property
    def is_action(self) -> bool:
        """Whether it does something that a replay of the evening has to do again."""
        return self.changes or bool(set(self.makes) - {STREAM}) or any(arg.file == "new" for arg in self.args)

    @property
    def signature(self) -> str:
        """The command as the reference writes it: `/a/b name [option default]`."""
        words = [self.address]
        words += [f"{a.name}…" if isinstance(a, Samples) else a.name for a in self.args]
        words += [
            f"[{_written(o)}]" if o.default in (None, "") else f"[{_written(o)} {o.default}]"
            for o in self.options
        ]
        return " ".join(words)

    def bind(self, values: Sequence[object]) -> dict[str, Any]:
        """Return the handler's keyword arguments for a message's `values`.

        Raises
        ------
        ArgumentError
            With one sentence that says which argument is wrong and which values are right.
        """
        if not self.args and len(values) == 1 and values[0] in _BUTTON:
            values = ()
        bound: dict[str, Any] = {}
        position = 0
        for arg in self.args:
            if isinstance(arg, Samples):
                bound[arg.name] = arg.collect(values[position:])
                return bound
            if position == len(values):
                raise ArgumentError(f"{arg.name} is missing; the command is {self.signature}")
            bound[arg.name] = arg.coerce(values[position])
            position += 1
        bound.update(self._bind_options(values[position:]))
        return bound

    def _bind_options(self, values: Sequence[object]) -> dict[str, Any]:
        options = {option.name: option for option in self.options}
        by_place = [option for option in self.options if option.positional]
        bound: dict[str, Any] = {}
        rest = list(values)
        while rest and by_place and not _is_name(rest[0], options, by_place[0]):
            option = by_place.pop(0)
            if isinstance(option, Names):
                bound[option.name], rest = option.collect(rest), []
            else:
                bound[option.name] = option.coerce(rest.pop(0))
        for name, value in _pairs(rest, options, self):
            if name in bound:
                raise ArgumentError(f"option {name} is given twice")
            bound[name] = options[name].coerce(value)
        return {
            name: bound[name] if name in bound else option.as_given(option.default)
            for name, option in options.items()
        }


def _written(option: Arg) -> str:
    return f"{option.name}…" if isinstance(option, Names) else option.name


def _is_name(value: object, options: dict[str, Arg], by_place: Arg) -> bool:
    """Return whether `value` is rather an option's name, perhaps a wrong one, than for `by_place`."""
    return isinstance(value, str) and (value in options or by_place.type != "s")


def _pairs(rest: list[object], options: dict[str, Arg], command: Command) -> Iterable[tuple[str, object]]:
    for i in range(0, len(rest), 2):
        name = rest[i]
        if not options:
            raise ArgumentError(f"{shown(name)} is one argument too many; the command is {command.signature}")
        if not isinstance(name, str):
            raise ArgumentError(
                f"an option's name must stand before {shown(name)}; options: {', '.join(options)}"
            )
        if name not in options:
            near = difflib.get_close_matches(name, options, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise ArgumentError(f"no option {shown(name)}; {hint}options: {', '.join(options)}")
        if i + 1 == len(rest):
            raise ArgumentError(f"option {name} has no value")
        yield name, rest[i + 1]
