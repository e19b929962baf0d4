"""Compile ahead: tiny jobs that call every kernel, so that the cache holds them when they are wanted."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from oscfactor import __version__
from oscfactor.config import Settings
from oscfactor.environment import cache_folder, kernel_sources

STAMP_NAME: Final = "warm.json"
KEPT_SECONDS: Final = 30 * 24 * 3600
DEFAULT, ALL = 0, 1
"""Levels: what a default job needs, and everything."""

Listener = Callable[[float, str], None]


def is_warm(cache_dir: Path) -> bool:
    """Whether everything has been compiled into `cache_dir` by this version, on this machine; cheap."""
    try:
        return bool(json.loads((cache_dir / STAMP_NAME).read_text("utf-8")) == stamp())
    except (OSError, ValueError):
        return False


def stamp() -> dict[str, str]:
    """Return all that compiled kernels depend on."""
    return {
        "oscfactor": __version__,
        "numba": metadata.version("numba"),
        "numpy": metadata.version("numpy"),
        "python": platform.python_version(),
        "processor": _processor(),
        "sources": kernel_sources(),
    }


def warm(cache_dir: Path, progress: Listener, level: int = ALL) -> None:
    """Run what compiles the kernels, and leave a stamp in `cache_dir` when all are there.

    Parameters
    ----------
    cache_dir : where numba keeps what it compiles; `prepare_environment` gives it
    progress : function
        Called with the fraction done and what comes next; the text begins with `ready` from when on a default
        job finds all it needs.
    level : DEFAULT or ALL
    """
    steps = [(text, work) for at, text, work in _steps() if at <= level]
    n_default = sum(at == DEFAULT for at, _, _ in _steps())
    for i, (text, work) in enumerate(steps):
        progress(i / len(steps), f"ready; {text}" if i >= n_default else text)
        work()
    if level == ALL:
        (cache_dir / STAMP_NAME).write_text(json.dumps(stamp(), indent=1), "utf-8")
        _forget_old_caches(cache_dir)
    progress(1.0, "ready")


def run(settings: Settings, *, lines: bool) -> int:
    """Run `oscfactor warmup`; with `lines`, each step is a line of its fraction and what comes next."""
    cache_dir = cache_folder(settings)
    started = time.monotonic()
    if lines:
        warm(cache_dir, _write_line)
        return 0
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console()
    columns = (TextColumn("{task.description:24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=1.0)
        warm(cache_dir, lambda done, text: bar.update(task, completed=done, description=text))
    console.print(f"compiled in {time.monotonic() - started:.1f} s, kept in {cache_dir}")
    return 0


def _write_line(fraction: float, text: str) -> None:
    sys.stdout.write(f"{fraction:.3f} {text}\n")
    sys.stdout.flush()


def _steps() -> Iterator[tuple[int, str, Callable[[], None]]]:
    """Yield each tiny job with its level and its name, the default job first."""
    yield DEFAULT, "analysis", _job
    yield DEFAULT, "resynthesis", _resynthesise
    yield ALL, "playing", _play
    yield ALL, "loss is", lambda: _job(loss="is")
    yield ALL, "loss euclidean", lambda: _job(loss="euclidean")
    yield ALL, "init nndsvd", lambda: _job(init="nndsvd")
    yield ALL, "choosing components", lambda: _job(components=0)
    yield ALL, "fixed bases", _fixed
    yield ALL, "recombining", _recombine


def _sound() -> Any:
    """Return a tenth of a second of stereo noise."""
    import numpy as np

    from oscfactor.model import Buffer

    samples = np.random.default_rng(0).standard_normal((2, 4800)).astype(np.float32) * np.float32(0.1)
    samples.flags.writeable = False  # numba compiles anew for arrays that can be written
    return Buffer(samples, 48000)


def _job(**changes: Any) -> Any:
    """Factorize the noise with the defaults of the command table, but for `changes`."""
    from oscfactor.analysis import Options, factorize

    options = {**default_options(), "components": 2, "iterations": 2, **changes}
    return factorize(_sound(), Options(**options), n_threads=2)


def _fixed() -> None:
    from oscfactor.analysis import Options, factorize

    found = _job()
    for given in ({"bases": found}, {"activations": found}):
        options = {**default_options(), "components": 2, "iterations": 2}
        options |= {f"{name}_mode": "fixed" for name in given}
        factorize(_sound(), Options(**options), n_threads=2, **given)


def _play() -> None:
    from oscfactor.player import rehearse

    rehearse()


def _resynthesise() -> None:
    import numpy as np

    from oscfactor.export import export_components
    from oscfactor.layers import Layers

    sound, found = _sound(), _job()
    Layers(sound, found).renderer().render(np.eye(2, dtype=np.float32), 0, 512)
    with tempfile.TemporaryDirectory(prefix="oscfactor-") as folder:
        export_components(sound, found, [0, 1], folder, name="warmup")


def _recombine() -> None:
    import numpy as np

    from oscfactor.layers import Layers, Recombination
    from oscfactor.mixdown import mix_down

    sound, found = _sound(), _job()
    crossed = np.ones((2, 2), np.float32)
    doubled = {0: found.H[:, 0] * np.float32(2)}
    for exponent in (1.0, 2.0):
        for phase in ("source", "pghi"):
            made = Recombination(matrix=crossed, activations=doubled, exponent=exponent, phase=phase)
            layers = Layers(sound, found, made)
            layers.renderer().render(np.ones((1, 2), np.float32), 0, 512)
            mix_down(layers)


def default_options() -> dict[str, Any]:
    """Return the options of `/buffer/factorize` at their defaults, as `analysis.Options` takes them."""
    from oscfactor.protocol.commands import COMMANDS

    options = {option.name: option.default for option in COMMANDS["/buffer/factorize"].options}
    return {name: value for name, value in options.items() if name not in ("bases", "activations", "cache")}


def _forget_old_caches(cache_dir: Path) -> None:
    """Remove what other versions compiled and is a month old."""
    for folder in cache_dir.parent.glob("numba-*"):
        if folder != cache_dir and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _processor() -> str:
    """Return the processor's name, which numba compiles for."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
