"""Components, edits and steps out of documents: as they were, in the model's order of axes, or refused."""

import copy
from dataclasses import astuple

import numpy as np
import pytest

from oscfactor.errors import OscFactorError
from oscfactor.files.savedcomponents import read_factorization, read_recombination, read_step
from oscfactor.model.layers import GRIDS, MaskSettings
from tests.support.numbers import run_of
from tests.support.saved import STFT, K, document_of, sound

REFUSALS = (LookupError, TypeError, ValueError, OscFactorError)
SOUND = sound()
F, R = SOUND.factorization, SOUND.recombination
DOCUMENT, NUMBERS = document_of(SOUND)
STEP = DOCUMENT["done"][0]


def factorization(**changes):
    return read_factorization({**DOCUMENT["factorization"], **changes}, run_of(NUMBERS))


def recombination(f=F, **changes):
    return read_recombination({**DOCUMENT["recombination"], **changes}, run_of(NUMBERS), f)


def step(**changes):
    return read_step({**copy.deepcopy(STEP), **changes}, run_of(NUMBERS), F)


def test_files_hold_bases_and_activations_in_their_own_order_of_axes():
    assert DOCUMENT["factorization"]["W"]["shape"] == [STFT.n_bins, K]
    assert DOCUMENT["factorization"]["H"]["shape"] == [2, K, F.n_frames]
    found = factorization()
    for name in ("W", "H"):
        array = getattr(found, name)
        assert np.array_equal(array, getattr(F, name))
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    assert (found.stft, found.loss, found.loss_value, found.n_iterations) == (STFT, "kl", 1.5, 7)


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "magic"},
        {"loss_value": float("inf")},
        {"n_iterations": -1},
        {"seconds": -0.1},
        {"stft": {"window": 64, "hop": 64, "fft": 64}},
        {"stft": {"window": 64, "hop": 16, "fft": 262_144}},
        {"stft": {"window": 64, "hop": 16, "fft": 128}},
        {"stft": {"window": 64, "hop": 16}},
        {"H": {"at": 0, "shape": [2, 0, 33]}},
        {"H": {"at": 0, "shape": [1, 1025, 1]}},
        {"H": {"at": 0, "shape": [2, K]}},
        {"W": {"at": 0, "shape": [K, STFT.n_bins]}},
    ],
)
def test_components_that_cannot_be_are_refused(changes):
    with pytest.raises(REFUSALS):
        factorization(**changes)


def test_edits_come_back():
    found = recombination()
    assert found.settings == R.settings
    assert found.activations.keys() == {1}
    assert np.array_equal(found.activations[1], R.activations[1])
    assert np.array_equal(found.bases[2], R.bases[2])
    for kind in GRIDS:
        assert np.array_equal(getattr(found, kind), getattr(R, kind))


def test_edits_of_the_first_sessions_had_no_mutes_and_solos():
    old = {name: value for name, value in DOCUMENT["recombination"].items() if name not in ("mutes", "solos")}
    found = read_recombination(old, run_of(NUMBERS), F)
    assert found.mutes is None
    assert found.solos is None
    assert np.array_equal(found.matrix, R.matrix)


@pytest.mark.parametrize(
    "changes",
    [
        {"activations": {"3": DOCUMENT["recombination"]["activations"]["1"]}},
        {"activations": {"1": DOCUMENT["recombination"]["bases"]["2"]}},
        {"bases": {"-1": DOCUMENT["recombination"]["bases"]["2"]}},
        {"bases": []},
        {"matrix": DOCUMENT["recombination"]["bases"]["2"]},
        {"phase": "magic"},
        {"exponent": 0.5},
        {"exponent": 16.5},
        {"threshold": 1.5},
        {"residual": 1},
        {"more": 1},
    ],
)
def test_edits_that_cannot_be_are_refused(changes):
    with pytest.raises(REFUSALS):
        recombination(**changes)


def test_without_components_there_is_nothing_to_edit():
    empty = {"activations": {}, "bases": {}, "matrix": None, "mutes": None, "solos": None}
    assert recombination(None, **empty).settings == R.settings
    with pytest.raises(REFUSALS):
        recombination(None, **{**empty, "bases": {"0": DOCUMENT["recombination"]["bases"]["2"]}})


def test_a_step_comes_back():
    found, given = step(), SOUND.done[0]
    assert (found.what, found.before, found.after) == (given.what, given.before, given.after)
    assert astuple(found.after) == astuple(MaskSettings("source", 2.0, 0.25, True))
    for ours, theirs in zip(found.changes, given.changes, strict=True):
        assert (ours.kind, ours.k, ours.offset) == (theirs.kind, theirs.k, theirs.offset)
        assert np.array_equal(ours.before, theirs.before)
        assert np.array_equal(ours.after, theirs.after)


def first_change(**changes):
    return {"changes": [{**STEP["changes"][0], **changes}]}


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "x" * 65},
        {"before": list(astuple(R.settings))[:3]},
        {"after": None},
        first_change(kind="fader"),
        first_change(kind="basis"),
        first_change(k=K),
        first_change(k=-1),
        first_change(offset=1),
        first_change(offset=-1),
        first_change(before={"at": 0, "shape": [2, 3]}),
    ],
)
def test_a_step_that_cannot_be_is_refused(changes):
    with pytest.raises(REFUSALS):
        step(**changes)
