"""Scenes: faders, matrices and players of some sounds, kept by name and gone back to with a glide."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import LimitError, NotFoundError
from oscfactor.limits import Memory
from oscfactor.machine.kernels import Kernels
from oscfactor.model.layers import neutral
from oscfactor.model.scene import Grids, Scene, SceneSound, grids_of
from oscfactor.realtime.players import Players
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.editsizes import CELLS
from oscfactor.session.jobs import Jobs
from oscfactor.session.mixer import Mixer

MAX_SCENES: Final = 1000
TURN: Final = 0.003  # seconds in which sounds are set in a row, before others have their turn


class Recalled(NamedTuple):
    """What a recall came to."""

    n_sounds: int
    missing: list[str]  # sounds, or their matrices, that are not here any more


class Scenes:
    """The scenes by name; lives on the event loop.

    Parameters
    ----------
    on_change : callable
        Called when there are other scenes.
    """

    def __init__(
        self,
        jobs: Jobs,
        memory: Memory,
        buffers: Buffers,
        components: Components,
        editing: Editing,
        mixer: Mixer,
        players: Players,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.by_name: Mapping[str, Scene] = {}  # replaced, never changed
        self._turn = asyncio.Lock()  # recalls follow each other
        self._jobs, self._memory = jobs, memory
        self._buffers, self._components, self._editing = buffers, components, editing
        self._mixer, self._players, self._on_change = mixer, players, on_change

    @property
    def n_bytes(self) -> int:
        """Memory that all scenes take."""
        return sum(sound.n_bytes for scene in self.by_name.values() for sound in scene.sounds.values())

    def store(self, name: str, sounds: Iterable[str]) -> int:
        """Keep how some sounds sound now, in place of an older scene of that name; return how many.

        Raises
        ------
        NotFoundError
            There is no such sound, or none at all.
        LimitError
            There are very many scenes.
        """
        scene = Scene({sound: self._seen(sound) for sound in dict.fromkeys(sounds)})
        if not scene.sounds:
            raise NotFoundError("there is no buffer yet of which a scene could be stored; load one")
        if name not in self.by_name and len(self.by_name) >= MAX_SCENES:
            raise LimitError(f"there are {MAX_SCENES} scenes; free some with /scene/free")
        self._put({**self.by_name, name: scene})
        return len(scene.sounds)

    def existing(self, name: str) -> Scene:
        """Return a scene.

        Raises
        ------
        NotFoundError
            There is no such scene.
        """
        scene = self.by_name.get(name)
        if scene is None:
            have = ", ".join(list(self.by_name)[:12]) or "none yet"
            raise NotFoundError(f"no scene named {name!r}; have: {have}")
        return scene

    def free(self, name: str) -> None:
        """Forget a scene; raises as `existing` does."""
        self.existing(name)
        self._put({other: scene for other, scene in self.by_name.items() if other != name})

    def replace_all(self, scenes: Mapping[str, Scene]) -> None:
        """Let other scenes take the place of all."""
        self._put(dict(scenes))

    async def recall(self, name: str, seconds: float, what: str) -> Recalled:
        """Let all of a scene's sounds that are here go back to it, in so many seconds, all at once.

        Faders and matrices glide; players go on where they are, begin where they were, or stop, and those
        that begin or stop fade. A matrix that changes is one step of undo of its sound; faders are none.

        Raises
        ------
        NotFoundError
            There is no such scene, or none of its sounds is here.
        DeviceError
            A sound is to play, and there is no sound device.
        LimitError
            There is no memory for other matrices.
        """
        scene = self.existing(name)
        here = {sound: seen for sound, seen in scene.sounds.items() if sound in self._buffers.by_name}
        if not here:
            raise NotFoundError(f"no sound of scene {name!r} is here: {', '.join(list(scene.sounds)[:12])}")
        if any(seen.player is not None for seen in here.values()):
            await self._players.output.opened()
        async with self._turn, AsyncExitStack() as turns:
            changing = [sound for sound in sorted(here) if self._grids_to_put(sound, here[sound].grids)]
            for sound in changing:
                await turns.enter_async_context(self._editing.turn(sound))
            if changing:
                await self._jobs.ready(Kernels.ALL)
                layers = [self._components.layers.get(sound) for sound in changing]
                self._memory.check(sum(CELLS.n_bytes(one) for one in layers if one is not None))
            kept = await self._go_together(here, seconds, what)
        here = {sound: seen for sound, seen in here.items() if sound in self._buffers.by_name}
        for sound, seen in here.items():
            if seen.player is not None and sound not in self._players.voices:
                await self._begin(sound, seen.player, seconds)
        missing = [sound for sound in scene.sounds if sound not in here]
        return Recalled(len(here), missing + [f"the matrix of {sound}" for sound in kept])

    def _seen(self, sound: str) -> SceneSound:
        self._buffers.existing(sound)
        layers = self._components.layers.get(sound)
        return SceneSound(
            mix=self._mixer.mix(sound),
            grids=None if layers is None else grids_of(layers),
            player=self._players.saved(sound),
        )

    async def _go_together(self, sounds: Mapping[str, SceneSound], seconds: float, what: str) -> list[str]:
        """Let sounds go to how they were seen; return those whose matrices have to stay.

        Others have their turn meanwhile; what plays hears of all of it at once.
        """
        kept, end = [], time.monotonic() + TURN
        with self._players.together():
            for sound, seen in sounds.items():
                if sound in self._buffers.by_name and self._go_to(sound, seen, seconds, what):
                    kept.append(sound)
                if time.monotonic() > end:
                    await asyncio.sleep(0)
                    end = time.monotonic() + TURN
        return kept

    def _go_to(self, sound: str, seen: SceneSound, seconds: float, what: str) -> bool:
        """Let one sound go to how it was seen, at once; return whether its matrix has to stay."""
        grids = self._grids_to_put(sound, seen.grids)
        if grids:
            self._editing.put_grids(sound, what, grids, seconds)
        self._mixer.glide_to(sound, seen.mix, seconds)
        if sound in self._players.voices:
            if seen.player is None:
                self._players.stop(sound, seconds)
            else:
                self._players.go_on(sound, seen.player)
        return seen.grids is not None and grids is None

    def _grids_to_put(self, sound: str, grids: Grids | None) -> Grids | None:
        """Return a scene's matrix and switches; nothing if they stand so, None if they do not fit."""
        layers = self._components.layers.get(sound)
        if grids is None:
            return {}
        n = 0 if layers is None else layers.factorization.n_components
        if layers is None or any(grid is not None and len(grid) != n for grid in grids.values()):
            return None
        stands = all(np.array_equal(layers.grid(kind), _whole(kind, grid, n)) for kind, grid in grids.items())
        return {} if stands and layers.recombination.glides is None else grids

    async def _begin(self, sound: str, player: Mapping[str, Any], seconds: float) -> None:
        await self._players.restore(
            sound, self._mixer.sound(sound), self._mixer.mix(sound), player, fade=seconds
        )

    def _put(self, scenes: dict[str, Scene]) -> None:
        self.by_name = scenes
        self._on_change()


def _whole(kind: str, grid: NDArray[np.float32] | None, n_components: int) -> NDArray[np.float32]:
    return neutral(kind, n_components) if grid is None else grid
