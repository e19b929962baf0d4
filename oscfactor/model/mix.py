"""How loud each component is, and where: gain, mute, solo and pan, and the level of the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen

ALL: Final = -1
"""The component index that means every one."""
N_SIDES: Final = 2


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Mix:
    """The faders of one buffer; a change makes a new value, so that other threads may go on with the old."""

    gains: NDArray[np.float32]  # (n_components,), linear
    mutes: NDArray[np.bool_]  # (n_components,)
    solos: NDArray[np.bool_]  # (n_components,)
    pans: NDArray[np.float32]  # (n_components,), -1 left to 1 right
    level: float = 1.0  # linear, of the whole

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

    def with_gain(self, k: int, gain: float) -> Self:
        """Return the mix with component `k`, or all, at a linear gain."""
        return replace(self, gains=_changed(self.gains, k, gain))

    def with_mute(self, k: int, on: bool) -> Self:
        """Return the mix with component `k`, or all, muted or not."""
        return replace(self, mutes=_changed(self.mutes, k, on))

    def with_solo(self, k: int, on: bool) -> Self:
        """Return the mix with component `k`, or all, soloed or not."""
        return replace(self, solos=_changed(self.solos, k, on))

    def with_pan(self, k: int, position: float) -> Self:
        """Return the mix with component `k`, or all, at a place from -1, left, to 1, right."""
        return replace(self, pans=_changed(self.pans, k, position))

    def resized(self, n_components: int) -> Self:
        """Return the mix for another number of components; faders that are new are neutral."""
        n = min(n_components, self.n_components)
        new = self.neutral(n_components)
        return replace(
            new,
            gains=frozen(np.concatenate([self.gains[:n], new.gains[n:]])),
            mutes=frozen(np.concatenate([self.mutes[:n], new.mutes[n:]]), np.bool_),
            solos=frozen(np.concatenate([self.solos[:n], new.solos[n:]]), np.bool_),
            pans=frozen(np.concatenate([self.pans[:n], new.pans[n:]])),
            level=self.level,
        )

    def with_level(self, level: float) -> Self:
        """Return the mix at another level of the whole."""
        return replace(self, level=level)

    def heard(self) -> NDArray[np.float32]:
        """Return each component's linear gain: 0 if it is muted, or if others are soloed and it is not.

        Returns
        -------
        float32 (n_components,)
        """
        silent = self.mutes | (self.solos.any() & ~self.solos)
        return np.where(silent, np.float32(0.0), self.gains * np.float32(self.level))

    def sides(self) -> NDArray[np.float32]:
        """Return each component's linear gain on the left and on the right.

        In the middle both are 1, so that nothing changes until a component is panned; from there one side
        fades out along a quarter of a cosine while the other stays: a balance, for mono and stereo alike.

        Returns
        -------
        float32 (2, n_components)
        """
        away = np.stack([np.maximum(self.pans, 0.0), np.maximum(-self.pans, 0.0)])
        balance = np.cos(away * np.float32(np.pi / 2)).astype(np.float32)
        balance[away >= 1.0] = 0.0
        result: NDArray[np.float32] = self.heard() * balance
        return result


def _changed(values: NDArray, k: int, value: float) -> NDArray:  # type: ignore[type-arg]
    result = values.copy()
    result[slice(None) if k == ALL else k] = value
    return frozen(result, result.dtype.type)
