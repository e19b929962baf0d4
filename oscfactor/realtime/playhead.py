"""Where in its sound a player is, as it is told piece by piece."""

from __future__ import annotations

from typing import Final

from oscfactor.realtime.renderer.track import Piece

_N_KEPT: Final = 256  # pieces: more than the ring ever holds


class PlayHead:
    """Where in its sound a player is, for each sample of the output: pieces of straight lines."""

    def __init__(self) -> None:
        self._pieces: tuple[Piece, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether anything has been rendered."""
        return bool(self._pieces)

    def add(self, piece: Piece) -> None:
        """Append what holds from the piece's sample of the output on."""
        self._pieces = (*self._pieces[-_N_KEPT:], piece)

    def place_at(self, index: float) -> tuple[float, float]:
        """Return the place in the sound, in samples, at a sample of the output, and the speed there."""
        pieces = self._pieces
        for piece in reversed(pieces):
            if piece.offset <= index:
                return piece.at(index), piece.speed
        return pieces[0].place, 0.0
