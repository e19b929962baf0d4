"""Long jobs look often whether they are still wanted: so a cancelled job soon makes room for the next.

Counted is the time of the processor and not that of the clock, which a busy machine stretches.
"""

import time
from dataclasses import replace

import numpy as np
import pytest

from oscfactor.cli.warmup import default_options
from oscfactor.compute import cross, export
from oscfactor.compute.factorize import factorize
from oscfactor.compute.mixdown import mix_down
from oscfactor.compute.options import Options
from oscfactor.dsp.arrays import frozen
from oscfactor.files import audiofile
from oscfactor.model.layers import Layers, Recombination, with_activation
from oscfactor.model.values import Buffer

BAR = 0.2  # seconds
RATE = 48000


def sound(seconds):
    return Buffer(frozen(np.random.default_rng(5).uniform(-0.3, 0.3, (2, int(seconds * RATE)))), RATE)


def factorized(buffer, n_components, **options):
    chosen = {**default_options(), "components": n_components, "iterations": 6, **options}
    return factorize(buffer, Options(**chosen), n_threads=2)


def edited(n_components, seconds, phase, **options):
    """Return a sound all of whose components have been shifted, and some cells switched on."""
    buffer = sound(seconds)
    layers = Layers(buffer, factorized(buffer, n_components, **options))
    made = Recombination(matrix=frozen(np.eye(n_components) + 0.01), phase=phase)
    for k in range(n_components):
        made = with_activation(made, layers, k, np.roll(layers.activation(k), 40, axis=1))
    return replace(layers, recombination=made)


def longest(work):
    """Return the longest time that a job worked without a look; it is given what it is to call."""
    looks = [time.thread_time()]
    fractions = [0.0]

    def look(fraction):
        looks.append(time.thread_time())
        fractions.append(fraction)

    work(look)
    looks.append(time.thread_time())
    assert fractions == sorted(fractions), "the fraction only grows"
    assert 0.9 < fractions[-1] <= 1.0
    assert len(looks) > 3
    return max(np.diff(looks))


@pytest.fixture(scope="module", autouse=True)
def _loaded_kernels(tmp_path_factory):
    for phase in ("pghi", "griffinlim"):
        layers = edited(2, 0.3, phase)
        folder, given = tmp_path_factory.mktemp("loaded"), {"recombination": layers.recombination}
        export.export_components(layers.buffer, layers.factorization, [0], folder, name="a", **given)
        mix_down(replace(layers, recombination=replace(layers.recombination, residual=True)))


@pytest.mark.parametrize(("n_components", "loss"), [(128, "kl"), (64, "is"), (16, "euclidean")])
def test_a_factorisation(n_components, loss):
    options = {**default_options(), "components": n_components, "iterations": 4, "hop": 64, "loss": loss}
    factorize(sound(0.1), Options(**{**options, "components": 2}), n_threads=1)
    looks = [time.thread_time()]
    factorize(sound(4.0), Options(**options), n_threads=1, look=lambda: looks.append(time.thread_time()))
    assert max(np.diff(looks)) < BAR


def test_a_file_that_is_read_and_written(tmp_path):
    looks = [0.0]

    def look():
        looks.append(time.thread_time())

    looks[0] = time.thread_time()
    audiofile.write(tmp_path / "a.flac", sound(60.0).samples, RATE, look=look)
    audiofile.read(tmp_path / "a.flac", max_seconds=100, max_bytes=10**9, look=look)
    audiofile.read(tmp_path / "a.flac", start=50.0, max_seconds=100, max_bytes=10**9, look=look)
    assert max(np.diff(looks)) < BAR


@pytest.mark.parametrize(
    ("n_components", "phase", "options"),
    [(16, "pghi", {}), (4, "griffinlim", {}), (96, "pghi", {}), (8, "pghi", {"fft": 32768})],
)
def test_an_export_of_what_was_edited(tmp_path, n_components, phase, options):
    layers = edited(n_components, 3.0, phase, **options)

    def work(look):
        export.export_components(
            layers.buffer,
            layers.factorization,
            range(n_components),
            tmp_path,
            name="a",
            recombination=layers.recombination,
            n_threads=1,
            progress=look,
        )

    assert longest(work) < BAR


def test_an_export_with_a_residual(tmp_path):
    layers = edited(8, 6.0, "source")
    made = replace(layers.recombination, residual=True, exponent=2.0)

    def work(look):
        given = layers.buffer, layers.factorization, range(9), tmp_path
        export.export_components(*given, name="a", recombination=made, n_threads=1, progress=look)

    assert longest(work) < BAR


@pytest.mark.parametrize(("n_components", "phase"), [(96, "source"), (8, "griffinlim")])
def test_a_cross(n_components, phase):
    times, timbres = edited(n_components, 6.0, phase), edited(n_components, 3.0, phase, seed=1)
    options = cross.Options(
        match="optimal", likeness="spectral", morph=0.5, by="transport", length="loop", phase=phase
    )
    assert longest(lambda look: cross.cross(times, timbres, options, n_threads=1, progress=look)) < BAR
