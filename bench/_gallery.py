"""Sounds to hear: before and after a dozen recombinations, with pictures, on one page."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from oscfactor.cli import demo_loop
from oscfactor.cli.warmup import default_options
from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.cross import cross
from oscfactor.compute.factorize import factorize
from oscfactor.compute.mixdown import mix_down
from oscfactor.compute.options import Options
from oscfactor.dsp.edit import activations, bases, events, matrices
from oscfactor.files import audiofile
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.values import Buffer

SAMPLES = Path("/usr/share/sonic-pi/samples")
SECONDS = 6.0
HEAD = """<!doctype html><meta charset="utf-8"><title>oscfactor: a gallery</title>
<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
img{width:100%}audio{width:100%}section{margin:3em 0}
div{display:grid;grid-template-columns:1fr 1fr;gap:1em}</style>
<h1>A gallery of recombined sounds</h1>
<p>Each pair is made by the commands named under it. Left as it was, right as it became.</p>
"""


def sound(name: str, part: str) -> Layers:
    """Return one of Sonic Pi's recordings, or a part of the demo's loop where there are none."""
    path = SAMPLES / f"{name}.flac"
    if path.exists():
        buffer = audiofile.read(path, duration=SECONDS, max_seconds=1e6, max_bytes=1 << 40)
    else:
        parts = demo_loop.parts()
        samples = sum(parts.values()) if part == "all" else parts[part]
        buffer = Buffer(np.asarray(samples, np.float32)[:, : int(SECONDS * 44100)], 44100)
    options = Options(**{**default_options(), "components": 8})
    return Layers(buffer, factorize(buffer, options, n_threads=2))


def made(layers: Layers, **changes: object) -> Buffer:
    """Return a sound recombined, as a file would have it."""
    changed = Recombination(**{"phase": "griffinlim", **changes})  # type: ignore[arg-type]
    return Buffer(mix_down(replace(layers, recombination=changed)), layers.buffer.sample_rate)


def every_activation(
    layers: Layers, edit: Callable[[activations.Array, int], activations.Array]
) -> dict[int, activations.Array]:
    """Return each activation edited; `edit` is given its index, too."""
    return {k: edit(layers.activation(k), k) for k in range(layers.factorization.n_components)}


def every_basis(layers: Layers, edit: Callable[[bases.Array, int], bases.Array]) -> dict[int, bases.Array]:
    """Return each basis edited; `edit` is given its index, too."""
    return {k: edit(layers.basis(k), k) for k in range(layers.factorization.n_components)}


def crossed(times: Layers, timbres: Layers, **changes: object) -> Buffer:
    """Return a cross of two sounds."""
    given = {"match": "optimal", "likeness": "spectral", "morph": 1.0, "by": "linear", "length": "keep"}
    options = CrossOptions(**{**given, "phase": "griffinlim", **changes})  # type: ignore[arg-type]
    return cross(times, timbres, options)[0]


def pairs() -> list[tuple[str, str, Buffer, Buffer]]:
    """Return title, commands, before and after of each pair."""
    amen, tabla = sound("loop_amen_full", "all"), sound("loop_tabla", "snare")
    guitar, piano = sound("guit_em9", "chords"), sound("ambi_piano", "bass")
    beat = 60 * amen.frame_rate / 137 / 4  # frames of a sixteenth
    n = amen.factorization.n_components
    drums, strings = amen.buffer, guitar.buffer
    return [
        ("Break with tabla's skins", "/cross/make new amen tabla", drums, crossed(amen, tabla)),
        ("Tabla with the break's drums", "/cross/make new tabla amen", tabla.buffer, crossed(tabla, amen)),
        ("Guitar strummed on a piano", "/cross/make new guitar piano", strings, crossed(guitar, piano)),
        (
            "Half way from guitar to piano, by transport",
            "/cross/make new guitar piano morph 0.5 by transport",
            strings,
            crossed(guitar, piano, morph=0.5, by="transport"),
        ),
        (
            "Drums that play other drums",
            "/matrix/random amen permutation 1 seed 3",
            drums,
            made(amen, matrix=matrices.permutation(n, 3)),
        ),
        (
            "A third of the matrix by chance",
            "/matrix/random amen 0.3 7",
            drums,
            made(amen, matrix=matrices.by_chance(n, 0.3, 7)),
        ),
        (
            "Strings up a fifth, their rhythm kept",
            "/basis/transpose guitar -1 7",
            strings,
            made(guitar, bases=every_basis(guitar, lambda w, _k: bases.transpose(w, 7))),
        ),
        (
            "Every other layer backwards",
            "/activation/reverse amen 0, 2, 4 …",
            drums,
            made(
                amen, activations=every_activation(amen, lambda h, k: h if k % 2 else activations.reverse(h))
            ),
        ),
        (
            "Events thrown about on a grid",
            "/activation/random amen -1 0.5 5 grid 0.109",
            drums,
            made(
                amen,
                activations=every_activation(
                    amen, lambda h, k: events.scatter(h, 4 * beat, grid=beat, seed=k)
                ),
            ),
        ),
        (
            "Onto a swung grid",
            "/activation/quantize amen -1 137 4 swing 0.3",
            drums,
            made(
                amen,
                activations=every_activation(amen, lambda h, _k: events.quantize(h, beat, swing=0.3)),
            ),
        ),
        (
            "Layers that ring on",
            "/activation/smooth piano -1 0 1.5",
            piano.buffer,
            made(
                piano,
                activations=every_activation(
                    piano, lambda h, _k: activations.smooth(h, 0, 1.5 * piano.frame_rate)
                ),
            ),
        ),
        (
            "Blurred into breath",
            "/basis/blur guitar -1 150",
            strings,
            made(guitar, bases=every_basis(guitar, lambda w, _k: bases.blur(w, 150 / guitar.bin_hz))),
        ),
        (
            "Harder masks: what is left over",
            "/edit/masks amen exponent 3 residual 1, component 8",
            drums,
            _residual(amen),
        ),
    ]


def _residual(layers: Layers) -> Buffer:
    shaped = replace(layers, recombination=Recombination(exponent=3.0, residual=True))
    gains = np.zeros(shaped.n_layers, np.float32)
    gains[-1] = 1.0
    return Buffer(mix_down(shaped, gains), layers.buffer.sample_rate)


def draw(path: Path, buffer: Buffer) -> None:
    """Draw a sound's spectrogram."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 2.6), dpi=110, layout="constrained")
    mono = buffer.samples.mean(axis=0)
    mono = mono + 1e-6 * np.random.default_rng(0).standard_normal(mono.size)  # no logarithm of silence
    axes.specgram(mono, NFFT=2048, Fs=buffer.sample_rate, noverlap=1536, vmin=-130, vmax=-30, cmap="magma")
    axes.set(ylim=(0, 8000), xlabel="s", ylabel="Hz")
    figure.savefig(path)
    plt.close(figure)


def main(folder: Path) -> None:
    """Write the gallery."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    for i, (title, commands, before, after) in enumerate(pairs()):
        cells = []
        for word, buffer in (("before", before), ("after", after)):
            stem = f"{i:02d}-{word}"
            peak = float(np.abs(buffer.samples).max()) or 1.0
            samples = buffer.samples * np.float32(min(1.0, 0.98 / peak))
            audiofile.write(folder / f"{stem}.wav", samples, buffer.sample_rate, subtype="PCM_16")
            draw(folder / f"{stem}.png", buffer)
            cells.append(
                f'<figure style="margin:0"><img src="{stem}.png" alt="spectrogram, {word}">'
                f'<audio controls src="{stem}.wav"></audio></figure>'
            )
        commands = html.escape(commands)
        parts.append(
            f"<section><h2>{title}</h2><p><code>{commands}</code></p><div>{''.join(cells)}</div></section>"
        )
        print(title)
    (folder / "index.html").write_text("\n".join(parts), "utf-8")
    print(f"open {folder / 'index.html'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"))
