"""The compute workers: a queue of jobs, their progress, and how they are cancelled."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, TypeVar

from oscfactor.errors import CancelledError, FileError, LimitError
from oscfactor.machine.kernels import Kernels

T = TypeVar("T")
ProgressListener = Callable[[float, int, float], None]

log = logging.getLogger(__name__)


PROGRESS_INTERVAL = 0.05  # seconds: at most 20 a second
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
MAX_WAITING = 1000  # jobs in the queue; a client that asks for more does not wait for its answers


class Job(Generic[T]):
    """One piece of work: the event loop holds its `future`, the worker runs its `function`.

    `function` is given the job and calls `progress` as it goes.
    """

    def __init__(
        self,
        function: Callable[[Job[T]], T],
        subject: str,
        loop: asyncio.AbstractEventLoop,
        *,
        needs: Kernels,
        on_progress: ProgressListener | None,
    ) -> None:
        self.function = function
        self.subject = subject
        self.future: asyncio.Future[T] = loop.create_future()
        self.needs = needs
        self.is_short: bool = False
        self._loop = loop
        self._on_progress = on_progress
        self._cancelled = threading.Event()
        self._why = ""
        self._last_progress = 0.0

    def progress(self, fraction: float, iteration: int = 0, loss: float = 0.0) -> None:
        """Tell how far the work is; the worker calls this often, listeners hear it at most 20 times a second.

        Raises
        ------
        CancelledError
            If the job has been cancelled.
        """
        self.look()
        now = time.monotonic()
        if (
            self._on_progress is not None
            and now - self._last_progress >= PROGRESS_INTERVAL
            and fraction < 1.0
        ):
            self._last_progress = now
            self._loop.call_soon_threadsafe(self._tell, fraction, iteration, loss)

    def look(self) -> None:
        """Raise `CancelledError` if the job has been cancelled; the worker calls this often, too."""
        if self._cancelled.is_set():
            raise CancelledError(f"the job on {self.subject} was cancelled")

    def cancel(self, reason: str) -> None:
        """End the job, waiting or running: its future fails at once, the worker stops when it next looks."""
        self._cancelled.set()
        self._why = reason
        if not self.future.done():
            self.future.set_exception(CancelledError(reason))
            self.future.exception()  # whether or not anybody waits for it

    async def result(self) -> T:
        """Wait for the result, which may take effect as soon as this returns.

        Raises
        ------
        CancelledError
            The job has been cancelled, be it after its end, before whoever waited for it went on.
        """
        result = await self.future
        if self.cancelled:
            raise CancelledError(self._why)
        return result

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` has been called."""
        return self._cancelled.is_set()

    def finish(self, result: T | None, error: BaseException | None) -> None:
        """Set the worker's result or error on the future, unless the job was cancelled meanwhile."""
        if self.future.done():
            return
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)  # type: ignore[arg-type]

    def finish_like(self, other: asyncio.Future[T]) -> None:
        """Finish with the result or the error of a future that has ended."""
        if other.cancelled():
            self.cancel("it was cancelled")
            return
        error = other.exception()
        self.finish(None if error else other.result(), error)

    def _tell(self, fraction: float, iteration: int, loss: float) -> None:
        if not self.future.done() and self._on_progress is not None:
            self._on_progress(fraction, iteration, loss)


Queue = queue.SimpleQueue[Job[Any] | None]


