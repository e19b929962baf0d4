"""Commands that make a sound out of two."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import BUFFER
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Answer, Command

OPTIONS = (
    Arg(
        "match",
        "s",
        "`none` takes bases in their order, `optimal` those that are most alike",
        "optimal",
        choices=("none", "optimal"),
    ),
    Arg("likeness", "s", "alike in spectrum, or in time", "spectral", choices=("spectral", "temporal")),
    Arg("morph", "f", "0 keeps the bases, 1 takes the others, between them lies between", 1.0, 0, 1),
    Arg(
        "by",
        "s",
        "`linear` fades between bases, `transport` moves along frequency",
        "linear",
        choices=("linear", "transport"),
    ),
    Arg(
        "length",
        "s",
        "of the activations' sound; or to the end of the bases' sound, or of the first to end",
        "keep",
        choices=("keep", "loop", "stretch", "truncate"),
    ),
    Arg(
        "phase",
        "s",
        "of what is new: see `/matrix/phase`",
        "griffinlim",
        choices=("source", "pghi", "griffinlim"),
    ),
)

COMMANDS = (
    Command(
        "/cross/make",
        doc="Make a buffer in which one sound's activations drive another's bases.",
        handler="make_cross",
        cost="cross_bytes",
        makes=(SOUND, COMPONENTS),
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        uses=("activations", "bases"),
        args=(
            replace(BUFFER, doc="the new buffer's name; one of that name is replaced"),
            replace(BUFFER, name="activations", doc="the buffer whose activations drive"),
            replace(BUFFER, name="bases", doc="the buffer whose bases are driven"),
        ),
        options=OPTIONS,
        answers=(
            Answer("/oscfactor/progress", ("name", "fraction", "iteration", "loss"), "at most 20 a second"),
        ),
        done=("name", "n_channels", "n_samples", "sample_rate", "n_components"),
        example=("crossed", "drums", "drums", "morph", 0.5),
        notes="The new buffer has components at once: it plays, exports, and can be crossed again. Each of"
        " its bases adds up to 1, as those of an analysis do; the factor is in its activation.",
    ),
)
