"""The device for Live: its faders and buttons, and the abstraction that holds the layers' `buffer~`s."""

from __future__ import annotations

from typing import Any

from .patcher import Patch

N_LAYERS = 8
HEIGHT = 169
"""Pixels that Live shows of a device."""
LEFT, STRIP = 150, 44
"""Pixels that the left part takes, and each layer."""
WIDTH = LEFT + N_LAYERS * STRIP + 4
FLOAT, INT, ENUM, BLOB = 0, 1, 2, 4
"""Kinds of parameters, as Max's files number them."""
DECIBEL = 4
"""The style of a number with its unit, as Max's files number it."""
HINTS = {
    "Sound": "Drop a clip, or a file from the browser. It is broken into layers, anew when the set opens.",
    "Layers": "Into how many layers the sound is broken. A change breaks it anew.",
    "Play": "Plays the layers as a loop, at their own speed.",
    "Follow": "Begins the loop when Live's transport starts, and ends it when it stops.",
}


def patches() -> dict[str, Patch]:
    """Return each abstraction of the device by its name."""
    return {"oscfactor.live~": layers()}


def layers() -> Patch:
    """Make `[oscfactor.live~]`: it has a sound broken, and plays the layers in step from `buffer~`s."""
    patch = Patch((900, 520))
    patch.comment(
        20, 5, "[oscfactor.live~] is inside the device for Live: eight layers, each left and right", 700
    )
    script = _script(patch)
    gains = patch.obj(20, 175, "unpack" + " 0." * N_LAYERS, width=200)
    says = patch.obj(260, 175, "route frequency length right phase ramp", width=280)
    patch.cord(script, 0, gains)
    patch.cord(script, 1, says)
    clock, length = patch.obj(260, 215, "phasor~ 0."), patch.obj(350, 215, "sig~ 1000.")
    place, right = patch.obj(260, 250, "*~"), patch.obj(440, 215, "sig~ 1.")
    patch.cord(says, 0, clock)
    patch.cord(says, 3, clock, 1)
    patch.cord(says, 1, length)
    patch.cord(says, 2, right)
    patch.cord(clock, 0, place)
    patch.cord(length, 0, place, 1)
    patch.comment(520, 215, "one clock for all layers, in ms: they cannot drift apart", 350)
    for k in range(N_LAYERS):
        ramp = patch.obj(20 + 108 * k, 315, "pack 0. 10.", width=100)
        patch.cord(gains, k, ramp)
        patch.cord(says, 4, ramp, 1)
        _layer(patch, k, ramp, place, right)
    patch.cord(script, 2, patch.outlet(868, 475, "what to show", 2 * N_LAYERS + 1))
    return patch


def _script(patch: Patch) -> str:
    script = patch.obj(20, 140, "js oscfactor.live.js #0 live-#0", width=420)
    patch.cord(
        patch.inlet(20, 40, "sound PATH, layers 4, ready, transport 1, play 1, active 1 0, solo 1 1"),
        0,
        script,
    )
    end, ending = patch.obj(100, 45, "closebang"), patch.message(190, 45, "closing")
    patch.chain(end, ending, script)
    for x, name in ((290, "oscfactor.of.live-#0"), (470, "oscfactor.of.live-#0.-1")):
        patch.cord(patch.obj(x, 45, f"receive {name}", width=170), 0, script, 1)
    told = patch.obj(290, 100, "prepend connected", width=120)
    patch.chain(patch.obj(290, 72, "receive oscfactor.connected", width=175), told)
    patch.cord(told, 0, script, 1)
    patch.obj(470, 140, "oscfactor.connection")
    return script


def _layer(patch: Patch, k: int, ramp: str, place: str, right: str) -> None:
    """Add one layer: its samples, as far as they are to be heard, on two outlets."""
    x = 20 + 108 * k
    patch.obj(x, 285, f"buffer~ #0-layer{k + 1}", width=100)
    gain = patch.obj(x, 345, "line~ 0.", width=100)
    samples = patch.obj(x, 375, f"play~ #0-layer{k + 1} 2", width=100)
    also = patch.obj(x + 54, 405, "*~", width=45)  # what a mono layer has for the right side
    sides = patch.obj(x, 440, "*~", width=45), patch.obj(x + 54, 440, "*~", width=45)
    patch.cord(ramp, 0, gain)
    patch.cord(place, 0, samples)
    patch.cord(samples, 0, also)
    patch.cord(right, 0, also, 1)
    patch.cord(samples, 0, sides[0])
    patch.cord(samples, 1, sides[1])
    patch.cord(also, 0, sides[1])
    for i, side in enumerate(sides):
        patch.cord(gain, 0, side, 1)
        name = f"layer {k + 1}, {('left', 'right')[i]}"
        patch.cord(side, 0, patch.outlet(x + 54 * i, 475, name, 2 * k + i + 1))


def device() -> Patch:
    """Make the device: an audio effect that adds the layers to what Live gives it."""
    patch = Patch((940, 640), presentation=True)
    patch.comment(20, 5, "oscfactor layers: drop a clip, and play its layers on eight faders", 500)
    inside = patch.obj(20, 330, "oscfactor.live~", width=880)
    came, goes = patch.obj(20, 580, "plugin~"), patch.obj(120, 610, "plugout~")
    for side in (0, 1):
        patch.cord(came, side, goes, side)  # what the track plays goes through
    faders = [_strip(patch, k, inside, goes) for k in range(N_LAYERS)]
    _left(patch, inside)
    begun = patch.obj(700, 45, "live.thisdevice")
    patch.chain(begun, patch.message(700, 75, "ready"), inside)
    moving = patch.obj(700, 125, "plugsync~")
    patch.chain(moving, patch.obj(700, 155, "change"), patch.message(760, 185, "transport $1"), inside)
    patch.more = _window(patch, faders)
    return patch


