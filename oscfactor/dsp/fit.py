"""A factorisation under way: padded, scaled and normalised for the kernels, and given back as it came."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.kernels.euclidean import renew_euclidean, sweep_euclidean
from oscfactor.dsp.kernels.itakura_saito import renew_is, sweep_is
from oscfactor.dsp.kernels.kl import renew_kl, sweep_kl
from oscfactor.dsp.kernels.strips import aligned, padded, stride_of
from oscfactor.dsp.threads import Crew, split

Matrix = NDArray[np.float32]
Kernel = Callable[..., None]

N_STRIPS = 20  # of scratch: the most that a sweep needs

LOSSES: dict[str, tuple[Kernel, Kernel]] = {
    "kl": (sweep_kl, renew_kl),
    "is": (sweep_is, renew_is),
    "euclidean": (sweep_euclidean, renew_euclidean),
}
_POWERS = {"kl": 1, "is": 0, "euclidean": 2}  # how the loss grows with the scale of V


class Fit:
    """`V * scale ~= (H * gains) @ W`, with the rows of `W` summing to one.

    `scale` makes the mean of `V` about one, so that the kernels' small constants mean something. Whatever
    scale the given factors have is kept aside and given back at the end.
    """

    def __init__(
        self,
        V: Matrix,
        start: tuple[Matrix, Matrix],
        W: Matrix | None,
        H: Matrix | None,
        H_fixed: bool,
        loss: str,
        scale: float,
        cuts: NDArray[np.int64],
        crew: Crew,
    ) -> None:
        n_components, n_bins = start[0].shape
        self._V, self._crew, self._cuts, self._scale = V, crew, cuts, scale
        self._sweep, self._renew = LOSSES[loss]
        self._power = _POWERS[loss]
        bases = np.asarray(start[0] if W is None else W, np.float64)
        sums = bases.sum(axis=1)
        self._row_sums = np.where(sums > 0, sums, 1.0)
        stride = stride_of(max(n_bins, padded(n_components)))
        self._W = aligned(padded(n_components), stride)
        self._W[:n_components, :n_bins] = bases / self._row_sums[:, None]
        activations = np.asarray(start[1] if H is None else H, np.float64)
        levels = activations.mean(axis=0)
        self._levels = np.where((levels > 0) & H_fixed, levels, 1.0)
        gains = (1.0 if H is None else self._row_sums) * self._levels * scale
        if H_fixed:
            gains = np.clip(gains if W is not None else start[1].mean(axis=0) * scale, 1e-9, 1e9)
            self._H = np.ascontiguousarray(activations / self._levels, np.float32)
            self._gains = gains.astype(np.float32)
        else:
            self._H = np.ascontiguousarray(activations * gains, np.float32)
            self._gains = np.ones(n_components, np.float32)
        self._H_fixed = H_fixed
        n_parts = cuts.size - 1
        self._N = aligned(n_parts, 2 if loss == "is" else 1, *self._W.shape)
        self._S = np.zeros((n_parts, n_components if loss == "euclidean" else 1, n_components))
        self._losses = np.zeros(n_parts)
        self._scratch = aligned(n_parts, N_STRIPS, stride)

    def update(self, move_h: bool, move_w: bool, look: bool) -> float:
        """Update `H`, then `W`, and return the loss there was before, or 0 if nobody wants to `look`."""
        moves = (move_h, move_w, look)
        scale = np.float32(self._scale)

        def sweep(first: int, last: int) -> None:
            self._sweep(
                self._V, self._W, self._H, scale, self._gains, self._cuts, (first, last), moves,
                self._scratch, self._N, self._S, self._losses,
            )  # fmt: skip

        self._crew.run(sweep, split(self._cuts.size - 1, self._crew.n_threads))
        if move_h:
            self._gains[:] = 1
        if move_w:
            self._renew(self._W, self._gains, self._N, self._S, self._V.shape[1])
        return max(0.0, float(self._losses.sum())) / self._scale**self._power

    def loss(self) -> float:
        """Compute the loss as things are, in the units of `V`."""
        return self.update(False, False, True)

    def bases(self) -> Matrix:
        """Return `W` (n_components, n_bins): rows sum to one, or carry the energy if `H` was fixed."""
        W = self._W[: self._gains.size, : self._V.shape[1]]
        if not self._H_fixed:
            return W.copy()
        gains = self._gains.astype(np.float64) / (self._levels * self._scale)
        return (W * gains[:, None]).astype(np.float32)

    def activations(self, *, W_fixed: bool) -> Matrix:
        """Return `H` (n_frames, n_components), for the `bases`, or for the given ones if `W_fixed`."""
        gains = self._gains.astype(np.float64) / self._scale
        return (self._H * (gains / self._row_sums if W_fixed else gains)).astype(np.float32)
