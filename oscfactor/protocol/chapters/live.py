"""Commands about live input: opened, written to, and caught."""

from oscfactor.protocol.arguments import Arg, Samples
from oscfactor.protocol.chapters.devices import DEVICE
from oscfactor.protocol.chapters.words import BUFFER, CHANNEL, FLOATS
from oscfactor.protocol.spec import COMPONENTS, INPUT, SESSION, SOUND, Answer, Command

MAX_CHANNELS = 128
INPUT_ANSWER = Answer(
    "/oscfactor/input",
    ("state", "text"),
    "the input is `open`, `lost` or `closed`; or `written`, `waiting`: what came over the wire",
)
ACTIVATIONS = Answer(
    "/oscfactor/live",
    ("name", "seconds", "h0…"),
    "the activations of the input, `seconds` after it was opened, in the unit of the buffer's own",
)
_FORMAT = ("name", "n_channels", "n_samples", "sample_rate")
_CAUGHT = (SOUND, COMPONENTS)
_NEEDS = (INPUT, SOUND, SESSION)

COMMANDS = (
    Command(
        "/input/devices",
        doc="List the devices that can hear.",
        handler="list_inputs",
        needs=(),
        answers=(DEVICE,),
        done=("count",),
        local=True,
    ),
    Command(
        "/input/open",
        doc="Hear a device from now on, by a part of its name or by its number; without one, the default.",
        handler="open_input",
        makes=(INPUT,),
        needs=(INPUT,),
        options=(
            Arg(
                "device",
                "s",
                "`wire` is what `/input/write` brings, `silent` hears silence",
                "",
                positional=True,
                number_passes=True,
            ),
            Arg("channels", "i", "0 is 2 at most; of the wire 1", 0, 0, MAX_CHANNELS, positional=True),
            Arg(
                "sample_rate",
                "i",
                "0 is the device's own; of the wire it must be said",
                0,
                0,
                1_000_000,
                unit="Hz",
                positional=True,
            ),
        ),
        done=("device", "channels", "sample_rate"),
        local=True,
        example=("silent",),
        notes="Nothing is heard before this is sent, nor after `/input/close`. The last seconds are kept in"
        " memory, as many as the setting `live_seconds` says, and no longer than the input is open; only what"
        " is captured or recorded becomes a buffer. To open anew forgets what was heard so far. A device that"
        " vanishes is opened again when it is back.",
    ),
    Command(
        "/live/capture",
        doc="Let a buffer be what was just heard: the last seconds before now, or before some seconds ago.",
        handler="capture",
        cost="sound_bytes",
        makes=_CAUGHT,
        needs=_NEEDS,
        args=(BUFFER, Arg("seconds", "f", "how much", minimum=0.001, maximum=1e7, unit="s")),
        options=(Arg("ago", "f", "how long before now it ends", 0.0, 0, 1e7, unit="s", positional=True),),
        done=_FORMAT,
        local=True,
        example=("caught", 0.005),
        notes="A `/buffer/factorize` sent with it waits for it. Jobs on a buffer that was caught, up to a"
        " minute long, do not wait behind other jobs.",
    ),
    Command(
        "/live/record",
        doc="Record the input into a buffer from now on, for some seconds or until `/live/stop`.",
        handler="record_input",
        changes=True,
        needs=(INPUT, SESSION),
        args=(BUFFER,),
        options=(
            Arg("seconds", "f", "how much; 0 is until it is stopped", 0.0, 0, 1e7, unit="s", positional=True),
        ),
        done=("name", "seconds"),
        local=True,
        example=("recorded",),
        notes="`done` comes at once, with the most seconds that it may become; `/oscfactor/captured` tells"
        " when the buffer is there. It also ends, with what was heard, when the input is closed.",
    ),
    Command(
        "/live/stop",
        doc="End a recording of the input: the buffer is what was heard since.",
        handler="stop_recording_input",
        cost="sound_bytes",
        makes=_CAUGHT,
        needs=_NEEDS,
        args=(BUFFER,),
        done=_FORMAT,
        local=True,
        example=("recorded",),
    ),
    Command(
        "/live/match",
        doc="Tell the activations of the input by a buffer's bases, while it goes on; a rate of 0 ends that.",
        handler="match_input",
        changes=True,
        needs=(INPUT, SOUND, COMPONENTS, SESSION),
        args=(BUFFER,),
        options=(
            Arg("rate", "f", "messages a second, at most one for each frame", 50.0, 0, 1000, positional=True),
        ),
        answers=(ACTIVATIONS,),
        done=("name", "rate", "n_components"),
        local=True,
        example=("drums", 50),
        notes="The input must have the rate of the sound in which the bases were found. All subscribers are"
        " told. A frame is told when the last sample of its window has been heard. The bases are as they are"
        " now; send it again after editing them. It ends, with a sentence in `/oscfactor/notice`, when the"
        " buffer is freed or gets new components, or the input is closed.",
    ),
    Command(
        "/input/write",
        doc="Bring a block of the wire's sound, in real time; it is not answered.",
        handler="write_input",
        needs=(INPUT,),
        args=(
            CHANNEL,
            Arg("sequence", "i", "counts the blocks of a channel, modulo 65536", minimum=0, maximum=65535),
            Samples("samples", "f", FLOATS),
        ),
        answers=(INPUT_ANSWER,),
        local=True,
        quiet=True,
        example=(0, 0, 0.0, 0.5, -0.5),
        notes="Silence stands for blocks that are missing. `/oscfactor/input` tells once a second how many"
        " came and how many were missed; what is wrong is said once a second at most. One program writes at a"
        " time; the wire is free when it has written nothing for a second.",
    ),
    Command(
        "/input/close",
        doc="Hear nothing any more, if anything is heard, and forget it; what was captured stays.",
        handler="close_input",
        makes=(INPUT,),
        needs=(INPUT,),
        local=True,
    ),
)

EVENTS = (
    INPUT_ANSWER,
    ACTIVATIONS,
    Answer(
        "/oscfactor/captured",
        ("name", "n_channels", "n_samples", "sample_rate"),
        "what was captured or recorded is a buffer now",
    ),
)
