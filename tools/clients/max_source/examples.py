"""The examples."""

from __future__ import annotations

from .controls import shown
from .helps import filter_of, sound, source
from .pages import LOOP, head
from .patcher import Patch

N_STRIPS = 8


def patches() -> dict[str, Patch]:
    """Return each patch by its path in the package."""
    return {
        "examples/oscfactor-first.maxpat": first(),
        "examples/oscfactor-mixer.maxpat": mixer(),
        "examples/oscfactor-matrix.maxpat": matrix(),
        "examples/oscfactor-activations.maxpat": activations(),
    }


def first() -> Patch:
    """Make the first patch of docs/max.md: a sound, broken into four, of which one is heard."""
    patch = Patch((560, 440))
    load, split = patch.message(20, 20, LOOP), patch.message(205, 20, "factorize 4")
    pick = patch.message(310, 20, "open")
    held = patch.obj(20, 60, "oscfactor.buffer drums")
    ended = patch.obj(20, 100, "route factorize")
    go = patch.obj(20, 140, "trigger b")
    part = patch.obj(20, 180, "oscfactor.component drums 0 layer")
    there = patch.obj(20, 220, "route to")
    patch.cord(load, 0, held)
    patch.cord(split, 0, held)
    patch.cord(pick, 0, held)
    patch.chain(held, ended, go, part, there)
    sound(patch, "layer", there, 20, 255)
    return patch


def mixer() -> Patch:
    """Make the mixer: each layer of a sound on a fader, played by the daemon."""
    patch = Patch((760, 620))
    head(patch, "mixer", "each layer of a sound on a fader, played by the daemon")
    patch.comment(20, 60, "Load a sound of your own with `open`. Below each fader: mute and solo.", 700)
    ended = source(patch, "mix", N_STRIPS)
    _player(patch, "mix", ended, 260)
    for k in range(N_STRIPS):
        patch.bpatcher((20 + 60 * k, 400, 56, 156), "oscfactor.strip", (0, 0), "mix", k)
        patch.comment(20 + 60 * k, 562, str(k), 50)
    return patch


def _player(patch: Patch, name: str, ended: str, y: float) -> None:
    play = patch.message(20, y, "play loop 1")
    player = patch.obj(20, y + 34, f"oscfactor.player {name}")
    begin = patch.message(300, y, "start 20 scale unit")
    lists = patch.obj(300, y + 34, f"oscfactor.activations {name}")
    patch.cord(ended, 1, begin)
    patch.cord(play, 0, player)
    patch.cord(begin, 0, lists)
    for x, word in ((120, "stop"), (175, "rate 0.5"), (245, "rate 1")):
        patch.cord(patch.message(x, y, word), 0, player)
    place = patch.ui(
        "flonum", (90, y + 72, 70, 22), ["", "bang"], **shown("place", "where it is, in seconds")
    )
    patch.cord(player, 1, place)
    patch.comment(165, y + 72, "seconds", 80)


def matrix() -> Patch:
    """Make the matrix: the layers of a sound recombined while it plays."""
    patch = Patch((760, 660))
    head(patch, "matrix", "the rhythm of one layer in the colour of another")
    patch.comment(
        20,
        60,
        "Rows are activations, columns bases. `random` deals them out; the diagonal is the sound itself.",
        700,
    )
    ended = source(patch, "cloth", 6)
    _player(patch, "cloth", ended, 260)
    grid = patch.bpatcher((200, 380, 242, 242), "oscfactor.matrix", (1, 2), "cloth")
    for i, word in enumerate(("identity", "random 0.3 1", "random 0.3 2", "shuffle 1", "clear", "edit undo")):
        patch.cord(patch.message(20, 380 + 34 * i, word), 0, grid)
    patch.cord(grid, 0, patch.obj(470, 600, "print matrix"))
    return patch


def activations() -> Patch:
    """Make activations as control: a layer that the daemon plays opens a filter of Max's."""
    patch = Patch((760, 620))
    head(patch, "activations", "a layer of a sound opens the filter of a chord")
    patch.comment(
        20, 60, "The daemon plays a sound; the activation of its loudest layer opens a filter in Max.", 700
    )
    ended = source(patch, "control", 6)
    _player(patch, "control", ended, 260)
    signal = patch.obj(20, 380, "oscfactor.activation~ control 0")
    heard = filter_of(patch, signal, 20, 412)
    dac = patch.ui("ezdac~", (80, 550, 45, 45), [], n_in=2)
    on = patch.message(480, 260, "1")
    patch.cord(on, 0, dac)
    patch.cord(heard, 0, dac)
    patch.cord(heard, 0, dac, 1)
    return patch
