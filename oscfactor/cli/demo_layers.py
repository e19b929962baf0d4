"""The demo's layers: their numbers, the part that each is most like, and how far they add up to the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from oscfactor.cli.progress import share_text
from oscfactor.files.audiosource import Source

N_BLOCK: Final = 1 << 18
"""Samples that are added up at once."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One component as the demo shows it."""

    path: Path
    energy: float  # share of all components' energy, 0 to 1
    peak_hz: float
    onset_s: float


def error_db(sound: Path, layers: Sequence[Layer]) -> float:
    """Return by how much the sum of the layers differs from the sound, in decibels against the sound."""
    lost = whole = 0.0
    with Source(sound) as original:
        files = [soundfile.SoundFile(layer.path) for layer in layers]
        while len(wanted := original.read(N_BLOCK)):
            blocks = [file.read(N_BLOCK, dtype="float64", always_2d=True) for file in files]
            total = np.sum(blocks, axis=0)
            lost += float(((total - wanted) ** 2).sum())
            whole += float((wanted.astype(np.float64) ** 2).sum())
        for file in files:
            file.close()
    return float(10 * np.log10(max(lost, 1e-300) / whole)) if whole else 0.0


def print_layers(console: Console, layers: Sequence[Layer], parts: dict[str, NDArray[np.float32]]) -> None:
    """Print a row for each layer: its share of the energy, its peak in Hz, its begin in seconds."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for title in ("layer", "energy", "peak", "begins", "mostly" if parts else ""):
        table.add_column(title, justify="left" if title in ("layer", "mostly") else "right")
    for layer in layers:
        likeness = _likeness(layer.path, parts) if parts else ""
        numbers = (share_text(layer.energy), f"{layer.peak_hz:.0f} Hz", f"{layer.onset_s:.2f} s")
        table.add_row(layer.path.name, *numbers, likeness)
    console.print()
    console.print(table)


def _likeness(path: Path, parts: dict[str, NDArray[np.float32]]) -> str:
    """Return the part of the loop that a layer is most like, by the cosine of the angle between them."""
    layer = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    alike = {
        name: float((layer * part).sum() / (np.linalg.norm(layer) * np.linalg.norm(part) + 1e-30))
        for name, part in parts.items()
    }
    return max(alike, key=alike.__getitem__)
