"""Measure whether our own forward transform earns its keep: both ways side by side, alone and in whole jobs.

Run `python -m bench.transform`; docs/decisions/0007 holds what it found.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.fft

from oscfactor.cli.warmup import default_options
from oscfactor.compute.export import export_components
from oscfactor.compute.factorize import factorize
from oscfactor.compute.options import Options
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.live import LiveRenderer
from oscfactor.dsp.transform import fft, stft
from oscfactor.model.values import Buffer

Work = Callable[[], Any]
SECONDS, RATE, K = 20, 44100, 6


def scipy_rfft(frames: Any, spectra: Any) -> None:
    spectra[...] = scipy.fft.rfft(frames, axis=1)


def paired(work: Work, n_rounds: int) -> tuple[float, float]:
    """Return the least seconds with our transform and with SciPy's, taken in turn."""
    best = [np.inf, np.inf]
    for _ in range(n_rounds + 1):
        for i, rfft in enumerate((fft.rfft, scipy_rfft)):
            stft.rfft = rfft
            begun = time.perf_counter()
            work()
            best[i] = min(best[i], time.perf_counter() - begun)
    stft.rfft = fft.rfft
    return best[0], best[1]


def works(folder: Path) -> dict[str, tuple[Work, int]]:
    random = np.random.default_rng(0)
    sound = Buffer(frozen(0.1 * random.standard_normal((2, SECONDS * RATE))), RATE)
    options = Options(**{**default_options(), "components": K})
    found = factorize(sound, options, n_threads=2)
    frames = SoundFrames(sound.samples, found.stft, found.W, found.H)
    windowed = {n: random.standard_normal((n, 2048)).astype(np.float32) for n in (1, 8, 64)}

    def live() -> None:
        renderer = LiveRenderer(frames, np.ones((2, K), np.float32), [0, 1])
        for start in range(0, 2 * RATE, 512):
            renderer.render(start, start + 512)

    def files() -> None:
        again = factorize(sound, options, n_threads=2)
        export_components(sound, again, range(K), folder, name="layer", n_threads=2)

    transforms: dict[str, tuple[Work, int]] = {
        f"{n} frames of 2048": (
            lambda n=n: stft.rfft(windowed[n], np.empty((n, 1025), np.complex64)),  # type: ignore[misc]
            200,
        )
        for n in windowed
    }
    return transforms | {
        "spectrogram, 20 s of stereo": (lambda: stft.magnitudes(found.stft, sound.samples, n_threads=2), 20),
        "two seconds played in blocks of 512, as found": (live, 20),
        "six components into files": (
            lambda: export_components(sound, found, range(K), folder, name="layer", n_threads=2),
            10,
        ),
        "whole job, sound to six files": (files, 6),
    }


def main() -> None:
    print("| | ours | SciPy's | ratio |", "|---|---|---|---|", sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, (work, n_rounds) in works(Path(folder)).items():
            ours, theirs = paired(work, n_rounds)
            times = f"{1e3 * ours:.3g} ms | {1e3 * theirs:.3g} ms"
            print(f"| {name} | {times} | {theirs / ours:.2f} |", flush=True)


if __name__ == "__main__":
    main()
