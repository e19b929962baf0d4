"""The components of the named sounds, and the jobs that find or read them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from oscfactor.dsp.arrays import owner
from oscfactor.errors import BusyError, NotFoundError
from oscfactor.limits import Living, check_index
from oscfactor.model.layers import PLAIN, Layers, Recombination
from oscfactor.model.mix import ALL
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.buffers import Buffers
from oscfactor.session.jobs import Job, Jobs, noted


class Components:
    """Factorizations by their buffer's name, and the layers that were made of them.

    A value in `layers` is never changed, only replaced: any thread may render from a value that it holds.
    Components that are being found are waited for if there are no others.
    """

    def __init__(
        self, jobs: Jobs, buffers: Buffers, on_change: Callable[[str], None] = lambda _name: None
    ) -> None:
        self.ready = jobs.ready
        self.by_name: dict[str, Factorization] = {}
        self.layers: dict[str, Layers] = {}
        self._on_change = on_change  # called with the name of a buffer that has new layers
        self.on_job: Callable[[str], None] = lambda _name: None  # called when a job begins or ends
        self._buffers = buffers
        self._living = Living()
        self._found_by: dict[str, Job[Any]] = {}
        self._read_by: dict[str, list[Job[Any]]] = {}

    @property
    def n_bytes(self) -> int:
        """Memory that all bases and activations take, edited or not, as long as anybody holds them."""
        return self._living.n_bytes + sum(v.recombination.n_bytes for v in self.layers.values())

    @contextmanager
    def found_by(self, name: str, job: Job[Any]) -> Iterator[None]:
        """Let `get` wait for the job that finds a buffer's components."""
        self._found_by[name] = job
        self.on_job(name)
        try:
            yield
        finally:
            if self._found_by.get(name) is job:
                del self._found_by[name]
            self.on_job(name)

    def read_by(self, name: str, job: Job[Any]) -> AbstractContextManager[None]:
        """Keep a buffer busy while a job reads its components; the job ends if they go."""
        return noted(self._read_by, name, job, self.on_job)

    def cancel(self, name: str) -> None:
        """Stop every job on a buffer: loading, factorizing, exporting.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        reason = f"the job on {name!r} was cancelled"
        if not (self._buffers.cancel_load(name) | self._cancel_jobs(name, reason)):
            self._buffers.existing(name)
            raise NotFoundError(f"nothing is being done to {name!r}")

    def drop(self, name: str, why: str) -> None:
        """Forget a buffer's components and cancel the jobs on it, because its sound has been replaced."""
        self._cancel_jobs(name, why)
        self.by_name.pop(name, None)
        self.layers.pop(name, None)

    def is_sought(self, name: str) -> bool:
        """Whether a job is finding a buffer's components."""
        return name in self._found_by

    def job(self, name: str) -> str:
        """Return what is being done with a buffer's components: `factorize`, `export`, or nothing."""
        return "factorize" if name in self._found_by else "export" if name in self._read_by else ""

    def check_idle(self, name: str) -> None:
        """Raise `BusyError` if a job needs the buffer as it is."""
        if name in self._found_by or name in self._read_by:
            raise BusyError(f"{name!r} is being worked on; wait, or send /buffer/cancel {name}")

    def check_not_sought(self, name: str) -> None:
        """Raise `BusyError` while components of a buffer are being found."""
        if self.is_sought(name):
            raise BusyError(f"{name!r} is being factorized already; wait, or send /buffer/cancel {name}")

    async def get(self, name: str) -> Factorization:
        """Return a buffer's components; if there are none yet, wait for a job that finds them.

        Raises
        ------
        NotFoundError
            If there is no such buffer, or it has not been factorized.
        """
        await self._buffers.get(name)
        if name not in self.by_name and name in self._found_by:
            await asyncio.wait([self._found_by[name].future])
        if name not in self.by_name:
            self._buffers.existing(name)
            raise NotFoundError(f"{name!r} has no components yet; send /buffer/factorize {name} 8")
        return self.by_name[name]

    async def layers_of(self, name: str) -> Layers:
        """Return a buffer's components as they sound by now; waits and raises as `get` does.

        On a first start that is also until the kernels that render them are there: components may come out
        of a session, or from what was kept, before these.
        """
        await self.get(name)
        while True:
            layers = self.layers[name]
            await self.ready(layers.needs)
            if self.layers.get(name) is layers:
                return layers
            await self.get(name)

    async def newest_layers_of(self, name: str) -> Layers:
        """Return a buffer's components, waiting for a running factorisation even if there are older ones."""
        if (job := self._found_by.get(name)) is not None:
            await asyncio.wait([job.future])
        return await self.layers_of(name)

    def recombine(self, name: str, recombination: Recombination) -> None:
        """Let a buffer's components sound in another way from now on."""
        layers = self.layers[name]
        self.layers[name] = Layers(layers.buffer, layers.factorization, recombination)
        self._on_change(name)

    def put(
        self, name: str, buffer: Buffer, factorization: Factorization, recombination: Recombination = PLAIN
    ) -> None:
        """Let a buffer have these components, edited so, from now on."""
        self.by_name[name] = factorization
        self.hold(factorization)
        self.layers[name] = Layers(buffer, factorization, recombination)
        self._on_change(name)

    def hold(self, factorization: Factorization) -> None:
        """Count the memory of components as long as anybody holds them."""
        for array in (factorization.W, factorization.H):  # which another factorization may share
            self._living.count(owner(array), array.nbytes)

    def saved(self, name: str) -> Factorization | None:
        """Return a buffer's components as they were found, or None before."""
        return self.by_name.get(name)

    def restore(self, name: str, buffer: Buffer, factorization: Factorization) -> None:
        """Let a saved buffer have its components again."""
        self.put(name, buffer, factorization)

    def _cancel_jobs(self, name: str, reason: str) -> bool:
        jobs: list[Job[Any]] = [*self._read_by.get(name, ())]
        if name in self._found_by:
            jobs.append(self._found_by.pop(name))
        for job in jobs:
            job.cancel(reason)
        return bool(jobs)


def layer_indices(layers: Layers, k: int) -> list[int]:
    """Return the layers that `k` means, the residual among them.

    Raises
    ------
    ArgumentError
        There is no such component.
    """
    if k == ALL:
        return list(range(layers.n_layers))
    check_index("component", k, layers.n_layers)
    return [k]
