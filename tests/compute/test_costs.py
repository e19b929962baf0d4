"""What each job takes of memory at its worst is what `limits` says beforehand: bytes are counted.

`tracemalloc` counts every array of NumPy's; the few that kernels make for themselves are small.
"""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from oscfactor.cli.warmup import default_options
from oscfactor.compute import cross, datafile, export, paint, phases
from oscfactor.compute.factorize import factorize
from oscfactor.compute.options import Options
from oscfactor.dsp.arrays import frozen
from oscfactor.limits import factorization_bytes
from oscfactor.model.hints import Hint
from oscfactor.model.layers import Layers, Recombination, with_activation
from oscfactor.model.values import Buffer
from tests.support.sounds import SAMPLE_RATE

NEAR = 0.25
FLOOR = 3e6  # bytes: small things that are not counted
CROSS = {"match": "in_order", "likeness": "spectral", "morph": 1.0, "by": "linear", "length": "keep"}
N_THREADS = 2


def noise(seconds):
    """Return a stereo sound of which every cell is audible."""
    n = int(seconds * SAMPLE_RATE)
    return Buffer(frozen(np.random.default_rng(3).uniform(-0.3, 0.3, (2, n))), SAMPLE_RATE)


def factorized(buffer, n_components=4, **options):
    chosen = {**default_options(), "components": n_components, "iterations": 12, **options}
    return factorize(buffer, Options(**chosen), n_threads=N_THREADS)


@pytest.fixture(scope="module")
def layers():
    """Half a minute whose activations have all been shifted."""
    buffer = noise(30.0)
    plain = Layers(buffer, factorized(buffer))
    made = Recombination(phase="pghi")
    for k in range(plain.factorization.n_components):
        made = with_activation(made, plain, k, np.roll(plain.activation(k), 40, axis=1))
    return replace(plain, recombination=made)


@pytest.fixture(scope="module", autouse=True)
def _loaded_kernels(tmp_path_factory):
    """Let each kind of job load its kernels before anything is counted."""
    buffer = noise(0.2)
    found = factorized(buffer)
    for phase in ("pghi", "griffinlim"):
        made = Recombination(matrix=frozen(np.eye(4)[::-1]), phase=phase)
        folder = tmp_path_factory.mktemp("loaded")
        export.export_components(buffer, found, range(4), folder, name="a", recombination=made)
    other = factorized(buffer, seed=1)
    cross.cross(Layers(buffer, found), Layers(buffer, other), cross.Options(**CROSS, phase="source"))


def peak(work):
    """Return how many bytes more than before were held at the worst."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def assert_near(taken, expected):
    assert abs(taken - expected) <= NEAR * expected + FLOOR, f"{taken / 1e6:.1f} MB, not {expected / 1e6:.1f}"


@pytest.mark.parametrize(("n_components", "hop"), [(4, 256), (64, 128)])
def test_a_factorisation(n_components, hop):
    buffer = noise(8.0)
    stft = factorized(noise(0.2), 2, hop=hop).stft
    sizes = (2, stft.n_frames(buffer.n_samples), stft.n_bins, n_components)
    taken = peak(lambda: factorized(buffer, n_components, hop=hop))
    assert_near(taken, factorization_bytes(*sizes))


@pytest.mark.parametrize("cell", [None, (0, 1)])
def test_an_export_of_what_was_edited(layers, tmp_path, cell):
    if cell is not None:
        taken = peak(lambda: export.export_cell(layers, *cell, tmp_path, name="a", n_threads=N_THREADS))
        assert_near(taken, export.cell_cost(layers, *cell, n_threads=N_THREADS))
        return
    given = layers.buffer, layers.factorization, range(4), tmp_path
    edits = {"recombination": layers.recombination}
    taken = peak(lambda: export.export_components(*given, name="a", n_threads=N_THREADS, **edits))
    assert_near(taken, export.cost(layers, 4, n_threads=N_THREADS))


def test_an_export_of_many_components_in_long_frames(tmp_path):
    buffer = noise(6.0)
    layers = Layers(buffer, factorized(buffer, 32, fft=65536))
    given = buffer, layers.factorization, range(32), tmp_path
    taken = peak(lambda: export.export_components(*given, name="a", n_threads=1))
    assert_near(taken, export.cost(layers, 32, n_threads=1))


@pytest.mark.parametrize(
    ("phase", "length"), [("source", "keep"), ("pghi", "keep"), ("pghi", "loop"), ("pghi", "stretch")]
)
def test_a_cross(layers, phase, length):
    other = noise(40.0 if length != "keep" else 1.0)
    timbres = Layers(other, factorized(other))
    options = cross.Options(**{**CROSS, "length": length}, phase=phase)
    taken = peak(lambda: cross.cross(layers, timbres, options, n_threads=N_THREADS))
    f = layers.factorization
    given = layers.buffer, other, f.stft, f.n_components, options
    assert_near(taken, cross.cost(*given, n_threads=N_THREADS))


def test_phases_by_griffin_and_lim():
    buffer = noise(8.0)
    swapped = Recombination(matrix=frozen(np.eye(4)[::-1]), phase="griffinlim")
    layers = Layers(buffer, factorized(buffer), swapped)
    taken = peak(lambda: phases.offline_phases(layers, n_threads=N_THREADS))
    assert_near(taken, phases.cost(layers, n_threads=N_THREADS))


@pytest.mark.parametrize("kind", ["npz", "csv", "mid"])
def test_a_file_of_numbers_takes_no_more_than_is_said(tmp_path, kind):
    buffer = noise(20.0)
    layers = Layers(buffer, factorized(buffer))
    place = tmp_path / f"a.{kind}"
    datafile.write_data(layers, [0], place, name="a")  # which loads the modules
    taken = peak(lambda: datafile.write_data(layers, range(4), place, name="a"))
    assert taken <= datafile.cost(layers, 4) + FLOOR


@pytest.mark.parametrize(("n_components", "hop"), [(4, 256), (64, 128)])
def test_painting_takes_no_more_than_is_said(n_components, hop):
    buffer = noise(8.0)
    found = factorized(buffer, n_components, hop=hop)
    hints = [Hint(0, 1.0, 2.0, 100.0, 1000.0, 1.0), Hint(1, 1.5, 3.0, 100.0, 1000.0, -1.0)]
    taken = peak(lambda: paint.paint(buffer, found, hints, n_threads=N_THREADS))
    assert taken <= paint.cost(buffer, found) + FLOOR
