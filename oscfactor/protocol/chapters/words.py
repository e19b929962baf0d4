"""Arguments that many commands share."""

from dataclasses import replace
from typing import Any

from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.protocol.arguments import REQUIRED, SWITCH, Arg
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Answer, Command

LONGEST = 1e7  # seconds, more than a year: a bound for the table, not for music
MAX_GAIN = 16.0  # linear
_PATTERN_FORBIDDEN = "".join(c for c in NAME_FORBIDDEN if c not in "*?[]{},")


def switch(name: str, doc: str, default: Any = REQUIRED, **rest: Any) -> Arg:
    """Return an argument that is 1 or 0."""
    return Arg(name, "i", doc, default, 0, 1, given=SWITCH, **rest)


BUFFER = Arg(
    "name", "s", "the buffer's name", forbidden=NAME_FORBIDDEN, max_length=MAX_NAME, number_passes=True
)
NAMES = Arg(
    "name",
    "s",
    "a buffer's name, or a pattern of names",
    forbidden=_PATTERN_FORBIDDEN,
    max_length=MAX_NAME,
    number_passes=True,
)
COMPONENT = Arg("k", "i", "component, counted from 0; -1 means all", minimum=-1)
ONE_COMPONENT = Arg("k", "i", "component, counted from 0", minimum=0)
ONE_OBJECT = Arg("o", "i", "object, counted from 0", minimum=0)
CHANNEL = Arg("channel", "i", "channel, counted from 0", minimum=0)
GAIN = Arg("gain", "f", "linear gain", minimum=0.0, maximum=MAX_GAIN)
OFFSET = Arg("offset", "i", "where to begin, in samples", minimum=0)
COUNT = Arg("count", "i", "how many; at most the setting `chunk` come in one answer", minimum=1)
PATH = Arg(
    "path", "s", "a file's path; `~`, quotes and `file://` are understood", max_length=4096, file="read"
)
NEW_PATH = replace(PATH, file="new")
FOLDER = Arg("directory", "s", "a folder; made if it is not there", max_length=4096, file="new")

SEED = Arg("seed", "i", "the same seed gives the same result", 0, minimum=0, positional=True)
STEPS = "n_undo"
"""How many steps can be undone now."""
FLOATS = "floats, or one blob of big-endian float32"
SOURCE = Arg("source", "i", "component that is copied, counted from 0", minimum=0)
OTHER_BUFFER = Arg(
    "buffer",
    "s",
    "another buffer that it is of",
    "",
    forbidden=NAME_FORBIDDEN,
    number_passes=True,
    max_length=MAX_NAME,
    positional=True,
)

NOTICE = Answer("/oscfactor/notice", ("name", "text"), "a sound is not whole: why, or what it comes without")
ON = switch("on", "1 or 0")
GLIDE = Arg(
    "seconds",
    "f",
    "how long what plays takes to get there; 0 is one block of 256 samples",
    0.0,
    minimum=0.0,
    maximum=3600.0,
    unit="s",
    positional=True,
)
BUFFER_ANSWER = Answer(
    "/oscfactor/buffer", ("name", "n_channels", "n_samples", "sample_rate", "n_components", "path")
)


EDITING: dict[str, Any] = {
    "makes": (EDITS,),
    "needs": (SOUND, COMPONENTS, EDITS, SESSION),
    "cost": "edit_bytes",
}
"""Things that an edit of components makes and needs, and the memory that it takes."""


def edit_of(kind: str, word: str, doc: str, *args: Arg, **rest: Any) -> Command:
    """Return the row of an edit of a component's `activation` or `basis`."""
    return Command(
        f"/{kind}/{word}",
        doc=doc,
        handler=f"{word}_{kind}",
        args=(BUFFER, COMPONENT, *args),
        done=("name", "k", STEPS),
        **{**EDITING, **rest},
    )


def in_turn(rows: tuple[Command, ...], **order: Any) -> tuple[Command, ...]:
    """Return rows that all make, need and use the same things."""
    return tuple(replace(row, **order) for row in rows)
