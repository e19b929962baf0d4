"""Components of a sound that stay while its others are found anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oscfactor.compute.options import Options
from oscfactor.dsp.nmf.given import Kept
from oscfactor.errors import ArgumentError
from oscfactor.model.labels import ALSO_ACTIVATIONS
from oscfactor.model.renumbering import places
from oscfactor.model.values import Factorization


@dataclass(frozen=True, slots=True, eq=False)
class KeptComponents:
    """Some components of a factorization.

    Attributes
    ----------
    kept : for each component 0, `labels.BASES`, or `labels.ALSO_ACTIVATIONS`; not all are 0
    """

    factorization: Factorization
    kept: tuple[int, ...]

    @property
    def numbers(self) -> list[int]:
        """The components that are kept."""
        return [k for k, one in enumerate(self.kept) if one]

    @property
    def n(self) -> int:
        """How many are kept."""
        return len(self.numbers)

    def places(self, n_components: int) -> dict[int, int]:
        """Return the number that each gets among so many."""
        return places(self.numbers, n_components)

    def check(self, options: Options, *, lent: bool) -> None:
        """Raise `ArgumentError` if the others cannot be found with these options."""
        stft, asked = self.factorization.stft, options.stft
        if lent:
            raise ArgumentError(
                "components are kept, so no bases or activations can be given; /component/keep … -1 0 lets go"
            )
        if asked != stft:
            raise ArgumentError(
                f"components are kept that have fft {stft.fft} window {stft.window} hop {stft.hop}:"
                " say so, too, or let them go with /component/keep … -1 0"
            )
        if 0 < options.components < self.n:
            raise ArgumentError(
                f"components must be at least {self.n}, since so many are kept, not {options.components}"
            )

    def among(self, n_components: int) -> Kept:
        """Return them as the factorization of so many components takes them."""
        f, numbers = self.factorization, self.numbers
        new = self.places(n_components)
        return Kept(
            places=np.array([new[k] for k in numbers], np.intp),
            W=f.W[numbers],
            H=f.H[..., numbers].reshape(-1, self.n),
            W_fixed=np.ones(self.n, np.bool_),
            H_fixed=np.array([self.kept[k] == ALSO_ACTIVATIONS for k in numbers]),
        )
