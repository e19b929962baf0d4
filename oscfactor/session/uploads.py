"""Sound files that come through the web server: into a file of the daemon's own, from there into a buffer."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from oscfactor.errors import FileError, LimitError
from oscfactor.files.runfolder import RunFolder
from oscfactor.limits import Memory
from oscfactor.model.values import Buffer
from oscfactor.session.buffers import Buffers

MAX_AT_ONCE: Final = 4
AT_ONCE_TO_DISK: Final = 2**20  # bytes


class Uploads:
    """Receives sounds; lives on the event loop, the disk is written on a thread."""

    def __init__(self, buffers: Buffers, memory: Memory, folder: RunFolder) -> None:
        self._buffers, self._memory, self._folder = buffers, memory, folder
        self._n_under_way = 0

    def check(self, n_bytes: int) -> None:
        """Raise LimitError if a file of so many bytes cannot be taken now."""
        if self._n_under_way >= MAX_AT_ONCE:
            raise LimitError(f"{MAX_AT_ONCE} sounds are being sent already; wait for one of them")
        self._memory.check(n_bytes)

    async def take(self, name: str, file_name: str, parts: AsyncIterator[bytes]) -> Buffer:
        """Put the sound of a file that comes in parts into a buffer; no file holds it afterwards.

        Raises
        ------
        LimitError
            There is no memory for it, or too many come at once.
        FileError
            It holds no sound, or the disk is full.
        """
        self.check(0)
        folder = self._folder.new()
        self._n_under_way += 1
        try:
            path = folder / f"sound{_suffix(file_name)}"
            await self._write(path, parts)
            return await self._buffers.load(name, path, lent=True)
        finally:
            self._n_under_way -= 1
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))

    async def _write(self, path: Path, parts: AsyncIterator[bytes]) -> None:
        waiting, n_bytes, max_bytes = bytearray(), 0, self._memory.n_free_bytes
        async for part in parts:
            n_bytes += len(part)
            if n_bytes > max_bytes:
                self._memory.check(n_bytes)
            waiting += part
            if len(waiting) >= AT_ONCE_TO_DISK:
                await asyncio.to_thread(_append, path, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(_append, path, bytes(waiting))


def _append(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)
    except OSError as error:
        reason = str(error.strerror).lower()
        raise FileError(f"the sound cannot be kept while it is read: {reason}") from error


def _suffix(file_name: str) -> str:
    """Return the ending of a file's name, by which raw kinds of file are told; nothing that is strange."""
    suffix = Path(file_name).suffix
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 8 else ""
