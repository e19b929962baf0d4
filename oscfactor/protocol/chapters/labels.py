"""Commands that name and colour sounds and components."""

from dataclasses import replace

from oscfactor.limits import MAX_NAME
from oscfactor.protocol.arguments import Arg, Colour
from oscfactor.protocol.chapters.words import BUFFER, COMPONENT, in_turn
from oscfactor.protocol.spec import MIX, SESSION, SOUND, Command

TEXT = Arg("text", "s", "any text; an empty one takes the name away", max_length=MAX_NAME, empty=True)
COLOUR = Colour("colour", "s", "a colour such as `#ff6b6b`")
_FIRST = "A first one comes from the palette that pictures have. Sessions keep it."

_ROWS = (
    Command(
        "/buffer/label",
        doc="Say what a buffer is called where it is shown; its own name, by which it is found, stays.",
        handler="label_buffer",
        args=(BUFFER, replace(TEXT, doc="any text; an empty one stands for the buffer's own name")),
        done=("name", "text"),
        example=("drums", "Drums, left"),
        notes="Sessions keep it.",
    ),
    Command(
        "/buffer/colour",
        doc="Choose the colour in which a buffer is shown.",
        handler="colour_buffer",
        args=(BUFFER, COLOUR),
        done=("name", "colour"),
        example=("drums", "#53d1f0"),
        notes=_FIRST,
    ),
    Command(
        "/component/label",
        doc="Say what a component is called where it is shown.",
        handler="label_component",
        args=(BUFFER, COMPONENT, TEXT),
        done=("name", "k", "text"),
        example=("drums", 0, "kick"),
        notes="Sessions keep it.",
    ),
    Command(
        "/component/colour",
        doc="Choose the colour in which a component is shown.",
        handler="colour_component",
        args=(BUFFER, COMPONENT, COLOUR),
        done=("name", "k", "colour"),
        example=("drums", 0, "#74d99f"),
        notes=_FIRST,
    ),
)

COMMANDS = in_turn(_ROWS, makes=(MIX,), needs=(SOUND, SESSION))
