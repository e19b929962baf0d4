"""Commands that push numbers and samples, paced to real time."""

from dataclasses import replace

from oscfactor.protocol.arguments import SECONDS, Arg
from oscfactor.protocol.chapters.words import BUFFER, COMPONENT, LONGEST, NAMES, ONE_OBJECT, switch
from oscfactor.protocol.spec import COMPONENTS, EDITS, PLAYER, SESSION, SOUND, STREAM, Answer, Command

_TTL = Arg("ttl", "f", "ends after so long without being asked for again; 0 never", 0.0, 0, 1e6, unit="s")
_CLOCK = Arg(
    "clock",
    "s",
    "`player` follows the play head, `internal` needs no sound; `auto` is `internal` where nothing plays",
    "auto",
    choices=("auto", "internal", "player"),
)
_STREAM_CLOCK = (
    _CLOCK,
    Arg("rate", "f", "speed of the internal clock", 1.0, 0, 100),
    switch("loop", "whether the internal clock begins again at the end", 1),
    Arg("start", "f", "where the internal clock begins", 0.0, 0, LONGEST, unit="s"),
    Arg("end", "f", "where it ends; 0 is the end of the sound", 0.0, 0, LONGEST, unit="s"),
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
        "/stream/object",
        doc="Send an object's samples, paced to real time, to whoever asks.",
        handler="stream_object",
        makes=(STREAM,),
        needs=(SOUND, COMPONENTS, EDITS, PLAYER, STREAM, SESSION),
        args=(BUFFER, ONE_OBJECT),
        options=_STREAM_CLOCK,
        answers=(
            Answer(
                "/oscfactor/object_block",
                ("name", "o", "channel", "offset", "samples…"),
                "one for each channel",
            ),
            Answer("/oscfactor/stream", ("name", "kind", "why"), "the stream has ended by itself"),
        ),
        done=("name", "o", "n_channels", "sample_rate", "clock"),
        example=("drums", 0, "clock", "internal", "ttl", 5),
        notes="It is the sum of its components, before all faders, as a stream of a component is.",
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
)
