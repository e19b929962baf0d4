"""Locks by the names of sounds: what is done to one sound under them follows each other."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """Keeps the lock of a name for as long as anybody holds it, or waits for it."""

    def __init__(self) -> None:
        self._by_name: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Lock:
        """Return the lock of a name."""
        lock = self._by_name.get(name)
        if lock is None:
            lock = self._by_name[name] = asyncio.Lock()
        return lock
