"""Commands that edit activations and bases, and take edits back."""

from dataclasses import replace

from oscfactor.protocol.arguments import BINS, FRAMES, FRAMES_A_BEAT, WHOLE_FRAMES, Arg, Samples
from oscfactor.protocol.chapters.matrix import SEED, STEPS
from oscfactor.protocol.chapters.words import (
    BUFFER,
    COMPONENT,
    OFFSET,
    ONE_COMPONENT,
    in_turn,
    switch,
)
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Command
from oscfactor.wire import MAX_NAME, NAME_FORBIDDEN

_FRAME = replace(OFFSET, doc="where to begin, in frames")
_BIN = replace(OFFSET, doc="where to begin, in bins")
_FLOATS = "floats, or one blob of big-endian float32"
_ACTIVATION_VALUES = Samples("values", "f", f"0 to 1e18 each; {_FLOATS}")
_BASIS_VALUES = Samples("values", "f", f"0 to 1e9 each; {_FLOATS}")
_UNIT = Arg("unit", "s", "what times are given in", "s", choices=("s", "frames"))
_FROM = Arg("source", "i", "component that is copied, counted from 0", minimum=0)
_BUFFER = Arg(
    "buffer",
    "s",
    "another buffer that it is of",
    "",
    forbidden=NAME_FORBIDDEN,
    max_length=MAX_NAME,
    positional=True,
)
_SILENT = "A basis that is moved out of the range, 0 Hz to half the sample rate, is silent."
_DONE = ("name", "k", STEPS)


def _activation(word: str, doc: str, *args: Arg, options: tuple[Arg, ...] = (), **rest: object) -> Command:
    return Command(
        f"/activation/{word}",
        doc=doc,
        handler=f"{word}_activation",
        args=(BUFFER, COMPONENT, *args),
        options=options,
        done=_DONE,
        **rest,  # type: ignore[arg-type]
    )


def _basis(word: str, doc: str, *args: Arg, options: tuple[Arg, ...] = (), **rest: object) -> Command:
    return Command(
        f"/basis/{word}",
        doc=doc,
        handler=f"{word}_basis",
        args=(BUFFER, COMPONENT, *args),
        options=options,
        done=_DONE,
        **rest,  # type: ignore[arg-type]
    )


def _step(word: str, doc: str, done: tuple[str, ...]) -> Command:
    return Command(
        f"/edit/{word}", doc=doc, handler=f"{word}_edit", args=(BUFFER,), done=done, example=("drums",)
    )


ACTIVATIONS = (
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
        _FROM,
        options=(
            _BUFFER,
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

BASES = (
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
        example=("drums", 0, 1),
    ),
    _basis(
        "copy",
        "Replace a basis by another component's, perhaps of another buffer.",
        _FROM,
        options=(_BUFFER,),
        example=("drums", 0, 1),
    ),
)

STEPPING = (
    _step("undo", "Take the last edit of a buffer back.", ("name", "what", "n_undo", "n_redo")),
    _step("redo", "Do the edit again that was undone last.", ("name", "what", "n_undo", "n_redo")),
    _step("reset", "Let the components sound as they were found; this can be undone, too.", ("name", STEPS)),
    Command(
        "/edit/masks",
        doc="Shape the masks: what they leave over then is a component of its own, behind the last.",
        handler="set_masks",
        args=(BUFFER,),
        options=(
            Arg("exponent", "f", "1 lets components add up; more parts them harder", 1.0, 1, 16),
            Arg("threshold", "f", "masks below this are 0", 0.0, 0, 1),
            switch("residual", "1 makes what is left over a component", 0),
        ),
        done=("name", STEPS),
        example=("drums", "exponent", 2.0, "residual", 1),
        notes="That component's number is `n_components`, which does not count it: a sound of K components"
        " has a component K then, with gain, mute, solo and pan, audio and a file, but with zeros for"
        " activation and basis, and no row in the matrix.",
    ),
)

COMMANDS = in_turn(ACTIVATIONS + BASES + STEPPING, makes=(EDITS,), needs=(SOUND, COMPONENTS, EDITS, SESSION))
