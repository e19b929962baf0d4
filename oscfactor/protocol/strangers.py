"""Clients on other computers, and their rights: the one place that says so.

The rows of the command table say which files a command touches; the dispatcher asks here before it calls a
handler.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from oscfactor.errors import ArgumentError, ConfigError, FileError
from oscfactor.protocol.challenge import Challenges
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.spec import Answer, Command

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Folders(Protocol):
    """Where strangers may touch files."""

    def guard(self, text: str, *, is_new: bool) -> Any:
        """Return a guarded path for the text that a stranger gave; raises FileError."""

    def hidden(self, path: str, *texts: str) -> tuple[str, ...]:
        """Return a path, and sentences that may name it, as strangers may read them."""


class NoFolders:
    """Strangers may touch no files."""

    def guard(self, text: str, *, is_new: bool) -> Any:  # noqa: ARG002
        """Refuse it."""
        raise FileError("other computers may touch no files here")

    def hidden(self, path: str, *texts: str) -> tuple[str, ...]:  # noqa: ARG002
        """Say nothing of it."""
        return "", *("" for _ in texts)


class Strangers:
    """The rights of clients that are not on this machine; the dispatcher and the transports ask for them.

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
        self._trusted = _networks(trusted)
        self._allowed = frozenset(allowed)
        self._is_own = is_own

    def include(self, host: str) -> bool:
        """Whether a sender at `host` is a stranger; a sender at one of our own addresses is not."""
        if is_loopback(host) or self._is_own(host):
            return False
        address = _address(host)
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


def is_loopback(host: str) -> bool:
    """Whether an address reaches no other machine; no system takes it from a wire."""
    return _address(host).is_loopback


def _address(host: str) -> Address:
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()
        )
    except ValueError as error:
        raise ConfigError(
            f"trusted must be addresses or networks, such as 192.168.1.20 or 192.168.1.0/24: {error}"
        ) from None


def _paths() -> dict[str, int]:
    """Return which argument of an answer or an event is a path, by its address."""
    answers: list[Answer] = [*EVENTS, *(answer for row in COMMANDS.values() for answer in row.answers)]
    return {answer.address: answer.args.index("path") for answer in answers if "path" in answer.args}


_PATHS: Final = _paths()
