"""How a sound is to be factorized."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oscfactor.dsp.transform.stft import Stft
from oscfactor.machine.kernels import Kernels

Progress = Callable[[float, int, float], None]
"""Called with the fraction done, the iteration and the loss; may raise CancelledError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to factorize; names and defaults are those of `/buffer/factorize` in the command table."""

    components: int
    fft: int
    window: int
    hop: int | None
    iterations: int
    loss: str
    tolerance: float
    seed: int
    init: str
    solver: str
    sort: str | None
    bases_mode: str
    activations_mode: str
    tries: int = 1

    @property
    def needs(self) -> Kernels:
        """Which kernels must have been compiled."""
        usual = (self.loss, self.init, self.solver, self.components > 0) == ("kl", "random", "auto", True)
        return Kernels.DEFAULT if usual else Kernels.ALL

    @property
    def stft(self) -> Stft:
        """The frames' geometry; raises `ArgumentError` if there is none."""
        window = self.window or self.fft
        return Stft(window=window, hop=self.hop or max(window // 4, 1), fft=self.fft)
