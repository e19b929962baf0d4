"""Commands that edit bases."""

from dataclasses import replace
from functools import partial

from oscfactor.protocol.arguments import BINS, Arg, Samples
from oscfactor.protocol.chapters.words import (
    BUFFER,
    EDITING,
    FLOATS,
    OFFSET,
    ONE_COMPONENT,
    OTHER_BUFFER,
    SEED,
    SOURCE,
    STEPS,
    edit_of,
)
from oscfactor.protocol.spec import Command

_BIN = replace(OFFSET, doc="where to begin, in bins")
_BASIS_VALUES = Samples("values", "f", f"0 to 1e9 each; {FLOATS}")
_SILENT = "A basis that is moved out of the range, 0 Hz to half the sample rate, is silent."
_basis = partial(edit_of, "basis")

COMMANDS = (
    _basis(
        "set",
        "Draw a range of a basis; `/component/basis` reads it back.",
        _BIN,
        _BASIS_VALUES,
        example=("drums", 0, 10, 0.0, 0.02, 0.01),
    ),
    _basis(
        "transpose",
        "Move a basis along the scale; its energy stays, unless all of it leaves.",
        Arg("semitones", "f", "up, or down if negative", minimum=-96, maximum=96),
        example=("drums", 0, 7.0),
        notes=_SILENT,
    ),
    _basis(
        "shift",
        "Move a basis along frequency, which bends its intervals; its energy stays, unless all of it leaves.",
        Arg("hz", "f", "up, or down if negative", minimum=-1e6, maximum=1e6, unit="Hz", given=BINS),
        example=("drums", 0, 110.0),
        notes=_SILENT,
    ),
    _basis(
        "blur",
        "Spread each partial of a basis.",
        Arg("hz", "f", "about how far", minimum=0, maximum=1e5, unit="Hz", given=BINS),
        example=("drums", 0, 40.0),
    ),
    _basis(
        "sharpen",
        "Raise a basis to an exponent, so that its peaks stand out.",
        Arg("exponent", "f", "above 1 sharper, below 1 duller", minimum=0.01, maximum=100),
        example=("drums", 0, 1.5),
    ),
    _basis(
        "filter",
        "Cut a basis to a band.",
        Arg("low", "f", "nothing below", minimum=0, maximum=1e6, unit="Hz", given=BINS),
        Arg("high", "f", "nothing above", minimum=0, maximum=1e6, unit="Hz", given=BINS),
        example=("drums", 0, 80.0, 4000.0),
    ),
    _basis(
        "random",
        "Take a step of a random walk: regions of a basis become louder or softer.",
        options=(
            Arg("amount", "f", "about by how much", 6.0, 0, 60, unit="dB", positional=True),
            SEED,
        ),
        example=("drums", 0, 6.0, 3),
    ),
    Command(
        "/basis/swap",
        doc="Exchange the bases of two components.",
        handler="swap_bases",
        args=(BUFFER, ONE_COMPONENT, replace(ONE_COMPONENT, name="other", doc="the other component")),
        done=("name", "k", "other", STEPS),
        **EDITING,
        example=("drums", 0, 1),
    ),
    _basis(
        "copy",
        "Replace a basis by another component's, perhaps of another buffer.",
        SOURCE,
        options=(OTHER_BUFFER,),
        example=("drums", 0, 1),
    ),
)
