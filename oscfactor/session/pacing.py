"""When a stream has its next frame due, and which place in the sound that is."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Final

from oscfactor.realtime.players import Players

MAX_LATE: Final = 0.25  # seconds: frames that are later than this are left out
REST: Final = 0.02  # seconds between two looks at a player that is not there or rests

Place = float
"""In samples of the sound."""


class OwnClock:
    """A clock that needs no sound card: from `start` on at a rate of its own, round and round or once.

    Parameters
    ----------
    sample_rate : int
        Of the sound.
    start, end : int
        In samples of the sound.
    loop : bool
    rate : float
        Seconds of the sound in one second.
    """

    def __init__(self, sample_rate: int, start: int, end: int, *, loop: bool, rate: float) -> None:
        self.ended = False
        self._sample_rate, self._start, self._length = sample_rate, start, end - start
        self._loop, self._rate = loop, rate
        self._origin = time.perf_counter()
        self._n = 0  # frames that have been due

    def due(self, interval: float) -> Iterator[Place]:
        """Yield the places of all frames that are due, `interval` seconds apart."""
        now = time.perf_counter()
        while not self.ended and self._origin + self._n * interval <= now:
            elapsed = self._n * interval
            late = now - self._origin - elapsed
            self._n += 1 if late < MAX_LATE else math.ceil(late / interval)
            passed = elapsed * self._rate * self._sample_rate
            if passed >= self._length and not self._loop:
                self.ended = True
                return
            yield self._start + passed % self._length

    def wait(self, interval: float) -> float:
        """Return the seconds until the next frame is due."""
        return max(self._origin + self._n * interval - time.perf_counter(), 0.0)


class PlayerClock:
    """A clock by the play head of a buffer: a frame is due when the loudspeaker has that moment."""

    ended = False

    def __init__(self, players: Players, name: str) -> None:
        self._players, self._name = players, name
        self._next: float | None = None  # sample of the output
        self._rate = 48000.0

    @property
    def runs(self) -> bool:
        """Whether the buffer is playing."""
        voice = self._players.voices.get(self._name)
        return voice is not None and voice.sounds and voice.player is not None and voice.player.head.begun

    @property
    def rests(self) -> bool:
        """Whether the buffer is paused, or waits for the device."""
        return self._name in self._players.voices and not self.runs

    def due(self, interval: float) -> Iterator[Place]:
        """Yield the places of all frames that are due, `interval` seconds apart."""
        clock, card = self._players.output.clock, self._players.output.card
        if not self.runs or clock is None or card is None:
            self._next = None
            return
        player = self._players.voices[self._name].player
        index = clock.index_at()
        self._rate = card.sample_rate
        if self._next is None or not -1.0 < (index - self._next) / self._rate < MAX_LATE:
            self._next = math.ceil(index)
        while player is not None and self._next <= index:
            yield player.head.place_at(self._next)[0]
            self._next += interval * self._rate

    def wait(self, interval: float) -> float:
        """Return the seconds until the next frame is due."""
        clock = self._players.output.clock
        if self._next is None or clock is None:
            return max(REST, interval)
        return max((self._next - clock.index_at()) / self._rate, 0.0)


class AnyClock:
    """The play head while the buffer plays, and a clock of its own where nothing plays."""

    def __init__(self, player: PlayerClock, own: OwnClock) -> None:
        self._player, self._own = player, own

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come."""
        return self._own.ended and not self._player.runs

    @property
    def _clock(self) -> PlayerClock | OwnClock:
        return self._player if self._player.runs or self._player.rests else self._own

    def due(self, interval: float) -> Iterator[Place]:
        """Yield the places of all frames that are due, `interval` seconds apart."""
        return self._clock.due(interval)

    def wait(self, interval: float) -> float:
        """Return the seconds until the next frame is due."""
        return self._clock.wait(interval)


Clock = OwnClock | PlayerClock | AnyClock
