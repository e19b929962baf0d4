"""Commands that make sound."""

from dataclasses import replace

from oscfactor.protocol.arguments import SECONDS, Arg
from oscfactor.protocol.chapters.words import BUFFER, LONGEST, NAMES, NEW_PATH, ON, switch
from oscfactor.protocol.spec import PLAYER, SESSION, SOUND, STREAM, Answer, Command

_PLAYERS = replace(NAMES, doc="a playing buffer's name, or a pattern of such names")
_START = Arg("start", "f", "where to begin", None, 0, LONGEST, unit="s", positional=True)
_END = Arg("end", "f", "where to end; 0 is the end of the sound", None, 0, LONGEST, unit="s", positional=True)
_LOOP = switch("loop", "1 plays it again and again", None)
_MODE = Arg(
    "mode",
    "s",
    "what the rate does: `stretch` changes the time and keeps the pitch, `resample` moves both",
    None,
    choices=("stretch", "resample"),
)
_RATE_DOC = "speed, 0 to 4: 1 is the sound's own, 0 holds it"
RATE = Arg("rate", "f", _RATE_DOC, minimum=0, maximum=4)
PLACE = Arg("seconds", "f", "where to go", minimum=0, maximum=LONGEST, unit="s")
_STAYS = "What is not given stays as it was the last time; at first it is the whole sound, once, at rate 1."
COMMANDS = (
    Command(
        "/player/play",
        doc="Play a buffer; one that is paused goes on, unless `start` is given.",
        handler="play",
        makes=(PLAYER,),
        needs=(SOUND, PLAYER, SESSION),
        args=(BUFFER,),
        options=(
            _START,
            _END,
            _LOOP,
            replace(RATE, default=None),
            _MODE,
            Arg(
                "outputs",
                "s",
                "`mix` is stereo; `components` gives component k the device's channels 2k and 2k + 1,"
                " `objects` gives object o such a pair, and the components in none the next",
                None,
                choices=("mix", "components", "objects"),
            ),
        ),
        done=("name", "start", "end"),
        example=("drums", "loop", 1),
        notes=_STAYS + " A mono sound goes to both sides; of more channels the first, third … go left, the"
        " second, fourth … right. A device with one channel gets the mean of both sides.",
    ),
    Command(
        "/player/pause",
        doc="Hold a playing buffer; /player/play goes on.",
        handler="pause",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS,),
        done=("name", "seconds"),
        example=("drums",),
    ),
    Command(
        "/player/seek",
        doc="Go on from another place, without a click.",
        handler="seek",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS, PLACE),
        done=("name", "seconds"),
        example=("drums", 0.05),
    ),
    Command(
        "/player/rate",
        doc="Go on at another speed.",
        handler="set_rate",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS, RATE),
        options=(replace(_MODE, positional=True),),
        done=("name", "rate"),
        example=("drums", 0.5),
    ),
    Command(
        "/player/loop",
        doc="Loop a part of the sound (1), or go on to the end (0).",
        handler="set_loop",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS, ON),
        options=(
            _START,
            _END,
            Arg(
                "fade",
                "f",
                "crossfade at the seam; by default the setting",
                None,
                0,
                10_000,
                unit="ms",
                given=SECONDS,
            ),
        ),
        done=("name", "on", "start", "end"),
        example=("drums", 1, 0.0, 0.08),
        notes="In the last `fade` of a round the sound fades into what comes before the start of the loop.",
    ),
    Command(
        "/player/record",
        doc="Write what is heard of a buffer to a 32-bit float WAV file, until it stops.",
        handler="record",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(BUFFER, NEW_PATH),
        done=("name", "path"),
        example=("drums", "take.wav"),
        notes="It begins with what is heard now, or with the first sample where it is sent together with"
        " /player/play. The file has the device's channels and rate; where it is full, or another device has"
        " others, the recording goes on in a next one, take-2.wav. What is there is replaced at the end.",
        local=True,
    ),
    Command(
        "/player/record/stop",
        doc="End a recording while the sound goes on.",
        handler="stop_recording",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS,),
        done=("name", "path"),
        example=("drums",),
        local=True,
    ),
    Command(
        "/player/stop",
        doc="Stop a buffer.",
        handler="stop",
        makes=(PLAYER,),
        args=(_PLAYERS,),
        done=("name", "seconds"),
        example=("drums",),
    ),
    Command(
        "/panic",
        doc="Fade out and stop all that sounds, buffers and streams, whoever began them.",
        handler="panic",
        makes=(PLAYER, STREAM),
        needs=(),
        options=(
            Arg("fade", "f", "how long it takes", 0.05, minimum=0, maximum=60, unit="s", positional=True),
        ),
        done=("count",),
        example=(0.1,),
        notes="It is done when nothing is heard any more, and overtakes what waits. Glides end with what"
        " glides; recordings of buffers end, that of `/master/record` goes on. `count` is how many buffers"
        " played.",
    ),
)

EVENTS = (
    Answer(
        "/oscfactor/player",
        ("name", "state", "seconds"),
        "playing, paused or stopped",
    ),
    Answer(
        "/oscfactor/output", ("state", "text"), "the device is open, lost, closed, or limited: far too loud"
    ),
    Answer("/oscfactor/recorded", ("name", "path", "seconds", "problem"), "a file is whole; why it ended"),
)
