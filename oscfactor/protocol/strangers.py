"""Clients on other computers, and their rights; no other file says what they may do.

The rows of the command table say which files a command touches; the dispatcher asks here before it calls a
handler.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from oscfactor.errors import ArgumentError
from oscfactor.protocol.challenge import Challenges
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.folders import Folders, NoFolders
from oscfactor.protocol.hosts import address_of, is_loopback, networks
from oscfactor.protocol.spec import Answer, Command


class Strangers:
    """The rights of clients on other computers; the dispatcher and the transports ask for them.

    Parameters
    ----------
    folders : where they may touch files
    trusted : addresses and networks that may do all that this machine may, apart by commas
    allowed : names of settings that are on; a row may say that one of them lets strangers in
    is_own : whether an address is this machine's
    clock : seconds that only grow

    Raises
    ------
    ConfigError
        A part of `trusted` is no address.
    """

    def __init__(
        self,
        folders: Folders | None = None,
        *,
        trusted: str = "",
        allowed: Iterable[str] = (),
        is_own: Callable[[str], bool] = lambda _: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folders = folders or NoFolders()
        self.challenges = Challenges(clock)
        self._trusted = networks(trusted)
        self._allowed = frozenset(allowed)
        self._is_own = is_own

    def include(self, host: str) -> bool:
        """Whether a sender at `host` is a stranger; a sender at one of our own addresses is not."""
        if is_loopback(host) or self._is_own(host):
            return False
        address = address_of(host)
        return not any(address in network for network in self._trusted)

    def bind(self, row: Command, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Return a handler's arguments, with each path held against the folders that strangers may touch.

        Raises
        ------
        ArgumentError
            The command is for this machine.
        FileError
            A path leads where strangers may touch nothing.
        """
        if row.local and row.allowed_by not in self._allowed:
            setting = row.allowed_by or "trusted"
            raise ArgumentError(
                f"{row.address} is for programs on that computer; its setting `{setting}` lets others in"
            )
        return {**bound, **{arg.name: self._guarded(arg.file, bound[arg.name]) for arg in row.files}}

    def hide(self, address: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return an answer or an event as a stranger may read it: paths from outside are bare names."""
        place = _PATHS.get(address)
        if place is None or len(args) <= place:
            return args
        texts = [i for i, arg in enumerate(args) if i > place and isinstance(arg, str)]
        shown = self.folders.hidden(str(args[place]), *(args[i] for i in texts))
        hidden = dict(zip((place, *texts), shown, strict=True))
        return tuple(hidden.get(i, arg) for i, arg in enumerate(args))

    def _guarded(self, use: str, text: str | None) -> Any:
        return self.folders.guard(text, is_new=use == "new") if text else text


def _paths() -> dict[str, int]:
    """Return which argument of an answer or an event is a path, by its address."""
    answers: list[Answer] = [*EVENTS, *(answer for row in COMMANDS.values() for answer in row.answers)]
    return {answer.address: answer.args.index("path") for answer in answers if "path" in answer.args}


_PATHS: Final = _paths()
