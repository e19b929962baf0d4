"""Measure how well layers fit known sources, on pieces whose stems are known; write bench/results/quality.md.

Run `python -m bench.quality`, with `--quick` for two seeds and four pieces, which writes nothing; names of
pieces run only these. It needs fluidsynth, fluid-soundfont-gm and sonic-pi-samples (Debian), music21,
fast_bss_eval and scikit-learn (`pip install '.[bench]'`).
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bench._hand import strokes
from bench._measure import N_THREADS, machine
from bench._pieces import KITS, RATE, SCORES, SOUNDFONT, Piece, pieces
from bench._scores import Score, scored
from oscfactor.cli.warmup import default_options
from oscfactor.compute.factorize import Options, factorize
from oscfactor.compute.paint import paint
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.stft import magnitudes
from oscfactor.model.values import Buffer, Factorization

RESULTS = Path(__file__).parent / "results" / "quality.md"
SEEDS = 10
K = 16
STROKES = (1, 3, 8)
REFERENCE = f"oscfactor, K = {K}"
EXPLAINED = """\
{} of {} pieces, {} seeds each. Gain is that of SI-SDR over the mix, in dB, the mean over sources, with
components assigned to sources by an oracle; a source that got none counts as 0. After ± stands half a 95 %
interval over pieces. The columns *over the first* are paired, seed by seed: an interval that leaves out 0
says that there is a difference.

