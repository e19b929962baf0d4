"""The values that everything works on, frozen, their arrays read-only: sounds, and sounds as sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.transform.stft import Stft


@dataclass(frozen=True, slots=True, eq=False)
class Buffer:
    """A sound in memory."""

    samples: NDArray[np.float32]  # (n_channels, n_samples)
    sample_rate: int  # Hz
    path: str = ""  # the file that it was read from, if it was
    offset: int = 0  # the first of these samples in that file
    remark: str = ""  # why these are not all the samples that the file should hold

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])

    @property
    def n_samples(self) -> int:
        """Length of each channel in samples."""
        return int(self.samples.shape[1])

    @property
    def n_bytes(self) -> int:
        """Memory that the samples take."""
        return int(self.samples.nbytes)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Factorization:
    """`V ~= W @ H`: one spectrogram as a sum of `n_components` outer products.

    The channels share the bases; each has its own activations. In memory a basis is contiguous, and so are
    the activations of one frame, as the kernels want them.
    """

    W: NDArray[np.float32]  # (n_bins, n_components), columns sum to 1
    H: NDArray[np.float32]  # (n_channels, n_components, n_frames)
    stft: Stft
    loss: str  # kl, is or euclidean
    loss_value: float  # of the whole spectrogram, at the end
    n_iterations: int
    seconds: float  # that it took

    @property
    def n_components(self) -> int:
        """Number of components."""
        return int(self.W.shape[1])

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return int(self.H.shape[2])

    @property
    def n_bytes(self) -> int:
        """Memory that bases and activations take."""
        return int(self.W.nbytes + self.H.nbytes)


@dataclass(frozen=True, slots=True)
class Component:
    """What can be said of one component in numbers."""

    k: int
    energy: float  # share of the energy of all components, 0 to 1
    centroid_hz: float  # mean frequency of its basis
    peak_hz: float  # strongest frequency of its basis
    onset_s: float  # when its activation first reaches a tenth of its maximum
