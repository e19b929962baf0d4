"""The copy of the session that a daemon keeps while it runs and when it ends, until the session is saved."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from oscfactor.errors import NotFoundError, OscFactorError
from oscfactor.files.paths import UserPath
from oscfactor.session.copies import Copies, Copy
from oscfactor.session.saving import Remark, SessionStore, State, same_state

log = logging.getLogger(__name__)

T = TypeVar("T")


class Autosave:
    """Keeps a copy of an unsaved session, and offers the copies of earlier runs; lives on the event loop.

    Files are written on a thread of its own, one after another: a copy waits for no job, and the last copy
    is that of the end.

    Parameters
    ----------
    store : SessionStore
    copies : Copies
    seconds : float
        Between two copies; nothing is written if nothing has changed, and 0 makes no copies.
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    """

    def __init__(
        self, store: SessionStore, copies: Copies, seconds: float, tell: Callable[..., None] = lambda *_: None
    ) -> None:
        self._store, self._copies, self._seconds, self._tell = store, copies, seconds, tell
        self._port = 0
        self._thread = ThreadPoolExecutor(1, "copies")
        self._kept: State = []  # the session as it is in this run's copy
        self._is_there = False  # whether this run may have a copy
        self._turn = asyncio.Lock()
        # The file that was recovered, and whether it is whole, until its content is kept elsewhere.
        self._recovered: tuple[Path, bool] | None = None
        self._failed = False
        self._task: asyncio.Task[None] | None = None
        store.on_replace = self.set_aside
        self._thread.submit(self._copies.tidy).result()

    @property
    def n_left(self) -> int:
        """How many copies of ended runs there are."""
        return len(self._copies.left())

    def start(self, port: int) -> None:
        """Begin to keep copies, in the name of the daemon on that port."""
        self._port = port
        if self._seconds:
            self._task = asyncio.ensure_future(self._run())

    async def describe(self) -> list[Copy]:
        """Return the copies of ended runs, the newest first."""
        return await self._on_thread(self._copies.describe)

    async def recover(
        self, search: UserPath | str = "", on_remark: Remark = lambda *_: None, *, which: int = 0
    ) -> tuple[Path, int]:
        """Load a copy that an earlier run left, by default the newest; without any copy the path is empty.

        The file stays until this run has a copy of its own, or the session is saved.

        Raises
        ------
        NotFoundError
            There are copies, but not so many.
        FileError, LimitError
            As `SessionStore.load` says.
        """
        left = await self._on_thread(self._copies.left)
        if not left and which == 0:
            return Path(), 0
        if which >= len(left):
            count = f"only {len(left)}" if left else "none"
            raise NotFoundError(f"there is no copy {which}, counted from 0, the newest: there are {count}")
        before, self._copies.in_use = self._copies.in_use, left[which]
        try:
            loaded = await self._store.load(left[which], search=search, on_remark=on_remark)
        except BaseException:
            self._copies.in_use = before
            raise
        self._copies.in_use = left[which]
        self._store.saved = []
        self._recovered = left[which], loaded.is_whole
        return loaded.path, loaded.n_sounds

    async def keep(self) -> None:
        """Write a copy of the session if it has unsaved changes; else remove the copy.

        A failure is told, and not raised.
        """
        async with self._turn:
            work = self._work()
            if work is None:
                return
            now, recovered = self._store.unsaved(), self._recovered
            self._is_there = True  # perhaps: the copy is written even if nobody waits for it
            try:
                await self._on_thread(work)
            except (OscFactorError, OSError) as error:
                self._tell_failure(error)
                return
            self._kept, self._is_there = now, bool(now)
            if self._recovered is recovered and (now or self._store.saved):
                self._recovered = self._copies.in_use = None
            self._tell_success()

    async def set_aside(self) -> None:
        """Leave a copy of the unsaved session to be recovered, since another session takes its place."""
        await self.keep()
        if self._is_there:
            await self._on_thread(self._copies.release)
        self._kept, self._is_there, self._recovered = [], False, None

    async def end(self) -> None:
        """Leave a copy of the session if it has unsaved changes, and no other file."""
        if self._task is not None:
            self._task.cancel()
        await self.keep()
        await self._on_thread(self._copies.release)

    def close(self) -> None:
        """End without keeping anything more."""
        if self._task is not None:
            self._task.cancel()
        self._thread.shutdown()
        self._copies.release()

    def _work(self) -> Callable[[], None] | None:
        """Return the work on files that is due, a function for the thread; None if no work is due."""
        now, recovered, copies, port = self._store.unsaved(), self._recovered, self._copies, self._port
        is_saved = not now and bool(self._store.state())
        if now and (not self._seconds or same_state(now, self._kept)):
            return None
        if not now and not self._is_there and not (recovered and is_saved):
            return None
        write = self._store.writer() if now else None

        def work() -> None:
            if write is None:
                copies.remove()
            else:
                write(copies.place(port))
            if recovered is not None and (write is not None or is_saved):
                copies.done_with(recovered[0], is_whole=recovered[1])

        return work

    def _tell_failure(self, error: Exception) -> None:
        cause = error if isinstance(error, OSError) else error.__cause__
        # Other computers hear of the failure as well, but not where the folder is.
        reason = (isinstance(cause, OSError) and cause.strerror) or type(cause or error).__name__
        self._failed = True
        log.warning("no copy of the session was kept: %s", error)
        self._tell("/oscfactor/autosave", "failed", f"no copy of the session is kept: {reason.lower()}")

    def _tell_success(self) -> None:
        if self._failed:
            self._failed = False
            log.info("copies of the session are kept again")
            self._tell("/oscfactor/autosave", "kept", "copies of the session are kept again")

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            await self.keep()
