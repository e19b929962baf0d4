"""What the measurements have in common: clocks, the machine in words, sounds, tables."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from oscfactor.cli import demo_loop
from oscfactor.dsp.transform.stft import Stft, magnitudes

RECORDINGS = Path("/usr/share/sonic-pi/samples")  # CC0; Debian's sonic-pi-samples
NAMES = (
    "loop_amen_full",
    "loop_tabla",
    "guit_em9",
    "ambi_piano",
    "loop_compus",
    "loop_garzul",
    "ambi_lunar_land",
    "loop_safari",
)
STFT = Stft(window=2048, hop=512, fft=2048)
N_THREADS = 2
PAUSE = 0.2  # seconds before each measurement: threads of BLAS spin for 0.12 after their work is done


@dataclass(frozen=True)
class Row:
    """One line of the table: what, how much, and whether that is enough."""

    what: str
    found: str
    floor: str
    reached: bool | None


def better(what: str, value: float, floor: float | None, unit: str = "×", note: str = "") -> Row:
    """Make a row for a figure that must be `floor` or more, or of which nothing is asked."""
    if floor is None:
        return Row(what, f"{value:.3g}{unit}{note}", "", None)
    return Row(what, f"{value:.3g}{unit}{note}", f"≥ {floor:g}{unit}", value >= floor)


def below(what: str, value: float, ceiling: float, unit: str, note: str = "") -> Row:
    """Make a row for a figure that must be `ceiling` or less."""
    return Row(what, f"{value:.3g}{unit}{note}", f"≤ {ceiling:g}{unit}", value <= ceiling)


def seconds(work: Callable[[], object]) -> float:
    """Time a work just after the same work, on a machine that was at rest."""
    time.sleep(PAUSE)
    work()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(works: dict[str, Callable[[], object]], n_rounds: int) -> dict[str, NDArray[np.float64]]:
    """Time each work `n_rounds` times, turn and turn about, and return the seconds of each, round by round.

    What else the machine does slows both of a round alike: compare rounds, and take the median last.
    """
    for work in works.values():
        work()
    rounds = [[seconds(work) for work in works.values()] for _ in range(n_rounds)]
    return dict(zip(works, np.array(rounds).T, strict=True))


def sgemm(n: int = 1536) -> tuple[Callable[[], object], float]:
    """Return a large square product in float32, and its number of operations."""
    a = np.random.default_rng(0).random((n, n), np.float32)
    out = np.empty_like(a)
    return lambda: np.dot(a, a, out=out), 2.0 * n**3


def recordings() -> list[str]:
    """Return the names of the recordings that are installed."""
    return [name for name in NAMES if (RECORDINGS / f"{name}.flac").exists()]


def recording(name: str) -> NDArray[np.float32]:
    """Read a recording, (n_channels, n_samples)."""
    samples, _ = soundfile.read(RECORDINGS / f"{name}.flac", dtype="float32", always_2d=True)
    return np.ascontiguousarray(samples.T)


def minute(n_seconds: float = 60.0, n_channels: int = 1) -> NDArray[np.float32]:
    """Return `n_seconds` of the demo's loop, (n_channels, n_samples), with noise that never repeats."""
    whole = np.sum(list(demo_loop.parts().values()), axis=0)[:n_channels]
    n_samples = int(n_seconds * demo_loop.SAMPLE_RATE)
    sound = np.tile(whole, (1, -(-n_samples // whole.shape[1])))[:, :n_samples]
    noise = np.random.default_rng(1).standard_normal(sound.shape, np.float32)
    return (sound + 1e-3 * noise).astype(np.float32)


def spectrogram(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the magnitudes, channels one after the other, (n_frames, n_bins)."""
    V = magnitudes(STFT, samples, n_threads=N_THREADS)
    return V.reshape(-1, V.shape[-1])


def machine() -> str:
    """Describe the machine in words."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = lines[0].split(":", 1)[1].strip() if lines else name
    import numba

    load = f", load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores of {name}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, numba {numba.__version__}, NumPy {np.__version__}{load}"
    )
