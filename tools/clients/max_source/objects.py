"""The objects: each an abstraction that joins a script to the connection."""

from __future__ import annotations

from . import controls
from .patcher import Patch

SEES = "oscfactor.in"
"""All that the daemon says but samples; only [oscfactor] hears it. The others hear what concerns them."""
SOUND = "oscfactor.of.#1"
COMPONENT = "oscfactor.of.#1.#2"
INFO = "oscfactor.info.#1"
LEAVES = "oscfactor.leaf.#1"
"""Where the values of a sound's leaves are told that somebody shows."""
UP = "oscfactor.up"
"""A bang when the daemon answers anew: who shows its values asks for them."""
ASKS = "oscfactor.send"
START = "oscfactor-start.js"


def patches() -> dict[str, Patch]:
    """Return each object's patch by its name."""
    return {
        "oscfactor": connected(),
        "oscfactor.buffer": buffer(),
        "oscfactor.component": component(),
        "oscfactor.activations": activations(),
        "oscfactor.activation~": activation_signal(),
        "oscfactor.player": player(),
        "oscfactor.matrix": matrix(),
        "oscfactor.connection": connection(),
        "oscfactor.watch": watch(),
    }


def connection() -> Patch:
    """Make the one connection to the daemon; it is inside every object."""
    patch = Patch((620, 330))
    patch.comment(
        20,
        5,
        "The connection to the daemon, inside every object of oscfactor",
        580,
    )
    begin = patch.obj(20, 60, "loadbang")
    asked = patch.obj(105, 60, f"receive {ASKS}")
    mine = patch.obj(105, 32, f"receive {ASKS}.#0")
    target = patch.obj(265, 60, "receive oscfactor.target")
    others = patch.obj(440, 60, "receive oscfactor.others", width=165)
    end = patch.obj(20, 90, "closebang")
    ending = patch.message(105, 90, "closing")
    script = patch.obj(20, 120, "js oscfactor.connection.js #0", width=400)
    for source in (begin, asked, mine, target, others, ending):
        patch.cord(source, 0, script)
    patch.cord(end, 0, ending)
    out = patch.obj(20, 180, "udpsend 127.0.0.1 57130")
    heard = patch.obj(20, 270, "udpreceive")
    seen = patch.obj(220, 180, f"send {SEES}")
    known = patch.obj(220, 215, "send oscfactor.connected")
    patch.cord(script, 0, out)
    patch.cord(script, 1, heard)
    patch.cord(heard, 0, script, 1)
    patch.cord(script, 2, seen)
    patch.cord(script, 3, known)
    patch.cord(script, 4, patch.obj(400, 215, "send oscfactor.others"))
    patch.comment(110, 270, "its port comes from the script: of all connections only one listens", 420)
    return patch


def _object(patch: Patch, arguments: str, y: float, asked: str, *hears: str) -> str:
    """Add the script of an object, with its requests, and the names under which it hears; return its id."""
    script = patch.obj(20, y, f"js oscfactor.object.js {arguments}", width=420)
    say = patch.obj(20, y - 35, "prepend say")  # [js] has meanings of its own for some of our messages
    patch.cord(asked, 0, say)
    patch.cord(say, 0, script)
    patch.cord(patch.obj(150, y - 35, "loadmess loaded"), 0, script)
    end, ending = patch.obj(280, y - 35, "closebang"), patch.message(370, y - 35, "closing")
    patch.cord(end, 0, ending)
    patch.cord(ending, 0, script)
    for i, name in enumerate(hears):
        patch.cord(patch.obj(280 + 180 * i, y - 70, f"receive {name}", width=170), 0, script, 1)
    patch.obj(460, y, "oscfactor.connection")
    return script


def _outlets(patch: Patch, y: float, *comments: str) -> list[str]:
    return [patch.outlet(180 + 100 * i, y, comment, i + 1) for i, comment in enumerate(comments)]


def connected() -> Patch:
    """Make `[oscfactor]`: whether the daemon answers, and its status."""
    patch = Patch((640, 350))
    patch.comment(
        20,
        15,
        "[oscfactor port host listen] shows the connection to the daemon, and lets you change it.",
        600,
    )
    asked = patch.inlet(
        20, 40, "start, status, version, quit, port 57140, target HOST PORT, osc /any/address"
    )
    script = _object(patch, "oscfactor #1 #2 #3", 150, asked, SEES)
    known = patch.obj(20, 208, "receive oscfactor.connected", width=170)
    told = patch.obj(20, 236, "prepend connected", width=120)
    patch.cord(known, 0, told)
    patch.cord(told, 0, script, 1)
    begin = patch.obj(200, 180, "route start")
    patch.cord(script, 3, begin)
    patch.cord(begin, 1, patch.obj(360, 208, "send oscfactor.target"))
    patch.chain(
        begin, patch.obj(200, 208, "prepend script start"), patch.obj(200, 236, f"node.script {START}")
    )
    outs = _outlets(
        patch, 300, "1 when the daemon answers, else 0", "its status", "all that it says, but samples"
    )
    patch.cord(script, 0, outs[0])
    patch.cord(script, 1, outs[1])
    patch.cord(patch.obj(420, 245, f"receive {SEES}"), 0, outs[2])
    return patch