class Jobs:
    """A first-in first-out queue with one worker thread; made and used on the event loop.

    One worker, because a factorisation uses all cores by itself: two at once would only be two slow ones. A
    second queue, with a worker of its own, is for short jobs that somebody on a stage waits for.

    Attributes
    ----------
    goes_ahead : whether jobs on the sound of a name go into that queue
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.goes_ahead: Callable[[str], bool] = lambda _name: False
        self._long: Queue = queue.SimpleQueue()
        self._short: Queue = queue.SimpleQueue()
        self._jobs: list[Job[Any]] = []
        self._kernels = Kernels.NONE
        self._n_modules = len(sys.modules)
        self._more_kernels = threading.Condition()
        self._awaited: list[tuple[Kernels, asyncio.Future[None]]] = []
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(waiting,), name=name, daemon=True)
            for waiting, name in ((self._long, "compute"), (self._short, "compute-live"))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def n_jobs(self) -> int:
        """How many jobs wait or run."""
        return len(self._jobs)

    @property
    def kernels_ready(self) -> bool:
        """Whether every job may run."""
        return self._kernels >= Kernels.ALL

    def let_run(self, kernels: Kernels) -> None:
        """Say which kernels are compiled: jobs that waited for them go on."""
        with self._more_kernels:
            self._kernels = max(self._kernels, kernels)
            self._more_kernels.notify_all()
        there, self._awaited = self._awaited, [one for one in self._awaited if one[0] > self._kernels]
        for needed, future in there:
            if needed <= self._kernels and not future.done():
                future.set_result(None)

    async def ready(self, kernels: Kernels) -> None:
        """Wait until kernels are compiled, without being a job."""
        if self._kernels < kernels:
            future: asyncio.Future[None] = self._loop.create_future()
            self._awaited.append((kernels, future))
            await future

    def submit(
        self,
        function: Callable[[Job[T]], T],
        *,
        subject: str,
        needs: Kernels = Kernels.NONE,
        on_progress: ProgressListener | None = None,
    ) -> Job[T]:
        """Put a job at the end of the queue; `subject` is the name it is about.

        Raises
        ------
        LimitError
            If too many jobs wait already.
        """
        if len(self._jobs) >= MAX_WAITING:
            raise LimitError(f"{MAX_WAITING} jobs are waiting already; wait for some of them to end")
        job = Job(function, subject, self._loop, needs=needs, on_progress=on_progress)
        job.is_short = self._is_short(subject)
        self._jobs.append(job)
        job.future.add_done_callback(lambda _: self._jobs.remove(job))
        (self._short if job.is_short else self._long).put(job)
        return job

    def _is_short(self, subject: str) -> bool:
        """Return which queue is right: jobs on one name stay in one, in the order in which they came."""
        earlier = [job.is_short for job in self._jobs if job.subject == subject]
        return earlier[-1] if earlier else self.goes_ahead(subject)

    def expect(self, subject: str) -> Job[Any]:
        """Return a job that no worker does: it ends when something else calls its `finish`."""
        job: Job[Any] = Job(_nothing, subject, self._loop, needs=Kernels.NONE, on_progress=None)
        self._jobs.append(job)
        job.future.add_done_callback(lambda _: self._jobs.remove(job))
        return job

    def cancel_all(self) -> None:
        """Cancel every job, because the daemon ends."""
        for job in list(self._jobs):
            job.cancel("the daemon is ending")

    def close(self, timeout: float = 10.0) -> None:
        """Cancel everything and wait for the worker to end."""
        self.cancel_all()
        self._closing.set()
        self.let_run(Kernels.ALL)
        for waiting, thread in zip((self._long, self._short), self._threads, strict=True):
            waiting.put(None)
            thread.join(timeout)

    def _may_run(self, job: Job[Any]) -> bool:
        return self._kernels >= job.needs or job.cancelled

    def _work(self, waiting: Queue) -> None:
        while (job := waiting.get()) is not None:
            with self._more_kernels:
                self._more_kernels.wait_for(partial(self._may_run, job))
            if job.cancelled or self._closing.is_set():
                continue
            result, error = None, None
            try:
                result = job.function(job)
            except BaseException as exc:  # noqa: BLE001 - the asker must hear of any error
                error = _told(exc)
            self._spare_modules()
            try:
                self._loop.call_soon_threadsafe(job.finish, result, error)
            except RuntimeError:
                log.debug("a job on %s ended after the daemon", job.subject)
            del job, result, error  # so that nothing large lives on while the worker waits

    def _spare_modules(self) -> None:
        """Let the collector of garbage never again look at modules that the last job has imported.

        They stay, and numba's are so many that one collection would hold the loop for tens of milliseconds.
        """
        if len(sys.modules) != self._n_modules:
            self._n_modules = len(sys.modules)
            gc.freeze()


def _nothing(_job: Job[Any]) -> None:
    """Stand for the work of a job that no worker does."""


@contextmanager
def noted(
    jobs: dict[str, list[Job[Any]]], name: str, job: Job[Any], on_change: Callable[[str], None]
) -> Iterator[None]:
    """Keep a job among those of a name while the `with` block waits for its end; tell both ends of it."""
    own = jobs.setdefault(name, [])
    own.append(job)
    on_change(name)
    try:
        yield
    finally:
        own.remove(job)
        if not own and jobs.get(name) is own:  # the name may have been taken away meanwhile, and have others
            del jobs[name]
        on_change(name)


def _told(error: BaseException) -> BaseException:
    """Return the error that a musician reads: a full disk is a `FileError`, in whatever job it shows."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return FileError(f"the disk is full ({error.strerror}); make room and ask again")
    return error
