"""The session that a daemon begins with: one that the user names, or the newest that was left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from oscfactor.errors import OscFactorError
from oscfactor.session.session import Session

T = TypeVar("T")

log = logging.getLogger(__name__)


class Beginning:
    """Loads what is to be there before anybody can ask for anything.

    Parameters
    ----------
    session : Session
        With an autosave.
    told_to_end : asyncio.Event
        Set when the daemon is to end: then what is under way is cancelled.
    """

    def __init__(self, session: Session, told_to_end: asyncio.Event) -> None:
        self._session, self._told_to_end = session, told_to_end

    async def load(self, path: str) -> tuple[Path, int]:
        """Load a session; return its absolute path and how many sounds it holds.

        Raises
        ------
        OscFactorError
            The session cannot be loaded.
        """
        remarks: list[str] = []
        loaded = await self._unless_told_to_end(
            self._session.store.load(path, on_remark=lambda *remark: remarks.append(remark[-1]))
        )
        for remark in remarks:
            log.warning("%s", remark)
        return loaded.path, loaded.n_sounds

    async def recover(self) -> str:
        """Load the newest session that was left; return a line on it."""
        assert self._session.autosave is not None
        try:
            place, count = await self._unless_told_to_end(self._session.autosave.recover())
        except OscFactorError as error:
            return f"nothing was recovered: {error}"
        except Exception:  # a program that starts the daemon again would only meet the fault again
            log.exception("nothing was recovered")
            return ""
        return f"recovered from {place}; buffers: {count}" if count else "there was nothing to recover"

    async def _unless_told_to_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work; it is cancelled if the daemon is to end."""
        task = asyncio.ensure_future(work)
        told = asyncio.ensure_future(self._told_to_end.wait())
        await asyncio.wait((task, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not task.done():
            self._session.cancel_all()
        return await task
