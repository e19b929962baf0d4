"""Commands that make sound, and that let it drive other things."""

from dataclasses import replace

from oscfactor.protocol.arguments import SECONDS, Arg
from oscfactor.protocol.chapters.words import BUFFER, COMPONENT, NAMES, NEW_PATH, ON, switch
from oscfactor.protocol.spec import PLAYER, SESSION, SOUND, STREAM, Answer, Command

_SECONDS = 1e7  # more than a year: a bound for the table, not for music
_PLAYERS = replace(NAMES, doc="a playing buffer's name, or a pattern of such names")
_START = Arg("start", "f", "where to begin", None, 0, _SECONDS, unit="s", positional=True)
_END = Arg(
    "end", "f", "where to end; 0 is the end of the sound", None, 0, _SECONDS, unit="s", positional=True
)
_LOOP = switch("loop", "1 plays it again and again", None)
_MODE = Arg(
    "mode",
    "s",
    "what the rate does: `stretch` changes the time and keeps the pitch, `resample` moves both",
    None,
    choices=("stretch", "resample"),
)
_RATE_DOC = "speed, 0 to 4: 1 is the sound's own, 0 holds it"
_TTL = Arg("ttl", "f", "ends after so long without being asked for again; 0 never", 0.0, 0, 1e6, unit="s")
_CLOCK = Arg(
    "clock",
    "s",
    "`player` follows the play head, `internal` needs no sound; `auto` is `internal` where nothing plays",
    "auto",
    choices=("auto", "internal", "player"),
)
_STAYS = "What is not given stays as it was the last time; at first it is the whole sound, once, at rate 1."
_STREAM_CLOCK = (
    _CLOCK,
    Arg("rate", "f", "speed of the internal clock", 1.0, 0, 100),
    switch("loop", "whether the internal clock begins again at the end", 1),
    Arg("start", "f", "where the internal clock begins", 0.0, 0, _SECONDS, unit="s"),
    Arg("end", "f", "where it ends; 0 is the end of the sound", 0.0, 0, _SECONDS, unit="s"),
    _TTL,
)

COMMANDS = (
    Command(
        "/stream/activations",
        doc="Send the activations at the play head, or at an own clock, to whoever asks.",
        handler="stream_activations",
        makes=(STREAM,),
        needs=(SOUND, PLAYER, STREAM, SESSION),
        args=(BUFFER, Arg("rate_hz", "f", "messages a second", minimum=1, maximum=1000, unit="Hz")),
        options=(
            Arg("component", "i", "one component; -1 is all", -1, minimum=-1),
            Arg(
                "scale",
                "s",
                "`unit`: each component's maximum is 1; `db`: below the loudest of all, at least -120",
                "raw",
                choices=("raw", "unit", "db"),
            ),
            Arg("smooth", "f", "time constant of rise and fall", 0.0, 0, 60_000, unit="ms", given=SECONDS),
            Arg(
                "attack",
                "f",
                "time constant of the rise; by default `smooth`",
                None,
                0,
                60_000,
                unit="ms",
                given=SECONDS,
            ),
            Arg(
                "release",
                "f",
                "time constant of the fall; by default `smooth`",
                None,
                0,
                60_000,
                unit="ms",
                given=SECONDS,
            ),
            Arg("threshold", "f", "rising through it, in the chosen scale, is an onset", None, -1000, 1e30),
            *_STREAM_CLOCK,
        ),
        answers=(
            Answer("/oscfactor/frame", ("name", "seconds", "h0…"), "one value for each component"),
            Answer("/oscfactor/onset", ("name", "k", "strength", "seconds")),
            Answer("/oscfactor/stream", ("name", "kind", "why"), "the stream has ended by itself"),
        ),
        done=("name", "rate_hz", "n_values", "clock"),
        example=("drums", 50, "clock", "internal", "ttl", 5),
        notes="Asking again replaces the stream; it goes to the asker only, and ends with its subscription.",
    ),
    Command(
        "/stream/audio",
        doc="Send a component's samples, paced to real time, to whoever asks; -1 is the mix of all.",
        handler="stream_audio",
        makes=(STREAM,),
        needs=(SOUND, PLAYER, STREAM, SESSION),
        args=(BUFFER, COMPONENT),
        options=_STREAM_CLOCK,
        answers=(
            Answer(
                "/oscfactor/block", ("name", "k", "channel", "offset", "samples…"), "one for each channel"
            ),
            Answer("/oscfactor/stream", ("name", "kind", "why"), "the stream has ended by itself"),
        ),
        done=("name", "k", "n_channels", "sample_rate", "clock"),
        example=("drums", 0, "clock", "internal", "ttl", 5),
        notes="A block that is lost is missed by its offset, in samples of the sound.",
    ),
    Command(
        "/stream/stop",
        doc="End the streams of a buffer that go to you.",
        handler="stop_streams",
        makes=(STREAM,),
        args=(replace(NAMES, doc="a buffer's name, or a pattern"),),
        done=("name", "count"),
        example=("drums",),
    ),
    Command(
        "/audio/devices",
        doc="List the devices that can play.",
        handler="list_devices",
        answers=(
            Answer(
                "/oscfactor/device",
                ("index", "name", "api", "n_channels", "sample_rate", "is_default"),
                "one each",
            ),
        ),
        done=("count",),
        local=True,
    ),
    Command(
        "/audio/device",
        doc="Open a device, by a part of its name or by its number; without one, the default device.",
        handler="open_device",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        options=(
            Arg(
                "device",
                "s",
                "`silent` plays to nobody, `none` closes what is open",
                "",
                positional=True,
                number_passes=True,
            ),
            Arg("channels", "i", "0 is 2, or under JACK as many as there are", 0, 0, 128),
            Arg("sample_rate", "i", "0 is the device's own", 0, 0, 1_000_000, unit="Hz"),
            Arg(
                "block", "i", "samples it asks for at once; 0 is the device's own", 0, 0, 8192, unit="samples"
            ),
            Arg(
                "latency",
                "f",
                "how far ahead is rendered: the latency of a fader",
                None,
                1,
                250,
                unit="ms",
                given=SECONDS,
            ),
        ),
        done=("device", "channels", "sample_rate", "block", "latency_ms"),
        local=True,
        example=("silent",),
        notes="What plays goes on where it was. With `none` all numbers are 0.",
    ),
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
            Arg("rate", "f", _RATE_DOC, None, 0, 4),
            _MODE,
            Arg(
                "outputs",
                "s",
                "`mix` is stereo; `components` gives component k the device's channels 2k and 2k + 1",
                None,
                choices=("mix", "components"),
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
        args=(_PLAYERS, Arg("seconds", "f", "where to go", minimum=0, maximum=_SECONDS, unit="s")),
        done=("name", "seconds"),
        example=("drums", 0.05),
    ),
    Command(
        "/player/rate",
        doc="Go on at another speed.",
        handler="set_rate",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(_PLAYERS, Arg("rate", "f", _RATE_DOC, minimum=0, maximum=4)),
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
