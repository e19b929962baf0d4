"""`oscfactor render` and `cross`: whole jobs without a daemon."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from oscfactor.cli.batch import options_of
from oscfactor.cli.outputs import checked_sound_file
from oscfactor.cli.progress import print_path, progress_bar
from oscfactor.cli.warmup import Compile
from oscfactor.compute import bounce, cross
from oscfactor.config import Settings, n_threads
from oscfactor.limits import Limits


def render_file(
    session: str,
    out: str,
    buffers: Sequence[str],
    folders: Sequence[str],
    *,
    finish: bounce.Finish,
    settings: Settings,
    compile_first: Compile,
) -> int:
    """Mix a saved session down to a sound file, under a bar; return 0.

    Raises
    ------
    OscFactorError
        If a file cannot be read or written, or if the limits forbid the job.
    """
    limits, place = _limits(settings), checked_sound_file(out, finish.subtype)
    return _written(
        lambda tell, ready: bounce.render_session(
            session,
            place,
            buffers=buffers,
            folders=folders,
            finish=finish,
            limits=limits,
            progress=tell,
            ready=ready,
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
    finish: bounce.Finish,
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
    finish : gain and form of the file

    Raises
    ------
    OscFactorError
        If a file cannot be read or written, or if the limits or the options forbid the job.
    """
    place = checked_sound_file(out, finish.subtype)
    how: dict[str, Any] = {
        "options": cross.Options(**options),
        "factorizing": options_of(components, factorizing),
        "finish": finish,
        "limits": _limits(settings),
    }
    return _written(
        lambda tell, ready: bounce.cross_files(activations, bases, place, **how, progress=tell, ready=ready),
        compile_first,
    )


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
