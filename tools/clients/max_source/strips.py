"""A fader, mute and solo of a layer that stand where the daemon's do."""

from __future__ import annotations

from .controls import dial, shown, switch
from .patcher import Patch

WORDS = ("gain", "mute", "solo")


def strip() -> Patch:
    """Make `[oscfactor.strip name k]`, a bpatcher: a fader, mute, solo, and how strongly the layer sounds."""
    patch = Patch((560, 400), presentation=True)
    patch.comment(20, 15, "[oscfactor.strip name k]: gain, level, mute and solo of a component", 480)
    level = patch.obj(330, 60, "oscfactor.activations #1")
    value = patch.obj(330, 95, "zl.mth #2")
    meter = _slider(
        patch, (330, 130, 14, 120), [34, 4, 14, 120], ignoreclick=1, **shown("level", "how it sounds now")
    )
    patch.chain(level, value, meter)
    fader = _slider(patch, (20, 60, 22, 120), [6, 4, 22, 120], **dial("gain", "gain of the layer, 0 to 1"))
    patch.cord(patch.obj(400, 130, "loadmess set 1."), 0, fader)
    mute = _toggle(patch, 100, [6, 130], **switch("mute", "mute the layer"))
    solo = _toggle(patch, 180, [30, 130], **switch("solo", "hear only this layer"))
    part = patch.obj(20, 240, "oscfactor.component #1 #2")
    seen = patch.obj(20, 275, "oscfactor.watch #1 #2")
    stands = patch.obj(20, 310, f"route {' '.join(WORDS)}")
    patch.chain(seen, stands)
    for i, (control, word) in enumerate(zip((fader, mute, solo), WORDS, strict=True)):
        moved = patch.message(20 + 80 * i, 200, f"{word} $1")
        patch.chain(control, moved, part)
        patch.cord(moved, 0, seen)  # while the finger moves it nothing comes back
        back = patch.obj(20 + 110 * i, 345, "prepend set")
        patch.cord(stands, i, back)
        patch.cord(back, 0, control)
    return patch


def _slider(patch: Patch, rect: tuple[float, float, float, float], place: list[float], **more: object) -> str:
    drawn = {"presentation": 1, "presentation_rect": [float(v) for v in place]}
    return patch.ui("slider", rect, [""], floatoutput=1, size=1.0, **drawn, **more)


def _toggle(patch: Patch, x: float, place: list[float], **more: object) -> str:
    drawn = {"presentation": 1, "presentation_rect": [float(place[0]), float(place[1]), 20.0, 20.0]}
    return patch.ui("toggle", (x, 60, 24, 24), ["int"], **drawn, **more)
