"""Whole jobs: from a sound file to the files of its components, the memory it takes, the time to begin."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np
import soundfile

from bench._measure import N_THREADS, Row, below, minute, seconds, spectrogram
from bench._updates import sklearn

SAMPLE_RATE = 44100


def rows(*, quick: bool) -> list[Row]:
    return [*_ready(), *_whole(quick=quick), *_memory(quick=quick), *_long(quick=quick)]


def job(path: Path, folder: Path, n_components: int) -> dict[str, float]:
    """Do the whole of it, and return the seconds of reading and transforming, factorising, exporting."""
    from oscfactor.cli.warmup import default_options
    from oscfactor.compute import export
    from oscfactor.compute.factorize import factorize
    from oscfactor.compute.options import Options
    from oscfactor.files import audiofile

    started = time.perf_counter()
    buffer = audiofile.read(path, max_seconds=1e9, max_bytes=1 << 40)
    read = time.perf_counter() - started
    options = Options(**{**default_options(), "components": n_components, "fft": 2048, "hop": 512})
    marks: list[float] = []
    found = factorize(
        buffer, options, n_threads=N_THREADS, progress=lambda *_: marks.append(time.perf_counter())
    )
    done = time.perf_counter()
    export.export_components(buffer, found, range(n_components), folder, name="part", n_threads=N_THREADS)
    whole = time.perf_counter() - started
    return {"read": read, "iterations": marks[-1] - marks[0], "nmf": done - started - read, "whole": whole}


def child(*words: str) -> dict[str, float]:
    """Run this module's `main` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._jobs", *words], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _ready() -> list[Row]:
    child("ready")
    taken = [child("ready")["seconds"] for _ in range(5)]
    return [
        below("first kernel ready after import, compiled cache present", float(np.median(taken)), 0.7, " s")
    ]


def _whole(*, quick: bool) -> list[Row]:
    found = []
    samples = minute(15.0 if quick else 60.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minute.wav"
        soundfile.write(path, samples.T, SAMPLE_RATE, "FLOAT")
        V = spectrogram(samples)
        for K, ceiling in ((10, 2.0), (30, 2.5)):
            job(path, Path(folder) / "out", K)
            runs = [job(path, Path(folder) / "out", K) for _ in range(3 if quick else 5)]
            shares = [run["whole"] / run["nmf"] for run in runs]
            whole = float(np.median([run["whole"] for run in runs]))
            what = f"whole job over its NMF part, K = {K}"
            found.append(below(what, float(np.median(shares)), ceiling, "×", f" ({whole:.2f} s)"))
            if K == 10 and not quick:
                theirs = 10 * np.median(
                    [seconds(sklearn(V, K, 10, solver="mu", beta_loss=1)) for _ in range(3)]
                )
                what = "whole job, K = 10, over scikit-learn's 100 iterations alone"
                found.append(below(what, whole / theirs, 0.32, "×", f" ({whole:.2f} of {theirs:.2f} s)"))
    return found


def _memory(*, quick: bool) -> list[Row]:
    found = []
    for K in (10, 60):
        taken = child("memory", "15" if quick else "60", str(K))
        what = f"peak memory of a factorisation beyond samples, V, W and H, K = {K}"
        found.append(below(what, taken["extra"] / taken["V"], 0.5, " V"))
    return found


def _long(*, quick: bool) -> list[Row]:
    lengths = {"short": (15.0, 1), "long": (60.0, 2)} if quick else {"short": (60.0, 1), "long": (600.0, 2)}
    found = {}
    from oscfactor.dsp.nmf.factorize import factorize

    for name, (n_seconds, n_channels) in lengths.items():
        V = spectrogram(minute(n_seconds, n_channels))
        factorize(V, 10, iterations=4, n_threads=N_THREADS)
        n_rounds = 3 if name == "long" else 7
        times = [
            seconds(lambda V=V: factorize(V, 10, iterations=40, n_threads=N_THREADS)) for _ in range(n_rounds)
        ]
        found[name] = float(np.median(times)) / len(V)
    words = f"time per frame, {lengths['long'][0]:.0f} s stereo over {lengths['short'][0]:.0f} s mono"
    return [below(words, found["long"] / found["short"], 1.15, "×")]


def _report_ready() -> dict[str, float]:
    started = time.perf_counter()
    from oscfactor.dsp.nmf.factorize import factorize

    V = np.ones((8, 33), np.float32)
    factorize(V, 2, iterations=2)
    return {"seconds": time.perf_counter() - started}


def _report_memory(n_seconds: float, n_components: int) -> dict[str, float]:
    from oscfactor.dsp.nmf.factorize import factorize

    V = spectrogram(minute(n_seconds))
    tracemalloc.start()
    result = factorize(V, n_components, iterations=40)
    peak = tracemalloc.get_traced_memory()[1]
    return {"extra": peak - result.W.nbytes - result.H.nbytes, "V": V.nbytes}


def main() -> None:
    what, *rest = sys.argv[1:]
    report = _report_ready() if what == "ready" else _report_memory(float(rest[0]), int(rest[1]))
    print(json.dumps(report))


if __name__ == "__main__":
    main()
