"""The two factors of a sound's components, activations and bases: how each is read, replaced and measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.edit import activations, bases, fitting
from oscfactor.model.layers import Layers, Recombination, with_activation, with_basis
from oscfactor.session.editsizes import EditSize, indices, of_activations, of_bases

Array = NDArray[np.float32]


class Factor(NamedTuple):
    """All activations of a sound, or all its bases.

    Attributes
    ----------
    array : layers and a component's number -> its activation or basis, as it is by now
    put : makes the recombination in which a component has another one
    size : the number of a component, or -1 -> the size of an edit
    """

    array: Callable[[Layers, int], Array]
    put: Callable[[Recombination, Layers, int, Array], Recombination]
    size: Callable[..., EditSize]

    def each(self, layers: Layers, k: int, change: Callable[[Array], Array]) -> Recombination:
        """Return the recombination in which one array, or with -1 each, is `change(array)`.

        Raises
        ------
        ArgumentError
            There is no component `k`.
        """
        recombination = layers.recombination
        for i in indices(layers, k):
            recombination = self.put(recombination, layers, i, change(self.array(layers, i)))
        return recombination


ACTIVATIONS: Final = Factor(Layers.activation, with_activation, of_activations)
BASES: Final = Factor(Layers.basis, with_basis, of_bases)


def seeded(change: Callable[..., Array], seed: int) -> Callable[[Array], Array]:
    """Return a change by chance, which takes a seed of its own, drawn from `seed`, for each array."""
    seeds = iter(np.random.SeedSequence(seed).generate_state(1024))
    return lambda array: change(array, int(next(seeds)))


def activation_fitted(given: Layers, source: int, layers: Layers, length: str) -> Array:
    """Return an activation of other components as these take it: its times and its loudness are kept.

    The sum of a tone over all bins goes with the length of the transform.
    """
    h = fitting.fit(
        given.activation(source), layers.factorization.n_frames, length, given.frame_rate / layers.frame_rate
    )
    h = activations.scale(h, layers.factorization.stft.fft / given.factorization.stft.fft)
    return fitting.with_channels(h, layers.buffer.n_channels)


def basis_fitted(given: Layers, source: int, layers: Layers) -> Array:
    """Return a basis of other components as these take it: its frequencies are kept."""
    basis, ratio, n_bins = given.basis(source), layers.bin_hz / given.bin_hz, layers.factorization.stft.n_bins
    return basis if ratio == 1.0 and n_bins == basis.size else bases.resample(basis, ratio, n_bins)
