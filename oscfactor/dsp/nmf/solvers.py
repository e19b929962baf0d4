"""Solvers of a factorization: the textbook's updates, or a plan that was measured to be faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.nmf.fit import Fit

Matrix = NDArray[np.float32]
Progress = Callable[[int, float], None]

CHECK_EVERY = 5  # updates between two looks at the loss, which cost a tenth of an update each
MOST_MOMENTUM = 0.9
FEWEST_POOLED = 16  # frames that are left of a sound when its frames have been added up
POWERS = {"kl": 1, "is": 0, "euclidean": 2}  # how the loss grows with the scale of V


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to spend a number of iterations."""

    worth: int = 1  # textbook iterations that one update stands for
    momentum: bool = False
    textbook: bool = False
    n_pooled: int = 1  # frames that are added up for the first updates
    n_coarse: float = 0.0  # updates of added up frames, per iteration asked for


# The textbook for each loss, and what `bench/nmf.py` found to be the fastest, by the number of components
# from which on it is.
PLANS: dict[str, dict[str, dict[int, Plan]]] = {
    "mu": {loss: {1: Plan(textbook=True)} for loss in ("kl", "is", "euclidean")},
    "auto": {
        "kl": {1: Plan(worth=2, momentum=True, n_pooled=4, n_coarse=0.3)},
        "is": {1: Plan(worth=2, momentum=True, n_pooled=4, n_coarse=0.3)},
        "euclidean": {1: Plan(worth=4)},
    },
}


def plan_for(solver: str, loss: str, n_components: int) -> Plan:
    """Look up the plan for a loss and a number of components."""
    plans = PLANS[solver][loss]
    return plans[max(least for least in plans if least <= n_components)]


class Descent:
    """Updates with momentum; an update that raises the loss above an earlier look is undone."""

    def __init__(self, fit: Fit, plan: Plan, *, H: bool, W: bool, look: bool) -> None:
        self._fit, self._plan, self._moving = fit, plan, {"H": H, "W": W}
        self._looking = look or plan.momentum
        self._n_updates = 0
        self._n_since_restart = 0
        self._kept: tuple[Matrix, Matrix] | None = None  # from where `loss` was had
        self._spare: tuple[Matrix, Matrix] | None = None
        self.loss = np.inf  # at the last look

    def update(self) -> bool:
        """Update once; now and then look at the loss, say so, and go back if it has risen."""
        momentum = self._momentum()
        look = self._looking and self._n_updates % CHECK_EVERY == 0
        if look and momentum is not None:
            self._fit.leap(momentum, **self._moving)
            self._spare, momentum = self._fit.keep(self._spare), None
        value = self._run(momentum, look)
        if look and value > self.loss:
            self.undo()
        elif look:
            self.loss = value
            self._kept, self._spare = self._spare, self._kept
        self._n_updates += 1
        self._n_since_restart += 1
        return look

    def undo(self) -> None:
        """Go back to where the loss was last looked at, and on from there without momentum."""
        if self._kept is not None:
            self._fit.restore(self._kept)
            self._run(None, look=False)
            self._n_since_restart = -1

    def finish(self) -> float:
        """Undo the last updates if the loss has risen, and return it."""
        value = self._fit.loss()
        if value > self.loss and self._kept is not None:
            self.undo()
            value = self._fit.loss()
        return value

    def _momentum(self) -> float | None:
        if not self._plan.momentum:
            return None
        n = max(0, self._n_since_restart)
        return min(MOST_MOMENTUM, n / (n + 3))

    def _run(self, momentum: float | None, look: bool) -> float:
        return self._fit.update(**self._moving, look=look, textbook=self._plan.textbook, momentum=momentum)


class Run:
    """A fit, a plan for it, and how many iterations of the textbook it is to be worth."""

    def __init__(
        self,
        fit: Fit,
        plan: Plan,
        iterations: int,
        tolerance: float,
        scale: float,
        progress: Progress | None,
    ) -> None:
        self._fit, self._plan, self._iterations = fit, plan, iterations
        self._tolerance, self._progress = tolerance, progress
        self._unit = scale ** POWERS[fit.loss_name]

    def go(self, *, H: bool, W: bool) -> tuple[float, int]:
        """Update `H`, `W` or both until the end, and return the loss and the iterations done."""
        plan, n_updates = self._plan, -(-self._iterations // self._plan.worth)
        pools = plan.n_pooled > 1 and not self._fit.holds_activations
        if pools and H and W and self._fit.n_frames >= FEWEST_POOLED * plan.n_pooled:
            n_coarse = int(self._iterations * plan.n_coarse)
            n_updates -= n_coarse // plan.n_pooled
            if n_coarse:
                self._start_coarse(n_coarse)
        descent = Descent(self._fit, plan, H=H, W=W, look=self._tolerance > 0 or self._progress is not None)
        first = last = np.inf
        share = self._tolerance * CHECK_EVERY * plan.worth / 10  # to be won between two looks
        for n in range(n_updates):
            looked = descent.update()
            if looked and n and last - descent.loss < share * first:
                return descent.finish() / self._unit, self._done(n + 1 - n_updates)
            if looked:
                first, last = (descent.loss if n == 0 else first), descent.loss
            self._report(n + 1 - n_updates, last)
        return descent.finish() / self._unit, self._iterations

    def _start_coarse(self, n_updates: int) -> None:
        """Move to where updates on sums of frames lead, unless that is worse.

        What sounds lasts longer than a frame: bases that explain sums of frames soon explain the frames.
        """
        before = self._fit.loss()
        found = self._coarse(n_updates, before)
        kept = self._fit.keep()
        self._fit.spread(*found, self._plan.n_pooled)
        if not self._fit.loss() <= before:
            self._fit.restore(kept)

    def _coarse(self, n_updates: int, before: float) -> tuple[Matrix, Matrix, Matrix]:
        """Return `W` and `H` for sums of frames, and the sum of each frame."""
        n_pooled = self._plan.n_pooled
        coarse, sums = self._fit.pooled(n_pooled)
        descent = Descent(coarse, self._plan, H=True, W=True, look=True)
        n_all = -(-self._iterations // self._plan.worth)
        for n in range(n_updates):
            descent.update()
            self._report((n + 1) // n_pooled - n_all, before)
        descent.finish()
        return coarse.W, coarse.H, sums

    def _done(self, left: int) -> int:
        """Say how many iterations are done when `-left` updates are left."""
        return max(0, min(self._iterations, self._iterations + left * self._plan.worth))

    def _report(self, left: int, value: float) -> None:
        if self._progress is not None:
            self._progress(self._done(left), value / self._unit)
