"""Activations and bases as files: every number as it is by now, in each kind of file."""

import csv
from dataclasses import replace

import mido
import numpy as np
import pytest

from oscfactor.compute.datafile import write_data
from oscfactor.dsp.arrays import frozen
from oscfactor.errors import ArgumentError, CancelledError, FileError
from oscfactor.model.layers import PLAIN, Layers, with_activation, with_basis
from tests.compute.test_export import sound

RATE, HOP, FFT = 44_100, 64, 256


@pytest.fixture
def layers():
    """Three components, of which an activation and a basis are edited; a residual behind them."""
    found = Layers(*sound(n_channels=2, n_samples=9000, n_components=3))
    edited = with_activation(PLAIN, found, 1, found.activation(1)[:, ::-1] * 0.5)
    edited = with_basis(edited, found, 2, np.roll(found.basis(2), 5))
    return replace(found, recombination=replace(edited, residual=True))


def write(layers, place, components=range(3), **more):
    return write_data(layers, components, place, name="drums", **more)


def test_npz_holds_the_arrays_and_where_they_are(layers, tmp_path):
    place = write(layers, tmp_path / "a.npz", [2, 1])
    with np.load(place, allow_pickle=False) as data:
        assert data["components"].tolist() == [2, 1]
        for i, k in enumerate((2, 1)):
            np.testing.assert_array_equal(data["activations"][i], layers.activation(k))
            np.testing.assert_array_equal(data["bases"][i], layers.basis(k))
        assert data["seconds"][10] == pytest.approx(10 * HOP / RATE)
        assert data["hz"][10] == pytest.approx(10 * RATE / FFT)
        assert (data["sample_rate"], data["fft"], data["hop"]) == (RATE, FFT, HOP)


@pytest.mark.parametrize("n_samples", [400, 9000, 70_000])
def test_csv_gives_every_number_back_as_it_was(tmp_path, n_samples):
    """With fewer, more and far more frames than bins."""
    layers = Layers(*sound(n_channels=2, n_samples=n_samples, n_components=2))
    with write(layers, tmp_path / "a.csv", [0, 1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    n_frames, n_bins = layers.factorization.n_frames, layers.factorization.stft.n_bins
    assert len(rows) == max(n_frames, n_bins)
    for k in range(2):
        for channel in range(2):
            cells = [row[f"activation_{k}_channel_{channel}"] for row in rows]
            np.testing.assert_array_equal(np.float32(cells[:n_frames]), layers.activation(k)[channel])
            assert set(cells[n_frames:]) <= {""}
        cells = [row[f"basis_{k}"] for row in rows]
        np.testing.assert_array_equal(np.float32(cells[:n_bins]), layers.basis(k))
        assert set(cells[n_bins:]) <= {""}
    assert float(rows[3]["seconds"]) == pytest.approx(3 * HOP / RATE)
    assert float(rows[3]["hz"]) == pytest.approx(3 * RATE / FFT)


def test_csv_of_one_channel_names_none(tmp_path):
    layers = Layers(*sound(n_channels=1, n_samples=400, n_components=1))
    head, *_ = write(layers, tmp_path / "a.csv", [0]).read_text().splitlines()
    assert head == "seconds,activation_0,hz,basis_0"


def test_midi_has_the_events_of_each_component_at_its_frequency(tmp_path):
    buffer, found = sound(n_channels=1, n_samples=44_100, n_components=2)
    H, W = np.zeros_like(found.H), np.full_like(found.W, 1e-6)
    for k, frames in ((0, [100, 300]), (1, [200])):
        W[k, 10 * (k + 1)] = 1.0
        for t in frames:
            H[0, t : t + 20, k] = 2.0
    layers = Layers(buffer, replace(found, W=frozen(W), H=frozen(H)))
    midi = mido.MidiFile(write(layers, tmp_path / "a.mid", [0, 1], tempo=90.0))
    now, begins = 0.0, []
    for message in midi:
        now += message.time
        if message.type == "note_on":
            begins.append((message.note, now))
    keys = [round(69 + 12 * np.log2(10 * (k + 1) * RATE / FFT / 440)) for k in range(2)]
    expected = [(keys[0], 100), (keys[1], 200), (keys[0], 300)]
    assert [key for key, _ in begins] == [key for key, _ in expected]
    assert [second for _, second in begins] == pytest.approx([t * HOP / RATE for _, t in expected], abs=1e-3)


@pytest.mark.parametrize("kind", ["npz", "csv", "mid"])
def test_a_residual_has_zeros(layers, tmp_path, kind):
    place = write(layers, tmp_path / f"a.{kind}", range(4))
    if kind == "npz":
        with np.load(place) as data:
            assert not data["activations"][3].any()
            assert not data["bases"][3].any()
    assert place.stat().st_size


def test_an_ending_that_names_no_kind_of_file(layers, tmp_path):
    for name in ("a", "a.wav"):
        with pytest.raises(ArgumentError, match=r"end the path in \.npz, \.csv, \.mid, \.midi"):
            write(layers, tmp_path / name)
    with pytest.raises(FileError, match="there is no folder"):
        write(layers, tmp_path / "no" / "a.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["npz", "csv", "mid"])
def test_a_job_that_is_cancelled_leaves_no_file(layers, tmp_path, kind):
    def cancel(_fraction):
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        write(layers, tmp_path / f"a.{kind}", progress=cancel)
    assert not list(tmp_path.iterdir())
