"""`oscfactor factorize FILE`, `render` and `cross`: whole jobs without a daemon."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from oscfactor.cli.outputs import check_pictures, checked_data_file, checked_folder, checked_sound_file
from oscfactor.cli.progress import loss_text, print_path, progress_bar
from oscfactor.cli.warmup import Listener
from oscfactor.compute import bounce, cross, datafile, export, factorize
from oscfactor.config import Settings, n_threads
from oscfactor.errors import printable
from oscfactor.files import audiofile
from oscfactor.limits import Limits
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer, Factorization

Compile = Callable[[Listener], None]
"""Compiles the kernels that are missing, and tells a listener its progress."""

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
    data: str | None = None,
) -> int:
    """Break a sound file into components and write them, under a bar; return 0.

    Parameters
    ----------
    file, out : the sound file, and the folder for the components
    components : how many; 0 chooses
    options : the options of `/buffer/factorize` by name, without those that name buffers
    compile_first : called when the file has been read, with a listener to its progress
    picture, data : also draw bases and activations, also write them to this file

    Raises
    ------
    OscFactorError : a file cannot be read or written, or the limits or the options forbid the job
    """
    started, console = time.monotonic(), Console(highlight=False, soft_wrap=True)
    chosen = _options(components, options)
    folder = checked_folder(out)
    table = checked_data_file(data) if data else None
    if picture:
        check_pictures()
    sound = _read(file, chosen, settings)
    found, paths = _factorized(sound, chosen, folder, settings, compile_first, console)
    paths += [_draw(sound, found, folder)] if picture else []
    paths += [_write_data(sound, found, table)] if table else []
    for path in paths:
        print_path(console, path)
    console.print(_summary(sound, found, time.monotonic() - started))
    return 0


def _summary(sound: Buffer, found: Factorization, taken: float) -> str:
    """Return the last line: how much was done, in how many seconds."""
    seconds = sound.n_samples / sound.sample_rate
    text = f"{found.n_components} components of {seconds:.1f} s in {taken:.1f} s; loss {found.loss_value:.6g}"
    return f"{text} after {found.n_iterations} iterations"


def _read(file: str, chosen: factorize.Options, settings: Settings) -> Buffer:
    """Return the sound of a file that is to be factorized, if the limits allow it."""
    max_bytes = int(settings.max_memory * 1e6)
    sound = audiofile.read(file, max_seconds=settings.max_seconds, max_bytes=max_bytes)
    if sound.remark:
        log.warning("%s: %s", printable(sound.path), sound.remark)
    factorize.check(sound, chosen, max_bytes=max_bytes - sound.n_bytes)
    return sound


def _factorized(
    sound: Buffer,
    chosen: factorize.Options,
    folder: Path,
    settings: Settings,
    compile_first: Compile,
    console: Console,
) -> tuple[Factorization, list[Path]]:
    """Factorize a sound under a bar; return the components and the files that they were written to."""
    with progress_bar(console) as bar:
        task = bar.add_task("compiling", total=1.0, loss="")
        compile_first(lambda done, _text: bar.update(task, completed=done))
        bar.update(task, completed=0.0, description="analysing")

        def told(fraction: float, _iteration: int, loss: float) -> None:
            bar.update(task, completed=fraction, description="factorizing", loss=loss_text(loss))

        found = factorize.factorize(sound, chosen, n_threads=n_threads(settings), progress=told)
        bar.update(task, completed=1.0, description="writing", loss=loss_text(found.loss_value))
        every, stem = range(found.n_components), Path(sound.path).stem
        paths = export.export_components(
            sound, found, every, folder, name=stem, n_threads=n_threads(settings)
        )
    return found, paths


def render_file(
    session: str,
    out: str,
    buffers: Sequence[str],
    folders: Sequence[str],
    *,
    settings: Settings,
    compile_first: Compile,
) -> int:
    """Mix a saved session down to a sound file, under a bar; return 0.

    Raises
    ------
    OscFactorError
        If a file cannot be read or written, or if the limits forbid the job.
    """
    limits, place = _limits(settings), checked_sound_file(out)
    return _written(
        lambda tell, ready: bounce.render_session(
            session, place, buffers=buffers, folders=folders, limits=limits, progress=tell, ready=ready
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
    """Let one sound file's activations drive another's bases, under a bar; return 0.

    Parameters
    ----------
    activations, bases, out : sound files
    components : of each of the two; 0 chooses
    options : those of `/cross/make` by name
    factorizing : those of `/buffer/factorize` by name, without those that name buffers

    Raises
    ------
    OscFactorError
        If a file cannot be read or written, or if the limits or the options forbid the job.
    """
    both = _options(components, factorizing)
    made = cross.Options(**options)
    limits, place = _limits(settings), checked_sound_file(out)

    def work(tell: bounce.Progress, ready: Callable[[], None]) -> Path:
        files = (activations, bases, place)
        return bounce.cross_files(
            *files, options=made, factorizing=both, limits=limits, progress=tell, ready=ready
        )

    return _written(work, compile_first)


def _options(components: int, options: Mapping[str, Any]) -> factorize.Options:
    return factorize.Options(components=components, bases_mode="seed", activations_mode="seed", **options)


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_bytes=int(settings.max_memory * 1e6),
        max_seconds=settings.max_seconds,
        n_threads=n_threads(settings),
    )


def _written(work: Callable[[bounce.Progress, Callable[[], None]], Path], compile_first: Compile) -> int:
    """Do work that writes a file, under a bar; print the file's path and how long it took."""
    started = time.monotonic()
    console = Console(highlight=False, soft_wrap=True)
    with progress_bar(console) as bar:
        task = bar.add_task("", total=1.0, loss="")

        def tell(done: float, text: str) -> None:
            bar.update(task, completed=done, description=text)

        path = work(tell, lambda: compile_first(lambda done, _text: tell(done, "compiling")))
        bar.update(task, completed=1.0)
    print_path(console, path)
    console.print(f"in {time.monotonic() - started:.1f} s")
    return 0


def _write_data(sound: Buffer, found: Factorization, place: Path) -> Path:
    """Write activations and bases to a file that may be written; return its path."""
    layers, every = Layers(sound, found), range(found.n_components)
    return datafile.write_data(layers, every, place, name=Path(sound.path).stem)


def _draw(sound: Buffer, found: Factorization, folder: Path) -> Path:
    """Draw the components into a file that is named after the sound; return its path."""
    from oscfactor.cli import picture

    stem = Path(sound.path).stem
    path = folder / f"{stem}.png"
    picture.draw(
        path,
        found.W,
        found.H.mean(axis=0),
        [component.energy for component in factorize.describe(sound, found)],
        sample_rate=sound.sample_rate,
        hop=found.stft.hop,
        title=f"{stem} · {found.n_components} components",
    )
    return path
