"""`oscfactor factorize FILE`, `render` and `cross`: whole jobs without a daemon."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from oscfactor.cli.warmup import Listener
from oscfactor.compute import bounce, export
from oscfactor.compute import cross as crossing
from oscfactor.compute import factorize as analysis
from oscfactor.config import Settings, n_threads
from oscfactor.errors import printable
from oscfactor.files import audiofile
from oscfactor.files.paths import absolute
from oscfactor.limits import Limits

Compile = Callable[[Listener], None]
"""Sees to it that all kernels are there, and tells a listener how far it is."""

log = logging.getLogger(__name__)


def factorize_file(
    file: str,
    out: str,
    components: int,
    options: Mapping[str, Any],
    *,
    settings: Settings,
    compile_first: Compile,
    picture: bool = False,
) -> int:
    """Break a sound file into components and write them, showing how far it is.

    Parameters
    ----------
    file, out : the sound file, and the folder for the components
    components : how many; 0 chooses
    options : the options of `/buffer/factorize` by name, without those that name buffers
    settings : limits and threads
    compile_first : called when the file has been read, with what hears how far it is
    picture : also draw bases and activations

    Raises
    ------
    OscFactorError
        Of what cannot be read, done or written.
    """
    started = time.monotonic()
    console = Console(highlight=False, soft_wrap=True)
    max_bytes = int(settings.max_memory * 1e6)
    sound = audiofile.read(file, max_seconds=settings.max_seconds, max_bytes=max_bytes)
    if sound.remark:
        log.warning("%s: %s", printable(sound.path), sound.remark)
    chosen = analysis.Options(components=components, bases_mode="seed", activations_mode="seed", **options)
    analysis.check(sound, chosen, max_bytes=max_bytes - sound.n_bytes)
    stem = Path(sound.path).stem
    with progress_bar(console) as bar:
        task = bar.add_task("compiling", total=1.0, loss="")
        compile_first(lambda done, _text: bar.update(task, completed=done))
        bar.update(task, completed=0.0, description="analysing")

        def told(fraction: float, _iteration: int, loss: float) -> None:
            bar.update(task, completed=fraction, description="factorizing", loss=loss_text(loss))

        found = analysis.factorize(sound, chosen, n_threads=n_threads(settings), progress=told)
        bar.update(task, completed=1.0, description="writing", loss=loss_text(found.loss_value))
        every = range(found.n_components)
        paths = export.export_components(sound, found, every, out, name=stem, n_threads=n_threads(settings))
    if picture:
        paths.append(_draw(found, sound.sample_rate, absolute(out) / f"{stem}.png", stem))
    for path in paths:
        console.print(_shown_path(path, console), markup=False)
    seconds = time.monotonic() - started
    console.print(
        f"{found.n_components} components of {sound.n_samples / sound.sample_rate:.1f} s in {seconds:.1f} s;"
        f" loss {found.loss_value:.6g} after {found.n_iterations} iterations"
    )
    return 0


def render_file(
    session: str,
    out: str,
    buffers: Sequence[str],
    folders: Sequence[str],
    *,
    settings: Settings,
    compile_first: Compile,
) -> int:
    """Mix a saved session down to a sound file, showing how far it is.

    Raises
    ------
    OscFactorError
        Of what cannot be read, done or written.
    """
    limits = _limits(settings)
    return _shown(
        lambda tell, ready: bounce.render_session(
            session, out, buffers=buffers, folders=folders, limits=limits, progress=tell, ready=ready
        ),
        compile_first,
    )


def cross_file(
    activations: str,
    bases: str,
    out: str,
    components: int,
    options: Mapping[str, Any],
    factorizing: Mapping[str, Any],
    *,
    settings: Settings,
    compile_first: Compile,
) -> int:
    """Let one sound file's activations drive another's bases, showing how far it is.

    Parameters
    ----------
    activations, bases, out : sound files
    components : of each of the two; 0 chooses
    options : those of `/cross/make` by name
    factorizing : those of `/buffer/factorize` by name, without those that name buffers

    Raises
    ------
    OscFactorError
        Of what cannot be read, done or written.
    """
    chosen = analysis.Options(
        components=components, bases_mode="seed", activations_mode="seed", **factorizing
    )
    return _shown(
        lambda tell, ready: bounce.cross_files(
            activations,
            bases,
            out,
            options=crossing.Options(**options),
            factorizing=chosen,
            limits=_limits(settings),
            progress=tell,
            ready=ready,
        ),
        compile_first,
    )


def _shown_path(path: Path, console: Console) -> str:
    """Return a path as it is for a program that reads it, and harmless for a terminal."""
    return printable(str(path)) if console.is_terminal else str(path)


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_bytes=int(settings.max_memory * 1e6),
        max_seconds=settings.max_seconds,
        n_threads=n_threads(settings),
    )


def _shown(work: Callable[[bounce.Progress, Callable[[], None]], Path], compile_first: Compile) -> int:
    """Do what makes a file under a bar, and print its path and how long it took."""
    started = time.monotonic()
    console = Console(highlight=False, soft_wrap=True)
    with progress_bar(console) as bar:
        task = bar.add_task("", total=1.0, loss="")

        def tell(done: float, what: str) -> None:
            bar.update(task, completed=done, description=what)

        path = work(tell, lambda: compile_first(lambda done, _text: tell(done, "compiling")))
        bar.update(task, completed=1.0)
    console.print(_shown_path(path, console), markup=False)
    console.print(f"in {time.monotonic() - started:.1f} s")
    return 0


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


def _draw(found: Any, sample_rate: int, path: Path, stem: str) -> Path:
    from oscfactor.cli import picture

    picture.draw(
        path,
        found.W,
        found.H.mean(axis=0),
        sample_rate=sample_rate,
        hop=found.stft.hop,
        title=f"{stem} · {found.n_components} components",
    )
    return path
