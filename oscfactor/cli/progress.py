"""The bar under which a job runs on a terminal, and the lines that it leaves there."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from oscfactor.errors import printable


def progress_bar(console: Console) -> Progress:
    """Return a bar that also shows the loss; its tasks carry a field of that name."""
    return Progress(
        TextColumn("{task.description:12}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[loss]}"),
        TimeRemainingColumn(),
        console=console,
    )


def loss_text(loss: float) -> str:
    """Return a loss as the bar shows it; before the first iteration there is none."""
    return f"loss {loss:.5g}" if loss > 0 else ""


def share_text(share: float) -> str:
    """Return a component's share of the energy, from 0 to 1, as tables and pictures show it."""
    return f"{share:.0%}"


def print_path(console: Console, path: Path) -> None:
    """Print a path: unchanged for a program that reads it, and harmless for a terminal."""
    console.print(printable(str(path)) if console.is_terminal else str(path), markup=False)
