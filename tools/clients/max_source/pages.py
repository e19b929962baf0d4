"""The parts that all help patches share: the head, the column of inlets and outlets, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass

from .patcher import Patch

LOOP = "load oscfactor-loop.wav"
DARK = [0.14, 0.19, 0.29, 1.0]
WHITE = [1.0, 1.0, 1.0, 1.0]
RIGHT = 560
"""Where the column of inlets and outlets begins."""


@dataclass(frozen=True, slots=True)
class Page:
    """The words of an object: they stand in its help patch and in its reference page."""

    name: str
    digest: str
    text: str
    inlet: tuple[str, ...]
    outlets: tuple[str, ...]
    arguments: tuple[tuple[str, str, str], ...]  # name, type, what it means


OWN: dict[str, dict[str, tuple[tuple[tuple[str, str], ...], str]]] = {
    "oscfactor": {
        "port": ((("port", "int"),), "Say at which port of its computer the daemon is."),
        "target": (
            (("host", "symbol"), ("port", "int")),
            "Say on which computer the daemon is, and at which port.",
        ),
        "listen": ((("port", "int"),), "Say at which port Max listens; without it a free one is found."),
        "osc": ((("address", "symbol"),), "Send any message to the daemon as it is."),
        "buffers": ((), "Ask for the list of all sounds."),
    },
    "oscfactor.buffer": {
        "open": ((), "Choose a sound file in a dialog."),
        "to": ((("buffer~", "symbol"),), "Pull the sound into a buffer~, with all its channels."),
        "from": ((("buffer~", "symbol"),), "Send what is in a buffer~ to the daemon."),
        "layers to": (
            (("polybuffer~", "symbol"),),
            "Put all components into a polybuffer~, as files; the daemon must be on this computer.",
        ),
    },
    "oscfactor.component": {
        "bang": ((), "Pull the component's sound into the buffer~ of the third argument."),
        "to": ((("buffer~", "symbol"),), "Pull the component's sound into a buffer~."),
        "activation to": (
            (("buffer~", "symbol"),),
            "Pull the activation into a buffer~; it lasts as long as the sound.",
        ),
        "basis to": ((("buffer~", "symbol"),), "Pull the basis into a buffer~, one sample for each bin."),
        "stop": ((), "Give up the transfer that is under way."),
    },
    "oscfactor.activations": {
        "start": ((("rate", "float"),), "Begin: the word of Max's users for activations."),
        "1": ((), "Begin, with 50 lists a second."),
        "0": ((), "End."),
    },
    "oscfactor.player": {
        "bang": ((), "Play."),
        "1": ((), "Play."),
        "0": ((), "Stop."),
    },
    "oscfactor.matrix": {},
}
"""Messages that the objects have besides those of the command table: their arguments, and what they do."""

REFUSED = "what was refused: message, code, sentence. The console shows it, too"
ENDED = "what has ended, with its results"

PAGES = (
    Page(
        "oscfactor",
        "The connection to the daemon",
        "Shows whether the daemon answers, and asks about it. You need it only for that, or for a daemon "
        "elsewhere: all other objects bring the connection with them.",
        (
            "port 57130, target HOST PORT: where the daemon is",
            "listen 57300: where Max listens, if it must be a certain port",
            "status, version, buffers, dump 1, quit",
            "audio devices, audio device NAME: where the daemon plays",
            "session save FILE, session load FILE",
            "osc /any/address ...: any message as it is",
        ),
        (
            "1 when the daemon answers, else 0",
            "its status, one message for each word",
            "all that the daemon says, but samples",
        ),
        (
            ("port", "int", "if none is given, that of the daemon on this computer"),
            ("host", "symbol", "this computer if none is given"),
            ("listen", "int", "where Max listens: a free port if none is given"),
        ),
    ),
    Page(
        "oscfactor.buffer",
        "A sound in the daemon, and its components",
        "Holds a sound under a name and breaks it into components. When this opens, a sound is loaded and "
        "broken into four; the first is pulled into a buffer~: click hear. The loudest component is 0.",
        (
            "load FILE, open: read a sound file, of Max's search path, beside the patch or of anywhere",
            "factorize 4 iterations 60: break into 4; 0 lets the daemon choose",
            "to BUFFER~: the sound into a buffer~, with all its channels",
            "from BUFFER~: a buffer~ into the daemon",
            "layers to POLYBUFFER~: all components, as files",
            "cancel, free, info, save FILE",
        ),
        (f"{ENDED}: load 1 101776 44100", "progress, 0 to 1", REFUSED),
        (("name", "symbol", "objects with the same name mean the same sound"),),
    ),
    Page(
        "oscfactor.component",
        "One layer of a sound: its audio, its curves, its place in the mix",
        "A bang pulls the component's sound into a buffer~, range by range. Its activation says "
        "when it sounds, "
        "its basis how. Transfers come one at a time: a new one ends the one before.",
        (
            "bang, to BUFFER~: pull the sound",
            "activation to BUFFER~, basis to BUFFER~: pull a curve",
            "gain 0.5, mute 1, solo 1, pan -1: its place in the mix of the player and of exports",
            "activation shift 0.1, basis transpose 7: edit it",
            "export FOLDER, info, stop",
        ),
        (f"{ENDED}: to 101776", "how far the pull is, 0 to 1", REFUSED),
        (
            ("name", "symbol", "the buffer"),
            ("k", "int", "which component, from 0"),
            ("buffer~", "symbol", "where a bang puts the sound"),
        ),
    ),
    Page(
        "oscfactor.activations",
        "How strongly each component sounds now, as lists",
        "The daemon sends the activations at its play head, or, where nothing plays, at a clock of its own. "
        "Here four of them play four tones: click 1.",
        (
            "1, start 50 scale unit: begin, 50 lists a second; each component's greatest value is 1",
            "0, stop: end",
        ),
        ("the list, one number for each component", "where the play head is, in seconds", REFUSED),
        (("name", "symbol", "the buffer"),),
    ),
    Page(
        "oscfactor.activation~",
        "How strongly a component sounds now, as a signal",
        "The activation of one component, ramped from value to value. Here it opens a filter: click 1. One "
        "start serves all "
        "objects of a buffer.",
        ("1, start 50 scale unit, 0, stop: as oscfactor.activations has them",),
        ("the activation as a signal", "each new value as a number"),
        (("name", "symbol", "the buffer"), ("k", "int", "which component, from 0")),
    ),
    Page(
        "oscfactor.player",
        "Plays a sound, mixed from its components, on the daemon's sound card",
        "The daemon plays by itself: no sound passes through Max; gains, mutes and the matrix are "
        "heard at once. "
        "If nothing is heard, see oscfactor: `audio devices` lists where it can play.",
        (
            "bang, 1, play, play 0.5 loop 1: play, from 0.5 s, again and again",
            "0, stop, pause, seek 0.5",
            "rate 0.5, rate 0.5 resample: slower, with the pitch kept or not",
            "gain 0.5, loop 1 0 1.2, record FILE",
        ),
        ("playing, paused or stopped", "where it is, in seconds", REFUSED),
        (("name", "symbol", "the buffer"),),
    ),
    Page(
        "oscfactor.matrix",
        "Which activation drives which basis",
        "Factorsynth's matrix, a bpatcher. Turn the dials: rows are activations, columns bases; the "
        "diagonal is the "
        "sound itself, anything else is one layer's rhythm in another's colour.",
        (
            "set 0 1 0.5: activation 0 drives basis 1, with gain 0.5",
            "identity, clear, random 0.3 7, shuffle 7",
            "edit undo, edit redo, edit reset",
            "cross make NEW A B: a buffer of A's activations and B's bases",
            "get: show the gains anew",
        ),
        (f"{ENDED}: random 3", REFUSED),
        (("name", "symbol", "the buffer; the grid has as many rows and columns as it has components"),),
    ),
)


def blank(page: Page) -> Patch:
    """Return a help patch that holds all but its example, for which 20 … 540 and 110 … 560 are free."""
    patch = Patch((880, 660))
    head(patch, page.name, page.digest)
    patch.comment(20, 60, page.text, 840)
    y = 110.0
    for title, rows in (
        ("inlet", page.inlet),
        ("outlets, from the left", page.outlets),
        ("arguments", tuple(f"{name}: {text}" for name, _, text in page.arguments)),
    ):
        patch.comment(RIGHT, y, title, 300, fontface=1)
        y += 22
        for row in rows:
            patch.comment(RIGHT, y, row, 300)
            y += _height(patch)
        y += 8
    others = "   ".join(f"[{other.name}]" for other in PAGES if other.name != page.name)
    patch.comment(20, 595, f"see also   {others}", 840)
    return patch


def head(patch: Patch, title: str, digest: str) -> None:
    """Add the title of a page."""
    patch.comment(0, 0, title, 260, fontsize=20.0, fontface=1, textcolor=DARK)
    patch.comment(270, 6, digest, patch.window[0] - 290, fontsize=14.0, textcolor=DARK)


def _height(patch: Patch) -> float:
    return float(patch.boxes[-1]["box"]["patching_rect"][3])
