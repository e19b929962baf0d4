"""A picture of components: bases on the left, activations on top, between them where each sounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.cli.outputs import check_pictures
from oscfactor.cli.palette import colours_of
from oscfactor.cli.panels import borders, draw_activations, draw_bases, draw_sound
from oscfactor.cli.progress import share_text
from oscfactor.model.palette import BACKGROUND, TEXT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE: Final = (13.0, 8.0)  # inches
DOTS_PER_INCH: Final = 130
PANELS: Final[list[Any]] = [[".", "activations"], ["bases", "sound"]]
SPACING: Final = {"hspace": 0.05, "wspace": 0.025, "left": 0.06, "right": 0.98, "top": 0.9, "bottom": 0.075}
PROPORTIONS: Final[dict[str, Any]] = {
    "width_ratios": [1, 3.6],
    "height_ratios": [1, 2.3],
    "gridspec_kw": SPACING,
}
LOWEST_HZ: Final = 30.0
N_LISTED: Final = 16  # components whose share is written
N_ROWS: Final = 420  # of the image, on a logarithmic scale of frequency


def draw(
    path: Path,
    bases: NDArray[np.float32],
    activations: NDArray[np.float32],
    shares: Sequence[float],
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
    shares : of the energy of all components, each from 0 to 1
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
    colours = colours_of(len(bases))
    draw_sound(axes["sound"], on_rows, activations, rows_hz, seconds, colours)
    draw_bases(axes["bases"], on_rows, rows_hz, colours)
    draw_activations(axes["activations"], activations, seconds, colours)
    figure.text(0.06, 0.945, title, color=TEXT, fontsize=15, fontweight="bold", va="center")
    _write_legend(figure, shares, colours)
    figure.savefig(path, facecolor=BACKGROUND)


def _new_figure() -> Figure:
    check_pictures()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DOTS_PER_INCH, facecolor=BACKGROUND)
    FigureCanvasAgg(figure)
    return figure


def _write_legend(figure: Any, shares: Sequence[float], colours: NDArray[np.float64]) -> None:
    """Write the components' numbers, in their colours, into the empty corner above the bases."""
    for k, share in enumerate(shares[:N_LISTED]):
        column, row = divmod(k, 8)
        place = (0.063 + 0.075 * column, 0.87 - 0.029 * row)
        figure.text(*place, f"{k}", color=colours[k], fontsize=11, fontweight="bold", va="center")
        figure.text(place[0] + 0.018, place[1], share_text(share), color=TEXT, fontsize=10, va="center")


def _on_rows(bases: NDArray[np.float32], rows_hz: NDArray[np.float64], top_hz: float) -> NDArray[np.float64]:
    """Return the bases at the image's rows: (n_components, n_rows).

    Where a row covers several bins their maximum is taken, so that no partial gets lost between the rows.
    """
    n_bins = bases.shape[1]
    places = rows_hz / top_hz * (n_bins - 1)
    edges = borders(places)
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