def buffer() -> Patch:
    """Make `[oscfactor.buffer name]`."""
    patch = Patch((660, 520))
    patch.comment(
        20, 15, "[oscfactor.buffer name] holds a sound in the daemon and breaks it into components.", 600
    )
    asked = patch.inlet(
        20, 50, "load FILE, open, factorize 4 iterations 60, to BUFFER~, from BUFFER~, cancel, free"
    )
    chosen = patch.obj(20, 95, "route open")
    dialog = patch.obj(20, 130, "opendialog sound")
    load = patch.obj(20, 165, "prepend load")
    said = patch.obj(150, 130, "t l")
    script = _object(patch, "oscfactor.buffer #1", 245, said, SOUND, INFO)
    patch.cord(asked, 0, chosen)
    patch.chain(chosen, dialog, load, said)
    patch.cord(chosen, 1, said)
    said_of = ("load 2 48000 44100: what has ended", "progress, 0 to 1", "what was refused")
    _transfers(patch, script, "#1", 390, (SOUND, INFO, f"{SOUND}.-1"), *said_of)
    return patch


def component() -> Patch:
    """Make `[oscfactor.component name k buffer~]`."""
    patch = Patch((640, 420))
    patch.comment(
        20,
        15,
        "[oscfactor.component name k buffer~] is one component of a sound: a bang pulls it into a buffer~.",
        610,
    )
    asked = patch.inlet(
        20, 60, "bang, to BUFFER~, activation to BUFFER~, basis to BUFFER~, gain 0.5, mute 1, export FOLDER"
    )
    script = _object(patch, "oscfactor.component #1 #2", 210, asked, COMPONENT)
    _transfers(
        patch,
        script,
        "#1 #2 #3",
        300,
        (COMPONENT, INFO),
        "to 101776: what has ended",
        "how far a pull is, 0 to 1",
        "what was refused",
    )
    return patch


def _transfers(
    patch: Patch, script: str, arguments: str, y: float, hears: tuple[str, ...], *comments: str
) -> None:
    transfer = patch.obj(20, y, f"js oscfactor.transfer.js {arguments}", width=420)
    patch.cord(script, 3, transfer)
    for i, name in enumerate(hears):
        patch.cord(patch.obj(460, y - 34 * (len(hears) - i), f"receive {name}", width=170), 0, transfer, 1)
    for i, out in enumerate(_outlets(patch, y + 80, *comments)):
        patch.cord(script, i, out)
        patch.cord(transfer, i, out)


def activations() -> Patch:
    """Make `[oscfactor.activations name]`."""
    patch = Patch((640, 300))
    patch.comment(
        20,
        15,
        "[oscfactor.activations name] sends the activations at the play head, all components in a list.",
        600,
    )
    asked = patch.inlet(20, 60, "1, start 50 scale unit, 0, stop")
    script = _object(patch, "oscfactor.activations #1", 150, asked, SOUND)
    outs = _outlets(patch, 240, "the list, one number for each component", "seconds", "what was refused")
    frames = patch.obj(170, 195, "receive oscfactor.frame.#1", width=180)  # past the script: there are many
    parts = patch.obj(360, 195, "zl.slice 1")
    patch.cord(frames, 0, parts)
    patch.cord(parts, 1, outs[0])
    patch.cord(parts, 0, outs[1])
    patch.cord(script, 2, outs[2])
    return patch


def activation_signal() -> Patch:
    """Make `[oscfactor.activation~ name k]`."""
    patch = Patch((520, 420))
    patch.comment(
        20, 15, "[oscfactor.activation~ name k] is the activation of one component as a signal.", 480
    )
    asked = patch.inlet(20, 60, "1, start 50 scale unit, 0, stop")
    lists = patch.obj(20, 110, "oscfactor.activations #1")
    value = patch.obj(20, 145, "zl.mth #2")
    again = patch.obj(20, 180, "trigger f b b")
    since, held = patch.obj(140, 215, "timer"), patch.obj(140, 250, "clip 5. 500.")
    ramp = patch.obj(20, 285, "pack 0. 20.")
    signal = patch.obj(20, 320, "line~")
    patch.chain(asked, lists, value, again, ramp, signal, patch.outlet(20, 360, "the activation as a signal"))
    patch.cord(again, 2, since, 1)  # first the time since the last value goes into the ramp,
    patch.cord(again, 1, since)  # then the clock begins anew, then the ramp begins
    patch.chain(since, held)
    patch.cord(held, 0, ramp, 1)
    patch.cord(value, 0, patch.outlet(140, 360, "each new value", 2))
    patch.comment(250, 215, "each ramp lasts as long as the one before: 20 ms at 50 values a second", 240)
    return patch


