"""Commands that paint: rectangles of the spectrogram that belong to a component, or do not."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.factorizing import PROGRESS
from oscfactor.protocol.chapters.words import BUFFER, LONGEST, ONE_COMPONENT, STEPS
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Answer, Command


def _place(name: str, doc: str, unit: str) -> Arg:
    return Arg(name, "f", doc, minimum=0, maximum=LONGEST, unit=unit)


_RECTANGLE = (
    _place("t0", "where the rectangle begins", "s"),
    _place("t1", "where it ends", "s"),
    _place("f0", "its lowest frequency", "Hz"),
    _place("f1", "its highest frequency", "Hz"),
)
_NEEDS = (SOUND, COMPONENTS, EDITS, SESSION)

COMMANDS = (
    Command(
        "/component/hint",
        doc="Say that a rectangle of the spectrogram belongs to a component, or not.",
        handler="hint_component",
        notes=(
            "With a `weight` of 1 the other components count a tenth there, with -1 the component itself."
            " The components go on from where they are, and still add up to the sound. A hint stays"
            " with them and is followed again with each later one. It is a step of undo, and is saved."
        ),
        makes=(EDITS,),
        needs=_NEEDS,
        cost="factorization_bytes",
        args=(
            BUFFER,
            ONE_COMPONENT,
            *_RECTANGLE,
            Arg("weight", "f", "1 belongs to the component, -1 does not", minimum=-1, maximum=1),
        ),
        answers=(PROGRESS,),
        done=("name", "k", STEPS),
        example=("drums", 0, 0.0, 0.05, 40.0, 200.0, 1.0),
    ),
    Command(
        "/hint/list",
        doc="Give the hints that a buffer's components follow, in the order in which they were given.",
        handler="list_hints",
        needs=_NEEDS,
        args=(BUFFER,),
        answers=(Answer("/oscfactor/hint", ("name", "k", "t0", "t1", "f0", "f1", "weight"), "one per hint"),),
        done=("name", "count"),
        example=("drums",),
    ),
    Command(
        "/hint/clear",
        doc="Forget a buffer's hints; the components stay as they are. This can be undone.",
        handler="clear_hints",
        makes=(EDITS,),
        needs=_NEEDS,
        cost="edit_bytes",
        args=(BUFFER,),
        done=("name", STEPS),
        example=("drums",),
    ),
)
