"""Commands that take edits back, and that shape the masks."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.factorizing import MOVED
from oscfactor.protocol.chapters.words import (
    BUFFER,
    EDITING,
    STEPS,
    in_turn,
    switch,
)
from oscfactor.protocol.spec import Command

EXPONENT = Arg("exponent", "f", "1 lets components add up; more parts them harder", minimum=1, maximum=16)
THRESHOLD = Arg("threshold", "f", "masks below this are 0", minimum=0, maximum=1)
RESIDUAL = switch("residual", "1 makes what is left over a component")


def _mask(word: str, doc: str, arg: Arg, example: float) -> Command:
    return Command(
        f"/edit/{word}",
        doc=doc,
        handler=f"set_{word}",
        args=(BUFFER, arg),
        done=("name", word, STEPS),
        example=("drums", example),
    )


def _step(word: str, doc: str, done: tuple[str, ...]) -> Command:
    return Command(
        f"/edit/{word}",
        doc=doc,
        handler=f"{word}_edit",
        args=(BUFFER,),
        answers=() if word == "reset" else (MOVED,),
        done=done,
        example=("drums",),
    )


_ROWS = (
    _step("undo", "Take the last edit of a buffer back.", ("name", "what", "n_undo", "n_redo")),
    _step("redo", "Do the edit again that was undone last.", ("name", "what", "n_undo", "n_redo")),
    _step("reset", "Let the components sound as they were found; this can be undone, too.", ("name", STEPS)),
    Command(
        "/edit/masks",
        doc="Shape the masks: what they leave over then is a component of its own, behind the last.",
        handler="set_masks",
        args=(BUFFER,),
        options=(
            replace(EXPONENT, default=1.0),
            replace(THRESHOLD, default=0.0),
            replace(RESIDUAL, default=0),
        ),
        done=("name", STEPS),
        example=("drums", "exponent", 2.0, "residual", 1),
        notes="That component's number is `n_components`, which does not count it: a sound of K components"
        " has a component K then, with gain, mute, solo and pan, audio and a file, but with zeros for"
        " activation and basis, and no row in the matrix.",
    ),
    _mask(
        "exponent",
        "Choose how hard masks part components; the rest of `/edit/masks` stays.",
        EXPONENT,
        2.0,
    ),
    _mask("threshold", "Choose below what masks are 0; the rest of `/edit/masks` stays.", THRESHOLD, 0.1),
    _mask("residual", "Make what masks leave over a component, or not; the rest stays.", RESIDUAL, 0),
)

COMMANDS = in_turn(_ROWS, **EDITING)