def player() -> Patch:
    """Make `[oscfactor.player name]`."""
    patch = Patch((640, 300))
    patch.comment(
        20,
        15,
        "[oscfactor.player name] plays a sound, mixed from its components, on the daemon's sound card.",
        600,
    )
    asked = patch.inlet(20, 60, "1, play loop 1, 0, stop, pause, seek 0.5, rate 0.5, gain 0.5, record FILE")
    script = _object(patch, "oscfactor.player #1", 150, asked, SOUND)
    outs = _outlets(patch, 240, "playing, paused or stopped", "seconds", "what was refused")
    states = patch.obj(165, 200, "route playing paused stopped")
    said = [
        patch.message(380 + 75 * i, 200, state) for i, state in enumerate(("playing", "paused", "stopped"))
    ]
    patch.cord(script, 0, states)
    for i, message in enumerate(said):
        patch.cord(states, i, message)
        patch.cord(message, 0, outs[0])
    patch.cord(script, 1, outs[1])
    patch.cord(script, 2, outs[2])
    return patch


def matrix() -> Patch:
    """Make `[oscfactor.matrix name]`, a bpatcher that is a grid of dials."""
    patch = Patch((640, 620), presentation=True)
    patch.comment(
        20, 15, "[oscfactor.matrix name]: rows are activations, columns the bases that they drive.", 600
    )
    asked = patch.inlet(
        20, 50, "set 0 1 0.5, identity, clear, random 0.3 7, shuffle 7, edit undo, cross make NEW A B"
    )
    script = _object(patch, "oscfactor.matrix #1", 150, asked, SOUND)
    outs = _outlets(patch, 560, "random 3: what has ended", "what was refused")
    patch.cord(script, 0, outs[0])
    patch.cord(script, 2, outs[1])
    grid = patch.obj(20, 250, "js oscfactor.matrix.js #1", width=300)
    for x, y, name in ((340, 185, SOUND), (490, 185, INFO), (340, 215, f"{LEAVES}.matrix"), (490, 215, UP)):
        patch.cord(patch.obj(x, y, f"receive {name}", width=140), 0, grid, 1)
    patch.cord(patch.obj(20, 185, "loadmess loaded"), 0, grid)
    end, ending = patch.obj(150, 185, "closebang"), patch.message(235, 185, "closing")
    patch.chain(end, ending, grid)
    cells = patch.ui(
        "matrixctrl",
        (180, 285, 242, 242),
        ["list", "list"],
        presentation=1,
        presentation_rect=[0.0, 0.0, 242.0, 242.0],
        **controls.grid("matrix", "rows are activations, columns the bases that they drive"),
        **{
            "rows": 4,
            "columns": 4,
            "range": 101,
            "dialmode": 1,
            "autosize": 0,
            "one/row": 0,
            "one/column": 0,
        },
    )
    patch.cord(grid, 0, cells)
    patch.cord(cells, 0, grid)
    patch.comment(440, 290, "a dial from 0 to 100 is a gain from 0 to 1", 180)
    return patch


def watch() -> Patch:
    """Make `[oscfactor.watch name k]`, which tells where a component's faders stand."""
    patch = Patch((640, 330))
    patch.comment(
        20, 15, "[oscfactor.watch name k] tells where a component's faders stand, whoever moves them.", 600
    )
    asked = patch.inlet(20, 60, "gain 0.5, mute 1, solo 1, pan -1: what was moved here")
    script = patch.obj(20, 230, "js oscfactor.watch.js #1 #2", width=250)
    for i, name in enumerate((f"{LEAVES}.#2", COMPONENT, f"{SOUND}.-1", UP)):
        patch.cord(patch.obj(300, 90 + 32 * i, f"receive {name}", width=180), 0, script, 1)
    patch.cord(patch.obj(20, 195, "loadmess loaded"), 0, script)
    patch.chain(asked, patch.obj(20, 110, "prepend touched"), script)
    patch.cord(script, 0, patch.outlet(20, 270, "gain 0.5, mute 1, solo 0, pan -1: where they stand"))
    patch.obj(300, 230, "oscfactor.connection")
    return patch
