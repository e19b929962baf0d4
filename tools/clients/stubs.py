"""The rows of the command table as the clients see them: the messages of each of their objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from oscfactor.protocol.arguments import REQUIRED, Arg, Samples
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import Command

SUBJECTS: Final = {
    "oscfactor": (),
    "oscfactor.buffer": ("name",),
    "oscfactor.component": ("name", "k"),
    "oscfactor.activations": ("name",),
    "oscfactor.player": ("name",),
    "oscfactor.matrix": ("name",),
}
"""The objects of the Pd and Max packages, and the arguments that each adds by itself."""

CHAPTERS: Final = {
    "oscfactor": (
        *("/status", "/version", "/notify", "/sync", "/dump", "/quit", "/help", "/watch", "/unwatch"),
        *("/audio", "/session", "/scene", "/input", "/live"),
    ),
    "oscfactor.buffer": ("/buffer", "/hint", "/object"),
    "oscfactor.component": ("/component", "/activation", "/basis"),
    "oscfactor.activations": ("/stream",),
    "oscfactor.player": ("/player", "/master", "/cue", "/panic"),
    "oscfactor.matrix": ("/matrix", "/cross", "/edit"),
}
"""The beginnings of the addresses that belong to an object."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A command as one object of a client sees it.

    Attributes
    ----------
    object : the client's object, e.g. `oscfactor.component`
    command : the row of the table
    subject : the arguments that the object adds by itself
    """

    object: str
    command: Command
    subject: tuple[str, ...]

    @property
    def message(self) -> str:
        """The user's word: `gain` for `/component/gain`, but `basis transpose` for `/basis/transpose`."""
        chapter, _, word = self.command.address[1:].partition("/")
        own = not word or f"/{chapter}" == CHAPTERS[self.object][0]
        return (word or chapter) if own else f"{chapter} {word}"

    @property
    def args(self) -> tuple[Arg, ...]:
        """The arguments that the user must give."""
        return tuple(arg for arg in self.command.args if arg.name not in self.subject)

    @property
    def options(self) -> tuple[Arg, ...]:
        """The options that the user may give, which stand after the arguments as name and value."""
        return tuple(option for option in self.command.options if option.name not in self.subject)

    @property
    def doc(self) -> str:
        """One sentence for the user."""
        return self.command.doc

    @property
    def signature(self) -> str:
        """The message as help shows it: `factorize components [fft 2048] …`."""
        words = [self.message]
        words += [f"{arg.name}…" if isinstance(arg, Samples) else arg.name for arg in self.args]
        words += [f"[{option.name} {default_of(option)}".rstrip() + "]" for option in self.options]
        return " ".join(words)


def default_of(arg: Arg) -> str:
    """Return an option's default as text; empty where there is none or it is worked out."""
    return (
        "" if arg.default in (REQUIRED, None, "") else f"{arg.default:g}" if arg.type in "if" else arg.default
    )


def stubs_of(name: str) -> tuple[Stub, ...]:
    """Return the stubs of a client's object, in the table's order.

    Raises
    ------
    KeyError
        If there is no object of that name.
    """
    return tuple(
        Stub(name, command, _given(command, SUBJECTS[name])) for command in _commands(CHAPTERS[name])
    )


def stubs() -> dict[str, tuple[Stub, ...]]:
    """Return every object with its stubs."""
    return {name: stubs_of(name) for name in SUBJECTS}


def _commands(chapters: tuple[str, ...]) -> Iterator[Command]:
    for address, command in COMMANDS.items():
        is_ours = any(address == chapter or address.startswith(chapter + "/") for chapter in chapters)
        if is_ours and not command.quiet:  # what is not answered is no message of an object
            yield command


def _given(command: Command, subject: tuple[str, ...]) -> tuple[str, ...]:
    places = (*command.args, *(option for option in command.options if option.positional))
    names = [arg.name for arg in places]
    return tuple(name for name, place in zip(subject, names, strict=False) if name == place)
