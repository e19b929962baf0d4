"""Requests as the dispatcher takes them: a command with its handler, and perhaps arguments of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from oscfactor.protocol.spec import Command

Handler = Callable[..., tuple[Any, ...] | Awaitable[tuple[Any, ...]]]


class Row(NamedTuple):
    """A command with its handler."""

    command: Command
    handler: Handler
    waits: bool  # whether it may still be under way when the next one begins
    args: tuple[Any, ...] | None = None  # what the command takes in place of the message's arguments
