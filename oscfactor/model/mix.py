"""How loud each component is, and where: its faders, those of its object, the level of the whole, the cue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.model.glides import Glides

ALL: Final = -1
"""The component index that means every one."""
N_SIDES: Final = 2
GAIN, AUDIBLE, PAN, LEVEL, OBJECT_GAIN, OBJECT_PAN, CUE = range(7)
"""Rows of `Mix.faders`."""
N_ROWS: Final = 7


class Levels(NamedTuple):
    """What is heard of each component at a moment."""

    sides: NDArray[np.float32]  # (2, n_components), linear gain on the left and on the right
    cues: NDArray[np.float32]  # (n_components,), linear gain in the cue


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Mix:
    """The faders of one buffer; a change makes a new value, so that other threads may go on with the old."""

    gains: NDArray[np.float32]  # (n_components,), linear
    mutes: NDArray[np.bool_]  # (n_components,)
    solos: NDArray[np.bool_]  # (n_components,)
    pans: NDArray[np.float32]  # (n_components,), -1 left to 1 right
    level: float = 1.0  # linear, of the whole
    cued: NDArray[np.bool_] | None = None  # (n_components,), heard in the cue; None is none
    glides: Glides | None = None  # of `faders`; None is as fast as possible
    objects: Mix | None = None  # the faders of objects, as those of components; None are all neutral
    grouping: NDArray[np.int64] | None = (
        None  # (n_components,), the object of each; -1 is none; None no object
    )

    @classmethod
    def neutral(cls, n_components: int) -> Self:
        """Return the mix that is the sound itself."""
        return cls(
            gains=frozen(np.ones(n_components, np.float32)),
            mutes=frozen(np.zeros(n_components, np.bool_), np.bool_),
            solos=frozen(np.zeros(n_components, np.bool_), np.bool_),
            pans=frozen(np.zeros(n_components, np.float32)),
        )

    @property
    def n_components(self) -> int:
        """Number of components."""
        return len(self.gains)

    @property
    def membership(self) -> NDArray[np.int64]:
        """The object that each component is in, (n_components,); -1 is none."""
        return np.full(self.n_components, -1) if self.grouping is None else self.grouping

    @property
    def n_objects(self) -> int:
        """Number of objects; one without components counts if one after it has some."""
        return 0 if self.grouping is None else int(self.grouping.max(initial=-1)) + 1

    def with_gain(self, k: int, gain: float, seconds: float = 0.0) -> Self:
        """Return the mix with component `k`, or all, on its way to a linear gain."""
        return self._moved(GAIN, k, seconds, gains=_changed(self.gains, k, gain))

    def with_mute(self, k: int, on: bool, seconds: float = 0.0) -> Self:
        """Return the mix with component `k`, or all, muted or not."""
        return self._moved(AUDIBLE, k, seconds, mutes=_changed(self.mutes, k, on))

    def with_solo(self, k: int, on: bool, seconds: float = 0.0) -> Self:
        """Return the mix with component `k`, or all, soloed or not."""
        return self._moved(AUDIBLE, k, seconds, solos=_changed(self.solos, k, on))

    def with_pan(self, k: int, position: float, seconds: float = 0.0) -> Self:
        """Return the mix with component `k`, or all, on its way to a place from -1, left, to 1, right."""
        return self._moved(PAN, k, seconds, pans=_changed(self.pans, k, position))

    def with_object(self, o: int, row: int, change: Callable[[Mix], Mix], seconds: float = 0.0) -> Self:
        """Return the mix with a fader of object `o`, or of all, on its way; there are objects.

        Parameters
        ----------
        row : what moves with it, of `OBJECT_GAIN`, `AUDIBLE` and `OBJECT_PAN`
        change : moves the fader, as if the objects were components
        """
        assert self.objects is not None
        assert self.grouping is not None
        inside = self.grouping >= 0 if o == ALL else self.grouping == o
        return self._moved(row, inside, seconds, objects=change(self.objects))

    def with_level(self, level: float, seconds: float = 0.0) -> Self:
        """Return the mix on its way to another level of the whole."""
        return self._moved(LEVEL, ALL, seconds, level=level)

    def with_cue(self, k: int, on: bool) -> Self:
        """Return the mix with component `k`, or all, in the cue or not."""
        cued = np.zeros(self.n_components, np.bool_) if self.cued is None else self.cued
        return self._moved(CUE, k, 0.0, cued=_changed(cued, k, on))

    def gliding_to(self, goal: Self, seconds: float) -> Self:
        """Return another mix of as many components, to which this one glides; the cue stays."""
        named = np.zeros((N_ROWS, self.n_components), np.bool_)
        named[:CUE] = True
        glides = Glides.after(self.glides, named, seconds)
        return replace(goal, cued=self.cued, glides=glides)

    def resized(self, n_components: int) -> Self:
        """Return the mix for another number of components; faders that are new are neutral."""
        if n_components == self.n_components:
            return self
        n = min(n_components, self.n_components)
        new = self.neutral(n_components)
        return replace(
            new,
            gains=frozen(np.concatenate([self.gains[:n], new.gains[n:]])),
            mutes=frozen(np.concatenate([self.mutes[:n], new.mutes[n:]]), np.bool_),
            solos=frozen(np.concatenate([self.solos[:n], new.solos[n:]]), np.bool_),
            pans=frozen(np.concatenate([self.pans[:n], new.pans[n:]])),
            level=self.level,
            cued=None
            if self.cued is None
            else frozen(np.concatenate([self.cued[:n], new.mutes[n:]]), np.bool_),
            objects=self.objects,
        )

    def grouped(self, grouping: NDArray[np.int64] | None) -> Self:
        """Return the mix of components that are in these objects; the faders of objects stay by number."""
        new = replace(self, grouping=grouping)
        if not new.n_objects:
            return new
        faders = self.objects or Mix.neutral(0)
        return replace(new, objects=faders.resized(max(faders.n_components, new.n_objects)))

    def fits(self, n_components: int, grouping: NDArray[np.int64] | None) -> bool:
        """Return whether it is the mix of so many components, in these objects."""
        same = self.grouping is grouping or (
            self.grouping is not None and grouping is not None and np.array_equal(self.grouping, grouping)
        )
        return same and self.n_components == n_components

    @property
    def audible(self) -> NDArray[np.bool_]:
        """Whether each component is heard: it is not muted, and soloed if any is; (n_components,).

        It is muted, or soloed, if its object is.
        """
        mutes, solos = self.mutes, self.solos
        if self.objects is not None:
            mutes = mutes | self._of_objects(self.objects.mutes, False)
            solos = solos | self._of_objects(self.objects.solos, False)
        return ~(mutes | (solos.any() & ~solos))

    @property
    def is_panned(self) -> bool:
        """Whether any component stands elsewhere than in the sound."""
        return bool((self.faders()[[PAN, OBJECT_PAN]] != 0.0).any())

    def heard(self) -> NDArray[np.float32]:
        """Return each component's linear gain: 0 if it is muted, or if others are soloed and it is not.

        Returns
        -------
        float32 (n_components,)
        """
        faders = self.faders()
        gains = faders[GAIN] * faders[OBJECT_GAIN] * faders[LEVEL]
        return np.where(faders[AUDIBLE] > 0.0, gains, np.float32(0.0))

    def faders(self) -> NDArray[np.float32]:
        """Return where all faders stand, or go to.

        Returns
        -------
        float32 (N_ROWS, n_components)
        """
        faders = np.zeros((N_ROWS, self.n_components), np.float32)
        faders[GAIN], faders[AUDIBLE], faders[PAN] = self.gains, self.audible, self.pans
        faders[LEVEL], faders[OBJECT_GAIN] = self.level, 1.0
        if self.objects is not None:
            faders[OBJECT_GAIN] = self._of_objects(self.objects.gains, 1.0)
            faders[OBJECT_PAN] = self._of_objects(self.objects.pans, 0.0)
        if self.cued is not None:
            faders[CUE] = self.cued
        return faders

    def sides(self) -> NDArray[np.float32]:
        """Return each component's linear gain on the left and on the right, as `levels` does.

        Returns
        -------
        float32 (2, n_components)
        """
        return levels(self.faders()).sides

    def _of_objects(self, values: NDArray[Any], otherwise: float) -> NDArray[Any]:
        """Return for each component the value of its object, and another where it is in none."""
        if self.grouping is None or not len(values):
            return np.full(self.n_components, otherwise, values.dtype)
        return np.where(self.grouping >= 0, values[self.grouping], values.dtype.type(otherwise))

    def _moved(self, row: int, k: int | NDArray[np.bool_], seconds: float, **change: Any) -> Self:
        """Return the mix with a change of one row of faders, and of all that follows from it."""
        new = replace(self, **change)
        if seconds == 0.0 and self.glides is None:
            return new
        named = new.faders() != self.faders()
        named[row, slice(None) if isinstance(k, int) and k == ALL else k] = True
        return replace(new, glides=Glides.after(self.glides, named, seconds))


def levels(faders: NDArray[np.float32]) -> Levels:
    """Return what is heard of each component where the faders stand so.

    In the middle both sides are as loud as the component, so that nothing changes until it is panned; from
    there one side fades out along a quarter of a cosine while the other stays: a balance, for mono and stereo
    alike. An object's place moves those of its components along.

    Parameters
    ----------
    faders : float32 (N_ROWS, n_components), as `Mix.faders` returns
    """
    pans = np.clip(faders[PAN] + faders[OBJECT_PAN], -1.0, 1.0)
    away = np.stack([np.maximum(pans, 0.0), np.maximum(-pans, 0.0)])
    balance = np.cos(away * np.float32(np.pi / 2)).astype(np.float32)
    balance[away >= 1.0] = 0.0
    gains = faders[GAIN] * faders[OBJECT_GAIN] * faders[LEVEL] * faders[AUDIBLE]
    heard = np.where(faders[AUDIBLE] > 0.0, gains, np.float32(0.0))
    return Levels(heard * balance, faders[CUE])


def _changed(values: NDArray, k: int, value: float) -> NDArray:  # type: ignore[type-arg]
    result = values.copy()
    result[slice(None) if k == ALL else k] = value
    return frozen(result, result.dtype.type)
