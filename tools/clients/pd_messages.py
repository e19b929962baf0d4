"""The pages of `pd_patches/messages/`: the messages of each Pd object, from the command table."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Final

from tools.clients.stubs import SUBJECTS, Stub, stubs_of

FOLDER: Final = Path(__file__).resolve().parents[2] / "pd_patches" / "messages"
FONT: Final = 10  # points: the longest page fits a small screen
LINE: Final = 13  # pixels that a line of text takes in that font
LEFT: Final = (15, 46)  # pixels from the left and characters of the first column
RIGHT: Final = (305, 94)  # and of the second

TRANSFERS: Final = {
    "/buffer/read": ("to LEFT RIGHT", "Pull the sound into arrays of Pd, one a channel."),
    "/buffer/write": ("from LEFT RIGHT", "Make a buffer of arrays of Pd, one a channel."),
    "/buffer/alloc": ("rate 44100", "Say which sample rate the arrays of the next `from` have."),
    "/buffer/list": ("open", "Choose a sound file and load it."),
    "/component/audio": (
        "to LEFT RIGHT",
        "Pull the sound into arrays; a bang pulls into the third argument.",
    ),
    "/component/activation": ("activation to ARRAY", "Pull the activation into an array."),
    "/component/basis": ("basis to ARRAY", "Pull the basis into an array."),
    "/stream/activations": ("start 50 scale unit", "Send activations, 50 a second; `1` does so, too."),
}
"""The messages that an object takes in place of a command, and their help."""

LEFT_OUT: Final = ("/stream/audio", "/notify", "/sync", "/component/file")
"""Commands whose answers no object of ours takes, or that objects send by themselves."""


def page(name: str) -> str:
    """Return the patch that lists the messages of a Pd object, e.g. `oscfactor.buffer`."""
    rows = [_row(stub) for stub in stubs_of(name) if stub.command.address not in LEFT_OUT]
    lines, y = [f"#X text 15 10 All that [{name}] understands \\, from the daemon's own table., f 90;"], 36
    for left, right in rows:
        lines += [_text(LEFT, y, left), _text(RIGHT, y, right)]
        y += max(_n_lines(left, LEFT[1]), _n_lines(right, RIGHT[1])) * LINE
    return "\n".join([f"#N canvas 60 60 885 {y + 20} {FONT};", *lines]) + "\n"


def files() -> dict[Path, str]:
    """Return the text of each page by its path."""
    return {FOLDER / f"{name.partition('.')[2] or name}.pd": page(name) for name in SUBJECTS}


def _row(stub: Stub) -> tuple[str, str]:
    return TRANSFERS.get(stub.command.address, (stub.signature, stub.doc))


def _n_lines(text: str, width: int) -> int:
    return len(textwrap.wrap(text.replace("; ", " - "), width))


def _text(column: tuple[int, int], y: int, text: str) -> str:
    # A comma, semicolon or dollar sign is a word of its own to Pd; a semicolon would also break the line.
    plain = re.sub(r"\s*,", r" \\,", text.replace("; ", " - ").replace("…", " ...").replace("$", r"\$"))
    x, width = column
    return f"#X text {x} {y} {plain}, f {width};"
