"""One way of reading a sound: from where, in which loop, how fast, and what goes to which output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.live import LiveRenderer, SoundFrames
from oscfactor.dsp.render.stretch import StretchedFrames
from oscfactor.dsp.transform.interpolate import reach, read_at
from oscfactor.model.layers import Layers
from oscfactor.model.mix import N_SIDES, Mix
from oscfactor.model.values import Buffer

STRETCH: Final = "stretch"
RESAMPLE: Final = "resample"
MIX: Final = "mix"
COMPONENTS: Final = "components"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Sound:
    """What can be played: a buffer, and its frames if it has components."""

    buffer: Buffer
    frames: SoundFrames | None = None
    n_components: int = 1  # a sound that is not factorized is one layer
    origin: object = None  # the factorization; in another process what stands for it

    @classmethod
    def of(cls, buffer: Buffer, layers: Layers | None) -> Self:
        """Return a buffer with its components, if it has any, laid out as the kernels want them."""
        if layers is None:
            return cls(buffer)
        f = layers.factorization
        frames = SoundFrames(buffer.samples, f.stft, f.W, f.H, layers.cells())
        return cls(buffer, frames, layers.n_layers, f)


@dataclass(frozen=True, slots=True)
class Region:
    """Which part is played, in samples, and how its seam or its end is made click-free."""

    start: int
    end: int
    loop: bool = False
    fade: int = 0  # samples

    def place(self, unrolled: float) -> float:
        """Return the place in the sound of a place on the line on which loops are laid end to end."""
        if not self.loop or unrolled < self.end:
            return unrolled
        return self.start + (unrolled - self.start) % (self.end - self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """What is to be heard; the event loop makes a new value for each change, the render thread reads it."""

    sound: Sound
    mix: Mix
    region: Region
    rate: float = 1.0
    mode: str = STRETCH
    outputs: str = MIX
    playing: bool = True
    stopping: bool = False
    jump: int = 0  # counts the jumps
    position: float = 0.0  # samples: where the last jump goes


class Route(NamedTuple):
    """A voice on its way to a channel of the output."""

    voice: int
    channel: int
    gain: np.float32


class Voices(NamedTuple):
    """What is rendered, and where it goes."""

    gains: NDArray[np.float32]  # (n_voices, n_components)
    channels: tuple[int, ...]  # of the sound, ascending, one for each voice
    routes: tuple[Route, ...]


class Piece(NamedTuple):
    """From sample `offset` of a block or an output on, the sound is heard from `place` on, at `speed`."""

    offset: float
    place: float  # samples of the sound
    speed: float  # samples of the sound in one sample of what is heard

    def at(self, index: float) -> float:
        """Return the place at a sample of the block, or of the output."""
        return self.place + (index - self.offset) * self.speed


def voices(sound: Sound, mix: Mix, outputs: str, n_outputs: int) -> Voices:
    """Return what is to be rendered for so many output channels.

    `mix` is a stereo pair: even channels of the sound go left, odd ones right, a mono sound to both.
    `components` gives component `k` the channels `2k` and `2k + 1`, as far as there are any. An output with
    one channel gets the mean of left and right.
    """
    sides = mix.sides()
    n_channels = sound.buffer.n_channels
    if outputs == MIX:
        scale = np.float32(1.0 if n_outputs > 1 else 0.5)
        gains, channels, routes = [], [], []
        for channel in range(n_channels):
            for side in range(N_SIDES) if n_channels == 1 else (channel % N_SIDES,):
                if n_channels > 1 or side == 0 or not np.array_equal(sides[0], sides[1]):
                    gains.append(sides[side])
                    channels.append(channel)
                routes.append(Route(len(gains) - 1, min(side, n_outputs - 1), scale))
        return Voices(np.array(gains), tuple(channels), tuple(routes))
    n_layers = min(sound.n_components, n_outputs // N_SIDES)
    one_each = np.eye(n_layers, sound.n_components, dtype=np.float32)
    routes = [
        Route(channel * n_layers + k, N_SIDES * k + side, sides[side, k])
        for channel in range(n_channels)
        for k in range(n_layers)
        for side in (range(N_SIDES) if n_channels == 1 else (channel % N_SIDES,))
    ]
    channels = [channel for channel in range(n_channels) for _ in range(n_layers)]
    return Voices(np.tile(one_each, (n_channels, 1)), tuple(channels), tuple(routes))


class PlainRenderer:
    """Renders a sound that has no components: its samples, at one gain each."""

    def __init__(self, buffer: Buffer, gains: NDArray[np.float32], channels: tuple[int, ...]) -> None:
        self._samples, self.gains, self._channels = buffer.samples, gains, list(channels)

    def render(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the samples from `start` up to `stop` of each voice."""
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
    """

    def __init__(self, orders: Orders, n_outputs: int, place: float, origin: Track | None = None) -> None:
        self.orders, self.ended = orders, False
        self._n_outputs = n_outputs
        region = orders.region
        # Unrolled: the loop's rounds end to end. At the sound's own speed, from a whole sample on.
        self._at = float(round(place)) if orders.rate == 1.0 else place
        self._voices = voices(orders.sound, orders.mix, orders.outputs, n_outputs)
        self._stretched: StretchedFrames | None = None
        self._sample = 0  # of what the stretched frames give
        if orders.sound.frames is not None and (orders.rate == 0.0 or self._stretches):
            if origin is not None and origin._stretched is not None:
                self._stretched, self._sample = origin._stretched, origin._sample
            else:
                loop = (region.start, region.end) if region.loop else None
                self._stretched = StretchedFrames(orders.sound.frames, place, orders.rate, loop)
        self._renderer = self._make_renderer(origin)

    @property
    def _stretches(self) -> bool:
        return self.orders.mode == STRETCH and self.orders.rate != 1.0

    def fork(self, orders: Orders) -> Track:
        """Return a track that goes on from here by other orders; read this one's next block first."""
        jumps = orders.jump != self.orders.jump
        # An edited sound goes on in the same frames, and so do the phases of a stretched one.
        goes_on = not jumps and orders.sound.origin is self.orders.sound.origin
        place = orders.position if jumps else self.place
        return Track(orders, self._n_outputs, place, self if goes_on else None)

    @property
    def place(self) -> float:
        """Where the next block begins, in samples of the sound."""
        if self._stretched is not None:
            return self._stretched.position(self._sample)
        return self.orders.region.place(self._at)

    def read(self, n: int) -> tuple[NDArray[np.float32], list[Piece]]:
        """Return the next `n` samples of each output channel, and which places they are.

        Returns
        -------
        float32 (n_outputs, n), list of Piece
        """
        out = np.zeros((self._n_outputs, n), np.float32)
        if not self.orders.playing or self.ended or self.orders.stopping:
            return out, [Piece(0, self.place, 0.0)]
        pieces = self._pieces(n)
        rendered = self._read_stretched(n) if self._stretched is not None else self._read_plain(n)
        for voice, channel, gain in self._voices.routes:
            out[channel] += rendered[voice] * gain if gain != 1.0 else rendered[voice]
        return out, pieces

    def _make_renderer(self, origin: Track | None) -> LiveRenderer | PlainRenderer:
        """Return the renderer for these gains: the origin's, with what it keeps, if its gains are these."""
        gains, channels = self._voices.gains, self._voices.channels
        frames = self._stretched or self.orders.sound.frames
        if (
            origin is not None
            and origin.orders.sound is self.orders.sound
            and origin._stretched is self._stretched
            and origin._voices.channels == channels
            and np.array_equal(origin._voices.gains, gains)
        ):
            return origin._renderer
        if frames is None:
            return PlainRenderer(self.orders.sound.buffer, gains, channels)
        return LiveRenderer(frames, gains, channels)

    def _read_stretched(self, n: int) -> NDArray[np.float32]:
        assert self._stretched is not None
        region = self.orders.region
        # The frames that the track before this one has used were made by its orders; those to come are ours.
        out = self._renderer.render(self._sample, self._sample + n)
        assert self.orders.sound.frames is not None
        self._stretched.sound, self._stretched.rate = self.orders.sound.frames, self.orders.rate
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
        """Return samples of each voice on the line on which the loop's rounds are laid end to end.

        In the last `fade` samples of a round the sound fades, straight, into the samples before the loop's
        start, so that the start follows as if nothing had been cut; before the sound's own start that is its
        first sample, held. A region that ends before the sound does fades out likewise.
        """
        region = self.orders.region
        start_, end, fade = region.start, region.end, region.fade
        if not region.loop:
            fade = 0 if end >= self.orders.sound.buffer.n_samples else fade
        fade = min(fade, end - start_)
        out = np.zeros((len(self._voices.channels), stop - start), np.float32)
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
        """Return `n` samples of each voice from `start` on, which may be before the sound begins."""
        part = self._cut(start, start + n)
        if start < 0:
            part[:, : min(-start, n)] = self._cut(0, 1)
        return part

    def _cut(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return a range of each voice, zeros beyond the sound."""
        low, high = max(start, 0), min(stop, self.orders.sound.buffer.n_samples)
        if low == start and high == stop:
            return self._renderer.render(start, stop)
        out = np.zeros((len(self._voices.channels), stop - start), np.float32)
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
