"""Paths as handlers are given them: checked as texts, and not yet held against a disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from oscfactor.files.paths import UserPath
from oscfactor.protocol.request import Request
from oscfactor.protocol.spec import Command

Handling = Callable[..., Awaitable[Any]]


def with_paths(command: Command, handler: Handling) -> Handling:
    """Return a handler whose paths are each a `UserPath`; the paths of a stranger are guarded already.

    A text that can be no path is answered at once, by a `FileError`. An empty option stays empty.
    """
    names = [arg.name for arg in command.files]
    if not names:
        return handler

    async def given(request: Request, **bound: Any) -> Any:
        for name in names:
            if isinstance(bound[name], str) and bound[name]:
                bound[name] = UserPath(bound[name])
        return await handler(request, **bound)

    return given
