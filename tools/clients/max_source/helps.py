"""The help patches: each holds the smallest example that sounds, beside the object's messages."""

from __future__ import annotations

from .controls import dial, shown
from .pages import LOOP, PAGES, Page
from .patcher import Patch
from .tabs import basic, tabbed


def patches() -> dict[str, Patch]:
    """Return each help patch by the name of its object."""
    return {page.name: tabbed(page, _EXAMPLES[page.name](page)) for page in PAGES}


def source(patch: Patch, name: str, n_components: int, y: float = 110) -> str:
    """Add a buffer that loads the loop, or what is dropped on it, and breaks it.

    The loop is loaded as soon as the daemon answers. Returns the id of the box whose outlet 1 says when it
    is broken.
    """
    light = patch.obj(20, y, "oscfactor")
    begin = patch.obj(100, y, "select 1")
    load = patch.message(20, y + 32, LOOP)
    pick = patch.message(200, y + 32, "open")
    split = patch.message(270, y + 32, f"factorize {n_components} iterations 60")
    held = patch.obj(20, y + 68, f"oscfactor.buffer {name}")
    patch.comment(200, y, "drop a sound of yours here:", 190)
    drop = patch.ui("dropfile", (395, y, 165, 26), ["", ""], **shown("drop", "drop a sound file here"))
    dropped = patch.obj(466, y + 32, "prepend load")
    bar = patch.ui(
        "slider",
        (240, y + 68, 140, 20),
        [""],
        orientation=1,
        floatoutput=1,
        size=1.0,
        ignoreclick=1,
        **shown("progress", "how far the job is"),
    )
    patch.comment(390, y + 68, "how far it is", 120)
    patch.chain(drop, dropped, held)
    ended = patch.obj(20, y + 102, "route load factorize")
    patch.chain(light, begin, load, held, ended)
    patch.cord(pick, 0, held)
    patch.cord(ended, 0, split)
    patch.cord(split, 0, held)
    patch.cord(held, 1, bar)
    return ended


def sound(patch: Patch, name: str, pulled: str, x: float, y: float) -> None:
    """Add a `[play~]` of a buffer~ that a click starts, with Max's audio on.

    A mono sound is heard on both sides: `pulled` is the box whose outlet 0 gives its length and its channels.
    """
    hear, go = patch.message(x, y, "hear"), patch.obj(x + 55, y, "trigger b b")
    start, on = patch.message(x, y + 32, "start"), patch.message(x + 60, y + 32, "1")
    channels, mono = patch.obj(x + 150, y + 32, "zl.mth 1"), patch.obj(x + 225, y + 32, "== 1")
    player = patch.obj(x, y + 66, f"play~ {name} 2", width=135)
    both = patch.obj(x + 150, y + 66, "*~")
    dac = patch.ui("ezdac~", (x, y + 102, 45, 45), [], n_in=2)
    patch.cord(hear, 0, go)
    patch.cord(go, 0, start)
    patch.cord(go, 1, on)
    patch.cord(start, 0, player)
    patch.cord(on, 0, dac)
    patch.cord(pulled, 0, channels)
    patch.chain(channels, mono)
    patch.cord(mono, 0, both, 1)
    patch.cord(player, 0, both)
    patch.cord(player, 0, dac)
    patch.cord(player, 1, dac, 1)
    patch.cord(both, 0, dac, 1)
    patch.obj(x + 60, y + 102, f"buffer~ {name}")


def _connection(page: Page) -> Patch:
    patch = basic(page)
    words = ("start", "status", "version", "buffers", "audio devices", "quit")
    asked = patch.obj(20, 220, "oscfactor")
    x = 20.0
    for word in words:
        message = patch.message(x, 110, word)
        patch.cord(message, 0, asked)
        x += len(word) * 6.6 + 30
    for x, text in (
        (20, "port 57130"),
        (125, "target 127.0.0.1 57130"),
        (300, "osc /buffer/info help-hello"),
    ):
        patch.cord(patch.message(x, 145, text), 0, asked)
    patch.comment(20, 182, "start begins a daemon on this computer; or, in a terminal: oscfactor serve", 520)
    light = patch.ui("toggle", (20, 265, 24, 24), ["int"], **shown("answers", "1: the daemon answers"))
    patch.comment(55, 267, "does it answer?", 130)
    patch.cord(asked, 0, light)
    patch.cord(asked, 1, patch.obj(120, 300, "print status"))
    patch.cord(asked, 2, patch.obj(230, 300, "print all"))
    patch.comment(20, 345, "when it answers, a sound goes to the daemon and back; then click hear:", 520)
    answers = patch.obj(20, 380, "select 1")
    load = patch.message(20, 412, LOOP)
    held = patch.obj(20, 444, "oscfactor.buffer help-hello")
    ended = patch.obj(20, 476, "route load to")
    back = patch.message(20, 510, "to help-hello")
    patch.chain(asked, answers, load, held, ended, back, held)
    there = patch.obj(135, 476, "t l")
    patch.cord(ended, 1, there)
    sound(patch, "help-hello", there, 270, 400)
    return patch


