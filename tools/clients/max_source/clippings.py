"""The clippings: what stands in Max's menu Paste From, ready to be joined to a patch."""

from __future__ import annotations

from .controls import shown
from .helps import sound
from .pages import LOOP
from .patcher import Patch


def patches() -> dict[str, Patch]:
    """Return each clipping by its name in the menu."""
    return {
        "oscfactor - a sound in layers": layers(),
        "oscfactor - a layer into a buffer~": pulled(),
        "oscfactor - all layers into a polybuffer~": every(),
        "oscfactor - play with faders": played(),
        "oscfactor - layers as control": control(),
    }


def layers() -> Patch:
    """Make a sound that is loaded or dropped, then broken."""
    patch = Patch((420, 240))
    drop = patch.ui("dropfile", (20, 20, 120, 26), ["", ""], **shown("drop", "drop a sound file here"))
    load = patch.obj(20, 56, "prepend load")
    held = patch.obj(20, 130, "oscfactor.buffer mysound")
    for x, word in ((150, LOOP), (330, "open")):
        patch.cord(patch.message(x, 20, word), 0, held)
    patch.cord(patch.message(150, 56, "factorize 4"), 0, held)
    patch.chain(drop, load, held, patch.obj(20, 170, "route load factorize"))
    return patch


def pulled() -> Patch:
    """Make a layer that goes into a buffer~ and is heard there."""
    patch = Patch((420, 300))
    pull = patch.ui("button", (20, 20, 24, 24), ["bang"], **shown("pull", "pull the layer"))
    part = patch.obj(20, 56, "oscfactor.component mysound 0 mylayer")
    there = patch.obj(20, 92, "route to")
    patch.chain(pull, part, there)
    sound(patch, "mylayer", there, 20, 130)
    return patch


def every() -> Patch:
    """Make all layers go into a polybuffer~."""
    patch = Patch((420, 160))
    patch.chain(patch.message(20, 20, "layers to mylayers"), patch.obj(20, 56, "oscfactor.buffer mysound"))
    patch.obj(20, 92, "polybuffer~ mylayers")
    return patch


def played() -> Patch:
    """Make a player, with faders for four layers."""
    patch = Patch((420, 290))
    player = patch.obj(20, 56, "oscfactor.player mysound")
    for x, word in ((20, "play loop 1"), (120, "stop")):
        patch.cord(patch.message(x, 20, word), 0, player)
    for k in range(4):
        patch.bpatcher((20 + 60 * k, 100, 56, 156), "oscfactor.strip", (0, 0), "mysound", k)
    return patch


def control() -> Patch:
    """Make the activations of four layers come as numbers, and that of the first as a signal."""
    patch = Patch((420, 220))
    lists = patch.obj(20, 56, "oscfactor.activations mysound")
    for x, word in ((20, "start 50 scale unit"), (180, "stop")):
        patch.cord(patch.message(x, 20, word), 0, lists)
    patch.cord(lists, 0, patch.obj(20, 92, "unpack 0. 0. 0. 0."))
    patch.obj(20, 140, "oscfactor.activation~ mysound 0")
    return patch
