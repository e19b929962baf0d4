"""What is asked of a file system on a thread whose event loop is running: it stands still meanwhile."""

from __future__ import annotations

import asyncio
import builtins
import io
import os
from collections.abc import Callable
from typing import Any

import pytest

ASKED: dict[Any, tuple[str, ...]] = {
    os: ("stat", "lstat", "open", "mkdir", "scandir", "listdir", "access", "replace", "rename", "unlink"),
    io: ("open",),
    builtins: ("open",),
}


def asked_on_a_loop(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return a list that gets each such call from now on: its name and its first argument."""
    asked: list[tuple[Any, ...]] = []

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*args: Any, **options: Any) -> Any:
            if asyncio._get_running_loop() is not None:
                asked.append((name, *args[:1]))
            return function(*args, **options)

        return ask

    for module, names in ASKED.items():
        for name in names:
            monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return asked
