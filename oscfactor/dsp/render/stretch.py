"""Time-stretching: a phase vocoder that moves through a sound's frames at any speed, also none at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.phase import source_phasors
from oscfactor.dsp.render.recombine import Recombiner
from oscfactor.dsp.transform.stft import forward

_SMALLEST: Final = np.float32(1e-30)  # below it a step has no direction


class StretchedFrames:
    """Frames of a sound at places that move at a rate of their own, with the phases that make them flow.

    Frame `t` of the output is the sound's spectrum at place `positions[t]`, turned bin by bin so that
    it goes on from frame `t - 1` as the sound itself goes on within one hop. At rate 1 nothing is turned.
    Frames come one after the other; those that blocks still touch are kept.

    Parameters
    ----------
    sound : SoundFrames
    position : float
        The place in the sound, in samples, of sample 0.
    rate : float
        Samples of the sound that pass in one sample of the output.
    loop : (start, end) in samples, or None
        Where to go on from, and from where on.

    References
    ----------
    Flanagan & Golden, "Phase vocoder", Bell System Technical Journal 45, 1966, with the phase step measured
    between two analysis frames one hop apart; Puckette, "Phase-locked vocoder", WASPAA 1995, for letting the
    strongest of neighbouring bins lead. The turn is common to all channels: the stereo image stays.
    """

    def __init__(
        self, sound: SoundFrames, position: float, rate: float, loop: tuple[int, int] | None
    ) -> None:
        self.sound, self.stft, self.W, self.n_channels = sound, sound.stft, sound.W, sound.n_channels
        self.rate, self.loop = rate, loop
        self._n_slots = -(-self.stft.window // self.stft.hop) + 24
        n_bins, n_components = self.stft.n_bins, len(self.W)
        self._Z = np.empty((sound.n_channels, self._n_slots, n_bins), np.complex64)
        self._h = np.empty((sound.n_channels, self._n_slots, n_components), np.float32)
        self._h_new = np.empty_like(self._h)
        self._positions = np.empty(self._n_slots)
        self._here = np.empty((sound.n_channels, n_bins), np.complex64)
        self._at_any = replace(self.stft, hop=1)  # a frame on each sample
        self._windowed = np.empty((1, self.stft.fft), np.float32)
        self._before = np.empty_like(self._here)
        self._last = np.empty_like(self._here)
        self._turn = np.ones(n_bins, np.complex64)
        self._steps = np.empty(n_bins, np.complex64)
        first, _ = self.over(0, 1)
        self._next_frame = first
        self._next_position = position + first * self.stft.hop * rate
        self._is_first = True

    def over(self, start: int, stop: int) -> tuple[int, int]:
        """Return the range of frames that touch the samples from `start` up to `stop`."""
        return self.stft.frames_over(start, stop)

    def position(self, sample: int) -> float:
        """Return the place in the sound that is heard at a sample which has been rendered."""
        hop = self.stft.hop
        t, rest = divmod(sample, hop)
        self._advance(t + 1)
        return float(self._positions[t % self._n_slots] + rest * self.rate)

    def spectra(
        self, channel: int, first: int, last: int, _out: NDArray[np.complex64]
    ) -> tuple[NDArray[np.complex64], NDArray[np.float32]]:
        """Return the spectra and activations of frames in a row, none older than the frames that are kept."""
        self._advance(last)
        slot, end = first % self._n_slots, (last - 1) % self._n_slots + 1
        if slot < end:
            return self._Z[channel, slot:end], self._h[channel, slot:end]
        slots = np.arange(first, last) % self._n_slots
        return self._Z[channel, slots], self._h[channel, slots]

    def edited(
        self, _recombiner: Recombiner, channel: int, first: int, X: NDArray[np.complex64]
    ) -> tuple[NDArray[np.float32], NDArray[np.complex64]]:
        """Return the activations as edited; new sound takes the phases of the stretched sound."""
        return self._h_new[channel, np.arange(first, first + len(X)) % self._n_slots], source_phasors(X)

    def _advance(self, stop: int) -> None:
        while self._next_frame < stop:
            self._compute(self._next_frame % self._n_slots)
            self._next_frame += 1

    def _compute(self, slot: int) -> None:
        """Compute the next frame into its slot, and the place of the frame after it."""
        place = self._next_position
        at = round(place)
        hop = self.stft.hop
        for channel in range(self.n_channels):
            self._spectrum(channel, at, self._here)
            self._spectrum(channel, at - hop, self._before)
        if self._is_first:
            self._is_first = False
        else:
            _turn_on(self._last, self._before, self._turn, self._steps)
        for channel in range(self.n_channels):
            np.multiply(self._here[channel], self._turn, out=self._Z[channel, slot])
            self._activations(channel, place, slot)
        self._here, self._last = self._last, self._here
        self._positions[slot] = place
        place += hop * self.rate
        if self.loop is not None and place >= self.loop[1]:
            start, end = self.loop
            place = start + (place - start) % (end - start)
        self._next_position = place

    def _spectrum(self, channel: int, at: int, out: NDArray[np.complex64]) -> None:
        """Write the spectrum of the frame centred on sample `at`, zeros beyond the sound."""
        samples = self.sound.samples[channel]
        forward(self._at_any, samples, at, at + 1, out=out[channel : channel + 1], scratch=self._windowed)

    def _activations(self, channel: int, place: float, slot: int) -> None:
        """Write the activations at a place, interpolated linearly between the two nearest frames."""
        H, cells = self.sound.H[channel], self.sound.cells
        t = min(max(place / self.stft.hop, 0.0), len(H) - 1.0)
        i = int(t)
        rest = np.float32(t - i)
        self._h[channel, slot] = H[i] + rest * (H[min(i + 1, len(H) - 1)] - H[i])
        if cells is None:  # an edit may come while the frame is still heard
            self._h_new[channel, slot] = self._h[channel, slot]
        else:
            edited = cells.frames(channel, i, i + 2)
            self._h_new[channel, slot] = edited[0] + rest * (edited[1] - edited[0])


@njit(cache=True, error_model="numpy")
def _turn_on(last: Any, before: Any, turn: Any, steps: Any) -> None:
    """Turn each bin on by the phase that the sound passes in the hop before the frame that is to come.

    Parameters
    ----------
    last : complex64 (n_channels, n_bins), the frame that was heard last, unturned
    before : complex64 (n_channels, n_bins), the frame one hop before the one that is to come
    turn : complex64 (n_bins,), by which `last` was turned; overwritten
    steps : complex64 (n_bins,), scratch
    """
    n_bins = turn.size
    for f in range(n_bins):
        steps[f] = 0.0
    for channel in range(last.shape[0]):
        for f in range(n_bins):
            steps[f] += last[channel, f] * before[channel, f].conjugate()
    for f in range(n_bins):
        steps[f] *= turn[f]
    for f in range(n_bins):
        step = steps[f]
        if f > 0:
            step += steps[f - 1]
        if f + 1 < n_bins:
            step += steps[f + 1]
        size = np.sqrt(step.real * step.real + step.imag * step.imag)
        if size > _SMALLEST:
            turn[f] = step / size
