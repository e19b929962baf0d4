"""Sounds out of documents: all of it, or what is good of it, or nothing."""

import copy
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from oscfactor.dsp.arrays import frozen
from oscfactor.errors import FileError
from oscfactor.files.reading import from_document
from oscfactor.model.hints import Hint
from oscfactor.model.history import found_anew
from oscfactor.model.layers import PLAIN, Layers
from tests.support.numbers import run_of
from tests.support.saved import K, N, document_of, sound

DOCUMENT, NUMBERS = document_of(sound())


def read(document=DOCUMENT, numbers=NUMBERS):
    return from_document(document, run_of(numbers))


def changed(**changes):
    return {**copy.deepcopy(DOCUMENT), **changes}


def test_a_sound_comes_back_with_all_that_was_made_of_it():
    back, given = read(), sound()
    assert back.buffer.samples.tobytes() == given.buffer.samples.tobytes()
    assert back.factorization.W.tobytes() == given.factorization.W.tobytes()
    assert back.recombination.bases[2].tobytes() == given.recombination.bases[2].tobytes()
    assert [step.what for step in back.done] == ["/matrix/set"]
    assert back.mix.n_components == K + 1
    assert (back.name, back.shape, back.lost, back.gone) == ("noise", (2, N), "", False)


def test_a_sound_of_a_file_comes_without_samples_and_knows_what_to_look_for():
    document = changed(path="/sounds/noise.wav", offset=300, samples=None)
    back = read(document)
    assert (back.embedded, back.buffer.n_samples, back.shape) == (False, 0, (2, N))
    assert (back.buffer.path, back.buffer.offset) == ("/sounds/noise.wav", 300)
    assert back.sha256 == DOCUMENT["sha256"]
    with pytest.raises(FileError):
        read({**document, "path": ""})


def spoiled(place):
    numbers = NUMBERS.copy()
    numbers[place["at"] + 1] = np.nan
    return numbers


LOST = {
    "samples": (DOCUMENT["samples"], "the whole sound", False, False),
    "bases": (DOCUMENT["factorization"]["W"], "its components and edits", True, False),
    "activations": (DOCUMENT["factorization"]["H"], "its components and edits", True, False),
    "an edit": (DOCUMENT["recombination"]["bases"]["2"], "its edits", True, True),
    "a step": (DOCUMENT["done"][0]["changes"][0]["after"], "its edits", True, True),
}


@pytest.mark.parametrize("what", LOST)
def test_bad_numbers_cost_no_more_than_what_is_made_of_them(what):
    place, lost, has_samples, has_components = LOST[what]
    back = read(numbers=spoiled(place))
    assert back.lost.startswith(f"{lost}: there is what is no finite number")
    assert bool(back.buffer.n_samples) == has_samples
    assert back.gone != has_samples
    assert (back.factorization is not None) == has_components
    assert back.recombination.plain
    assert back.done == ()
    assert back.mix is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 65},
        {"name": "drum*"},
        {"name": "a/b"},
        {"name": "drum\n"},
        {"sample_rate": 0},
        {"sample_rate": 1_000_001},
        {"sample_rate": 8000.0},
        {"offset": -1},
        {"shape": [0, N]},
        {"shape": [2]},
        {"shape": [2, 0]},
        {"shape": [1, 2 * N]},
        {"samples": {"at": 0, "shape": [2, N + 1]}},
        {"mix": {}},
        {"player": {}},
        {"factorization": None},
        {"more": 1},
    ],
)
def test_what_is_not_understood_is_refused_as_a_whole(changes):
    with pytest.raises(FileError, match="the session holds what this oscfactor does not understand: "):
        read(changed(**changes))


def test_a_name_that_a_command_takes_is_read():
    assert read(changed(name="Große Trommel 2 (x)")).name == "Große Trommel 2 (x)"
    assert read(changed(name="x" * 64)).name == "x" * 64


def test_components_of_another_sound_are_refused():
    short = changed(samples={"at": 0, "shape": [2, N - 100]}, shape=[2, N - 100])
    with pytest.raises(FileError, match="not of this sound"):
        read(short)


def test_edits_without_components_are_refused_and_a_sound_without_either_is_read():
    bare, numbers = document_of(sound(factorization=None, recombination=PLAIN, done=()))
    assert from_document(bare, run_of(numbers)).factorization is None
    with pytest.raises(FileError, match="components that are not there"):
        from_document({**bare, "recombination": {**bare["recombination"], "exponent": 2.0}}, run_of(numbers))


def led():
    """Return a sound whose components have followed a hint, the step to there, and one that was undone."""
    before = sound()
    f = before.factorization
    found = [replace(f, W=frozen(f.W[::-1]), H=frozen(f.H * n), hints=(HINT,) * n) for n in (1, 2)]
    layers = Layers(before.buffer, f, before.recombination)
    steps = [
        found_anew("/component/hint", replace(layers, factorization=a), b) for a, b in pairwise([f, *found])
    ]
    return replace(before, factorization=found[0], done=(*before.done, steps[0]), undone=(steps[1],))


HINT = Hint(1, 0.01, 0.02, 100.0, 200.0, -0.5)
LED = led()
LED_DOCUMENT, LED_NUMBERS = document_of(LED)


def test_hints_and_the_components_of_steps_come_back_each_once():
    back = read(LED_DOCUMENT, LED_NUMBERS)
    assert back.factorization.hints == (HINT,)
    (_, done), (undone,) = back.done, back.undone
    assert done.found[1] is undone.found[0] is back.factorization
    for ours, given in zip(
        (*done.found, *undone.found), (*LED.done[1].found, *LED.undone[0].found), strict=True
    ):
        assert ours.W.tobytes() == given.W.tobytes()
        assert ours.H.tobytes() == given.H.tobytes()
        assert ours.hints == given.hints
    assert len(LED_DOCUMENT["earlier"]) == 2


def test_without_such_steps_a_document_is_one_that_older_versions_read():
    assert "earlier" not in DOCUMENT
    assert "hints" not in DOCUMENT["factorization"]
    assert "found" not in DOCUMENT["done"][0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("factorization", "hints"), [[K, 0.0, 1.0, 0.0, 1.0, 1.0]]),
        (("factorization", "hints"), [[0, 0.0, 1.0, 0.0, 1.0, 1.5]]),
        (("factorization", "hints"), [[0, -1.0, 1.0, 0.0, 1.0, 1.0]]),
        (("factorization", "hints"), [[0, 0.0, 1.0, 0.0, 1.0]]),
        (("factorization", "hints"), [[0, 0.0, 1.0, 0.0, 1.0, 1.0]] * 1000),
        (("factorization", "hints"), {"0": 1}),
        (("done", 1, "found"), [0, 3]),
        (("done", 1, "found"), [-1, 0]),
        (("done", 1, "found"), [0]),
        (("done", 1, "found"), "both"),
        (("earlier",), 7),
        (("earlier", 0, "stft", "hop"), 8),
        (("earlier", 0, "W"), None),
    ],
)
def test_hints_and_steps_that_cannot_be_are_refused(path, value):
    document = copy.deepcopy(LED_DOCUMENT)
    place = document
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(FileError):
        read(document, LED_NUMBERS)


def test_bad_numbers_in_a_step_cost_the_edits():
    numbers = LED_NUMBERS.copy()
    numbers[LED_DOCUMENT["earlier"][0]["H"]["at"]] = np.nan
    back = read(LED_DOCUMENT, numbers)
    assert back.factorization.hints == (HINT,)
    assert (back.done, back.recombination.plain) == ((), True)
    assert back.lost
