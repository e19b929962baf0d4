"""Phases found ahead: whether there are any, whose they are, and what they take."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.compute import phases
from oscfactor.compute.phases import cost, offline_phases
from oscfactor.dsp.render.phase import pghi
from oscfactor.dsp.transform.stft import forward
from oscfactor.errors import CancelledError, LimitError
from oscfactor.model.layers import PHASES, Layers, Recombination
from oscfactor.model.values import Buffer, Factorization
from tests.support.layers import STFT, K, sound
from tests.support.spectra import spectral_convergence

N = 3000
ONES = np.ones((K, K), np.float32)


def layers(**edits):
    samples, W, H = sound(2, N)
    return Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0), Recombination(**edits))


@pytest.mark.parametrize("edits", [{}, {"phase": "griffinlim"}, {"matrix": ONES, "phase": "source"}])
def test_there_are_none_where_nothing_is_new_or_the_sounds_own_are_taken(edits):
    assert offline_phases(layers(**edits)) is None


@pytest.mark.parametrize("n_part", [64, 1 << 20])
def test_those_of_pghi_are_integrated_from_the_magnitudes_of_new_sound(monkeypatch, n_part):
    made = layers(matrix=ONES, phase="pghi")
    found = offline_phases(made)
    assert found.shape == (2, made.factorization.n_frames, STFT.n_bins)
    for channel in range(2):
        magnitudes = made.frames().recombiner().new_magnitudes(channel, 0, made.factorization.n_frames)
        source = forward(STFT, made.buffer.samples[channel], 0, len(magnitudes))
        expected = pghi(magnitudes, STFT, source)
        assert np.array_equal(found[channel], expected), "the whole fits into one part"


def test_a_long_sound_is_done_in_parts_that_go_on_from_each_other(monkeypatch):
    made = layers(matrix=ONES, phase="pghi")
    whole = offline_phases(made)
    monkeypatch.setattr(phases, "CHUNK_CELLS", 64 * STFT.n_bins)
    parts = offline_phases(made)
    assert not np.array_equal(parts[:, 64:], whole[:, 64:])
    magnitudes = made.frames().recombiner().new_magnitudes(0, 0, made.factorization.n_frames)
    figures = [
        spectral_convergence((magnitudes * np.exp(1j * found[0])).astype(np.complex64), STFT, N)
        for found in (whole, parts)
    ]
    assert figures[1] < figures[0] + 1, "no worse for that"


def test_those_of_griffinlim_agree_better_with_the_magnitudes():
    figures = []
    for phase in ("pghi", "griffinlim"):
        made = layers(matrix=ONES, phase=phase)
        magnitudes = made.frames().recombiner().new_magnitudes(1, 0, made.factorization.n_frames)
        spectra = magnitudes * np.exp(1j * offline_phases(made)[1])
        figures.append(spectral_convergence(spectra.astype(np.complex64), STFT, N))
    assert figures[1] < figures[0] - 1


def test_a_sound_that_is_too_long_keeps_those_of_playing_or_is_refused(monkeypatch):
    monkeypatch.setattr(phases, "MAX_CELLS", 1000)
    assert offline_phases(layers(matrix=ONES, phase="pghi")) is None
    with pytest.raises(LimitError, match="use pghi, or a part of the sound"):
        offline_phases(layers(matrix=ONES, phase="griffinlim"))


@pytest.mark.parametrize("phase", ["pghi", "griffinlim"])
def test_the_number_of_threads_changes_no_bit(phase):
    made = layers(matrix=ONES, phase=phase)
    assert np.array_equal(offline_phases(made), offline_phases(made, n_threads=2))


@pytest.mark.parametrize("phase", ["pghi", "griffinlim"])
def test_they_can_be_followed_and_ended(phase):
    told = []
    made = layers(matrix=ONES, phase=phase)
    offline_phases(made, told.append)
    assert told == sorted(told)
    assert told[0] > 0
    assert 0.9 < told[-1] <= 1

    def stop(fraction):
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        offline_phases(made, stop)


def test_they_cost_memory_where_they_are_found_and_nothing_elsewhere(monkeypatch):
    taken = {phase: cost(layers(matrix=ONES, phase=phase), n_threads=2) for phase in PHASES}
    n_bytes = offline_phases(layers(matrix=ONES, phase="pghi")).nbytes
    assert cost(layers(), n_threads=2) == taken["source"] == 0
    assert min(taken["pghi"], taken["griffinlim"]) > n_bytes
    assert cost(layers(matrix=ONES, phase="pghi"), n_threads=1) < taken["pghi"]
    monkeypatch.setattr(phases, "MAX_CELLS", 1000)
    assert cost(layers(matrix=ONES, phase="pghi"), n_threads=2) == taken["source"]


def test_a_cell_alone_costs_its_phases_too():
    alone = replace(layers(phase="pghi"), cell=(0, 1))
    assert cost(alone, n_threads=1) == cost(layers(matrix=ONES, phase="pghi"), n_threads=1) > 0
    assert offline_phases(alone) is not None