def _window(patch: Patch, faders: list[str]) -> dict[str, Any]:
    named = {
        box["box"]["id"]: _names(box["box"]) for box in patch.boxes if box["box"].get("parameter_enable")
    }
    bank = {"index": 0, "name": "Layers", "parameters": [named[fader][0] for fader in faders]}
    return {
        "openrect": [0.0, 0.0, float(WIDTH), float(HEIGHT)],
        "devicewidth": float(WIDTH),
        "parameters": {**named, "parameterbanks": {"0": bank}, "inherited_shortname": 1},
        "dependency_cache": [],
        "latency": 0,
        "autosave": 0,
    }


def _names(box: dict[str, Any]) -> list[Any]:
    values = box["saved_attribute_attributes"]["valueof"]
    return [values["parameter_longname"], values["parameter_shortname"], 0]


def _left(patch: Patch, inside: str) -> None:
    """Add what concerns the whole sound."""
    patch.ui("live.comment", (20, 40, 136, 18), [], text="oscfactor layers", **_seen(8, 4, 136, 18))
    more = _stored("Sound", "Sound", BLOB, parameter_invisible=1) | _seen(8, 24, 136, 50)
    drop = patch.ui("live.drop", (20, 70, 136, 50), ["", ""], legend="Drop a clip", decodemode=1, **more)
    patch.chain(drop, patch.obj(20, 215, "prepend sound"), inside)
    more = _stored(
        "Layers", "Layers", INT, 4.0, parameter_mmin=2.0, parameter_mmax=8.0, parameter_unitstyle=0
    )
    more["saved_attribute_attributes"]["valueof"]["parameter_invisible"] = (
        1  # automation would break without end
    )
    dial = patch.ui("live.dial", (180, 70, 44, 48), ["", "float"], **more, **_seen(8, 118, 44, 48))
    patch.chain(dial, patch.message(180, 215, "layers $1"), inside)
    for x, name, word, at, initial in (
        (270, "Play", "play", 122, 0.0),
        (360, "Follow", "follow", 144, 1.0),
    ):
        button = _button(patch, (x, 70, 70, 18), name, name, initial, (64, at, 80, 18))
        patch.chain(button, patch.message(x, 215, f"{word} $1"), inside)
    shown = patch.ui(
        "live.comment", (450, 610, 300, 18), [], text=" ", varname="Shown", **_seen(8, 78, 136, 36)
    )
    told = patch.obj(450, 580, "prepend set")
    patch.cord(inside, 2 * N_LAYERS, told)
    patch.cord(told, 0, shown)


def _strip(patch: Patch, k: int, inside: str, goes: str) -> str:
    """Add the fader of a layer, and the buttons that have it heard, or alone; return the fader's id."""
    x, at = 20 + 112 * k, LEFT + STRIP * k
    name = f"Layer {k + 1}"
    more = _stored(
        name, str(k + 1), FLOAT, 0.0, parameter_mmin=-70.0, parameter_mmax=6.0, parameter_unitstyle=DECIBEL
    )
    more |= _seen(at, 4, 42, 120)
    outlets = ["signal", "signal", "", "float", "list"]
    fader = patch.ui("live.gain~", (x, 390, 48, 136), outlets, n_in=2, channels=2, **more)
    for side in (0, 1):
        patch.cord(inside, 2 * k + side, fader, side)
        patch.cord(fader, side, goes, side)
    kinds = (("On", str(k + 1), "active", 1.0), ("Solo", "S", "solo", 0.0))
    for i, (long, text, word, initial) in enumerate(kinds):
        rect, seen = (x + 52 * i, 250, 40, 16), (at, 128 + 19 * i, 40, 16)
        button = _button(patch, rect, f"{name} {long}", text, initial, seen, short=long)
        told = patch.message(x, 270 + 26 * i, f"{word} {k + 1} $1", width=90)
        patch.chain(button, told, inside)
    return fader


def _button(
    patch: Patch,
    rect: tuple[float, float, float, float],
    name: str,
    text: str,
    initial: float,
    seen: tuple[float, float, float, float],
    short: str = "",
) -> str:
    more = _stored(name, short or name, ENUM, initial, parameter_enum=["off", "on"], parameter_mmax=1)
    return patch.ui("live.text", rect, ["", ""], text=text, texton=text, mode=1, **more, **_seen(*seen))


def _stored(long: str, short: str, kind: int, initial: float | None = None, **more: Any) -> dict[str, Any]:
    """Return what makes a box a parameter that Live keeps with the set, under names that only it has."""
    values = {"parameter_longname": long, "parameter_shortname": short, "parameter_type": kind} | more
    if initial is not None:
        values |= {"parameter_initial": [initial], "parameter_initial_enable": 1}
    found = {"parameter_enable": 1, "varname": long, "saved_attribute_attributes": {"valueof": values}}
    return found | {"annotation_name": long, "annotation": _hint(long)}


def _hint(name: str) -> str:
    if name.endswith(" On"):
        return f"Whether {name.removesuffix(' On').lower()} is heard."
    if name.endswith(" Solo"):
        return f"Only {name.removesuffix(' Solo').lower()} is heard, and what else is soloed."
    return HINTS.get(name, f"How loud {name.lower()} is; layer 1 is the loudest of the sound.")


def _seen(x: float, y: float, width: float, height: float) -> dict[str, Any]:
    return {"presentation": 1, "presentation_rect": [float(x), float(y), float(width), float(height)]}
