"""Which sample of the output is heard at a time, and which place in a sound that sample is."""

from __future__ import annotations

import time
from typing import Final

from oscfactor.realtime.card_process import SoundCard
from oscfactor.realtime.orders import Piece

_SLOW: Final = 0.02  # share of a late reading by which the clock moves: callbacks come late, never early
_JUMP: Final = 0.05  # seconds: a reading that is later than this sets the clock
_N_KEPT: Final = 256  # pieces: more than the ring ever holds


class AudioClock:
    """Which sample of the output is heard at a time.

    The callback notes when it took which samples. A callback comes late or on time, never early: an early
    reading sets the clock, and a later one moves the clock a little, so that the time runs smoothly.
    """

    def __init__(self, card: SoundCard) -> None:
        self._card = card
        self._n_calls = -1
        self._origin = 0.0  # the time at which sample 0 would have been heard

    def index_at(self, now: float | None = None) -> float:
        """Return the sample of the output that is heard at a time of `time.perf_counter`, by default now."""
        self._look()
        now = time.perf_counter() if now is None else now
        index = (now - self._origin) * self._card.sample_rate
        return float(min(max(index, 0.0), self._card.ring.n_written))

    def time_of(self, index: float) -> float:
        """Return the time, of `time.perf_counter`, at which a sample of the output is heard."""
        self._look()
        return float(self._origin + index / self._card.sample_rate)

    def _look(self) -> None:
        reading = self._card.ring.reading()
        if reading.n_calls == self._n_calls:
            return
        is_first = self._n_calls < 0
        self._n_calls = reading.n_calls
        begun = reading.n_read - self._card.ring.largest_block
        origin = reading.time + self._card.latency - begun / self._card.sample_rate
        late = origin - self._origin
        if is_first or abs(late) > _JUMP or late < 0.0:
            self._origin = origin
        else:
            self._origin += _SLOW * late


class PlayHead:
    """The place in its sound that a player has at each sample of the output: pieces of straight lines."""

    def __init__(self) -> None:
        self._pieces: tuple[Piece, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether a first block has been rendered."""
        return bool(self._pieces)

    def add(self, piece: Piece) -> None:
        """Append a piece, which holds from its sample of the output on."""
        self._pieces = (*self._pieces[-_N_KEPT:], piece)

    def place_at(self, index: float) -> tuple[float, float]:
        """Return the place in the sound, in samples, at a sample of the output, and the speed there."""
        pieces = self._pieces
        for piece in reversed(pieces):
            if piece.offset <= index:
                return piece.at(index), piece.speed
        return pieces[0].place, 0.0
