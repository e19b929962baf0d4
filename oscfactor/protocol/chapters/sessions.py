"""Commands that keep all there is in a file."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import GLIDE, NEW_PATH, NOTICE, PATH, switch
from oscfactor.protocol.spec import ALL_THINGS, PREPARED, SESSION, Answer, Command

_SEARCH = Arg(
    "search",
    "s",
    "folders to look for moved sound files in",
    "",
    max_length=4096,
    positional=True,
    file="read",
)
COMMANDS = (
    Command(
        "/session/save",
        doc="Write all buffers, components, edits with their undo, faders, matrices and players to a file.",
        handler="save_session",
        needs=ALL_THINGS,
        args=(NEW_PATH,),
        options=(switch("embed", "1 puts all samples in; 0 only those that no sound file holds", 0),),
        done=("path", "count"),
        local=True,
        example=("evening.oscf",),
        notes="The file is written whole or not at all.",
    ),
    Command(
        "/session/load",
        doc="Replace all there is by a saved session; if that is damaged or not understood, nothing is.",
        handler="load_session",
        makes=ALL_THINGS,
        cost="sound_bytes",
        needs=ALL_THINGS,
        args=(PATH,),
        options=(_SEARCH,),
        answers=(NOTICE,),
        done=("path", "count"),
        local=True,
        example=("evening.oscf",),
        notes="Sound files are known by what they hold: one that has moved is looked for, by name first, in"
        " the session's folder and in those of `search`, which stand apart as in your PATH.",
    ),
    Command(
        "/session/prepare",
        doc="Read a saved session while this one sounds, so that `/session/switch` can bring it at once.",
        handler="prepare_session",
        makes=(PREPARED,),
        cost="sound_bytes",
        needs=(PREPARED, SESSION),
        args=(PATH,),
        options=(_SEARCH,),
        answers=(NOTICE,),
        done=("path", "count"),
        local=True,
        example=("evening.oscf",),
        notes="Both sessions must find room in `max_memory`. What is prepared takes the place of what was"
        " prepared before.",
    ),
    Command(
        "/session/switch",
        doc="Replace all there is by the session that was prepared; what plays fades over.",
        handler="switch_session",
        cost="sound_bytes",
        makes=ALL_THINGS,
        needs=(*ALL_THINGS, PREPARED),
        options=(GLIDE,),
        done=("path", "count"),
        local=True,
        notes="The new session's players begin, and the old one's fade out. What was not saved of the old"
        " session is left as a copy, as by `/session/load`.",
    ),
    Command(
        "/session/recoverable",
        doc="List the sessions that daemons left without saving them, the newest first.",
        handler="list_recoverable",
        answers=(
            Answer(
                "/oscfactor/recoverable",
                ("which", "date", "sounds", "path"),
                "one per copy: its number, when it was written, how many sounds are in it, its file",
            ),
        ),
        done=("count",),
        local=True,
        notes="A daemon that ends in whatever way leaves a copy of a session that has changed since it was"
        " saved; the last few are kept. What a daemon that runs keeps is not among them.",
    ),
    Command(
        "/session/recover",
        doc="Load a session that a daemon left without saving it, the newest by default.",
        handler="recover_session",
        makes=ALL_THINGS,
        cost="sound_bytes",
        needs=ALL_THINGS,
        options=(
            _SEARCH,
            Arg("which", "i", "number of the copy in `/session/recoverable`; 0 is the newest", 0, minimum=0),
        ),
        answers=(NOTICE,),
        done=("path", "count"),
        local=True,
        notes="The path is empty if there is no copy. A copy is made every `autosave` seconds, a setting, and"
        " at the end. What was not saved when another session takes its place is left as a copy, too.",
    ),
)

EVENTS = (
    Answer(
        "/oscfactor/autosave",
        ("state", "text"),
        "`failed`: no copy of the session can be kept, and why; `kept`: it can be again",
    ),
)
