"""The words of our objects, for their helps and reference pages, and the head of an example."""

from __future__ import annotations

from dataclasses import dataclass

from .patcher import Patch

LOOP = "load oscfactor-loop.wav"
DARK = [0.14, 0.19, 0.29, 1.0]
WHITE = [1.0, 1.0, 1.0, 1.0]


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
        "start": (
            (("port", "int"),),
            "Start a daemon on this computer, with what `oscfactor install-clients max` has noted.",
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
    "oscfactor.watch": {
        word: (((word, kind),), f"Say that {what} was moved here: for a moment nothing comes back.")
        for word, kind, what in (
            ("gain", "float", "the fader"),
            ("mute", "int", "the mute"),
            ("solo", "int", "the solo"),
            ("pan", "float", "the pan"),
        )
    },
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
            "start: start a daemon on this computer; quit: end it",
            "status, version, buffers, dump 1",
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
        "broken into four; the first is pulled into a buffer~: click hear. The loudest component is 0. "
        "Drop a sound of your own on the field.",
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
    Page(
        "oscfactor.watch",
        "Where a component's fader, mute, solo and pan stand",
        "Tells them when it is made and whenever they are moved, here or by another program. Send it what "
        "your own dial does, too: while a dial is moved, nothing comes back that would fight the finger.",
        ("gain 0.5, mute 1, solo 1, pan -1: what was moved here",),
        ("gain 0.5, mute 1, solo 0, pan -1: where they stand; for a fader: route gain, prepend set",),
        (("name", "symbol", "the buffer"), ("k", "int", "which component, from 0")),
    ),
)


def head(patch: Patch, title: str, digest: str) -> None:
    """Add the title of a page."""
    patch.comment(0, 0, title, 260, fontsize=20.0, fontface=1, textcolor=DARK)
    patch.comment(270, 6, digest, patch.window[0] - 290, fontsize=14.0, textcolor=DARK)
