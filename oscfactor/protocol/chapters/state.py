"""Commands that watch the values of leaves."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import LONGEST, in_turn
from oscfactor.protocol.spec import Answer, Command
from oscfactor.protocol.wire import ALIVE, GONE, VALUE

_VALUE = Answer(VALUE, ("address", "values…"), "what a leaf holds now")
_GONE = Answer(GONE, ("address",), "a leaf that is no more")

_ROWS = (
    Command(
        "/watch",
        doc="Send the values of all leaves that a pattern matches: now, and whenever one changes.",
        handler="watch",
        args=(Arg("pattern", "s", "a leaf's address, or a pattern such as `/sound/*/gain`", max_length=255),),
        options=(
            Arg("rate", "f", "how often one leaf is sent", 20.0, 0.1, 1000, unit="Hz", positional=True),
            Arg("ttl", "f", "ends after so long without another /watch; 0 never", 0.0, 0, LONGEST, unit="s"),
        ),
        answers=(_VALUE, _GONE),
        done=("pattern", "count"),
        example=("/sound//gain",),
        notes="Whoever changes a value, it is sent: a command, a leaf, an undo, a session, a player. The last"
        " value is never left out. Whoever has set a leaf is not sent what it knows, but what the leaf has"
        " taken if that is something else. Leaves that come later are watched too, and one that goes is sent"
        " as `/oscfactor/gone`. A watch ends as a subscription does: with `/notify 0`, a refused port, a"
        " closed connection. Its values go to where your answers go.",
    ),
    Command(
        "/unwatch",
        doc="End a watch.",
        handler="unwatch",
        args=(Arg("pattern", "s", "the pattern that was given to /watch; `*` is all", max_length=255),),
        done=("pattern", "count"),
        example=("*",),
    ),
)

COMMANDS = in_turn(_ROWS, needs=())

EVENTS = (Answer(ALIVE, (), "the daemon is there: every 2 s, also to whoever watches"),)
