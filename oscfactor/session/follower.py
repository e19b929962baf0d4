"""Activations as a stream of numbers: at any place, in any scale, smoothed, and where they begin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.layers import Layers
from oscfactor.model.mix import ALL

FLOOR_DB: Final = -120.0
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How activations become numbers; names and defaults are those of `/stream/activations`."""

    component: int = ALL
    scale: str = "raw"
    smooth: float = 0.0  # seconds
    attack: float | None = None  # seconds; by default `smooth`
    release: float | None = None  # seconds; by default `smooth`
    threshold: float | None = None


class Follower:
    """Follows the activations of one sound at a steady rate.

    Parameters
    ----------
    shape : Shape
    interval : float
        Seconds between two values.
    """

    def __init__(self, shape: Shape, interval: float) -> None:
        self.shape = shape
        attack, release = (shape.smooth if t is None else t for t in (shape.attack, shape.release))
        self._rise, self._fall = _share(attack, interval), _share(release, interval)
        self._values: Values | None = None
        self._layers: Layers | None = None
        self._loudest = np.ones(1, np.float32)

    def at(self, layers: Layers, place: float) -> tuple[Values, list[tuple[int, float]]]:
        """Return the activations at a place, and the components that begin there with their strengths.

        Parameters
        ----------
        layers : Layers
            As they are now.
        place : float
            In samples of the sound.

        Returns
        -------
        float32 (n_components,), list of (k, strength)
        """
        if layers is not self._layers:
            self._loudest = self._maxima(layers)
            self._layers = layers
        new = self._scaled(
            activations_at(layers, place / layers.factorization.stft.hop, self.shape.component)
        )
        old = self._values
        if old is None or len(old) != len(new):
            old = new
        else:
            new = old + (new - old) * np.where(new > old, self._rise, self._fall)
        self._values = new
        return new, self._onsets(old, new)

    def _onsets(self, old: Values, new: Values) -> list[tuple[int, float]]:
        threshold = self.shape.threshold
        if threshold is None:
            return []
        first = max(self.shape.component, 0)
        return [
            (first + int(k), float(new[k])) for k in np.flatnonzero((old < threshold) & (new >= threshold))
        ]

    def _scaled(self, values: Values) -> Values:
        if self.shape.scale == "raw":
            return values
        relative = values / self._loudest
        if self.shape.scale == "unit":
            return relative
        decibels = 20 * np.log10(np.maximum(relative, np.float32(1e-30)))
        scaled: Values = np.maximum(decibels, np.float32(FLOOR_DB)).astype(np.float32)
        return scaled

    def _maxima(self, layers: Layers) -> Values:
        """Return the maxima to scale by: each component's own, or for decibels the largest of all."""
        if self.shape.scale == "raw":
            return self._loudest
        k = self.shape.component
        if k != ALL and self.shape.scale != "db":
            maxima = np.array([_maximum(layers.activation(k))])
        else:
            found = layers.factorization.H.mean(axis=0).max(axis=0)
            maxima = np.zeros(layers.n_layers, np.float32)
            maxima[: found.size] = found
            for i, activation in layers.recombination.activations.items():
                maxima[i] = _maximum(activation)
        if self.shape.scale == "db":
            maxima[:] = maxima.max()
        result: Values = np.maximum(maxima, np.finfo(np.float32).tiny)
        return result if k == ALL else result[:1]


def _maximum(activation: Values) -> np.float32:
    """Return the maximum of the mean of an activation's channels."""
    maximum: np.float32 = activation.mean(axis=0).max()
    return maximum


def activations_at(layers: Layers, frame: float, component: int = ALL) -> Values:
    """Return the mean of the channels' activations at a place between two frames, on the straight line.

    Parameters
    ----------
    layers : Layers
    frame : float
    component : int
        One component, or `ALL`.

    Returns
    -------
    float32 (n_components,), or (1,)
    """
    f = layers.factorization
    frame = min(max(frame, 0.0), f.n_frames - 1.0)
    t = int(frame)
    ks = range(layers.n_layers) if component == ALL else [component]
    pair = np.zeros((min(2, f.n_frames - t), len(ks)), np.float32)
    if component == ALL:
        pair[:, : f.n_components] = f.H[:, t : t + 2].mean(axis=0)
    for i, k in enumerate(ks):
        if component != ALL or k in layers.recombination.activations:
            pair[:, i] = layers.activation(k)[:, t : t + 2].mean(axis=0)
    rest = np.float32(frame - t)
    result: Values = pair[0] if rest == 0.0 else pair[0] + rest * (pair[-1] - pair[0])
    return result


def _share(seconds: float, interval: float) -> np.float32:
    """Return the share of the way that a one-pole filter moves in an interval."""
    return np.float32(1.0 if seconds <= 0.0 else 1.0 - math.exp(-interval / seconds))
