"""The recombined sound as `docs/recombine.md` and decision 11 define it, in plain NumPy and doubles.

Written anew from those pages: it shares no line with the package, so that each can be held against the other.
Activations are `H[channel, component, frame]`, bases `W[component, bin]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

Array = np.ndarray
MAX_GAIN = 16.0


@dataclass(frozen=True)
class State:
    """All that edits change; an edit makes another one, so that undoing is going back to the one before."""

    H: Array
    W: Array
    matrix: Array
    mutes: Array
    solos: Array
    exponent: float = 1.0
    threshold: float = 0.0
    residual: bool = False
    phase: str = "pghi"

    def with_activation(self, k: int, h: Array) -> State:
        H = self.H.copy()
        H[:, k] = h
        return replace(self, H=H)

    def with_basis(self, k: int, w: Array) -> State:
        W = self.W.copy()
        W[k] = w
        return replace(self, W=W)

    def heard(self) -> Array:
        """The matrix that is heard."""
        silent = (self.mutes > 0) | (self.solos.any() & (self.solos == 0))
        return np.where(silent, 0.0, self.matrix)


def analysed(H: Array, W: Array) -> State:
    k = len(W)
    return State(H, W, np.eye(k), np.zeros((k, k)), np.zeros((k, k)))


# --- Activations, (n_channels, n_frames) --------------------------------------------------------------------


def straight(h: Array, places: Array) -> Array:
    """The values at places between frames; half a frame behind the last there is silence."""
    values = np.stack([np.interp(places, np.arange(h.shape[1]), row) for row in h])
    return np.where(places > h.shape[1] - 0.5, 0.0, values)


def shift(h: Array, frames: int, wrap: int) -> Array:
    if wrap:
        return np.roll(h, frames, axis=1)
    places = np.arange(h.shape[1]) - frames
    inside = (places >= 0) & (places < h.shape[1])
    return np.where(inside, h[:, places.clip(0, h.shape[1] - 1)], 0.0)


def stretch(h: Array, factor: float, loop: int) -> Array:
    n = h.shape[1]
    places = np.arange(n) / factor
    return straight(np.c_[h, h[:, :1]], places % n) if loop else straight(h, places)


def smooth(h: Array, attack: float, release: float) -> Array:
    out, y = np.empty_like(h), np.zeros(len(h))
    up, down = (np.exp(-1 / lag) if lag > 0 else 0.0 for lag in (attack, release))
    for t in range(h.shape[1]):
        y = h[:, t] + np.where(h[:, t] > y, up, down) * (y - h[:, t])
        out[:, t] = y
    return out


def power(h: Array, exponent: float) -> Array:
    return h.max() * (h / h.max()) ** exponent if h.any() else h


def events(h: Array) -> list[int]:
    total = h.sum(axis=0)
    found, foot, begun = [], 0.0, False
    for t, value in enumerate(total):
        before = total[t - 1] if t else 0.0
        if value <= before:
            begun = False
        elif t == 0 or before <= (total[t - 2] if t > 1 else 0.0):
            foot = before  # a rise begins
        if value > before and not begun and value - foot >= 0.1 * total.max():
            found.append(t)
            begun = True
    return found


def moved(h: Array, onsets: list[int], places: list[int]) -> Array:
    n = h.shape[1]
    out = np.zeros_like(h)
    first = onsets[0] if onsets else n
    out[:, :first] = h[:, :first]
    for begin, end, place in zip(onsets, [*onsets[1:], n], places, strict=True):
        m = min(end - begin, n - place)
        out[:, place : place + m] = np.maximum(out[:, place : place + m], h[:, begin : begin + m])
    return out


def quantize(h: Array, grid: float, swing: float, strength: float, first: float) -> Array:
    n = h.shape[1]
    lines = {round(first + grid * (i + swing * (i % 2))) for i in range(-5000, 5000)}
    lines = sorted(line for line in lines if 0 <= line < n)
    while lines:
        onsets = events(h)
        nearest = [min(lines, key=lambda line: (abs(line - onset), line)) for onset in onsets]
        places = [round(o + strength * (to - o)) for o, to in zip(onsets, nearest, strict=True)]
        before, h = h, moved(h, onsets, places)
        if strength < 1 or np.array_equal(before, h):
            break
    return h


def fitted(h: Array, like: Array, length: str) -> Array:
    """A copied activation in the frames and channels of another."""
    n = like.shape[1]
    if length == "loop":
        h = h[:, np.arange(n) % h.shape[1]]
    elif length == "stretch":
        h = straight(h, np.linspace(0, h.shape[1] - 1, n))
    else:
        h = np.pad(h, ((0, 0), (0, max(0, n - h.shape[1]))))[:, :n]
    return h if len(h) == len(like) else np.repeat(h.mean(axis=0, keepdims=True), len(like), axis=0)


def at_rate(h: Array, ratio: float) -> Array:
    """An activation at the times of frames `ratio` times as long."""
    return straight(h, np.arange(0, h.shape[1] - 1 + 1e-9, ratio))


# --- Bases, (n_bins,) ---------------------------------------------------------------------------------------


def as_loud(new: Array, old: Array) -> Array:
    energy = np.linalg.norm(new)
    return new * np.linalg.norm(old) / energy if energy > 0 else new


def with_sum(new: Array, old: Array) -> Array:
    return new * old.sum() / new.sum() if new.sum() > 0 else new


def transpose(w: Array, semitones: float) -> Array:
    x, bins = 2 ** (semitones / 12), np.arange(w.size)
    if x >= 1:
        return as_loud(np.interp(bins / x, bins, w, right=0.0), w)
    new = np.zeros(w.size)
    for f, value in enumerate(w):  # each bin reaches half a bin to both sides
        low, high = x * (f - 0.5) + 0.5, x * (f + 0.5) + 0.5
        for to in range(int(np.floor(low)), int(np.floor(high)) + 1):
            share = max(0.0, min(high, to + 1) - max(low, to)) / x
            new[max(to, 0)] += share * value if to < w.size and to >= 0 else 0.0
    return as_loud(new, w)


def shift_basis(w: Array, bins: float) -> Array:
    places = np.arange(w.size) - bins
    return as_loud(np.interp(places, np.arange(w.size), w, left=0.0, right=0.0), w)


def blur(w: Array, bins: float) -> Array:
    if bins < 0.1:
        return w
    reach = int(4 * bins + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / bins) ** 2)
    around = np.pad(w, reach, mode="symmetric")
    return np.convolve(around, kernel / kernel.sum(), "valid")


def sharpen(w: Array, exponent: float) -> Array:
    return with_sum((w / w.max()) ** exponent, w) if w.any() else w


# --- Sound --------------------------------------------------------------------------------------------------


@dataclass
class Oracle:
    """A sound and its components as analysed."""

    samples: Array  # (n_channels, n_samples)
    window: int
    hop: int
    found: State
    hann: Array = field(init=False)

    def __post_init__(self) -> None:
        self.hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.window) / self.window)

    def spectrum(self, channel: int, at: int) -> Array:
        """The spectrum of the frame centred on a sample."""
        x, begin = self.samples[channel], at - self.window // 2
        inside = slice(max(begin, 0), max(begin + self.window, 0))
        frame = np.zeros(self.window)
        piece = x[inside]
        offset = max(-begin, 0)
        frame[offset : offset + len(piece)] = piece
        return np.fft.rfft(frame * self.hann)

    def outputs(self, state: State, X: Array, h: Array, h_new: Array) -> Array:
        """The spectra of all rows and the residual in one frame, new magnitudes with the phases of `X`."""
        k = len(state.W)
        was, becomes = h[:, None] * self.found.W, h_new[:, None] * state.W
        total = was.sum(axis=0)
        share = np.where(total > 0, was / np.where(total > 0, total, 1), 1 / k)
        mask = np.where(share > state.threshold, share**state.exponent, 0.0)
        kept = np.where(becomes < was, mask * becomes / np.where(was > 0, was, 1), mask)
        new = np.maximum(becomes - was, 0.0)
        phasor = np.where(np.abs(X) > 0, X / np.where(np.abs(X) > 0, np.abs(X), 1), 1.0)
        matrix = state.heard()
        diagonal, others = np.diag(matrix), matrix - np.diag(np.diag(matrix))
        cells = (others * h_new[:, None]) @ state.W
        rows = diagonal[:, None] * (kept * X + new * phasor) + cells * phasor
        return np.concatenate([rows, [np.maximum(1 - mask.sum(axis=0), 0.0) * X * state.residual]])

    def overlapped(self, spectra: Array, n: int) -> Array:
        """The sound, (…, n), of frames (n_frames, …, n_bins) of which the first is centred on sample 0."""
        half = self.window // 2
        out = np.zeros((*spectra.shape[1:-1], n + 2 * self.window))
        weight = np.zeros(n + 2 * self.window)
        for t, Y in enumerate(spectra):
            at = slice(t * self.hop - half + self.window, t * self.hop - half + 2 * self.window)
            if at.stop <= out.shape[-1]:
                out[..., at] += np.fft.irfft(Y, self.window) * self.hann
                weight[at] += self.hann**2
        heard = slice(self.window, self.window + n)
        return out[..., heard] / np.maximum(weight[heard], 1e-12)

    def render(self, state: State) -> Array:
        """All components and the residual, (n_components + 1, n_channels, n_samples), phase `source`."""
        n_frames = self.found.H.shape[2]
        sounds = []
        for c in range(len(self.samples)):
            frames = [
                self.outputs(state, self.spectrum(c, t * self.hop), self.found.H[c, :, t], state.H[c, :, t])
                for t in range(n_frames)
            ]
            sounds.append(self.overlapped(np.stack(frames), self.samples.shape[1]))
        return np.stack(sounds, axis=1)

    def stretched(self, state: State, gains: Array, rate: float, n: int) -> Array:
        """The mix played at another rate at its own pitch, from sample 0 on, (n_channels, n).

        Frame `t` stands where `t * hop * rate` is, its factors straight between two frames. It is turned bin
        by bin: by what the sound's phase does in the hop that ends there, seen from the frame before;
        neighbouring bins and all channels together, as strong as they are. What is new takes the phases of
        what is turned.
        """
        half, n_channels = self.window // 2, len(self.samples)
        first = (half - self.window) // self.hop + 1
        turn = np.ones(half + 1, complex)
        last: Array | None = None
        frames = []
        for t in range(first, (n + half) // self.hop + 1):
            place = t * self.hop * rate
            here = np.stack([self.spectrum(c, round(place)) for c in range(n_channels)])
            before = np.stack([self.spectrum(c, round(place) - self.hop) for c in range(n_channels)])
            if last is not None:
                steps = np.pad((last * before.conj()).sum(axis=0) * turn, 1)
                steps = steps[:-2] + steps[1:-1] + steps[2:]
                turn = np.where(np.abs(steps) > 1e-30, steps / np.maximum(np.abs(steps), 1e-30), turn)
            last = here
            frames.append([self._mixed(state, gains, c, place, here[c] * turn) for c in range(n_channels)])
        padded = self.overlapped(np.array(frames), n - first * self.hop)
        return padded[:, -first * self.hop :]

    def _mixed(self, state: State, gains: Array, channel: int, place: float, X: Array) -> Array:
        n_frames = self.found.H.shape[2]
        at = np.clip([place / self.hop], 0, n_frames - 1)
        h, h_new = (straight(H[channel], at)[:, 0] for H in (self.found.H, state.H))
        return gains @ self.outputs(state, X, h, h_new)
