"""A picture of components: bases on the left, activations on top, between them where each one sounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import OscFactorError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BACKGROUND: Final = "#0d1017"
PANEL: Final = "#131722"
TEXT: Final = "#c9d1e0"
FAINT: Final = "#7f8aa3"
COLOURS: Final = ("#ff6b6b", "#ffb454", "#f7e76b", "#74d99f", "#53d1f0", "#7f9cff", "#c58bff", "#ff8fc7")
SIZE: Final = (13.0, 8.0)  # inches
DOTS_PER_INCH: Final = 130
PANELS: Final[list[Any]] = [[".", "activations"], ["bases", "sound"]]
PROPORTIONS: Final[dict[str, Any]] = {
    "width_ratios": [1, 3.6],
    "height_ratios": [1, 2.3],
    "gridspec_kw": {
        "hspace": 0.05,
        "wspace": 0.025,
        "left": 0.06,
        "right": 0.98,
        "top": 0.9,
        "bottom": 0.075,
    },
}
LOWEST_HZ: Final = 30.0
N_ROWS: Final = 420  # of the image, on a logarithmic scale of frequency
MAX_COLUMNS: Final = 1600
FLOOR_DB: Final = -66.0
TICKS_HZ: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)


def draw(
    path: Path,
    bases: NDArray[np.float32],
    activations: NDArray[np.float32],
    *,
    sample_rate: int,
    hop: int,
    title: str,
) -> None:
    """Draw components into a PNG file.

    Parameters
    ----------
    path : of the picture
    bases : float32 (n_components, n_bins)
    activations : float32 (n_frames, n_components)
    sample_rate : Hz
    hop : samples
    title : a line above the picture

    Raises
    ------
    OscFactorError
        If matplotlib is not installed.
    """
    figure = _new_figure()
    axes = figure.subplot_mosaic(PANELS, **PROPORTIONS)
    top_hz = sample_rate / 2
    rows_hz = np.geomspace(min(LOWEST_HZ, top_hz / 2), top_hz, N_ROWS)
    seconds = len(activations) * hop / sample_rate
    on_rows = _on_rows(bases, rows_hz, top_hz)
    colours = _colours(len(bases))
    _draw_sound(axes["sound"], on_rows, activations, rows_hz, seconds, colours)
    _draw_bases(axes["bases"], on_rows, rows_hz, colours)
    _draw_activations(axes["activations"], activations, seconds, colours)
    figure.text(0.06, 0.945, title, color=TEXT, fontsize=15, fontweight="bold", va="center")
    _write_legend(figure, bases, activations, colours)
    figure.savefig(path, facecolor=BACKGROUND)


def _new_figure() -> Figure:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise OscFactorError("a picture needs matplotlib: pip install 'oscfactor[picture]'") from error
    figure = Figure(figsize=SIZE, dpi=DOTS_PER_INCH, facecolor=BACKGROUND)
    FigureCanvasAgg(figure)
    return figure


def _draw_sound(
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
    back = np.array(_rgb(PANEL))
    image = back + (share - back) * light[..., None]
    axes.pcolormesh(
        np.linspace(0, seconds, len(H) + 1), _edges(rows_hz), np.clip(image, 0, 1), rasterized=True
    )
    axes.set(yscale="log", xlim=(0, seconds), ylim=(rows_hz[0], rows_hz[-1]))
    _dress(axes)
    axes.set_xlabel("seconds", color=FAINT)
    axes.tick_params(labelleft=False, which="both", left=False)


def _draw_bases(
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


def _draw_activations(
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


def _write_legend(
    figure: Any, bases: NDArray[np.float32], activations: NDArray[np.float32], colours: NDArray[np.float64]
) -> None:
    """Write the components' numbers, in their colours, into the empty corner above the bases."""
    energy = (bases.astype(np.float64) ** 2).sum(1) * (activations.astype(np.float64) ** 2).sum(0)
    share = 100 * energy / max(float(energy.sum()), 1e-300)
    n_shown = min(len(bases), 16)
    for k in range(n_shown):
        column, row = divmod(k, 8)
        place = (0.063 + 0.075 * column, 0.87 - 0.029 * row)
        figure.text(*place, f"{k}", color=colours[k], fontsize=11, fontweight="bold", va="center")
        figure.text(place[0] + 0.018, place[1], f"{share[k]:.0f} %", color=TEXT, fontsize=10, va="center")


def _dress(axes: Axes) -> None:
    axes.set_facecolor(PANEL)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(colors=FAINT, labelsize=9, length=3)


def _on_rows(bases: NDArray[np.float32], rows_hz: NDArray[np.float64], top_hz: float) -> NDArray[np.float64]:
    """Return the bases at the image's rows: (n_components, n_rows).

    Where a row covers several bins their maximum is taken, so that no partial gets lost between the rows.
    """
    n_bins = bases.shape[1]
    places = rows_hz / top_hz * (n_bins - 1)
    edges = _edges(places)
    result = np.empty((len(bases), rows_hz.size))
    for row, place in enumerate(places):
        first, last = int(np.ceil(edges[row])), int(np.floor(edges[row + 1]))
        if last - first >= 1:
            result[:, row] = bases[:, first : last + 1].max(axis=1)
        else:
            low = min(int(place), n_bins - 2)
            part = place - low
            result[:, row] = (1 - part) * bases[:, low] + part * bases[:, low + 1]
    return result


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the borders between values that are evenly spaced on a logarithmic scale."""
    ratio = np.sqrt(values[1] / values[0])
    return np.append(values / ratio, values[-1] * ratio)


def _at_most(activations: NDArray[np.float32], n_columns: int) -> NDArray[np.float64]:
    """Return activations with no more frames than an image has columns, keeping each one's peaks."""
    step = -(-len(activations) // n_columns)
    starts = np.arange(0, len(activations), step)
    return np.maximum.reduceat(activations.astype(np.float64), starts, axis=0)


def _colours(n: int) -> NDArray[np.float64]:
    """Return a colour for each component, (n, 3) from 0 to 1; beyond the palette they come round again."""
    return np.array([_rgb(COLOURS[k % len(COLOURS)]) for k in range(n)])


def _rgb(text: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(text[1:])
    return red / 255, green / 255, blue / 255
