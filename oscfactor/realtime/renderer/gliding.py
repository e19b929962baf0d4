"""How a buffer sounds on: it follows its orders without a jump, and its faders glide to their goals.

What is heard between two moments is a straight line from one set of levels to another. Rendering is linear
in the levels: so two tracks are read, one for each end of the line, and crossfaded. Where a glide begins or
ends, another line follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.recombine import Cells
from oscfactor.model.mix import AUDIBLE, GAIN, LEVEL, OBJECT_GAIN, OBJECT_PAN, PAN, Levels
from oscfactor.model.mix import levels as levels_of
from oscfactor.realtime.orders import BLOCK, Orders, Piece, Playable
from oscfactor.realtime.renderer.ramps import Ramps
from oscfactor.realtime.renderer.track import Track, ramp

Block = NDArray[np.float32]

CURVE: Final = 4 * BLOCK
"""Samples for which a straight line stands for a curve: a pan, or faders that multiply each other."""


class Line:
    """A track, or the straight way from one track to another, its `goal`, over `n_samples`."""

    def __init__(self, track: Track, goal: Track | None = None, n_samples: int = 0) -> None:
        self.track, self.goal = track, goal
        self._n_samples, self._n_done = n_samples, 0

    @property
    def n_left(self) -> int:
        """Samples until the goal is reached; 0 if there is none, or it has been."""
        return self._n_samples - self._n_done

    @property
    def latest(self) -> Track:
        """The track that is heard in the end."""
        return self.goal or self.track

    def levels(self) -> Levels:
        """Return what is heard of each component after the samples that have been read."""
        if self.goal is None:
            return self.track.levels
        share = np.float32(self._n_done / self._n_samples)
        pairs = zip(self.track.levels, self.goal.levels, strict=True)
        return Levels(*(old + (new - old) * share for old, new in pairs))

    def read(self, n: int) -> tuple[Block, list[Piece]]:
        """Return the next `n` samples of each output channel, and their places in the sound."""
        if self.goal is None:
            return self.track.read(n)
        old, pieces = self.track.read(n)
        new, _ = self.goal.read(n)
        done = np.arange(self._n_done + 1, self._n_done + n + 1) / self._n_samples
        self._n_done = min(self._n_done + n, self._n_samples)
        out = old + (new - old) * np.minimum(done, 1.0).astype(np.float32)
        if not self.n_left:
            self.track, self.goal = self.goal, None
        return out, pieces


class Gliding:
    """Reads a sound by its orders, which may change at any time.

    A change of faders alone is a straight ramp, over one block or the seconds that the change says. Any
    other change is a crossfade over the next samples that are read.

    Parameters
    ----------
    orders : Orders
    n_outputs : int
    place : float
        Where to begin, in samples of the sound.
    """

    def __init__(self, orders: Orders, n_outputs: int, place: float) -> None:
        self.orders = orders
        self._n = 0  # samples that have been read
        self._line = Line(Track(orders, n_outputs, place))
        self._set_ramps(orders)

    @property
    def ended(self) -> bool:
        """Whether the end of what is to be played has been read."""
        return self._line.track.ended

    @property
    def place(self) -> float:
        """Where the next sample is, in samples of the sound."""
        return self._line.latest.place

    def read(self, orders: Orders, n: int) -> tuple[Block, list[Piece]]:
        """Return the next `n` samples of each output channel by these orders, and their places in the sound.

        Returns
        -------
        float32 as `Track.read` says, list of Piece
        """
        leaving = None if orders is self.orders or self.ended else self._take(orders)
        before = None if leaving is None else leaving.read(n)[0]
        out, pieces = self._read_on(n)
        return out if before is None else before + (out - before) * ramp(n), pieces

    def _read_on(self, n: int) -> tuple[Block, list[Piece]]:
        """Read along one line after the other."""
        parts, pieces, at = [], [], 0
        while at < n:
            if not self._line.n_left:
                self._set_out()
            m = min(n - at, self._line.n_left or n)
            part, places = self._line.read(m)
            parts.append(part)
            pieces += [piece._replace(offset=piece.offset + at) for piece in places]
            self._n += m
            at += m
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1), pieces

    def _take(self, orders: Orders) -> Line | None:
        """Follow other orders from now on; return the line that was, if the change is to be crossfaded."""
        old, line, self.orders = self.orders, self._line, orders
        if orders.sound.origin is not old.sound.origin or len(orders.mix.gains) != len(old.mix.gains):
            self._set_ramps(orders)
            self._line = Line(self._fork(self._n))
            return line
        moved = self._cells.is_moving(self._n)
        stays = orders.sound is old.sound
        if not stays:
            self._aim_cells(orders.sound)
        begins = self._cells.is_moving(self._n) and not moved  # a glide of the matrix: it sounds on as it did
        crossfaded = moved or not (orders.sounds_as(old) and (stays or begins))
        # What is crossfaded needs no ramp besides.
        turns = self._aim_faders(orders, shortest=0 if crossfaded else BLOCK) or begins
        if crossfaded:
            self._line = Line(self._fork(self._n))
            return line
        if turns and line.n_left:
            self._line = Line(line.latest.fork(orders, line.levels(), line.track.sound))
        return None

    def _set_ramps(self, orders: Orders) -> None:
        """Begin with all faders and cells at their goals."""
        self._edited = _cells(orders.sound)
        self._faders = Ramps(orders.mix.faders(), orders.mix.glides)
        self._cells = Ramps(_matrix(orders.sound), orders.sound.glides)

    def _aim_cells(self, sound: Playable) -> None:
        self._edited = _cells(sound) or self._edited
        rate = sound.buffer.sample_rate
        self._cells.aim(_matrix(sound), sound.glides, self._n, sample_rate=rate, shortest=0)

    def _aim_faders(self, orders: Orders, shortest: int) -> bool:
        mix, rate = orders.mix, orders.sound.buffer.sample_rate
        return self._faders.aim(mix.faders(), mix.glides, self._n, sample_rate=rate, shortest=shortest)

    def _set_out(self) -> None:
        """Begin the next line, if anything is on its way."""
        ends = [end for ramps in (self._faders, self._cells) if (end := ramps.next_end(self._n)) is not None]
        if not ends:
            return
        end = min(*ends, self._n + CURVE) if self._is_curved() else min(ends)
        self._line = Line(self._line.track, self._fork(end), end - self._n)

    def _is_curved(self) -> bool:
        moving = self._faders.moving(self._n)
        factors = moving[[GAIN, AUDIBLE, LEVEL, OBJECT_GAIN]].sum(axis=0)
        return bool(moving[[PAN, OBJECT_PAN]].any() or (factors > 1).any())

    def _fork(self, end: int) -> Track:
        """Return a track that goes on from here with all faders and cells as they will be at a time."""
        levels = levels_of(self._faders.at(end))
        return self._line.latest.fork(self.orders, levels, self._sound(end))

    def _sound(self, end: int) -> Playable:
        """Return the sound with the matrix as it will be at a time."""
        sound = self.orders.sound
        frames, cells = sound.frames, self._edited
        if frames is None or cells is None or not self._cells.is_moving(end):
            return sound
        if frames.cells is None:  # its matrix alone is what is edited still
            nothing = np.zeros(len(frames.W), np.bool_)
            cells = replace(
                cells, W=frames.W, activations={}, edited=nothing, exponent=1.0, threshold=0.0, phases=None
            )
        cells = replace(cells, matrix=self._cells.at(end))
        edited = SoundFrames(frames.samples, frames.stft, frames.W, frames.H, cells)
        return replace(sound, frames=edited)


def _cells(sound: Playable) -> Cells | None:
    return None if sound.frames is None else sound.frames.cells


def _matrix(sound: Playable) -> NDArray[np.float32]:
    """Return the matrix of a sound, (n_components, n_components); empty where there are no components."""
    cells = _cells(sound)
    if cells is not None:
        return cells.matrix
    return np.eye(0 if sound.frames is None else len(sound.frames.W), dtype=np.float32)
