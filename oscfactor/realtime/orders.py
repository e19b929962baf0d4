"""The orders by which a buffer is played, and the values that cross to the renderer in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.errors import ArgumentError
from oscfactor.model.glides import Glides
from oscfactor.model.layers import Layers
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer

STRETCH: Final = "stretch"
RESAMPLE: Final = "resample"
MIX: Final = "mix"
COMPONENTS: Final = "components"
OBJECTS: Final = "objects"
BLOCK: Final = 256
"""Samples that are rendered at once; a change of a fader or of the place is a crossfade over one block."""
SUM: Final = 0
"""The number that stands for the sum of all players, where others stand for one player."""
CUE_CHANNEL: Final = 2
"""Where the cue is heard if nobody says otherwise: the pair after the first."""
_READING: Final = ("region", "rate", "mode", "outputs", "playing", "jump")
"""What of the orders says which samples are read."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Playable:
    """A buffer that can be played, and its frames if it has components."""

    buffer: Buffer
    frames: SoundFrames | None = None
    n_components: int = 1  # a buffer that is not factorized is one layer
    origin: object = None  # the factorization; in the renderer an object that stands for it
    glides: Glides | None = None  # of the matrix

    @classmethod
    def of(cls, buffer: Buffer, layers: Layers | None) -> Self:
        """Return a buffer with its components, if it has any, in the order of axes that the kernels want."""
        if layers is None:
            return cls(buffer)
        glides = layers.recombination.glides
        return cls(buffer, layers.frames(), layers.n_layers, layers.factorization, glides)


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a sound that is played, in samples, and the fade at its seam or its end."""

    start: int
    end: int
    loop: bool = False
    fade: int = 0  # samples

    def place(self, unrolled: float) -> float:
        """Return the place in the sound for a place on the line on which the loop's rounds lie end to end."""
        if not self.loop or unrolled < self.end:
            return unrolled
        return self.start + (unrolled - self.start) % (self.end - self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """How a buffer is played; the event loop makes a new value for each change, the renderer reads it."""

    sound: Playable
    mix: Mix
    region: Region
    rate: float = 1.0
    mode: str = STRETCH
    outputs: str = MIX
    playing: bool = True
    stopping: bool = False
    jump: int = 0  # counts the jumps
    position: float = 0.0  # samples: where the last jump goes
    fade: float = 0.0  # seconds in which it begins, or stops if it is `stopping`

    def jumping(self, position: float) -> Self:
        """Return the orders with a jump to a place in the sound, in samples."""
        return replace(self, jump=self.jump + 1, position=position)

    def sounds_as(self, other: Self) -> bool:
        """Whether these orders read the same samples as the others, faders and edits apart."""
        if self.sound.origin is not other.sound.origin:
            return False
        return all(getattr(self, name) == getattr(other, name) for name in _READING)


@dataclass(frozen=True, slots=True, eq=False)
class MasterOrders:
    """What is done to the sum of all players."""

    gain: float = 1.0  # linear
    muted: bool = False
    limiting: bool = False
    ceiling: float = 0.9  # of the limiter, linear
    cue_gain: float = 1.0  # linear
    cue_channel: int = CUE_CHANNEL  # of the output, counted from 0, and the one after it
    glides: Glides | None = None  # of `faders`

    def faders(self) -> NDArray[np.float32]:
        """Return gain, whether anything is heard, and the cue's gain; float32 (3,)."""
        return np.array([self.gain, not self.muted, self.cue_gain], np.float32)

    @property
    def limit(self) -> float | None:
        """The ceiling of the limiter; None without one."""
        return self.ceiling if self.limiting else None

    def changed(self, seconds: float = 0.0, **change: Any) -> Self:
        """Return the orders with a change, to which what is heard goes in so many seconds."""
        new = replace(self, **change)
        named = np.array([name in change for name in ("gain", "muted", "cue_gain")])
        return replace(new, glides=Glides.after(self.glides, named, seconds))


class Piece(NamedTuple):
    """From sample `offset` of a block or an output on, the sound is heard from `place` on, at `speed`."""

    offset: float
    place: float  # samples of the sound
    speed: float  # samples of the sound in one sample of the block or output

    def at(self, index: float) -> float:
        """Return the place at a sample of the block, or of the output."""
        return self.place + (index - self.offset) * self.speed


def choose_region(
    buffer: Buffer,
    old: Region | None,
    fade: float,
    *,
    start: float | None,
    end: float | None,
    loop: bool | None,
) -> Region:
    """Return the region for values in seconds; a None stands for the old region's or the whole sound's.

    Raises
    ------
    ArgumentError
        If there is nothing between start and end.
    """
    rate, n_samples = buffer.sample_rate, buffer.n_samples
    old = old or Region(0, n_samples)
    region = Region(
        start=old.start if start is None else round(start * rate),
        end=min(old.end if end is None else (round(end * rate) or n_samples), n_samples),
        loop=either(loop, old.loop),
        fade=round(fade * rate),
    )
    if region.start >= region.end:
        raise ArgumentError(
            f"there is nothing to play from {region.start / rate:g} s to {region.end / rate:g} s;"
            f" the sound is {n_samples / rate:g} s long"
        )
    return region


def orders_to_play(
    old: Orders | None,
    sound: Playable,
    mix: Mix,
    region: Region,
    *,
    rate: float | None,
    mode: str | None,
    outputs: str | None,
    begins: bool,
) -> Orders:
    """Return the orders of `/player/play`; an option that is None stays as in the old orders.

    A buffer that was paused goes on where it was, unless `begins`; any other begins at the region's start.
    """
    if old is None:
        rate, mode, outputs = either(rate, 1.0), mode or STRETCH, outputs or MIX
        return Orders(sound, mix, region, rate, mode, outputs, position=float(region.start))
    orders = replace(
        old,
        sound=sound,
        mix=mix,
        region=region,
        rate=either(rate, old.rate),
        mode=mode or old.mode,
        outputs=outputs or old.outputs,
        playing=True,
    )
    return orders.jumping(float(region.start)) if old.playing or begins else orders


def either(value: Any, otherwise: Any) -> Any:
    """Return `value`, or `otherwise` where the value is None."""
    return otherwise if value is None else value
