"""Glides of faders and cells: held against what each layer gives times the gain that it ought to have."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.model.glides import Glides
from oscfactor.model.layers import Layers, Recombination, with_activation, with_grid
from oscfactor.model.mix import ALL, AUDIBLE, OBJECT_GAIN, OBJECT_PAN
from oscfactor.realtime.orders import BLOCK, COMPONENTS, Playable
from tests.realtime.renderer.test_player import (
    RATE,
    K,
    made,
    noise,
    orders_for,
    player_for,
    rendered,
)

N_BLOCKS = 80
HEARD = N_BLOCKS * BLOCK
CLOSE = 2e-7  # of a peak near 1/2: what rounding costs on another way to the same sum


@pytest.fixture(scope="module")
def sound():
    return made(noise())


@pytest.fixture(scope="module")
def parts(sound):
    """Each layer alone, (K, n_channels, n_samples)."""
    return np.stack([rendered(sound, row) for row in np.eye(K)])[..., :HEARD]


def at(seconds):
    return round(seconds * RATE)


def heard(orders, changes, n_blocks=N_BLOCKS, n_outputs=2):
    """Return what a player gives whose mix changes before some of its blocks."""
    player, parts = player_for(orders, n_outputs), []
    for i in range(n_blocks):
        if i in changes:
            player.orders = changes[i](player.orders)
        parts.append(player.render(BLOCK))
    return np.concatenate(parts, 1)


def mixed(change):
    return lambda orders: replace(orders, mix=change(orders.mix))


def line(begin, n, start, goal):
    """Return a gain that is at `start` until the sample `begin`, and at `goal` with the `n`-th from there."""
    return start + (goal - start) * np.clip((np.arange(HEARD) + 1 - begin) / n, 0, 1)


def test_a_gain_glides_straight_and_lands_on_its_sample(sound, parts):
    n = at(0.1)
    out = heard(orders_for(sound), {4: mixed(lambda mix: mix.with_gain(1, 0.25, 0.1))})
    old, new = rendered(sound, [1, 1, 1, 1])[:, :HEARD], rendered(sound, [1, 0.25, 1, 1])[:, :HEARD]
    begin, end = 4 * BLOCK, 4 * BLOCK + n
    assert np.array_equal(out[:, :begin], old[:, :begin])
    assert not np.array_equal(out[:, end - 2], new[:, end - 2])
    assert np.array_equal(out[:, end - 1 :], new[:, end - 1 :])
    gains = line(begin, n, 1.0, 0.25)
    np.testing.assert_allclose(out, parts.sum(axis=0) + (gains - 1) * parts[1], atol=CLOSE)


def test_faders_glide_at_once_each_in_its_own_time(sound, parts):
    changes = {
        2: mixed(lambda mix: mix.with_gain(0, 0.0, 0.2)),
        9: mixed(lambda mix: mix.with_gain(1, 2.0, 0.05)),
        10: mixed(lambda mix: mix.with_mute(2, True, 0.1)),
        11: mixed(lambda mix: mix.with_gain(3, 0.5)),
    }
    out = heard(orders_for(sound), changes)
    gains = [
        line(2 * BLOCK, at(0.2), 1, 0),
        line(9 * BLOCK, at(0.05), 1, 2),
        line(10 * BLOCK, at(0.1), 1, 0),
        line(11 * BLOCK, BLOCK, 1, 0.5),
    ]
    expected = sum(gain * part for gain, part in zip(gains, parts, strict=True))
    np.testing.assert_allclose(out, expected, atol=2 * CLOSE)
    assert np.array_equal(out[:, -2 * BLOCK :], rendered(sound, [0, 2, 0, 0.5])[:, HEARD - 2 * BLOCK : HEARD])


def test_changes_that_are_told_together_keep_their_own_times(sound, parts):
    """The renderer is sent the last of the orders that follow each other quickly."""
    both = mixed(lambda mix: mix.with_gain(0, 0.0, 0.2).with_gain(1, 0.0, 0.05))
    out = heard(orders_for(sound), {2: both})
    expected = line(2 * BLOCK, at(0.2), 1, 0) * parts[0] + line(2 * BLOCK, at(0.05), 1, 0) * parts[1]
    np.testing.assert_allclose(out, expected + parts[2] + parts[3], atol=2 * CLOSE)


def test_a_new_glide_begins_where_the_old_one_is_and_a_plain_change_ends_it(sound, parts):
    changes = {
        2: mixed(lambda mix: mix.with_gain(0, 0.0, 0.1)),
        6: mixed(lambda mix: mix.with_gain(0, 2.0, 0.1)),
        12: mixed(lambda mix: mix.with_gain(0, 2.0)),
    }
    out = heard(orders_for(sound), changes)
    first, n = line(2 * BLOCK, at(0.1), 1, 0), at(0.1)
    second = line(6 * BLOCK, n, first[6 * BLOCK - 1], 2)
    third = line(12 * BLOCK, BLOCK, second[12 * BLOCK - 1], 2)
    gain = np.concatenate([first[: 6 * BLOCK], second[6 * BLOCK : 12 * BLOCK], third[12 * BLOCK :]])
    np.testing.assert_allclose(out, parts[1:].sum(axis=0) + gain * parts[0], atol=2 * CLOSE)


def test_a_pan_passes_through_the_middle(sound, parts):
    start = mixed(lambda mix: mix.with_solo(0, True).with_pan(0, -1.0))(orders_for(sound))
    out = heard(start, {2: mixed(lambda mix: mix.with_pan(0, 1.0, 0.2))})
    pan = line(2 * BLOCK, at(0.2), -1, 1)
    away = np.stack([np.maximum(pan, 0), np.maximum(-pan, 0)])
    # A straight line stands for the cosine over 21 ms: measured, that is off by less than one per cent.
    assert np.abs(out - np.cos(away * np.pi / 2) * parts[0]).max() < 0.01 * np.abs(parts[0]).max()
    assert np.array_equal(out[1, -2 * BLOCK :], rendered(sound, [1, 0, 0, 0])[1, HEARD - 2 * BLOCK : HEARD])


def test_the_whole_and_a_part_glide_at_once(sound, parts):
    changes = {
        2: mixed(lambda mix: mix.with_level(0.0, 0.2)),
        4: mixed(lambda mix: mix.with_gain(0, 0.0, 0.1)),
    }
    out = heard(orders_for(sound), changes)
    level = line(2 * BLOCK, at(0.2), 1, 0)
    expected = level * (parts[1:].sum(axis=0) + line(4 * BLOCK, at(0.1), 1, 0) * parts[0])
    assert np.abs(out - expected).max() < 0.01 * np.abs(parts).max()
    assert not out[:, 2 * BLOCK + at(0.2) :].any()


def test_components_on_outputs_of_their_own_glide_too(sound, parts):
    start = orders_for(sound, outputs=COMPONENTS)
    out = heard(start, {2: mixed(lambda mix: mix.with_gain(1, 0.0, 0.1))}, n_outputs=2 * K)
    np.testing.assert_allclose(out[2:4], line(2 * BLOCK, at(0.1), 1, 0) * parts[1], atol=CLOSE)
    assert np.array_equal(out[:2], parts[0])


def test_a_glide_goes_on_while_the_sound_is_edited(sound, parts):
    layers = layers_of(sound)
    h = layers.activation(3) * np.float32(0)
    silent = Playable.of(
        layers.buffer, replace(layers, recombination=with_activation(Recombination(), layers, 3, h))
    )
    changes = {
        2: mixed(lambda mix: mix.with_gain(0, 0.0, 0.2)),
        6: lambda orders: replace(orders, sound=silent),
        10: lambda orders: replace(orders, sound=sound),  # undone
    }
    out = heard(orders_for(sound), changes)
    edit = np.minimum(line(6 * BLOCK, BLOCK, 1, 0) + line(10 * BLOCK, BLOCK, 0, 1), 1)
    expected = line(2 * BLOCK, at(0.2), 1, 0) * parts[0] + parts[1] + parts[2] + edit * parts[3]
    np.testing.assert_allclose(out, expected, atol=5 * CLOSE)


def layers_of(sound):
    f = sound.origin
    return Layers(sound.buffer, f)


def edited(sound, was, cells, seconds):
    """Return the recombination with other cells, and the sound as it is then played."""
    layers = replace(layers_of(sound), recombination=was)
    grid = layers.matrix.copy()
    for cell, gain in cells.items():
        grid[cell] = gain
    named = np.zeros(grid.shape, bool)
    for cell in cells:
        named[cell] = True
    r = replace(with_grid(was, "matrix", grid), glides=Glides.after(was.glides, named, seconds))
    return r, Playable.of(layers.buffer, replace(layers, recombination=r))


def alone(sound, grid, phase="source"):
    """Return what is heard of a matrix that stands still."""
    layers = replace(layers_of(sound), recombination=with_grid(Recombination(phase=phase), "matrix", grid))
    gains = np.ones((1, K), np.float32)
    return layers.renderer().render(gains, 0, HEARD)[0]


@pytest.mark.parametrize("phase", ["source", "pghi"])
def test_a_cell_glides_and_lands_on_its_sample(sound, phase):
    plain = Recombination(phase=phase)
    _, quiet = edited(sound, plain, {(0, 1): 0.5}, 0.1)
    out = heard(orders_for(sound), {2: lambda orders: replace(orders, sound=quiet)})
    grid = np.eye(K, dtype=np.float32)
    grid[0, 1] = 0.5
    old, new = rendered(sound, np.ones(K))[:, :HEARD], alone(sound, grid, phase)
    end = 2 * BLOCK + at(0.1)
    assert np.array_equal(out[:, end - 1 :], new[:, end - 1 :])
    np.testing.assert_allclose(out, old + (new - old) * line(2 * BLOCK, at(0.1), 0, 1), atol=CLOSE)


def test_cells_glide_at_once_and_back_to_the_sound_itself(sound):
    r, one = edited(sound, Recombination(phase="source"), {(0, 1): 1.0}, 0.1)
    r, two = edited(sound, r, {(2, 2): 0.0}, 0.05)
    r, back = edited(sound, r, {(0, 1): 0.0, (2, 2): 1.0}, 0.1)
    assert back.frames.cells is None
    changes = {
        2: lambda orders: replace(orders, sound=one),
        5: lambda orders: replace(orders, sound=two),
        30: lambda orders: replace(orders, sound=back),
    }
    out = heard(orders_for(sound), changes)
    identity = np.eye(K, dtype=np.float32)
    cell, third = identity.copy(), identity.copy()
    cell[0, 1], third[2, 2] = 1.0, 0.0
    own = alone(sound, identity)
    first, second = alone(sound, cell) - own, alone(sound, third) - own
    a = np.minimum(line(2 * BLOCK, at(0.1), 0, 1), line(30 * BLOCK, at(0.1), 1, 0))
    b = np.minimum(line(5 * BLOCK, at(0.05), 0, 1), line(30 * BLOCK, at(0.1), 1, 0))
    expected = own + a * first + b * second
    # A glide that begins in the midst of another one is crossfaded into within a block: it comes in softly.
    soft = slice(5 * BLOCK, 6 * BLOCK)
    assert np.abs(out - expected)[:, soft].max() < 0.26 * BLOCK / at(0.05) * np.abs(second).max()
    expected[:, soft] = out[:, soft]
    np.testing.assert_allclose(out, expected, atol=5 * CLOSE)
    assert np.array_equal(out[:, -2 * BLOCK :], rendered(sound, np.ones(K))[:, HEARD - 2 * BLOCK : HEARD])


def test_an_edit_is_heard_while_the_sound_is_stretched():
    """The frames are those of before; what is made of them is not."""
    sound = made(noise())
    _, silent = edited(sound, Recombination(phase="source"), {(k, k): 0.0 for k in range(K)}, 0.0)
    start = orders_for(sound, rate=0.5)
    out = heard(start, {4: lambda orders: replace(orders, sound=silent)}, n_blocks=20)
    assert out[:, : 4 * BLOCK].any()
    assert not out[:, 5 * BLOCK :].any()


def test_nothing_jumps_in_a_storm_of_glides(sound, parts):
    random = np.random.default_rng(5)
    gains, changes = [1.0] * K, {}
    expected = np.ones((K, HEARD))
    for i in sorted(random.choice(60, 30, replace=False)):
        k, goal, seconds = (
            int(random.integers(K)),
            float(random.random()),
            float(random.choice([0, 0.01, 0.07])),
        )
        changes[int(i)] = mixed(lambda mix, k=k, goal=goal, seconds=seconds: mix.with_gain(k, goal, seconds))
        begin, n = i * BLOCK, max(BLOCK, at(seconds))
        expected[k, begin:] = line(begin, n, expected[k, begin - 1] if begin else 1.0, goal)[begin:]
        gains[k] = goal
    out = heard(orders_for(sound), changes)
    np.testing.assert_allclose(out, (expected[:, None] * parts).sum(axis=0), atol=5 * CLOSE)
    final = rendered(sound, np.float32(gains))[:, HEARD - BLOCK : HEARD]
    assert np.array_equal(out[:, -BLOCK:], final)


def test_all_faders_of_a_paused_sound_go_on(sound, parts):
    changes = {
        2: mixed(lambda mix: mix.with_gain(ALL, 0.0, 0.1)),
        4: lambda orders: replace(orders, playing=False),
        40: lambda orders: replace(orders, playing=True),
    }
    out = heard(orders_for(sound), changes)
    assert not out[:, 5 * BLOCK :].any()


def grouped(orders):
    """Return the orders with components 1 and 2 in object 0."""
    return replace(orders, mix=orders.mix.grouped(np.array([-1, 0, 0, -1])))


def test_an_object_glides_with_all_its_components_and_multiplies_their_own_glides(sound, parts):
    n = at(0.1)
    changes = {
        4: mixed(lambda mix: mix.with_object(0, OBJECT_GAIN, lambda f: f.with_gain(0, 0.25), 0.1)),
        6: mixed(lambda mix: mix.with_gain(2, 0.5, 0.05)),
    }
    out = heard(grouped(orders_for(sound)), changes)
    objects = line(4 * BLOCK, n, 1.0, 0.25)
    own = line(6 * BLOCK, at(0.05), 1.0, 0.5)
    wanted = parts[0] + objects * (parts[1] + own * parts[2]) + parts[3]
    np.testing.assert_allclose(out, wanted, atol=1e-3)  # a line stands for a piece of the product
    alone = slice((4 * BLOCK + n), None)
    np.testing.assert_allclose(out[:, alone], wanted[:, alone], atol=CLOSE)


def test_an_objects_mute_fades_and_its_place_turns(sound, parts):
    changes = {
        4: mixed(lambda mix: mix.with_object(ALL, AUDIBLE, lambda f: f.with_mute(0, True), 0.1)),
        40: mixed(lambda mix: mix.with_object(0, AUDIBLE, lambda f: f.with_mute(0, False))),
        60: mixed(lambda mix: mix.with_object(0, OBJECT_PAN, lambda f: f.with_pan(0, -1.0))),
    }
    out = heard(grouped(orders_for(sound)), changes)
    faded = line(4 * BLOCK, at(0.1), 1.0, 0.0)
    early = slice(0, 40 * BLOCK)
    wanted = parts[0] + parts[3] + faded * (parts[1] + parts[2])
    np.testing.assert_allclose(out[:, early], wanted[:, early], atol=CLOSE)
    late = slice(62 * BLOCK, None)
    np.testing.assert_allclose(out[0, late], parts.sum(axis=0)[0, late], atol=CLOSE)
    np.testing.assert_allclose(out[1, late], (parts[0] + parts[3])[1, late], atol=CLOSE)
