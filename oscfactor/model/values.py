"""Frozen values with read-only arrays: sounds, and sounds as sums of components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.hints import Hint


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
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
    """`V[channel] ~= H[channel] @ W`: the spectrogram of each channel as a sum of outer products.

    All channels have the same bases; each channel has activations of its own. Kernels take both arrays as
    they are: contiguous and read-only.
    """

    W: NDArray[np.float32]  # (n_components, n_bins), the bases; each sums to 1
    H: NDArray[np.float32]  # (n_channels, n_frames, n_components), the activations
    stft: Stft
    loss: str  # kl, is or euclidean
    loss_value: float  # of the whole spectrogram, at the end
    n_iterations: int
    seconds: float  # that it took
    hints: tuple[Hint, ...] = ()  # that led it where it is

    @property
    def n_components(self) -> int:
        """Number of components."""
        return int(self.W.shape[0])

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return int(self.H.shape[1])

    @property
    def n_bytes(self) -> int:
        """Memory that bases and activations take."""
        return int(self.W.nbytes + self.H.nbytes)


def exchanged(W: NDArray[np.float32], H: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Exchange the last two axes of bases and of activations, as views: files hold them in the other order.

    Session files and kept results hold bases (n_bins, n_components) and activations (n_channels,
    n_components, n_frames), as `Factorization` did when the first of them were written. The same call leads
    from the model's order to that of files and back.
    """
    return W.T, H.transpose(0, 2, 1)


@dataclass(frozen=True, slots=True)
class Component:
    """The features of one component."""

    k: int
    energy: float  # share of the energy of all components, 0 to 1
    centroid_hz: float  # mean frequency of its basis
    peak_hz: float  # strongest frequency of its basis
    onset_s: float  # when its activation first reaches a tenth of its maximum