def _buffer(page: Page) -> Patch:
    patch = basic(page)
    ended = source(patch, "help-loop", 4)
    go = patch.obj(100, 250, "trigger b")
    part = patch.obj(100, 285, "oscfactor.component help-loop 0 help-layer")
    there = patch.obj(100, 320, "route to")
    patch.cord(ended, 1, go)
    patch.chain(go, part, there)
    sound(patch, "help-layer", there, 100, 355)
    patch.comment(395, 285, "component 0 goes into [buffer~ help-layer]", 150)
    held = _find(patch, "oscfactor.buffer help-loop")
    x = 200.0
    for word in ("info", "cancel", "free"):
        patch.cord(patch.message(x, 250, word), 0, held)
        x += 70
    every = patch.message(20, 520, "layers to help-layers")
    patch.cord(every, 0, held)
    patch.obj(200, 520, "polybuffer~ help-layers")
    patch.comment(20, 548, "all components at once, as files; click it when the sound is broken", 500)
    return patch


def _component(page: Page) -> Patch:
    patch = basic(page)
    ended = source(patch, "help-layers", 4)
    go = patch.obj(60, 250, "trigger b")
    x = 150.0
    part = patch.obj(60, 320, "oscfactor.component help-layers 1 help-sound")
    for word in ("gain 0.5", "gain 1", "mute 1", "mute 0", "info"):
        patch.cord(patch.message(x, 284, word), 0, part)
        x += len(word) * 6.6 + 22
    patch.cord(ended, 1, go)
    pulled = patch.obj(60, 355, "route to activation")
    curve = patch.message(330, 355, "activation to help-curve")
    patch.chain(go, part, pulled)
    sound(patch, "help-sound", pulled, 60, 395)
    patch.cord(pulled, 0, curve)
    patch.cord(curve, 0, part)
    patch.obj(330, 390, "buffer~ help-curve")
    return patch


def _activations(page: Page) -> Patch:
    patch = basic(page)
    ended = source(patch, "help-curves", 4)
    begin, stop = patch.message(100, 250, "start 50 scale unit"), patch.message(250, 250, "stop")
    lists = patch.obj(100, 285, "oscfactor.activations help-curves")
    parts = patch.obj(100, 320, "unpack 0. 0. 0. 0.")
    place = patch.ui("flonum", (330, 320, 70, 22), ["", "bang"], **shown("place", "where it is, in seconds"))
    patch.comment(405, 320, "seconds", 80)
    on = patch.message(330, 250, "1")
    dac = patch.ui("ezdac~", (100, 520, 45, 45), [], n_in=2)
    patch.cord(ended, 1, begin)
    patch.cord(on, 0, dac)
    patch.cord(stop, 0, lists)
    patch.chain(begin, lists, parts)
    patch.cord(lists, 1, place)
    quiet = patch.obj(100, 480, "*~ 0.2")
    for i, hertz in enumerate((110, 220, 330, 550)):
        x = 100 + 105 * i
        ramp, line = patch.obj(x, 355, "pack 0. 20"), patch.obj(x, 385, "line~")
        tone, level = patch.obj(x + 50, 415, f"cycle~ {hertz}", width=75), patch.obj(x, 445, "*~")
        patch.cord(parts, i, ramp)
        patch.chain(ramp, line, level, quiet)
        patch.cord(tone, 0, level, 1)
    patch.cord(quiet, 0, dac)
    patch.cord(quiet, 0, dac, 1)
    return patch


def _activation_signal(page: Page) -> Patch:
    patch = basic(page)
    ended = source(patch, "help-signals", 4)
    begin, stop = patch.message(100, 250, "start 50 scale unit"), patch.message(250, 250, "stop")
    on = patch.message(330, 250, "1")
    signal = patch.obj(100, 285, "oscfactor.activation~ help-signals 0")
    patch.comment(360, 285, "component 0; 1, 2 and 3 are the others", 190)
    filtered = filter_of(patch, signal, 100, 320)
    dac = patch.ui("ezdac~", (100, 490, 45, 45), [], n_in=2)
    patch.cord(ended, 1, begin)
    patch.cord(on, 0, dac)
    patch.cord(begin, 0, signal)
    patch.cord(stop, 0, signal)
    patch.cord(filtered, 0, dac)
    patch.cord(filtered, 0, dac, 1)
    return patch


