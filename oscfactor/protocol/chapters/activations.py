"""Commands that edit activations."""

from dataclasses import replace
from functools import partial

from oscfactor.protocol.arguments import FRAMES, FRAMES_A_BEAT, WHOLE_FRAMES, Arg, Samples
from oscfactor.protocol.chapters.words import (
    FLOATS,
    OFFSET,
    OTHER_BUFFER,
    SEED,
    SOURCE,
    edit_of,
    switch,
)

_FRAME = replace(OFFSET, doc="where to begin, in frames")
_ACTIVATION_VALUES = Samples("values", "f", f"0 to 1e18 each; {FLOATS}")
_UNIT = Arg("unit", "s", "what times are given in", "s", choices=("s", "frames"))
_activation = partial(edit_of, "activation")

COMMANDS = (
    _activation(
        "set",
        "Draw a range of an activation, in every channel; `/component/activation` reads it back.",
        _FRAME,
        _ACTIVATION_VALUES,
        example=("drums", 0, 0, 0.0, 5.0, 2.5, 0.0),
    ),
    _activation(
        "shift",
        "Move an activation in time.",
        Arg("amount", "f", "later, or earlier if negative", minimum=-1e7, maximum=1e7, given=WHOLE_FRAMES),
        options=(_UNIT, switch("wrap", "0 loses what falls out; 1 lets it in at the other end", 1)),
        example=("drums", 0, 0.25),
    ),
    _activation("reverse", "Turn an activation round in time.", example=("drums", 0)),
    _activation(
        "stretch",
        "Make an activation slower or faster; its length stays.",
        Arg("factor", "f", "2 is half as fast", minimum=0.01, maximum=100),
        options=(switch("loop", "1 begins anew where a faster one ends", 0),),
        example=("drums", 0, 2.0),
    ),
    _activation(
        "smooth",
        "Let an activation follow itself with a lag.",
        options=(
            Arg("attack", "f", "lag upwards", 0.0, 0, 1000, unit="s", given=FRAMES, positional=True),
            Arg("release", "f", "lag downwards", 0.1, 0, 1000, unit="s", given=FRAMES, positional=True),
        ),
        example=("drums", 0, 0.0, 0.2),
    ),
    _activation(
        "threshold",
        "Silence an activation where it is weak.",
        Arg("level", "f", "share of its maximum", minimum=0, maximum=1),
        example=("drums", 0, 0.1),
    ),
    _activation(
        "quantize",
        "Move an activation's events onto a grid.",
        Arg("tempo", "f", "beats a minute", minimum=1, maximum=1000, given=FRAMES_A_BEAT),
        options=(
            Arg("division", "i", "lines a beat", 4, minimum=1, maximum=64, positional=True),
            Arg("swing", "f", "lateness of every second line, of their distance", 0.0, 0, 1),
            Arg("strength", "f", "0 moves nothing, 1 moves all the way", 1.0, 0, 1),
            Arg("offset", "f", "where the first beat is", 0.0, -1e6, 1e6, unit="s", given=FRAMES),
        ),
        example=("drums", -1, 104.0, 4, "strength", 0.8),
        notes="An event begins where the activation has risen by a tenth of its maximum. Lines stand on whole"
        " frames within the sound: beyond its end the last one that fits is taken. At strength 1, again"
        " changes nothing.",
    ),
    _activation(
        "random",
        "Move an activation's events by chance.",
        Arg("amount", "f", "by how much at most", minimum=0, maximum=1e6, unit="s", given=FRAMES),
        options=(SEED, Arg("grid", "f", "in steps of this; 0 is any", 0.0, 0, 1e6, unit="s", given=FRAMES)),
        example=("drums", -1, 0.2, 3),
        notes="One that would leave the sound goes as far the other way, or stays.",
    ),
    _activation(
        "scale",
        "Make an activation stronger or weaker.",
        Arg("gain", "f", "linear gain", minimum=0, maximum=1000),
        example=("drums", 0, 0.5),
        notes="A value that would become more than 1e18 is refused.",
    ),
    _activation(
        "normalize",
        "Give an activation a maximum.",
        options=(
            Arg("peak", "f", "of the strongest activation of this sound", 1.0, 0, 1000, positional=True),
        ),
        example=("drums", 0),
    ),
    _activation(
        "power",
        "Raise an activation to an exponent; its maximum stays.",
        Arg("exponent", "f", "above 1 sharper, below 1 flatter", minimum=0.01, maximum=100),
        example=("drums", 0, 2.0),
    ),
    _activation(
        "copy",
        "Replace an activation by another component's, perhaps of another buffer.",
        SOURCE,
        options=(
            OTHER_BUFFER,
            Arg(
                "length",
                "s",
                "how another length is met",
                "truncate",
                choices=("loop", "stretch", "truncate"),
            ),
        ),
        example=("drums", 0, 1),
        notes="`truncate` cuts it at the end, or lets silence follow; `loop` begins it anew where it ends:"
        " both keep its time. `stretch` makes it slower or faster, first frame to first, last to last."
        " Another number of channels gets the mean.",
    ),
)