*Strokes* are hints of a hand that knows the sources, in layers that the first way found: of the worst place
of a second and an octave or so it says to which layer it belongs, or does not. *Seconds* are
those of all strokes together; they say little where the load is high."""
QUICK = ("strings, chorale", "band", "kit, acoustic", "kit, stereo")


@dataclass(frozen=True)
class Run:
    """One way to find the layers of one piece from one seed."""

    piece: str
    way: str
    seed: int
    score: Score
    seconds: float


def options(components: int, seed: int) -> Options:
    return Options(**{**default_options(), "components": components, "seed": seed})


def of_scikit_learn(buffer: Buffer, like: Factorization, seed: int) -> Factorization:
    """Return what scikit-learn finds in as many iterations, by the same loss."""
    from sklearn.decomposition import non_negative_factorization

    V = magnitudes(like.stft, buffer.samples, n_threads=N_THREADS)
    rows = np.maximum(V.reshape(-1, V.shape[2]), 1e-9)
    H, W, _ = non_negative_factorization(
        rows,
        n_components=K,
        init="random",
        solver="mu",
        beta_loss="kullback-leibler",
        max_iter=100,
        tol=0.0,
        random_state=seed,
    )
    H = H.reshape(*V.shape[:2], K)
    return Factorization(frozen(W), frozen(H), like.stft, "kl", 0.0, 100, 0.0)


def timed(find: Callable[[], Factorization]) -> tuple[Factorization, float]:
    started = time.perf_counter()
    found = find()
    return found, time.perf_counter() - started


def painted(
    piece: Piece, buffer: Buffer, found: Factorization, *, belongs: bool
) -> dict[str, tuple[Factorization, float]]:
    """Return the layers after some strokes of a hand that knows the sources, and how long following took."""
    total, after = 0.0, {}
    for n, stroke in enumerate(strokes(piece, buffer, found, STROKES[-1], belongs=belongs), 1):
        hints = (*found.hints, stroke(found))
        found, taken = timed(lambda f=found, h=hints: paint(buffer, f, h, n_threads=N_THREADS))
        total += taken
        if n in STROKES:
            after[f"strokes of what {'belongs' if belongs else 'does not belong'}: {n}"] = found, total
    return after


def gone_on(buffer: Buffer, found: Factorization, n_times: int) -> Factorization:
    """Return the layers after as many updates as `n_times` strokes take, without any hint."""
    for _ in range(n_times):
        found = paint(buffer, found, (), n_threads=N_THREADS)
    return found


def runs_of(piece: Piece, seeds: int) -> Iterable[Run]:
    """Yield each way from each seed; what is compared starts from the same seed."""
    buffer = Buffer(frozen(piece.mix), RATE)
    for seed in range(seeds):
        first = timed(lambda seed=seed: factorize(buffer, options(K, seed), n_threads=N_THREADS))
        few = options(len(piece.stems), seed)
        found = {
            REFERENCE: first,
            "oscfactor, K = sources": timed(lambda few=few: factorize(buffer, few, n_threads=N_THREADS)),
            **painted(piece, buffer, first[0], belongs=True),
            **painted(piece, buffer, first[0], belongs=False),
            "as many updates without a hint": timed(lambda f=first[0]: gone_on(buffer, f, STROKES[-1])),
            f"scikit-learn, K = {K}": timed(lambda f=first[0], seed=seed: of_scikit_learn(buffer, f, seed)),
        }
        for way, (layers, taken) in found.items():
            yield Run(piece.name, way, seed, scored(piece, buffer, layers), taken)


def interval(values: NDArray[np.float64]) -> str:
    """Return the mean of figures, one a piece, with the half-width of its 95 % interval."""
    if len(values) < 2:
        return f"{values.mean():+.2f}" if len(values) else ""
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.2f} ± {half:.2f}"


def by_piece(runs: list[Run], way: str, figure: str, names: Iterable[str]) -> NDArray[np.float64]:
    """Return a figure of each of some pieces, the mean over its seeds."""
    scores = {name: [r.score for r in runs if (r.piece, r.way) == (name, way)] for name in names}
    return np.array([np.mean([getattr(score, figure) for score in one]) for one in scores.values()])


def line_of(runs: list[Run], way: str, first: str) -> str:
    """Return the line of one way in the table of all ways."""
    names = list(dict.fromkeys(run.piece for run in runs if run.way == way))
    gain, sir, sar, onsets = (by_piece(runs, way, f, names) for f in ("gain", "sir", "sar", "onsets"))
    gains = [[r.score.gain for r in runs if (r.piece, r.way) == (name, way)] for name in names]
    spread = np.sqrt(np.mean([np.var(one, ddof=1) for one in gains]))
    cells = [way, str(len(names)), interval(gain), f"{sir.mean():.1f}", f"{sar.mean():.1f}"]
    cells += [f"{onsets.mean():.2f}", f"{spread:.2f}"]
    cells.append(f"{np.median([run.seconds for run in runs if run.way == way]):.2f}")
    for kind in (names, [n for n in names if n in SCORES], [n for n in names if n in KITS]):
        paired = by_piece(runs, way, "gain", kind) - by_piece(runs, first, "gain", kind)
        cells.append("" if way == first else interval(paired))
    return f"| {' | '.join(cells)} |"


def report(runs: list[Run], seeds: int) -> list[str]:
    ways = list(dict.fromkeys(run.way for run in runs))
    names = list(dict.fromkeys(run.piece for run in runs))
    heads = ["", "pieces", "gain", "SIR", "SAR", "onsets, F", "spread of seeds", "seconds"]
    heads += ["over the first", "of scores", "of kits"]
    lines = ["# How well layers fit known sources", "", f"{machine()}, on {time.strftime('%Y-%m-%d')}.", ""]
    lines += [
        EXPLAINED.format(len(names), len(SCORES) + len(KITS), seeds),
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    lines += [line_of(runs, way, ways[0]) for way in ways]
    lines += ["", "Gain by piece, with the standard deviation over seeds:", ""]
    lines += [f"| | {' | '.join(ways)} |", "|---" * (1 + len(ways)) + "|"]
    for name in names:
        cells = [name]
        for way in ways:
            gains = [run.score.gain for run in runs if (run.piece, run.way) == (name, way)]
            cells.append(f"{np.mean(gains):.1f} ± {np.std(gains, ddof=1):.1f}" if gains else "")
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, "", "Repeat with `python -m bench.quality`.", ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pieces", nargs="*", choices=[*SCORES, *KITS, []], help="only these")
    parser.add_argument("--quick", action="store_true", help="two seeds, four pieces")
    args = parser.parse_args()
    if not (shutil.which("fluidsynth") and SOUNDFONT.exists()):
        print("left out: apt install fluidsynth fluid-soundfont-gm")
        return
    seeds = 2 if args.quick else SEEDS
    runs = []
    for piece in pieces(args.pieces or (list(QUICK) if args.quick else [])):
        started = time.monotonic()
        runs += runs_of(piece, seeds)
        print(f"{piece.name}: {time.monotonic() - started:.0f} s", flush=True)
    lines = report(runs, seeds)
    print(*lines, sep="\n")
    if not args.pieces and not args.quick:
        RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
