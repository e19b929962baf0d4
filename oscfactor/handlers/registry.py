"""The handlers by name: each says beside its definition whether it works on the session or on the daemon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Handling = TypeVar("Handling", bound=Callable[..., Any])

ON_SESSION: dict[str, Callable[..., Any]] = {}
ON_DAEMON: dict[str, Callable[..., Any]] = {}


def on_session(handler: Handling) -> Handling:
    """Register a handler whose first argument is the session."""
    return _registered(ON_SESSION, handler)


def on_daemon(handler: Handling) -> Handling:
    """Register a handler whose first argument is the daemon."""
    return _registered(ON_DAEMON, handler)


def _registered(handlers: dict[str, Callable[..., Any]], handler: Handling) -> Handling:
    name = handler.__name__
    if name in ON_SESSION or name in ON_DAEMON:
        raise ValueError(f"two handlers are named {name}")
    handlers[name] = handler
    return handler
