"""Time to a loss, and what the layers are worth at the end."""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench._measure import N_THREADS, STFT, Row, below, better, recording, recordings, spectrogram
from oscfactor.dsp.nmf.factorize import factorize
from oscfactor.dsp.transform.stft import forward

Matrix = NDArray[np.float32]
Options = dict[str, Any]
MIXES = (
    ("loop_amen_full", "guit_em9"),
    ("loop_tabla", "ambi_piano"),
    ("loop_amen_full", "guit_em9", "ambi_lunar_land"),
)


def rows(*, quick: bool) -> list[Row]:
    names = recordings()[: 3 if quick else 8]
    if not names:
        return [Row("time to loss, quality", "no recordings here: install sonic-pi-samples", "", None)]
    return _descents(names, quick=quick) + _qualities(quick=quick)


def _descents(names: list[str], *, quick: bool) -> list[Row]:
    found = []
    for loss in ("kl",) if quick else ("kl", "is", "euclidean"):
        speeds, ends, times = [], [], []
        for name in names:
            V = spectrogram(recording(name))
            cases = itertools.product(
                (4, 10, 30) if not quick else (10,), range(5 if loss == "kl" and not quick else 1)
            )
            for K, seed in cases:
                speed, end, took = _race(V, K, seed, loss)
                speeds.append(speed)
                ends.append(end)
                times.append(took)
        what = f"{loss}: time to the loss of 100 textbook updates, {len(speeds)} runs"
        average, least = float(np.exp(np.mean(np.log(speeds)))), float(np.percentile(speeds, 5))
        found.append(better(f"{what}, geometric mean", average, 1.5))
        found.append(better(f"{what}, 5th percentile", least, 0.9))
        over = f" (90th percentile {np.percentile(ends, 90):.3f})"
        found.append(
            below(
                f"{loss}: loss of the default, iterations = 100, over the textbook's, median",
                float(np.median(ends)),
                1,
                "×",
                over,
            )
        )
        found.append(
            Row(
                f"{loss}: time of the textbook over that of the default, median",
                f"{np.median(times):.2f}×",
                "",
                None,
            )
        )
    return found


def _race(V: Matrix, K: int, seed: int, loss: str) -> tuple[float, float, float]:
    """Return the textbook's time over that of `auto` to its loss; the last losses' ratio; the times'."""
    options = {"loss": loss, "seed": seed, "n_threads": N_THREADS}
    slow, fast, sooner = [], [], []
    for _ in range(2):
        started = time.perf_counter()
        target = factorize(V, K, solver="mu", iterations=100, **options).loss
        slow.append(time.perf_counter() - started)
        for iterations in (100, 200, 400, 800):
            reached, took, last = _run(V, K, target, iterations, options)
            if iterations == 100:
                fast.append(took)
                end = last / target
            if reached < np.inf:
                break
        sooner.append(reached if reached < np.inf else 2 * took)
    return min(slow) / min(sooner), end, min(slow) / min(fast)


def _run(V: Matrix, K: int, target: float, iterations: int, options: Options) -> tuple[float, float, float]:
    """Return when the default's loss had come to `target`, when it ended, and the loss at the end."""
    seen: list[tuple[float, float]] = []
    started = time.perf_counter()
    result = factorize(
        V,
        K,
        iterations=iterations,
        progress=lambda _, value: seen.append((time.perf_counter(), value)),
        **options,
    )
    seen.append((time.perf_counter(), result.loss))
    reached = next((when for when, value in seen if value <= target), np.inf)
    return reached - started, seen[-1][0] - started, result.loss


def _qualities(*, quick: bool) -> list[Row]:
    mixes = [mix for mix in MIXES if set(mix) <= set(recordings())][: 1 if quick else None]
    found = []
    for names in mixes:
        sources = _sources(names)
        ours, textbook = [], []
        for seed in range(1 if quick else 5):
            ours.append(_separation(sources, 6 * len(names), seed, "auto", 100))
            textbook.append(_separation(sources, 6 * len(names), seed, "mu", 200))
        mine, theirs = float(np.median(ours)), float(np.median(textbook))
        note = f" ({theirs:.2f} dB with 200 textbook updates)"
        found.append(better(f"SI-SDR, {' + '.join(names)}", mine, round(theirs - 0.3, 2), " dB", note))
    return found


def _sources(names: tuple[str, ...]) -> NDArray[np.float32]:
    parts = [recording(name).mean(axis=0) for name in names]
    n_samples = min(map(len, parts))
    return np.stack([part[:n_samples] / np.sqrt(np.mean(part[:n_samples] ** 2)) for part in parts])


def _separation(sources: NDArray[np.float32], K: int, seed: int, solver: str, iterations: int) -> float:
    """Return the mean SI-SDR of what each source gets when every component goes where it fits best.

    Of the masked spectra, not of samples: the transform is the same for all, and no window weighs twice.
    """
    mix = sources.sum(axis=0)[None]
    n_frames = STFT.n_frames(mix.shape[1])
    X = forward(STFT, mix[0], 0, n_frames)
    S = [forward(STFT, source, 0, n_frames) for source in sources]
    result = factorize(np.abs(X), K, seed=seed, solver=solver, iterations=iterations, n_threads=N_THREADS)
    total = result.H @ result.W + 1e-20
    parts = [result.H[:, k : k + 1] * result.W[k] / total * X for k in range(K)]
    home = [int(np.argmax([_overlap(part, s) for s in S])) for part in parts]
    zero = np.zeros_like(X)
    mixed = [
        sum((part for part, at in zip(parts, home, strict=True) if at == i), zero) for i in range(len(S))
    ]
    return float(np.mean([_si_sdr(made, s) for made, s in zip(mixed, S, strict=True)]))


def _overlap(a: NDArray[np.complex64], b: NDArray[np.complex64]) -> float:
    return float(np.real(np.vdot(a, b)) / np.sqrt(np.vdot(b, b).real))


def _si_sdr(made: NDArray[np.complex64], wanted: NDArray[np.complex64]) -> float:
    """Le Roux et al., "SDR – half-baked or well done?", ICASSP 2019, in the transform's domain."""
    gain = np.real(np.vdot(wanted, made)) / np.vdot(wanted, wanted).real
    error = made - gain * wanted
    return float(
        10 * np.log10(gain**2 * np.vdot(wanted, wanted).real / max(np.vdot(error, error).real, 1e-20))
    )
