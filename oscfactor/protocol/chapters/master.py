"""Commands about all that is heard: the master, and the cue beside it."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import COMPONENT, GAIN, GLIDE, MAX_GAIN, NAMES, NEW_PATH, ON
from oscfactor.protocol.spec import MIX, PLAYER, SESSION, SOUND, Command

_CUE = (
    "The cue is before all faders, mutes, solos and pans, and before the master; a mono sound goes to both"
    " sides. It needs a device with four channels or more, and is heard on the pair that `/cue/outputs` says."
    " Sessions and scenes do not keep it."
)

_CEILING = Arg(
    "ceiling",
    "f",
    "the highest sample; it stays as it was, at first 0.9",
    None,
    minimum=0.01,
    maximum=MAX_GAIN,
    positional=True,
)
CUE_CHANNEL = Arg("channel", "i", "the device's channel, counted from 0; at first 2", minimum=0, maximum=126)

COMMANDS = (
    Command(
        "/master/gain",
        doc="Set the gain of all that is heard.",
        handler="set_master_gain",
        changes=True,
        needs=(),
        args=(GAIN,),
        options=(GLIDE,),
        done=("gain",),
        example=(0.5, 2.0),
        notes="Streams, pulls and files of sounds are before it; the cue is beside it.",
    ),
    Command(
        "/master/mute",
        doc="Silence all that is heard, or let it sound again.",
        handler="mute_master",
        changes=True,
        needs=(),
        args=(ON,),
        options=(GLIDE,),
        done=("on",),
        example=(0, 0.5),
    ),
    Command(
        "/master/limiter",
        doc="Let no sample above a ceiling be heard (1), or take the limiter away (0).",
        handler="set_limiter",
        changes=True,
        needs=(),
        args=(ON,),
        options=(_CEILING,),
        done=("on", "ceiling"),
        example=(1, 0.8),
        notes="It looks 2 ms ahead: while it is on, all but the cue is heard so much later. The gain comes"
        " back within 0.2 s.",
    ),
    Command(
        "/master/record",
        doc="Write all that is heard to a 32-bit float WAV file, silence included, until it is stopped.",
        handler="record_master",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        args=(NEW_PATH,),
        done=("path",),
        example=("evening.wav",),
        notes="It is a recording as `/player/record` makes them, of all the device's channels, the cue among"
        " them; `/oscfactor/recorded` tells of it by the name `/master`.",
        local=True,
    ),
    Command(
        "/master/record/stop",
        doc="End the recording of all that is heard.",
        handler="stop_recording_master",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        done=("path",),
        local=True,
    ),
    Command(
        "/component/cue",
        doc="Let a component be heard in the cue, or no more.",
        handler="cue_component",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, COMPONENT, ON),
        done=("name", "k", "on"),
        example=("drums", 0, 0),
        notes=_CUE,
    ),
    Command(
        "/player/cue",
        doc="Let a whole buffer be heard in the cue, or no more.",
        handler="cue_player",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, ON),
        done=("name", "on"),
        example=("drums", 0),
        notes=_CUE,
    ),
    Command(
        "/cue/gain",
        doc="Set the gain of the cue.",
        handler="set_cue_gain",
        changes=True,
        needs=(),
        args=(GAIN,),
        options=(GLIDE,),
        done=("gain",),
        example=(0.8,),
    ),
    Command(
        "/cue/outputs",
        doc="Choose the device's channels for the cue: this one and the next.",
        handler="set_cue_outputs",
        changes=True,
        needs=(),
        args=(CUE_CHANNEL,),
        done=("channel",),
        example=(2,),
    ),
)