def filter_of(patch: Patch, signal: str, x: float, y: float) -> str:
    """Add a chord in a filter that `signal` opens; return the id of the box that is heard."""
    deep, up = patch.obj(x, y, "*~ 3500"), patch.obj(x, y + 32, "+~ 120")
    chord = [
        patch.obj(x + 110 + 95 * i, y + 32, f"saw~ {hertz}", width=80)
        for i, hertz in enumerate((55, 82, 110))
    ]
    opened = patch.obj(x + 60, y + 75, "lores~ 120 0.6")
    quiet = patch.obj(x + 60, y + 110, "*~ 0.1")
    patch.chain(signal, deep, up)
    patch.cord(up, 0, opened, 1)
    for tone in chord:
        patch.cord(tone, 0, opened)
    return patch.chain(opened, quiet)


def _player(page: Page) -> Patch:
    patch = basic(page)
    source(patch, "help-song", 4)
    player = patch.obj(100, 320, "oscfactor.player help-song")
    play = patch.message(100, 250, "play loop 1")
    patch.cord(play, 0, player)
    for x, y, word in (
        *((200, 250, "pause"), (260, 250, "stop"), (315, 250, "seek 0.5"), (395, 250, "rate 0.5 stretch")),
        *((200, 284, "rate 1"), (265, 284, "gain 0.5"), (345, 284, "gain 1")),
    ):
        patch.cord(patch.message(x, y, word), 0, player)
    patch.cord(player, 0, patch.obj(100, 355, "print player"))
    place = patch.ui("flonum", (270, 355, 70, 22), ["", "bang"], **shown("place", "where it is, in seconds"))
    patch.cord(player, 1, place)
    patch.comment(345, 355, "seconds", 80)
    patch.comment(100, 400, "two layers, wherever they are moved:", 300)
    for k in (0, 1):
        patch.bpatcher((100 + 80 * k, 430, 56, 156), "oscfactor.strip", (0, 0), "help-song", k)
    return patch


def _matrix(page: Page) -> Patch:
    patch = basic(page)
    source(patch, "help-weave", 6)
    play = patch.message(100, 250, "play loop 1")
    player = patch.obj(100, 285, "oscfactor.player help-weave")
    stop = patch.message(200, 250, "stop")
    grid = patch.bpatcher((250, 325, 242, 242), "oscfactor.matrix", (1, 2), "help-weave")
    patch.chain(play, player)
    patch.cord(stop, 0, player)
    for x, y, word in (
        *((260, 218, "identity"), (335, 218, "random 0.3"), (424, 218, "shuffle"), (492, 218, "clear")),
        *((260, 250, "set 0 1 1"), (342, 250, "scale 0.5")),
        *((300, 284, "edit undo"), (382, 284, "edit redo")),
    ):
        patch.cord(patch.message(x, y, word), 0, grid)
    patch.comment(20, 330, "the player is the daemon's own: the matrix changes what it plays, at once", 210)
    return patch


def _watch(page: Page) -> Patch:
    patch = basic(page)
    source(patch, "help-faders", 4)
    seen = patch.obj(100, 400, "oscfactor.watch help-faders 0")
    part = patch.obj(330, 400, "oscfactor.component help-faders 0")
    moved = patch.message(100, 360, "gain $1")
    parts = patch.obj(100, 440, "route gain mute solo pan")
    back = patch.obj(100, 475, "prepend set")
    fader = patch.ui(
        "slider",
        (100, 325, 140, 20),
        [""],
        orientation=1,
        floatoutput=1,
        size=1.0,
        **dial("gain", "gain of component 0"),
    )
    patch.chain(fader, moved, seen, parts, back, fader)
    patch.cord(moved, 0, part)
    patch.comment(100, 285, "a fader of your own, and another of this layer", 320)
    patch.bpatcher((430, 235, 56, 156), "oscfactor.strip", (0, 0), "help-faders", 0)
    for x, word in ((330, "gain 0.2"), (402, "gain 1"), (462, "mute 1"), (522, "mute 0")):
        patch.cord(patch.message(x, 440, word), 0, part)
    patch.cord(parts, 1, patch.obj(220, 475, "print mute"))
    return patch


def _find(patch: Patch, text: str) -> str:
    return next(str(b["box"]["id"]) for b in patch.boxes if b["box"].get("text") == text)


_EXAMPLES = {
    "oscfactor": _connection,
    "oscfactor.buffer": _buffer,
    "oscfactor.component": _component,
    "oscfactor.activations": _activations,
    "oscfactor.activation~": _activation_signal,
    "oscfactor.player": _player,
    "oscfactor.matrix": _matrix,
    "oscfactor.watch": _watch,
}
