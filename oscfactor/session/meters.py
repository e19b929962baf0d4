"""How loud what plays is, and where its play heads are: looked at many times a second.

Levels are computed in the daemon, from the masked spectrum of the frame that is heard, on a thread of their
own, and only for who watches them: the renderer, which must be on time, has no part in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.levels import LevelMeter
from oscfactor.model.mix import Mix
from oscfactor.realtime.orders import Playable
from oscfactor.realtime.players import Players
from oscfactor.session.mixer import Mixer

INTERVAL: Final = 0.05  # seconds from one look to the next
MAX_METERED: Final = 128  # components of a sound that have levels of their own
SETTLES: Final = 2.0  # seconds in which a paused player has moved its play head
STRETCH: Final = 1024  # samples around the play head: of a sound that has no components


class Levels(NamedTuple):
    """How loud a sound is now, linear: 1 is full scale."""

    whole: tuple[float, float]  # RMS and peak, as it is heard
    components: NDArray[np.float32] | None  # RMS of each, after its fader; None where there are too many


class Meters:
    """Levels and play heads of the sounds that play; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    on_look : callable
        Called with the name of a sound, and whether its levels may have changed or just its play head.
    is_wanted : callable
        Whether anybody wants the levels of a sound.
    on_tick : callable
        Called at each look; returns whether to look again although no sound plays: all is not silent yet.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        players: Players,
        mixer: Mixer,
        *,
        on_look: Callable[[str, bool], None],
        is_wanted: Callable[[str], bool],
        on_tick: Callable[[], bool] = lambda: False,
    ) -> None:
        self._loop, self._players, self._mixer = loop, players, mixer
        self._on_look, self._is_wanted, self._on_tick = on_look, is_wanted, on_tick
        self._levels: dict[str, Levels] = {}
        self._meters: dict[str, tuple[Playable, LevelMeter]] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meter")
        self._ticker: asyncio.TimerHandle | None = None
        self._until = 0.0  # by the loop's clock, for paused players

    def levels(self, name: str) -> Levels:
        """Return a sound's levels as they were looked at last; all are 0 where it is silent."""
        sound = self._mixer.sound(name)
        n = sound.n_components if sound.frames is not None else 0
        kept = self._levels.get(name)
        if kept is not None and (kept.components is None or len(kept.components) == n):
            return kept
        return Levels((0.0, 0.0), np.zeros(n, np.float32) if n <= MAX_METERED else None)

    async def look(self, name: str) -> None:
        """Look at a sound's levels now."""
        if self._sounds(name):
            await self._measure(name)

    def start(self) -> None:
        """Look at what plays from now on, until nothing does.

        A paused player is looked at for a moment, too: where it has been moved to, it says a little later.
        """
        self._until = self._loop.time() + SETTLES
        self._look_soon()

    def _look_soon(self) -> None:
        if self._ticker is None:
            self._ticker = self._loop.call_later(INTERVAL, self._tick)

    def close(self) -> None:
        """Look no more."""
        if self._ticker is not None:
            self._ticker.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _tick(self) -> None:
        self._ticker = None
        sounding = [name for name in self._players.voices if self._sounds(name)]
        for name in self._players.voices:
            self._on_look(name, False)
        for name in sounding:
            if self._is_wanted(name) and name not in self._under_way:
                task = self._under_way[name] = self._loop.create_task(self._measure(name))
                task.add_done_callback(lambda _, name=name: self._under_way.pop(name, None))  # type: ignore[misc]
        for name in self._levels.keys() - set(sounding):
            self._levels.pop(name)
            self._meters.pop(name, None)
            self._on_look(name, True)
        if self._on_tick() or sounding or self._loop.time() < self._until:
            self._look_soon()

    def _sounds(self, name: str) -> bool:
        voice = self._players.voices.get(name)
        return voice is not None and voice.sounds

    async def _measure(self, name: str) -> None:
        voice = self._players.voices.get(name)
        if voice is None:
            return
        sound, mix = voice.orders.sound, voice.orders.mix
        place = self._players.seconds(name) * sound.buffer.sample_rate
        try:
            levels = await self._loop.run_in_executor(self._thread, self._measured, name, sound, mix, place)
        except RuntimeError:
            return  # the daemon ends
        if self._sounds(name):
            self._levels[name] = levels
            self._on_look(name, True)

    def _measured(self, name: str, sound: Playable, mix: Mix, place: float) -> Levels:
        """Return a sound's levels at a place; on the thread."""
        if sound.frames is None:
            first = max(int(place) - STRETCH // 2, 0)
            part = sound.buffer.samples[:, first : first + STRETCH] * mix.heard()[0]
            if not part.size:
                return Levels((0.0, 0.0), np.zeros(0, np.float32))
            return Levels(
                (float(np.sqrt(np.mean(part**2))), float(np.abs(part).max())), np.zeros(0, np.float32)
            )
        kept = self._meters.get(name)
        if kept is None or kept[0] is not sound:
            n = sound.n_components if sound.n_components <= MAX_METERED else 0
            kept = self._meters[name] = sound, LevelMeter(sound.frames, n)
        rms, whole, peak = kept[1].measure(place, mix.heard())
        return Levels((whole, peak), rms if len(rms) else None)
