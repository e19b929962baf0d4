"""One way to read a sound: from which place, in which loop, at which speed, with which gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.live import LiveRenderer
from oscfactor.dsp.render.stretch import StretchedFrames
from oscfactor.dsp.transform.interpolate import reach, read_at
from oscfactor.model.mix import Levels
from oscfactor.model.mix import levels as levels_of
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import STRETCH, Orders, Piece, Playable
from oscfactor.realtime.renderer.routing import feeds, n_rows


class PlainRenderer:
    """Renders a sound that has no components: its samples, at one gain each."""

    def __init__(self, buffer: Buffer, gains: NDArray[np.float32], channels: tuple[int, ...]) -> None:
        self._samples, self.gains, self._channels = buffer.samples, gains, list(channels)

    def render(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the samples from `start` up to `stop` of each feed."""
        result: NDArray[np.float32] = self._samples[self._channels, start:stop] * self.gains
        return result


class Track:
    """Reads block after block as its orders say; changing orders makes another track, see `fork`.

    Parameters
    ----------
    orders : Orders
    n_outputs : int
    place : float
        Where to begin, in samples of the sound.
    levels : Levels, optional
        What is heard of each component; by default as the orders say.
    sound : Playable, optional
        The sound with another matrix than the orders say.
    origin : Track, optional
        A track that this one goes on from.
    """

    def __init__(
        self,
        orders: Orders,
        n_outputs: int,
        place: float,
        *,
        levels: Levels | None = None,
        sound: Playable | None = None,
        origin: Track | None = None,
    ) -> None:
        self.orders, self.ended = orders, False
        self.levels = levels or levels_of(orders.mix.faders())
        self.sound = sound or orders.sound
        self._n_outputs = n_outputs
        region = orders.region
        # Unrolled: the loop's rounds end to end. At the sound's own speed, from a whole sample on.
        self._at = float(round(place)) if orders.rate == 1.0 else place
        self._feeds = feeds(self.sound, self.levels, orders.outputs, n_outputs, orders.mix.grouping)
        self._stretched: StretchedFrames | None = None
        self._sample = 0  # of the stretched frames' own output
        if self.sound.frames is not None and (orders.rate == 0.0 or self._stretches):
            if origin is not None and origin._stretched is not None:
                self._stretched, self._sample = origin._stretched, origin._sample
            else:
                loop = (region.start, region.end) if region.loop else None
                self._stretched = StretchedFrames(self.sound.frames, place, orders.rate, loop)
        self._renderer = self._make_renderer(origin)

    @property
    def _stretches(self) -> bool:
        return self.orders.mode == STRETCH and self.orders.rate != 1.0

    def fork(self, orders: Orders, levels: Levels | None = None, sound: Playable | None = None) -> Track:
        """Return a track that goes on from here by other orders; read this track's next block first."""
        jumps = orders.jump != self.orders.jump
        # An edited sound goes on in the same frames, and so do the phases of a stretched one.
        goes_on = not jumps and orders.sound.origin is self.sound.origin
        place = orders.position if jumps else self.place
        origin = self if goes_on else None
        return Track(orders, self._n_outputs, place, levels=levels, sound=sound, origin=origin)

    @property
    def place(self) -> float:
        """Where the next block begins, in samples of the sound."""
        if self._stretched is not None:
            return self._stretched.position(self._sample)
        return self.orders.region.place(self._at)

    def read(self, n: int) -> tuple[NDArray[np.float32], list[Piece]]:
        """Return the next `n` samples of each output channel, and their places in the sound.

        Returns
        -------
        float32 (n_outputs, n), or two rows more for the cue as `n_rows` says; list of Piece
        """
        out = np.zeros((n_rows(self._n_outputs), n), np.float32)
        if not self.orders.playing or self.ended:
            return out, [Piece(0, self.place, 0.0)]
        pieces = self._pieces(n)
        rendered = self._read_stretched(n) if self._stretched is not None else self._read_plain(n)
        for feed, channel, gain in self._feeds.routes:
            out[channel] += rendered[feed] * gain if gain != 1.0 else rendered[feed]
        return out, pieces

    def _make_renderer(self, origin: Track | None) -> LiveRenderer | PlainRenderer:
        """Return the renderer for these gains; the origin's, with its frames, if its gains are these."""
        gains, channels = self._feeds.gains, self._feeds.channels
        frames = self._stretched or self.sound.frames
        if (
            origin is not None
            and origin.sound is self.sound
            and origin._stretched is self._stretched
            and origin._feeds.channels == channels
            and np.array_equal(origin._feeds.gains, gains)
        ):
            return origin._renderer
        if frames is None:
            return PlainRenderer(self.sound.buffer, gains, channels)
        # Stretched frames are shared with the track before this one: the edits are this track's own.
        assert self.sound.frames is not None
        return LiveRenderer(frames, gains, channels, self.sound.frames.recombiner())

    def _read_stretched(self, n: int) -> NDArray[np.float32]:
        assert self._stretched is not None
        region = self.orders.region
        # Frames that the track before this one used were made by its orders; the next are made by ours.
        out = self._renderer.render(self._sample, self._sample + n)
        assert self.sound.frames is not None
        self._stretched.sound, self._stretched.rate = self.sound.frames, self.orders.rate
        self._stretched.loop = (region.start, region.end) if region.loop else None
        self._sample += n
        if not region.loop and self.place >= region.end:
            self.ended = True
            out = out * (1.0 - ramp(n))
        return out

    def _read_plain(self, n: int) -> NDArray[np.float32]:
        rate = self.orders.rate
        if rate == 1.0 and self._at == int(self._at):
            out = self._unrolled(int(self._at), int(self._at) + n)
        else:
            around = reach(rate)
            first = int(self._at) - around
            given = self._unrolled(first, int(self._at + n * rate) + around + 1)
            out = read_at(given, self._at - first, rate, n)
        self._at += n * rate
        region = self.orders.region
        if not region.loop and self._at >= region.end:
            self.ended = True
        return out

    def _unrolled(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples of each feed on the line on which the loop's rounds are laid end to end.

        In the last `fade` samples of a round the sound fades, straight, into the samples before the loop's
        start, so that the start follows as if nothing had been cut; before the sound's own start that is its
        first sample, held. A region that ends before the sound does fades out likewise.
        """
        region = self.orders.region
        start_, end, fade = region.start, region.end, region.fade
        if not region.loop:
            fade = 0 if end >= self.sound.buffer.n_samples else fade
        fade = min(fade, end - start_)
        out = np.zeros((len(self._feeds.channels), stop - start), np.float32)
        at = start
        while at < stop:
            place = int(region.place(at))
            if place >= end:
                break
            n = min(stop - at, (end - fade if place < end - fade else end) - place)
            part = self._cut(place, place + n)
            if place >= end - fade:
                weights = (np.arange(n, dtype=np.float32) + (place - end + fade + 1)) / np.float32(fade)
                before = self._before(place - (end - start_), n) if region.loop else 0.0
                part = part + (before - part) * weights
            out[:, at - start : at - start + n] = part
            at += n
        return out

    def _before(self, start: int, n: int) -> NDArray[np.float32]:
        """Return `n` samples of each feed from `start` on, which may be before the sound begins."""
        part = self._cut(start, start + n)
        if start < 0:
            part[:, : min(-start, n)] = self._cut(0, 1)
        return part

    def _cut(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return a range of each feed, zeros beyond the sound."""
        low, high = max(start, 0), min(stop, self.sound.buffer.n_samples)
        if low == start and high == stop:
            return self._renderer.render(start, stop)
        out = np.zeros((len(self._feeds.channels), stop - start), np.float32)
        if low < high:
            out[:, low - start : high - start] = self._renderer.render(low, high)
        return out

    def _pieces(self, n: int) -> list[Piece]:
        rate, region = self.orders.rate, self.orders.region
        if self._stretched is not None:
            return [Piece(0, self.place, rate)]
        place = region.place(self._at)
        pieces = [Piece(0, place, rate)]
        if region.loop and rate > 0.0:
            offset = (region.end - place) / rate
            while offset < n:
                pieces.append(Piece(int(offset), float(region.start), rate))
                offset += (region.end - region.start) / rate
        return pieces


def ramp(n: int) -> NDArray[np.float32]:
    """Return the weights of the new over the old in a block of `n` samples: 1/n, 2/n … 1."""
    return np.arange(1, n + 1, dtype=np.float32) / np.float32(n)
