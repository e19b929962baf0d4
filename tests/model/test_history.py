"""Steps back and forth: the very bytes, a hundred deep, and no more memory than what changed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscfactor.dsp.edit import activations as act
from oscfactor.dsp.edit import bases, matrices
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import NotFoundError
from oscfactor.model.history import MIN_STEPS, History, difference
from oscfactor.model.layers import GRIDS, PLAIN, Layers, with_activation, with_basis, with_grid
from oscfactor.model.values import Buffer, Factorization

K, N_FRAMES = 4, 50
STFT = Stft(window=64, hop=16, fft=64)


def sound(n_frames: int = N_FRAMES) -> Layers:
    rng = np.random.default_rng(2)
    samples = np.zeros((2, (n_frames - 1) * 16), np.float32)
    W = rng.random((K, STFT.n_bins), np.float32)
    H = rng.random((2, n_frames, K), np.float32)
    return Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0))


def edited(layers: Layers, kind: str, k: int, seed: int) -> Layers:
    r = layers.recombination
    if kind == "activation":
        r = with_activation(r, layers, k, act.shift(layers.activation(k), seed % 11))
    elif kind == "basis":
        r = with_basis(r, layers, k, bases.wander(layers.basis(k), 6, seed=seed))
    elif kind == "matrix":
        r = with_grid(r, "matrix", matrices.shuffled(layers.matrix, seed))
    elif kind in ("mutes", "solos"):
        r = with_grid(r, kind, matrices.with_cell(layers.grid(kind), k, seed % K, seed % 2))
    else:
        r = PLAIN
    return Layers(layers.buffer, layers.factorization, r)


def contents(layers: Layers) -> tuple[bytes, ...]:
    parts = [layers.activation(k) for k in range(K)] + [layers.basis(k) for k in range(K)]
    return tuple(part.tobytes() for part in (*parts, *map(layers.grid, GRIDS)))


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["activation", "basis", *GRIDS, "reset"]),
        st.integers(0, K - 1),
        st.integers(0, 10**6),
    ),
    max_size=12,
)


@given(edits=EDITS)
@settings(max_examples=60, deadline=None)
def test_undo_and_redo_restore_the_very_bytes(edits):
    layers, history = sound(), History()
    states = [layers]
    for edit in edits:
        after = edited(layers, *edit)
        history.record(difference(edit[0], layers, after.recombination))
        layers = after
        states.append(layers)
    for state in reversed(states[:-1]):
        layers = Layers(layers.buffer, layers.factorization, history.undo(layers)[1])
        assert contents(layers) == contents(state)
        assert sorted(layers.recombination.activations) == sorted(state.recombination.activations)
    assert layers.cells() is None
    for state in states[1:]:
        layers = Layers(layers.buffer, layers.factorization, history.redo(layers)[1])
        assert contents(layers) == contents(state)
    with pytest.raises(NotFoundError, match="nothing to redo"):
        history.redo(layers)


def test_an_edit_after_undo_forgets_what_was_undone():
    layers, history = sound(), History()
    after = edited(layers, "basis", 0, 1)
    history.record(difference("/basis/random", layers, after.recombination))
    history.undo(after)
    history.record(difference("/basis/random", layers, after.recombination))
    assert not history.undone
    assert len(history.done) == 1


def test_a_step_takes_memory_for_what_it_changed_only():
    layers, history = sound(n_frames=20_000), History()
    for i in range(300):
        h = act.write(layers.activation(0), 7 * i, [5.0 + i] * 8)
        after = Layers(
            layers.buffer, layers.factorization, with_activation(layers.recombination, layers, 0, h)
        )
        history.record(difference("/activation/set", layers, after.recombination))
        layers = after
    assert len(history.done) == 300
    assert history.n_bytes <= 300 * 8 * 4 * 2 * 2  # values, of 4 bytes, in 2 channels, before and after


def test_a_hundred_steps_are_kept_however_large(monkeypatch):
    monkeypatch.setattr("oscfactor.model.history.MAX_BYTES", 1)
    layers, history = sound(), History()
    for seed in range(MIN_STEPS + 20):
        after = edited(layers, "basis", 0, seed)
        history.record(difference("/basis/random", layers, after.recombination))
        layers = after
    assert len(history.done) == MIN_STEPS


@given(
    moves=st.lists(
        st.tuples(st.integers(0, K - 1), st.integers(0, K - 1), st.floats(0, 2, width=32)), min_size=1
    )
)
@settings(max_examples=60, deadline=None)
def test_moves_of_one_gesture_go_back_and_forth_as_if_each_were_a_step(moves):
    history, each = History(), History()
    layers = start = sound()
    for i, j, gain in moves:
        r = with_grid(layers.recombination, "matrix", matrices.with_cell(layers.matrix, i, j, gain))
        step = difference("/matrix/set", layers, r)
        history.record(step, gesture="mine", now=0.0)
        each.record(step)
        layers = Layers(layers.buffer, layers.factorization, r)
    end = layers.matrix
    assert len(history.done) <= len(each.done) == len(moves)
    assert history.n_bytes == sum(step.n_bytes for step in history.done)
    back = layers
    while history.done:
        back = Layers(back.buffer, back.factorization, history.undo(back)[1])
    np.testing.assert_array_equal(back.matrix, start.matrix)
    while history.undone:
        back = Layers(back.buffer, back.factorization, history.redo(back)[1])
    np.testing.assert_array_equal(back.matrix, end)


def test_a_gesture_is_one_step_until_it_rests_or_something_else_is_done():
    layers = sound()

    def move(gain):
        r = with_grid(layers.recombination, "matrix", matrices.with_cell(layers.matrix, 0, 1, gain))
        return difference("/matrix/set", layers, r)

    history = History()
    for now, gesture, n_done in [(0, "a", 1), (0.4, "a", 1), (0.8, "a", 1), (1.4, "a", 2), (1.5, "b", 3)]:
        history.record(move(1 + now), gesture=gesture, now=now)
        assert len(history.done) == n_done
    history.record(move(3), now=1.5)
    history.record(move(4), now=1.5)
    assert len(history.done) == 5
    history.record(move(5), gesture="b", now=1.6)
    history.undo(layers)
    history.record(move(6), gesture="b", now=1.6)
    assert len(history.done) == 6


def test_the_settings_of_the_masks_go_back_and_forth_too():
    layers, history = sound(), History()
    sharp = replace(layers.recombination, exponent=2.0, threshold=0.1, residual=True, phase="source")
    history.record(difference("/edit/masks", layers, sharp))
    after = Layers(layers.buffer, layers.factorization, sharp)
    assert history.undo(after)[1].settings == PLAIN.settings
    assert history.redo(layers)[1].settings == sharp.settings


def test_the_memory_of_all_steps_is_counted_whatever_becomes_of_them(monkeypatch):
    monkeypatch.setattr("oscfactor.model.history.MAX_STEPS", 5)
    layers, history = sound(), History()
    for seed in range(12):
        after = edited(layers, "basis", seed % K, seed)
        history.record(difference("/basis/random", layers, after.recombination))
        layers = after
        if seed % 4 == 3:
            layers = Layers(layers.buffer, layers.factorization, history.undo(layers)[1])
        assert history.n_bytes == sum(step.n_bytes for step in (*history.done, *history.undone)) > 0
    assert len(history.done) + len(history.undone) <= 5
    assert History(history.done, history.undone).n_bytes == history.n_bytes


def test_at_least_a_hundred_steps_can_be_undone():
    assert MIN_STEPS >= 100
