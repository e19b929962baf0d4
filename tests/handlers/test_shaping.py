"""Splitting, merging, keeping and choosing, as messages ask for it."""

import random

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, NotFoundError
from tests.handlers.conftest import Bench


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.close()


def test_a_split_leaves_all_others_and_is_undone(bench):
    before = bench.layers.factorization
    bench.ask("/component/gain", "n", 1, 0.5)
    done, sent = bench.ask("/component/split", "n", 1)
    assert done == ("n", 4)
    assert [m for m in sent if m[0] == "/oscfactor/moved"] == []
    after = bench.layers.factorization
    np.testing.assert_array_equal(after.W[[0, 2]], before.W[[0, 2]])
    assert bench.session.mixer.mix("n").gains.tolist() == [1, 0.5, 1, 0.5]
    assert bench.ask("/edit/undo", "n")[0] == ("n", "/component/split", 0, 1)
    assert bench.layers.factorization is before
    assert bench.session.mixer.mix("n").gains.tolist() == [1, 0.5, 1]
    assert bench.ask("/edit/redo", "n")[0] == ("n", "/component/split", 1, 0)
    assert bench.layers.factorization is after


def test_a_merge_tells_what_moved_and_faders_names_and_edits_follow(bench):
    bench.ask("/component/gain", "n", 2, 0.25)
    bench.ask("/component/label", "n", 2, "bass")
    bench.ask("/activation/scale", "n", 2, 0.5)
    edited = bench.layers.activation(2)
    done, sent = bench.ask("/component/merge", "n", 1, 0)
    assert done == ("n", 2)
    assert [m for m in sent if m[0] == "/oscfactor/moved"] == [("/oscfactor/moved", "n", 2, 1)]
    assert bench.session.mixer.mix("n").gains.tolist() == [1, 0.25]
    assert bench.session.labeller.labels("n").names == ("", "bass")
    np.testing.assert_array_equal(bench.layers.activation(1), edited)
    bench.ask("/component/gain", "n", 1, 0.75)
    done, sent = bench.ask("/edit/undo", "n")
    assert (done, sent) == (("n", "/component/merge", 1, 1), [("/oscfactor/moved", "n", 1, 2)])
    assert bench.session.mixer.mix("n").gains.tolist() == [1, 1, 0.75]
    assert bench.ask("/edit/undo", "n")[0] == ("n", "/activation/scale", 0, 2)
    assert bench.layers.recombination.plain


def test_kept_components_stay_with_their_numbers_when_the_rest_is_found_anew(bench):
    before = bench.layers.factorization
    bench.ask("/component/keep", "n", 2, 1)
    bench.ask("/component/keep", "n", 0, 1, 1)
    options = ("fft", before.stft.fft, "hop", before.stft.hop, "iterations", 10, "seed", 9)
    bench.ask("/buffer/factorize", "n", 5, *options)
    after = bench.layers.factorization
    np.testing.assert_array_equal(after.W[[0, 2]], before.W[[0, 2]])
    np.testing.assert_array_equal(after.H[..., 0], before.H[..., 0])
    assert not np.array_equal(after.W[1], before.W[1])
    with pytest.raises(ArgumentError, match="at least 2, since so many are kept"):
        bench.ask("/buffer/factorize", "n", 1, *options)
    with pytest.raises(ArgumentError, match="are kept that have fft"):
        bench.ask("/buffer/factorize", "n", 5, "fft", 512)
    _, sent = bench.ask("/buffer/factorize", "n", 2, *options)
    assert [m for m in sent if m[0] == "/oscfactor/moved"] == [("/oscfactor/moved", "n", 2, 1)]
    bench.ask("/component/keep", "n", -1, 1)
    bench.ask("/buffer/factorize", "n", 2, *options)
    bench.ask("/component/keep", "n", -1, 0)
    bench.ask("/buffer/factorize", "n", 1, *options)
    for _ in range(4):
        bench.ask("/edit/undo", "n")
    assert bench.layers.factorization is before


def test_a_residual_keeps_its_fader_behind_the_last(bench):
    bench.ask("/edit/residual", "n", 1)
    bench.ask("/component/gain", "n", 3, 0.5)
    _, sent = bench.ask("/component/split", "n", 0)
    assert [m for m in sent if m[0] == "/oscfactor/moved"] == [("/oscfactor/moved", "n", 3, 4)]
    assert bench.session.mixer.mix("n").gains.tolist() == [1, 1, 1, 1, 0.5]


def test_alternatives_are_chosen_from_and_each_choice_is_undone(bench):
    before = bench.layers.factorization
    with pytest.raises(NotFoundError, match="no alternatives"):
        bench.ask("/buffer/choose", "n", 1)
    assert bench.ask("/buffer/choose", "n", 0)[0][:3] == ("n", 0, 3)
    done, sent = bench.ask("/buffer/vary", "n", 2)
    assert done == ("n", 3)
    assert bench.layers.factorization is before
    told = [m[2:] for m in sent if m[0] == "/oscfactor/alternative"]
    assert [i for i, _ in told] == [0, 1, 2]
    for i in (2, 1, 0):
        assert bench.ask("/buffer/choose", "n", i)[0] == ("n", i, 3, told[i][1])
        assert bench.layers.factorization.loss_value == told[i][1]
    assert bench.layers.factorization is before
    bench.ask("/edit/undo", "n")
    assert bench.layers.factorization.loss_value == told[1][1]
    with pytest.raises(ArgumentError, match="no alternative 3"):
        bench.ask("/buffer/choose", "n", 3)


