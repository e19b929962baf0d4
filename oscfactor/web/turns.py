"""Long work on the event loop in short turns: sockets, jobs and streams have theirs between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

TURN: Final = 0.002  # seconds


async def in_turns(work: Iterable[object]) -> None:
    """Iterate to the end; after each turn let the others have theirs."""
    loop = asyncio.get_running_loop()
    end = loop.time() + TURN
    for _ in work:
        if loop.time() > end:
            await asyncio.sleep(0)
            end = loop.time() + TURN
