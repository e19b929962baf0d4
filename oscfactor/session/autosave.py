"""The copy of the session that is made while a daemon runs, in case it crashes."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from oscfactor.errors import OscFactorError
from oscfactor.files import archive
from oscfactor.session.saving import Remark, SessionStore

log = logging.getLogger(__name__)


class Autosave:
    """Copies the session to a file while a daemon runs; after a crash the next daemon offers that copy.

    Parameters
    ----------
    store : SessionStore
    folder : Path
        The user's data folder.
    port : int
        Of the daemon: no other has the same at the same time.
    seconds : float
        Between two copies; nothing is written if nothing has changed, and 0 makes no copies.
    """

    def __init__(self, store: SessionStore, folder: Path, port: int, seconds: float) -> None:
        self._store, self._seconds = store, seconds
        self._place = folder / f"autosave-{port}{archive.SUFFIX}"
        self._left = folder / f"recovered-{port}{archive.SUFFIX}"
        self._task: asyncio.Task[None] | None = None

    @property
    def offer(self) -> Path | None:
        """The copy that a crash has left, if there is one."""
        return self._left if self._left.exists() else None

    def start(self) -> None:
        """Put the copy that a crash has left aside, and begin."""
        try:
            self._place.replace(self._left)
        except OSError:
            log.debug("no crash has left %s", self._place)
        if self._seconds:
            self._task = asyncio.ensure_future(self._run())

    async def recover(self, search: str, on_remark: Remark = lambda *_: None) -> tuple[Path, int]:
        """Load the copy that a crash has left, and offer it no more; without a copy the path is empty.

        A file that is not whole is put aside, so that nothing is lost for good.
        """
        if self.offer is None:
            return Path(), 0
        loaded = await self._store.load(self._left, search=search, on_remark=on_remark)
        if loaded.is_whole:
            self._left.unlink(missing_ok=True)
        else:
            damaged = self._left.replace(
                self._left.with_name(self._left.name.replace("recovered", "damaged"))
            )
            log.warning("what a crash has left is not whole; it stays in %s", damaged)
        return loaded.path, loaded.n_sounds

    def close(self) -> None:
        """End in order: there is nothing to be recovered then."""
        if self._task is not None:
            self._task.cancel()
        self._place.unlink(missing_ok=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._store.autosave(self._place)
            except (OscFactorError, OSError) as error:
                log.warning("no copy of the session was made: %s", error)
