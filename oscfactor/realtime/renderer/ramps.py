"""Values that go along straight lines, each to its goal in its own time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.glides import Glides


class Ramps:
    """An array of values on their ways; times are in samples that have been rendered.

    Parameters
    ----------
    goal : float32, any shape
        Where all values stand to begin with.
    glides : Glides, optional
        The changes that have been carried out by then.
    """

    def __init__(self, goal: NDArray[np.float32], glides: Glides | None = None) -> None:
        self.goal = goal
        self._start = goal
        self._begin = np.zeros(goal.shape, np.int64)
        self._end = np.zeros(goal.shape, np.int64)
        self._last_end = 0
        self._changes = _numbers(glides, goal.shape)

    def aim(
        self, goal: NDArray[np.float32], glides: Glides | None, now: int, *, sample_rate: int, shortest: int
    ) -> bool:
        """Let the values go to another goal from where they are; those whose change is known go on.

        Returns whether any has another goal, or another time for it.

        Parameters
        ----------
        goal : float32, of the same shape
        glides : Glides, optional
            How long each is to take, where a change is new; by default `shortest`.
        now : int
        sample_rate : int
        shortest : int
            Samples that any change takes at least.
        """
        changes = _numbers(glides, goal.shape)
        told = changes != self._changes
        changed = told | (goal != self.goal)
        if not changed.any():
            return False
        here = self.at(now)
        seconds = 0.0 if glides is None else np.where(told, glides.seconds, np.float32(0.0))
        n = np.maximum(np.rint(np.multiply(seconds, sample_rate)), shortest).astype(np.int64)
        n = np.where(here == goal, 0, n)
        self._start = np.where(changed, here, self._start)
        self._begin = np.where(changed, now, self._begin)
        self._end = np.where(changed, now + n, self._end)
        self._last_end = int(self._end.max())
        self.goal, self._changes = goal, changes
        return True

    def at(self, now: int) -> NDArray[np.float32]:
        """Return the values after so many samples, float32; the goals themselves once they are reached."""
        if not self.is_moving(now):
            return self.goal
        span = np.maximum(self._end - self._begin, 1)
        share = (now - self._begin) / span
        between = self._start + (self.goal - self._start).astype(np.float64) * share
        return np.where(self._end <= now, self.goal, between).astype(np.float32)

    def course(self, now: int, n: int) -> NDArray[np.float32]:
        """Return the values in each of `n` samples after `now`; the last axis is time."""
        if not self.is_moving(now):
            return np.repeat(self.goal[..., None], n, axis=-1)
        span = np.maximum(self._end - self._begin, 1)[..., None]
        times = now + np.arange(1, n + 1)
        share = np.clip((times - self._begin[..., None]) / span, 0.0, 1.0)
        between = self._start[..., None] + (self.goal - self._start).astype(np.float64)[..., None] * share
        done = self._end[..., None] <= times
        return np.where(done, self.goal[..., None], between).astype(np.float32)

    def moving(self, now: int) -> NDArray[np.bool_]:
        """Return which values are on their way."""
        return self._end > now

    def is_moving(self, now: int) -> bool:
        """Whether any value is on its way."""
        return self._last_end > now

    def next_end(self, now: int) -> int | None:
        """Return when the next value reaches its goal; None if all have."""
        return int(self._end[self._end > now].min()) if self.is_moving(now) else None


def _numbers(glides: Glides | None, shape: tuple[int, ...]) -> NDArray[np.int64]:
    return np.zeros(shape, np.int64) if glides is None else glides.changes
