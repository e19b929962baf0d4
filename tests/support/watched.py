"""The daemon with a watchdog on its loop: `python watched.py FILE serve --port 0 …`.

Each callback of the loop that takes more than `LEAST` of its own thread's processor time leaves a line in
FILE: milliseconds, and what it was. Processor time, since on a busy machine all else takes long.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any, TextIO

LEAST = 0.004  # seconds


def watch(file: Path) -> TextIO:
    """Write down from now on what holds a loop of this process; return the file, which stays open."""
    run = asyncio.Handle._run
    lines = file.open("a", buffering=1, encoding="utf-8")

    def watched(handle: asyncio.Handle) -> None:
        callback: Any = handle._callback  # type: ignore[attr-defined]
        before = time.thread_time()
        run(handle)
        took = time.thread_time() - before
        if took >= LEAST:
            lines.write(f"{1000 * took:.2f} {_shown(callback)}\n")

    asyncio.Handle._run = watched
    return lines


def _shown(callback: Any) -> str:
    """Return what a callback runs: of a task, its coroutine and what that waits for now."""
    task = getattr(callback, "__self__", None)
    if not isinstance(task, asyncio.Task):
        inner = getattr(callback, "func", callback)
        return str(getattr(inner, "__qualname__", inner))
    words = []
    coroutine: Any = task.get_coro()
    while coroutine is not None and hasattr(coroutine, "__qualname__"):
        words.append(coroutine.__qualname__)
        coroutine = getattr(coroutine, "cr_await", None)
    return " < ".join(reversed(words))


if __name__ == "__main__":
    from oscfactor.cli.main import main

    watch(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
