"""Recombination measured: phases by convergence and beating, crosses by whose they sound."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from oscfactor.cli.warmup import default_options
from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.cross import cross
from oscfactor.compute.factorize import factorize
from oscfactor.compute.options import Options
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.edit import matrices
from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import Integrator, pghi, source_phasors, turned
from oscfactor.dsp.transform.stft import forward
from oscfactor.files import audiofile
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.values import Buffer
from tests.support.spectra import spectral_convergence

SAMPLES = Path("/usr/share/sonic-pi/samples")
SOUNDS = ("loop_amen_full", "loop_tabla", "guit_em9", "ambi_piano")
PAIRS = (("loop_amen_full", "loop_tabla"), ("guit_em9", "ambi_piano"))
CROSS = {"match": "optimal", "likeness": "spectral", "morph": 1.0, "by": "linear", "length": "keep"}
SECONDS = 8.0


def factorized(name: str, n_components: int = 8) -> Layers:
    """Return one of the recordings, at most `SECONDS` of it, with its components."""
    sound = audiofile.read(SAMPLES / f"{name}.flac", duration=SECONDS, max_seconds=1e6, max_bytes=1 << 40)
    options = Options(**{**default_options(), "components": n_components})
    return Layers(sound, factorize(sound, options, n_threads=2))


def phases(layers: Layers) -> dict[str, tuple[float, float, float]]:
    """Return, for each phase, its convergence in dB, its beating in dB, and its seconds a minute of sound.

    The sound is that of a permuted matrix, so that nothing of the mixture is in it. Beating is how far the
    envelope of the resynthesis, in steps of a hop, swings more than the magnitudes say.
    """
    f, samples = layers.factorization, frozen(layers.buffer.samples)
    shuffled = Recombination(matrix=np.roll(matrices.identity(f.n_components), 1, axis=1))
    recombiner = Layers(layers.buffer, f, shuffled).frames().recombiner()
    assert recombiner is not None
    magnitudes = recombiner.new_magnitudes(0, 0, f.n_frames)
    X = forward(f.stft, samples[0], 0, f.n_frames)
    source = source_phasors(X)

    def integrated() -> Any:
        integrator = Integrator(
            f.stft,
            lambda a, b: recombiner.new_magnitudes(0, a, b),
            lambda a, b: forward(f.stft, samples[0], a, b),
        )
        return integrator.phasors(0, X)

    def griffin() -> Any:
        found = pghi(magnitudes, f.stft, source)
        griffin_lim(magnitudes, f.stft, found, samples.shape[1], iterations=32, n_threads=2)
        return turned(found)

    ways = {
        "source": lambda: source,
        "pghi while playing": integrated,
        "pghi in files": lambda: turned(pghi(magnitudes, f.stft, source)),
        "griffinlim": griffin,
    }
    minutes = samples.shape[1] / layers.buffer.sample_rate / 60
    figures = {}
    for name, way in ways.items():
        way()
        started = time.perf_counter()
        spectra = magnitudes * way()
        seconds = (time.perf_counter() - started) / minutes
        figures[name] = (
            spectral_convergence(spectra, f.stft, samples.shape[1]),
            beating(spectra, magnitudes, f.stft, samples.shape[1]),
            seconds,
        )
    return figures


def beating(spectra: Any, magnitudes: Any, stft: Any, n_samples: int) -> float:
    """Return the energy-weighted deviation of the frames' level in 24 bands from what was wanted, in dB."""
    from oscfactor.dsp.render.inverse import inverse

    got = np.abs(forward(stft, inverse(spectra, stft, n_samples), 0, len(spectra)))
    edges = np.unique(np.geomspace(2, stft.n_bins, 25).astype(int))
    bands = [np.add.reduceat(m.astype(float) ** 2, edges[:-1], axis=1) for m in (got, magnitudes)]
    loud = bands[1] > 1e-4 * bands[1].max(axis=0)
    ratio = 10 * np.log10(np.maximum(bands[0], 1e-30)[loud] / bands[1][loud])
    # A steady loss of level is no beating: what counts is how it swings.
    weights = bands[1][loud]
    mean = np.average(ratio, weights=weights)
    return float(np.sqrt(np.average((ratio - mean) ** 2, weights=weights)))


def curve(buffer: Buffer, seconds: float = 0.01) -> Any:
    """Return how much a sound's energy rises from each hundredth of a second to the next: its onsets."""
    n = round(seconds * buffer.sample_rate)
    mono = buffer.samples.mean(axis=0)
    energy = np.sqrt(np.mean(mono[: mono.size // n * n].reshape(-1, n) ** 2, axis=1))
    return np.maximum(np.diff(np.log(energy + 1e-3 * energy.max()), prepend=0.0), 0.0)


def spectrum(buffer: Buffer) -> Any:
    """Return a sound's long-term level in third octaves, in dB."""
    mono = buffer.samples.mean(axis=0)
    power = np.abs(np.fft.rfft(mono)) ** 2
    hz = np.fft.rfftfreq(mono.size, 1 / buffer.sample_rate)
    edges = 50 * 2 ** (np.arange(26) / 3)
    sums = np.histogram(hz, edges, weights=power)[0]
    return 10 * np.log10(sums + 1e-9 * sums.max())


def likeness(one: Any, other: Any) -> float:
    """Return the correlation of two curves over what they have in common."""
    n = min(one.size, other.size)
    return float(np.corrcoef(one[:n], other[:n])[0, 1])


def main() -> None:
    """Print all figures as the tables of docs/recombine.md."""
    sounds = {name: factorized(name) for name in SOUNDS}
    print("| sound | phase | convergence, dB | beating, dB | seconds a minute |")
    print("|---|---|---|---|---|")
    for name, layers in sounds.items():
        for phase, figures in phases(layers).items():
            print(f"| {name} | {phase} | {figures[0]:.1f} | {figures[1]:.1f} | {figures[2]:.1f} |")
    print()
    print("| activations × bases | phase | onsets: A / null B | spectrum: B / null A | peak over inputs' |")
    print("|---|---|---|---|---|")
    for pair in (*PAIRS, *(pair[::-1] for pair in PAIRS)):
        a, b = (sounds[name] for name in pair)
        for phase in ("source", "pghi", "griffinlim"):
            made, _ = cross(a, b, CrossOptions(**{**CROSS, "phase": phase}))
            onsets = [likeness(curve(made), curve(x.buffer)) for x in (a, b)]
            levels = [likeness(spectrum(made), spectrum(x.buffer)) for x in (b, a)]
            peak = max(np.abs(x.buffer.samples).max() for x in (a, b))
            over = 20 * np.log10(np.abs(made.samples).max() / peak)
            print(
                f"| {' × '.join(pair)} | {phase} | {onsets[0]:.2f} / {onsets[1]:.2f} |"
                f" {levels[0]:.2f} / {levels[1]:.2f} | {over:+.1f} dB |"
            )
    for name, layers in sounds.items():
        made, _ = cross(layers, layers, CrossOptions(**{**CROSS, "phase": "source"}))
        error = np.linalg.norm(made.samples - layers.buffer.samples) / np.linalg.norm(made.samples)
        print(f"{name} × itself: {20 * np.log10(error):.0f} dB")


if __name__ == "__main__":
    main()