def test_what_there_is_not_is_refused_and_changes_nothing(bench):
    before = bench.layers
    for address, *args in (("/component/split", 3), ("/component/merge", 0, 3), ("/component/keep", 3, 1)):
        with pytest.raises(ArgumentError, match="no component 3: there are 3"):
            bench.ask(address, "n", *args)
    with pytest.raises(ArgumentError, match="merged with itself"):
        bench.ask("/component/merge", "n", 1, 1)
    assert bench.layers is before


@pytest.mark.parametrize("seed", range(3))
def test_faders_and_names_follow_their_components_through_any_order_of_steps(bench, seed):
    rng = random.Random(seed)
    for i in range(12):
        n = bench.layers.factorization.n_components
        bench.ask("/component/gain", "n", rng.randrange(n), rng.uniform(0, 2))
        bench.ask("/component/label", "n", rng.randrange(n), f"name {i}")
        before = seen(bench)
        steps = [("/component/split", rng.randrange(n))] * (n < 7)
        steps += [("/component/merge", *rng.sample(range(n), 2))] * (n > 3)
        undo, redo = bench.session.editing.counts("n")
        steps += [("/edit/undo",)] * (undo > 0) + [("/edit/redo",)] * (redo > 0)
        address, *args = rng.choice(steps)
        bench.ask(address, "n", *args)
        after = seen(bench)
        both = before.keys() & after.keys()
        assert len(both) >= min(len(before), len(after)) - 2
        assert {basis: before[basis] for basis in both} == {basis: after[basis] for basis in both}


def seen(bench):
    """Return gain and name of each component by its basis."""
    mix, labels = bench.session.mixer.mix("n"), bench.session.labeller.labels("n")
    W = bench.layers.factorization.W
    return {W[k].tobytes(): (float(mix.gains[k]), labels.names[k]) for k in range(len(W))}


def test_objects_follow_their_components_and_keep_their_faders(bench):
    bench.ask("/object/set", "n", 0, 1, 2)
    bench.ask("/object/gain", "n", 0, 0.5)
    bench.ask("/component/split", "n", 2)
    assert bench.session.state.value("/sound/n/3/object") == (0,)
    bench.ask("/component/merge", "n", 0, 1)
    assert [bench.session.state.value(f"/sound/n/{k}/object") for k in range(3)] == [(-1,), (0,), (0,)]
    assert bench.session.state.value("/sound/n/object/0/gain") == (0.5,)
    bench.ask("/object/gain", "n", 0, 0.75)
    bench.ask("/edit/undo", "n")
    bench.ask("/edit/undo", "n")
    assert [bench.session.state.value(f"/sound/n/{k}/object") for k in range(3)] == [(-1,), (0,), (0,)]
    assert bench.session.state.value("/sound/n/object/0/gain") == (0.75,)


def test_hints_follow_their_components_and_go_with_those_that_become_others(bench):
    for k in range(3):
        bench.ask("/component/hint", "n", k, 0.0, 0.1, 100.0, 2000.0, 1.0)
    bench.ask("/component/merge", "n", 0, 1)
    _, sent = bench.ask("/hint/list", "n")
    assert [message[2] for message in sent] == [1]
    bench.ask("/component/hint", "n", 1, 0.0, 0.1, 100.0, 3000.0, 1.0)
    bench.ask("/component/split", "n", 1)
    assert bench.ask("/hint/list", "n")[1] == []


def test_what_was_split_and_painted_is_undone_step_by_step(bench):
    first = bench.layers.factorization
    bench.ask("/component/split", "n", 1)
    split = bench.layers.factorization
    assert bench.ask("/component/hint", "n", 1, 0.0, 0.1, 100.0, 2000.0, 1.0)[0] == ("n", 1, 2)
    painted = bench.layers.factorization
    assert bench.ask("/edit/undo", "n")[0] == ("n", "/component/hint", 1, 1)
    assert bench.layers.factorization is split
    assert bench.ask("/edit/undo", "n")[0] == ("n", "/component/split", 0, 2)
    assert bench.layers.factorization is first
    bench.ask("/edit/redo", "n")
    assert bench.ask("/edit/redo", "n")[0] == ("n", "/component/hint", 2, 0)
    assert bench.layers.factorization is painted


def test_what_is_found_anew_beside_kept_ones_is_in_no_object_and_an_empty_object_is_none(bench):
    before = bench.layers.factorization
    options = ("fft", before.stft.fft, "hop", before.stft.hop, "iterations", 3)
    bench.ask("/object/set", "n", 0, 0, 1)
    bench.ask("/component/keep", "n", 1, 1)
    bench.ask("/buffer/factorize", "n", 3, *options)
    assert [bench.session.state.value(f"/sound/n/{k}/object") for k in range(3)] == [(-1,), (0,), (-1,)]
    bench.ask("/component/merge", "n", 0, 1)
    assert bench.session.objects.names() == []


def test_a_sound_that_is_gone_takes_its_shapes_with_it(bench):
    bench.ask("/component/split", "n", 0)
    n_bytes = bench.session.memory.n_bytes
    held = bench.layers.buffer.n_bytes + bench.layers.factorization.n_bytes
    bench.ask("/buffer/free", "n")
    assert bench.session.memory.n_bytes < n_bytes - held


def test_a_hint_tells_that_it_is_done_and_no_hints_are_cleared_without_a_step(bench):
    assert bench.ask("/hint/clear", "n")[0] == ("n", 0)
    _, sent = bench.ask("/component/hint", "n", 1, 0.0, 0.1, 100.0, 2000.0, 1.0)
    assert [message[2] for message in sent if message[0] == "/oscfactor/progress"][-1] == 1.0
    n_bytes = bench.session.components.n_bytes
    for _ in range(3):
        bench.ask("/hint/clear", "n")
    assert bench.session.components.n_bytes == n_bytes
