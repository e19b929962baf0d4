"""The output: a device that is opened when first wanted, watched, and opened again when it has vanished."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from oscfactor.errors import DeviceError
from oscfactor.machine.priority import shield_shared_memory
from oscfactor.realtime.card_process import SoundCard, Wanted
from oscfactor.realtime.clock import AudioClock
from oscfactor.realtime.renderer_process import HAS_ENDED, RemotePlayer, RendererProcess
from oscfactor.realtime.ring import length_ahead

WATCH_INTERVAL: Final = 0.2  # seconds
RETRY_INTERVALS: Final = (
    1.0,
    2.0,
    4.0,
)  # seconds until a vanished device is tried again; the last wait is repeated
END_TIMEOUT: Final = 2.0  # seconds
NONE: Final = "none"
"""The device's name that means silence."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackSettings:
    """How to play, from the settings."""

    wanted: Wanted = field(default_factory=Wanted)
    latency: float = 0.02  # seconds that are rendered ahead
    fade: float = 0.005  # seconds of crossfade at a loop's seam
    position_rate: float = 10.0  # positions told a second; 0 tells changes only


class Output:
    """The sound card and its clock, both None while no device is open, and the process that renders for it.

    Lives on the event loop; calls that may take time or hang run on threads.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    wanted : Wanted
    latency : float
        Of the ring, in seconds.
    kernels : callable
        Returns an awaitable that ends when all kernels are compiled.
    on_change : callable
        Called with `open`, `lost` or `closed`, and a sentence.
    on_finished : callable
        Called with each player that has ended, and with the fault, if a fault ended it.
    on_limited : callable
        Called once with a player that is louder than a card is given, or None for the sum of all.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        wanted: Wanted,
        latency: float,
        kernels: Callable[[], Awaitable[None]],
        *,
        on_change: Callable[[str, str], None],
        on_finished: Callable[[RemotePlayer, str], None],
        on_limited: Callable[[RemotePlayer | None], None],
    ) -> None:
        self.wanted, self.latency = wanted, latency
        self.renderer = RendererProcess(
            loop, kernels, on_finished=on_finished, on_limited=on_limited, on_lost=self._renderer_lost
        )
        self.card: SoundCard | None = None
        self.clock: AudioClock | None = None
        self.last_index = 0.0  # the sample that was heard when the last card was let go
        self._loop = loop
        self._on_change = on_change
        self._opening: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._n_underruns = self._n_late = 0  # of cards that are closed
        self._n_tries = 0
        self._reopening = asyncio.Lock()
        self._closed = False

    @property
    def n_underruns(self) -> int:
        """How often sound was missing since the start."""
        return self._n_underruns + (0 if self.card is None else self.card.ring.n_underruns)

    @property
    def n_late(self) -> int:
        """How often the sound system itself was late since the start."""
        return self._n_late + (0 if self.card is None else self.card.ring.n_late)

    @property
    def seconds_worked(self) -> float:
        """How long the open card's samples took to render, in seconds of a core."""
        return 0.0 if self.card is None else self.card.ring.seconds_worked

    @property
    def seconds_ahead(self) -> float:
        """How many seconds are rendered ahead of the open card, at most."""
        if self.card is None:
            return 0.0
        return length_ahead(self.card.ring, self._n_latency(self.card)) / self.card.sample_rate

    async def opened(self) -> SoundCard:
        """Return the open sound card, opening it if it is not.

        Raises
        ------
        DeviceError
            If there is no such device.
        """
        while self.card is None:
            if self._opening is None:
                retries = self._timer is not None
                self._cancel_timer()
                self._opening = self._loop.create_task(self._open())
                if retries:  # go on with that, should this fail
                    self._opening.add_done_callback(self._retried)
            opening = self._opening
            try:
                await asyncio.shield(opening)
            finally:
                self._forget(opening)
        return self.card

    async def reopen(self, wanted: Wanted, latency: float) -> SoundCard | None:
        """Close the device that is open or being opened, and open the wanted one; return None for `NONE`."""
        async with self._reopening:
            while (opening := self._opening) is not None:
                await asyncio.wait([opening])
                self._forget(opening)  # while we waited another one may have begun
            self._let_go("closed", "another device is opened")
            self.wanted, self.latency = wanted, latency
            return None if wanted.device == NONE else await self.opened()

    def _forget(self, opening: asyncio.Task[None]) -> None:
        """Let another opening begin when this one has ended."""
        if self._opening is opening and opening.done():
            self._opening = None

    def close(self) -> None:
        """Close the device, without waiting until that is done."""
        self._closed = True
        self._cancel_timer()
        self._let_go("closed", "the daemon ends")
        self.renderer.close(END_TIMEOUT)

    async def _open(self) -> None:
        if self.wanted.device == NONE:
            raise DeviceError("the setting device is none; send /audio/device to choose one")
        shield_shared_memory()
        opening = self._loop.run_in_executor(None, SoundCard, self.wanted, self.latency)
        try:
            await self.renderer.start()
            card = await asyncio.shield(opening)
            await self.renderer.start()  # again, if it has ended meanwhile
            if self._closed:
                raise DeviceError("the daemon ends")
        except BaseException as error:  # or cancelled, as the daemon ends: the thread that opens goes on
            closed = self._close_when_open(opening)
            if isinstance(error, DeviceError):
                await closed
            raise
        self.renderer.open(card.ring.shape, card.sample_rate, self._n_latency(card))
        self.card, self.clock = card, AudioClock(card)
        self._n_tries = 0
        self._cancel_timer()
        self._timer = self._loop.call_later(WATCH_INTERVAL, self._watch)
        self._on_change("open", f"{card.name}, {card.n_channels} channels, {card.sample_rate} Hz")

    def _close_when_open(self, opening: asyncio.Future[SoundCard]) -> asyncio.Future[None]:
        """Close a card that nobody wants any more, as soon as it has been opened, whoever waits for that."""
        closed: asyncio.Future[None] = self._loop.create_future()

        def tell(_closing: object) -> None:
            if not closed.done():
                closed.set_result(None)

        def close(opened: asyncio.Future[SoundCard]) -> None:
            if opened.cancelled() or opened.exception() is not None:
                tell(opened)
                return
            try:
                self._close_card(opened.result()).add_done_callback(tell)
            except RuntimeError:  # the loop ends and starts no threads any more
                opened.result().close()
                tell(opened)

        opening.add_done_callback(close)
        return closed

    def _n_latency(self, card: SoundCard) -> int:
        return round(self.latency * card.sample_rate)

    def _renderer_lost(self) -> None:
        """Start the renderer and the card again; the voices know where they were."""
        if not self._closed:
            log.error("%s; it is started again", HAS_ENDED)
            self._let_go("lost", f"{HAS_ENDED}; it is started again")
            self._retry_later()

    def _watch(self) -> None:
        self._timer = None
        if self.card is None:
            return
        if self.card.is_alive():
            self._timer = self._loop.call_later(WATCH_INTERVAL, self._watch)
            return
        name = self.card.name
        self._let_go("lost", f"{name} has vanished; it is tried again, or choose another with /audio/device")
        self._retry_later()

    def _retry_later(self) -> None:
        if self._closed or self.card is not None or self._timer is not None:
            return
        wait = RETRY_INTERVALS[min(self._n_tries, len(RETRY_INTERVALS) - 1)]
        self._n_tries += 1
        self._timer = self._loop.call_later(wait, self._retry)

    def _retry(self) -> None:
        self._timer = None
        if self._opening is None and self.card is None:
            self._opening = self._loop.create_task(self._open())
            self._opening.add_done_callback(self._retried)

    def _retried(self, task: asyncio.Task[None]) -> None:
        self._forget(task)
        if not task.cancelled() and task.exception() is not None:
            log.debug("the sound card is not back: %s", task.exception())
            self._retry_later()

    def _let_go(self, state: str, text: str) -> None:
        """Forget the open card and close it on a thread: a device that has vanished may not answer."""
        self._cancel_timer()
        if self.card is None or self.clock is None:
            return
        self.last_index = self.clock.index_at()
        card, self.card, self.clock = self.card, None, None
        self._n_underruns += card.ring.n_underruns
        self._n_late += card.ring.n_late
        self._on_change(state, text)
        self.renderer.leave()
        self._close_card(card)

    def _close_card(self, card: SoundCard) -> asyncio.Future[None]:
        return self._loop.run_in_executor(None, card.close)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
