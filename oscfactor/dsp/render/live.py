"""The renderer for sound that is being played: it goes on from block to block and inverts each frame once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import Frames
from oscfactor.dsp.render.inverter import Inverter
from oscfactor.dsp.render.overlap import divide_by_overlap, overlap_add
from oscfactor.dsp.render.recombine import Recombiner
from oscfactor.dsp.transform.stft import hann

_MAX_RUN = 8  # frames inverted at once


class LiveRenderer:
    """Renders consecutive ranges of a mix, for one thread; the samples are those of `Renderer`, bit for bit.

    An inverted frame is kept until the blocks have moved past it: in steady state each frame is computed
    once, however short the blocks are.

    Parameters
    ----------
    frames : Frames
    gains : float32 (n_voices, n_components)
        Linear gain of each component in each voice.
    channels : sequence of int
        The sound's channel that each voice is made of, in ascending order.
    recombiner : Recombiner, optional
        Of an edited sound.
    """

    def __init__(
        self,
        frames: Frames,
        gains: NDArray[np.float32],
        channels: Sequence[int],
        recombiner: Recombiner | None = None,
    ) -> None:
        self.frames, self.gains, self.channels = frames, frozen(gains), tuple(channels)
        voices = np.asarray(channels)
        self._voices = [
            (int(c), slice(*np.searchsorted(voices, (c, c + 1)).tolist())) for c in np.unique(voices)
        ]
        self._inverter = Inverter(frames, recombiner)
        self._inverter.make_room(_MAX_RUN, max((s.stop - s.start for _, s in self._voices), default=0))
        self._room(16)

    def render(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the samples from `start` up to, not including, `stop` of each voice.

        Returns
        -------
        float32 (n_voices, stop - start)
        """
        stft = self.frames.stft
        out = np.zeros((len(self.channels), 1, stop - start), np.float32)
        first, last = self.frames.over(start, stop)
        if last - first > len(self._at):
            self._room(last - first)
        self._fill(first, last)
        n_slots = len(self._at)
        t = first
        while t < last:
            n = min(last - t, n_slots - t % n_slots)
            slot = t % n_slots
            overlap_add(self._kept[slot : slot + n], hann(stft.window), stft.hop, t, start, 0, out)
            t += n
        divide_by_overlap(hann(stft.window), stft.hop, first, last, start, out)
        return out[:, 0]

    def _room(self, n_frames: int) -> None:
        """Make room for so many frames, and forget the frames that were kept."""
        self._at = np.full(n_frames, np.iinfo(np.int64).min)  # which frame each slot holds
        self._kept = np.empty((n_frames, len(self.channels), self.frames.stft.fft), np.float32)

    def _fill(self, first: int, last: int) -> None:
        """Invert the frames from `first` up to `last` that are not kept yet."""
        n_slots = len(self._at)
        t = first
        while t < last:
            slot = t % n_slots
            n = 0
            while n < min(_MAX_RUN, last - t, n_slots - slot) and self._at[slot + n] != t + n:
                n += 1
            if n:
                self._invert(t, n, slot)
            t += max(n, 1)

    def _invert(self, t: int, n: int, slot: int) -> None:
        """Mask and invert `n` frames from frame `t` on into the slots from `slot` on."""
        for channel, voices in self._voices:
            inverted = self._inverter.invert(channel, t, t + n, self.gains[voices])
            self._kept[slot : slot + n, voices] = inverted
        self._at[slot : slot + n] = range(t, t + n)
