"""Alternatives to the components of a sound, from other seeds, held side by side to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from oscfactor.compute.keeping import KeptComponents
from oscfactor.compute.options import Options
from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.limits import Memory, components_bytes
from oscfactor.machine.kernels import Kernels
from oscfactor.model.values import Factorization
from oscfactor.session.beyond import Moved
from oscfactor.session.components import Components
from oscfactor.session.factorizer import Factorizer
from oscfactor.session.jobs import Job, Jobs, ProgressListener

FIRST_SEED: Final = 1000  # beyond those that a musician counts up from 0


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The alternatives of one sound; the first is what there was before."""

    all: tuple[Factorization, ...]
    kept: KeptComponents | None


class Alternatives:
    """The alternatives by their sound's name; they go when the sound is replaced."""

    def __init__(self, jobs: Jobs, memory: Memory, components: Components, factorizer: Factorizer) -> None:
        self._jobs, self._memory = jobs, memory
        self._components, self._factorizer = components, factorizer
        self._held: dict[str, _Held] = {}

    async def vary(
        self, name: str, n: int, *, on_progress: ProgressListener | None = None
    ) -> tuple[Factorization, ...]:
        """Find `n` alternatives from other seeds; return them all, the present components first.

        Raises
        ------
        BusyError, LimitError, ArgumentError
            As `Factorizer.factorize` says.
        """
        layers = await self._components.layers_of(name)
        present, buffer = layers.factorization, layers.buffer
        kept = self._factorizer.kept(name)
        options = [_options(present, FIRST_SEED + i) for i in range(n)]
        self._factorizer.check(name, buffer, options[0], kept=kept)
        f = present
        left = n * components_bytes(buffer.n_channels, f.n_frames, f.stft.n_bins, f.n_components)
        self._memory.check(left, "ask for fewer")

        def work(job: Job[list[Factorization]]) -> list[Factorization]:
            def part(i: int) -> Callable[[float, int, float], None]:
                return lambda fraction, iteration, loss: job.progress((i + fraction) / n, iteration, loss)

            return [
                self._factorizer.found(buffer, one, kept=kept, progress=part(i), look=job.look)
                for i, one in enumerate(options)
            ]

        job = self._jobs.submit(work, subject=name, needs=Kernels.ALL, on_progress=on_progress)
        with self._memory.promised(left), self._components.found_by(name, job):
            found = await job.result()
        for one in found:
            self._components.hold(one)
        self._held[name] = _Held((present, *found), kept)
        if on_progress is not None:
            on_progress(1.0, present.n_iterations, min(one.loss_value for one in found))
        return self._held[name].all

    async def choose(
        self, name: str, i: int, *, what: str, on_moved: Moved = lambda _old, _new: None
    ) -> Factorization:
        """Let a sound have alternative `i`, as one step; return it.

        Raises
        ------
        NotFoundError
            There are no alternatives.
        ArgumentError
            There are not so many.
        BusyError
            Components of the buffer are being found.
        """
        layers = await self._components.layers_of(name)
        held = self._held.get(name)
        if held is None and i == 0:
            return layers.factorization
        if held is None:
            raise NotFoundError(f"{name!r} has no alternatives; send /buffer/vary {name} 4 first")
        if i >= len(held.all):
            raise ArgumentError(f"no alternative {i}: there are {len(held.all)}, counted from 0")
        self._components.check_not_sought(name)
        chosen, present = held.all[i], layers.factorization
        if chosen is not present:
            kept = held.kept if any(one is present for one in held.all) else None
            self._factorizer.put(name, layers.buffer, chosen, kept, what, on_moved)
        return chosen

    def forget(self, name: str) -> None:
        """Forget the alternatives of a sound that is another now."""
        self._held.pop(name, None)


def _options(f: Factorization, seed: int) -> Options:
    """Return the options by which components like these are found from another seed."""
    return Options(
        components=f.n_components,
        fft=f.stft.fft,
        window=f.stft.window,
        hop=f.stft.hop,
        iterations=max(f.n_iterations, 1),
        loss=f.loss,
        tolerance=0.0,
        seed=seed,
        init="random",
        solver="auto",
        sort=None,
        bases_mode="seed",
        activations_mode="seed",
    )
