"""Requests drawn by chance, each with the state that the documented formula gives, or with its law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from tests.support import oracle
from tests.support.oracle import Array, State

Change = Callable[[State], State]
ALL = -1


class Edit(NamedTuple):
    """A request behind the buffer's name, and the state that follows from it.

    Where chance decides on the other side, the state is taken from there and held against a law.
    """

    address: str
    args: tuple[Any, ...]
    makes: Change | None = None
    law: Callable[[State, State], bool] = lambda _before, _after: True


@dataclass
class Dice:
    """The choices, for a sound of `k` components at some rates, and another that it copies from."""

    rng: np.random.Generator
    state: State
    frame_rate: float
    bin_hz: float
    other: State
    other_name: str
    other_frame_rate: float

    @property
    def k(self) -> int:
        """How many components there are."""
        return len(self.state.W)

    def number(self, low: float, high: float) -> float:
        """A number as it goes over the wire."""
        return float(np.float32(self.rng.uniform(low, high)))

    def flag(self) -> int:
        return int(self.rng.integers(2))

    def one(self, n: int | None = None) -> int:
        return int(self.rng.integers(self.k if n is None else n))

    def some(self) -> int:
        """A component, or all."""
        return int(self.rng.integers(ALL, self.k))

    def curve(self) -> list[float]:
        return [self.number(0, 1) ** 3 for _ in range(int(self.rng.integers(1, 9)))]

    def activations(self, word: str, *args: Any, edit: Callable[[Array], Array]) -> Edit:
        """An edit of one activation, or of all."""
        k = self.some()

        def makes(state: State) -> State:
            for i in range(self.k) if k == ALL else (k,):
                state = state.with_activation(i, edit(state.H[:, i]))
            return state

        return Edit(f"/activation/{word}", (k, *args), makes)

    def bases(self, word: str, *args: Any, edit: Callable[[Array], Array]) -> Edit:
        """An edit of one basis, or of all."""
        k = self.some()

        def makes(state: State) -> State:
            for i in range(self.k) if k == ALL else (k,):
                state = state.with_basis(i, edit(state.W[i]))
            return state

        return Edit(f"/basis/{word}", (k, *args), makes)


def drawn_over(old: Array, at: int, values: list[float]) -> Array:
    new = old.copy()
    new[..., at : at + len(values)] = values
    return new


# --- Activations --------------------------------------------------------------------------------------------


def set_activation(d: Dice) -> Edit:
    values, at = [20 * v for v in d.curve()], d.one(d.state.H.shape[2] - 8)
    return d.activations("set", at, *values, edit=lambda h: drawn_over(h, at, values))


def shift(d: Dice) -> Edit:
    seconds, wrap = d.number(-0.1, 0.1), d.flag()
    frames = round(seconds * d.frame_rate)
    return d.activations("shift", seconds, "wrap", wrap, edit=lambda h: oracle.shift(h, frames, wrap))


def reverse(d: Dice) -> Edit:
    return d.activations("reverse", edit=lambda h: h[:, ::-1])


def stretch(d: Dice) -> Edit:
    factor, loop = d.number(0.2, 3), d.flag()
    return d.activations("stretch", factor, "loop", loop, edit=lambda h: oracle.stretch(h, factor, loop))


def smooth(d: Dice) -> Edit:
    attack, release = d.flag() * d.number(0, 0.02), d.number(0, 0.05)
    lags = attack * d.frame_rate, release * d.frame_rate
    return d.activations("smooth", attack, release, edit=lambda h: oracle.smooth(h, *lags))


def threshold(d: Dice) -> Edit:
    level = d.number(0, 0.3)
    return d.activations("threshold", level, edit=lambda h: np.where(h >= level * h.max(), h, 0.0))


def quantize(d: Dice) -> Edit:
    tempo, division, swing = d.number(60, 400), 1 + d.one(16), d.flag() * d.number(0, 1)
    strength, offset = max(d.flag(), d.number(0, 1)), d.number(-0.05, 0.05)
    grid, first = 60 * d.frame_rate / (tempo * division), offset * d.frame_rate
    options = ("swing", swing, "strength", float(strength), "offset", offset)
    return d.activations(
        "quantize",
        tempo,
        division,
        *options,
        edit=lambda h: oracle.quantize(h, grid, swing, strength, first),
    )


def scatter(d: Dice) -> Edit:
    k, amount, seed = d.some(), d.number(0, 0.1), d.one(1000)
    return Edit(
        "/activation/random",
        (k, amount, seed, "grid", d.flag() * d.number(0, 0.02)),
        law=lambda before, after: bool((after.H.max(axis=(0, 2)) <= before.H.max(axis=(0, 2))).all()),
    )


def scale(d: Dice) -> Edit:
    gain = d.number(0.3, 2)
    return d.activations("scale", gain, edit=lambda h: h * gain)


def normalize(d: Dice) -> Edit:
    peak = d.number(0.2, 1)
    loudest = d.state.H.max()
    return d.activations(
        "normalize", peak, edit=lambda h: h / h.max() * peak * loudest if h.max() > 1e-12 else h
    )


def power(d: Dice) -> Edit:
    exponent = d.number(0.4, 2.5)
    return d.activations("power", exponent, edit=lambda h: oracle.power(h, exponent))


def copy_activation(d: Dice) -> Edit:
    length = str(d.rng.choice(["loop", "stretch", "truncate"]))
    if d.flag():
        j = d.one()
        given = d.state.H[:, j]
        return d.activations("copy", j, "length", length, edit=lambda h: oracle.fitted(given, h, length))
    j = d.one(len(d.other.W))
    given = oracle.at_rate(d.other.H[:, j], d.other_frame_rate / d.frame_rate)
    return d.activations(
        "copy", j, d.other_name, "length", length, edit=lambda h: oracle.fitted(given, h, length)
    )


# --- Bases --------------------------------------------------------------------------------------------------


def set_basis(d: Dice) -> Edit:
    values, at = [v / 10 for v in d.curve()], d.one(d.state.W.shape[1] - 8)
    return d.bases("set", at, *values, edit=lambda w: drawn_over(w, at, values))


def transpose(d: Dice) -> Edit:
    semitones = d.number(-24, 24)
    return d.bases("transpose", semitones, edit=lambda w: oracle.transpose(w, semitones))


def shift_basis(d: Dice) -> Edit:
    hz = d.number(-1, 1) * (40000.0 if d.one(8) == 0 else 2000.0)  # sometimes all of it leaves
    hz = float(np.float32(hz))
    return d.bases("shift", hz, edit=lambda w: oracle.shift_basis(w, hz / d.bin_hz))


def blur(d: Dice) -> Edit:
    hz = d.number(0, 800)
    return d.bases("blur", hz, edit=lambda w: oracle.blur(w, hz / d.bin_hz))


def sharpen(d: Dice) -> Edit:
    exponent = d.number(0.5, 2.5)
    return d.bases("sharpen", exponent, edit=lambda w: oracle.sharpen(w, exponent))


def cut(d: Dice) -> Edit:
    low, high = d.number(0, 500), d.number(2000, 20000)
    hz = np.arange(d.state.W.shape[1]) * d.bin_hz
    return d.bases("filter", low, high, edit=lambda w: np.where((hz >= low) & (hz <= high), w, 0.0))


def wander(d: Dice) -> Edit:
    return Edit(
        "/basis/random",
        (d.some(), d.number(0, 12), d.one(1000)),
        law=lambda before, after: np.allclose(after.W.sum(axis=1), before.W.sum(axis=1), rtol=1e-4),
    )


def swap(d: Dice) -> Edit:
    i, j = d.one(), d.one()
    return Edit("/basis/swap", (i, j), lambda s: s.with_basis(i, s.W[j]).with_basis(j, s.W[i]))


def copy_basis(d: Dice) -> Edit:
    j = d.one()
    given = d.state.W[j]
    return d.bases("copy", j, edit=lambda w: given)


# --- The matrix and the masks -------------------------------------------------------------------------------


def cell(d: Dice, word: str, grid: str, value: float) -> Edit:
    i, j = d.some(), d.some()

    def makes(state: State) -> State:
        new = getattr(state, grid).copy()
        new[slice(None) if i == ALL else i, slice(None) if j == ALL else j] = value
        return replace(state, **{grid: new})

    glide = (d.number(0, 5),) if d.flag() else ()  # which what plays takes; all else has the goal at once
    return Edit(f"/matrix/{word}", (i, j, value, *glide), makes)


def scale_matrix(d: Dice) -> Edit:
    factor = d.number(0.3, 2)
    return Edit(
        "/matrix/scale",
        (factor,),
        lambda s: replace(s, matrix=np.minimum(s.matrix * factor, oracle.MAX_GAIN)),
    )


def random_matrix(d: Dice) -> Edit:
    def law(_before: State, after: State) -> bool:
        return bool(np.allclose(after.matrix.sum(axis=1), 1, atol=1e-5) and (after.matrix >= 0).all())

    return Edit("/matrix/random", (d.number(0, 1), d.one(1000)), law=law)


def permutation(d: Dice) -> Edit:
    def law(_before: State, after: State) -> bool:
        once = (after.matrix.sum(axis=0) == 1).all() and (after.matrix.sum(axis=1) == 1).all()
        return bool(once and np.isin(after.matrix, (0, 1)).all() and not np.diag(after.matrix).any())

    return Edit("/matrix/random", ("permutation", 1, "seed", d.one(1000)), law=law)


def shuffle(d: Dice) -> Edit:
    def law(before: State, after: State) -> bool:
        return sorted(before.matrix.T.tolist()) == sorted(after.matrix.T.tolist())

    return Edit("/matrix/shuffle", (d.one(1000), "inverse", d.flag()), law=law)


def masks(d: Dice) -> Edit:
    exponent, low = 1 + d.flag() * d.number(0, 2), d.flag() * d.number(0, 0.2)
    exponent, residual = float(np.float32(exponent)), d.flag()
    return Edit(
        "/edit/masks",
        ("exponent", exponent, "threshold", low, "residual", residual),
        lambda s: replace(s, exponent=exponent, threshold=low, residual=bool(residual)),
    )


KINDS: tuple[Callable[[Dice], Edit], ...] = (
    *(set_activation, shift, reverse, stretch, smooth, threshold, quantize, scatter, scale, normalize),
    *(power, copy_activation, set_basis, transpose, shift_basis, blur, sharpen, cut, wander, swap),
    *(copy_basis, scale_matrix, random_matrix, permutation, shuffle, masks),
    lambda d: cell(d, "set", "matrix", d.number(0, 2)),
    lambda d: cell(d, "mute", "mutes", d.flag()),
    lambda d: cell(d, "solo", "solos", d.flag()),
    lambda d: Edit("/matrix/identity", (), lambda s: replace(s, matrix=np.eye(d.k))),
    lambda d: Edit("/matrix/clear", (), lambda s: replace(s, matrix=0 * s.matrix)),
)
"""All edits of the command table but undo, redo and reset."""
