"""The overview in the menu Extras: what there is, a button for each help and example, and one that begins."""

from __future__ import annotations

from .controls import shown
from .pages import PAGES, head
from .patcher import Patch

EXAMPLES = (
    ("first", "a sound, broken into four; one of its layers in a buffer~"),
    ("mixer", "each layer of a sound on a fader, played by the daemon"),
    ("matrix", "the rhythm of one layer in the colour of another"),
    ("activations", "a layer opens the filter of a chord"),
)


def overview() -> Patch:
    """Make the overview."""
    patch = Patch((800, 660))
    head(patch, "oscfactor", "breaks sounds into layers that can be played")
    patch.comment(
        20,
        50,
        "A daemon, a program of its own, breaks the sounds. `start` begins one on this computer; or, in a "
        "terminal: oscfactor serve. Then open a help or an example.",
        720,
    )
    begin = _button(patch, 20, 100, "start", "start a daemon on this computer")
    light = patch.ui(
        "toggle", (320, 100, 24, 24), ["int"], ignoreclick=1, **shown("answers", "1: it answers")
    )
    patch.comment(355, 102, "does the daemon answer?", 200)
    connection = patch.obj(210, 100, "oscfactor")
    patch.chain(begin, patch.message(120, 100, "start"), connection, light)
    opens = patch.obj(20, 600, "pcontrol")
    rows = [(page.name, f"help {page.name}", page.digest) for page in PAGES]
    rows += [(f"example: {name}", f"loadunique oscfactor-{name}.maxpat", text) for name, text in EXAMPLES]
    for i, (name, does, text) in enumerate(rows):
        y = 145 + 36 * i
        button = _button(patch, 20, y, name, f"open {does.split()[-1]}")
        patch.comment(200, y + 2, text, 300)
        patch.chain(button, patch.message(510, y, does), opens)
    return patch


def _button(patch: Patch, x: float, y: float, text: str, hint: str) -> str:
    width = 80 if text == "start" else 170
    return patch.ui(
        "textbutton", (x, y, width, 24), ["", "", "int"], text=text, **shown(f"open-{text}", hint)
    )
