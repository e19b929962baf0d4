"""The panels of a picture: the sound, the bases and the activations of components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.cli.palette import rgb
from oscfactor.model.palette import FAINT, PANEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_COLUMNS: Final = 1600
FLOOR_DB: Final = -66.0
TICKS_HZ: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)


def draw_sound(
    axes: Axes,
    on_rows: NDArray[np.float64],
    activations: NDArray[np.float32],
    rows_hz: NDArray[np.float64],
    seconds: float,
    colours: NDArray[np.float64],
) -> None:
    """Draw the spectrogram that the components make, each point in the colours of those that sound there."""
    H = _at_most(activations, MAX_COLUMNS)
    total = np.einsum("kr,tk->rt", on_rows, H, optimize=True)
    mixed = np.einsum("kr,tk,kc->rtc", on_rows, H, colours)
    share = mixed / np.maximum(total, 1e-30)[..., None]
    level = 20 * np.log10(np.maximum(total, 1e-30) / max(float(total.max()), 1e-30))
    light = np.clip(1 - level / FLOOR_DB, 0, 1) ** 1.5
    back = np.array(rgb(PANEL))
    image = back + (share - back) * light[..., None]
    axes.pcolormesh(
        np.linspace(0, seconds, len(H) + 1), borders(rows_hz), np.clip(image, 0, 1), rasterized=True
    )
    axes.set(yscale="log", xlim=(0, seconds), ylim=(rows_hz[0], rows_hz[-1]))
    _dress(axes)
    axes.set_xlabel("seconds", color=FAINT)
    axes.tick_params(labelleft=False, which="both", left=False)


def draw_bases(
    axes: Axes, on_rows: NDArray[np.float64], rows_hz: NDArray[np.float64], colours: NDArray[np.float64]
) -> None:
    """Draw each basis in its own lane, in decibels below its peak, along the frequencies of the image."""
    n = len(on_rows)
    for k, row in enumerate(on_rows):
        level = 20 * np.log10(np.maximum(row / max(float(row.max()), 1e-30), 1e-4))
        height = np.clip(1 + level / 50, 0, 1) * 0.92
        axes.fill_betweenx(rows_hz, k, k + height, color=colours[k], alpha=0.35, linewidth=0)
        axes.plot(k + height, rows_hz, color=colours[k], linewidth=0.9)
    axes.set(yscale="log", xlim=(0, n), ylim=(rows_hz[0], rows_hz[-1]))
    _dress(axes)
    ticks = [f for f in TICKS_HZ if rows_hz[0] <= f <= rows_hz[-1]]
    axes.set_yticks(ticks, [f"{f // 1000} k" if f >= 1000 else str(f) for f in ticks])
    axes.set_yticks([], minor=True)
    axes.set_xticks([])
    axes.set_ylabel("Hz", color=FAINT)
    axes.set_xlabel("bases", color=FAINT)


def draw_activations(
    axes: Axes, activations: NDArray[np.float32], seconds: float, colours: NDArray[np.float64]
) -> None:
    """Draw each activation in its own lane, the first on top, each up to its own maximum."""
    n = activations.shape[1]
    H = _at_most(activations, MAX_COLUMNS)
    times = (np.arange(len(H)) + 0.5) * seconds / len(H)
    for k in range(n):
        height = np.sqrt(H[:, k] / max(float(H[:, k].max()), 1e-30)) * 0.92
        axes.fill_between(times, n - 1 - k, n - 1 - k + height, color=colours[k], alpha=0.35, linewidth=0)
        axes.plot(times, n - 1 - k + height, color=colours[k], linewidth=0.9)
    axes.set(xlim=(0, seconds), ylim=(0, n))
    _dress(axes)
    axes.tick_params(labelbottom=False, bottom=False)
    axes.set_yticks([])
    axes.set_title("activations", color=FAINT, fontsize=10, loc="right")


def _dress(axes: Axes) -> None:
    axes.set_facecolor(PANEL)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(colors=FAINT, labelsize=9, length=3)


def borders(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the borders between values that are evenly spaced on a logarithmic scale."""
    ratio = np.sqrt(values[1] / values[0])
    return np.append(values / ratio, values[-1] * ratio)


def _at_most(activations: NDArray[np.float32], n_columns: int) -> NDArray[np.float64]:
    """Return activations with no more frames than an image has columns, keeping each one's peaks."""
    step = -(-len(activations) // n_columns)
    starts = np.arange(0, len(activations), step)
    return np.maximum.reduceat(activations.astype(np.float64), starts, axis=0)
