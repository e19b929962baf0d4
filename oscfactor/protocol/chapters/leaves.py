"""The leaves: values with an address of their own."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.editing import EXPONENT, RESIDUAL, THRESHOLD
from oscfactor.protocol.chapters.labels import COLOUR, TEXT
from oscfactor.protocol.chapters.master import CUE_CHANNEL
from oscfactor.protocol.chapters.matrix import METHOD
from oscfactor.protocol.chapters.mixing import PAN
from oscfactor.protocol.chapters.playing import PLACE, RATE
from oscfactor.protocol.chapters.words import GAIN, ON
from oscfactor.protocol.leaf import Leaf

_GAIN = replace(GAIN, default=1.0)
_OFF = replace(ON, default=0)
_PAN = replace(PAN, default=0.0)
_RATE = replace(RATE, default=1.0)
_POSITION = replace(PLACE, default=0.0)
_NAME = replace(TEXT, default="")
_COLOUR = replace(COLOUR, default=None)
_RMS = Arg("rms", "f", "linear; 1 is full scale", 0.0, minimum=0)
_PEAK = Arg("peak", "f", "linear; 1 is full scale", 0.0, minimum=0)
_FROM = Arg("from", "f", "where it begins", 0.0, minimum=0, unit="s")
_TO = Arg("to", "f", "where it ends", 0.0, minimum=0, unit="s")
_COMPONENT = "/sound/{name}/{k}"
_OBJECT = "/sound/{name}/object/{o}"
_IN = Arg("o", "i", "object, counted from 0", -1, minimum=-1)


def _count(name: str, unit: str = "") -> Arg:
    return Arg(name, "i", "how many", 0, minimum=0, unit=unit)


LEAVES = (
    Leaf("/sound/{name}/name", (_NAME,), "What the sound is called where it is shown.", "/buffer/label"),
    Leaf(
        "/sound/{name}/colour",
        (_COLOUR,),
        "The colour in which the sound is shown; at first one of the palette.",
        "/buffer/colour",
    ),
    Leaf(f"{_COMPONENT}/name", (_NAME,), "What a component is called where it is shown.", "/component/label"),
    Leaf(
        f"{_COMPONENT}/colour",
        (_COLOUR,),
        "The colour in which a component is shown; at first one of the palette.",
        "/component/colour",
    ),
    Leaf("/sound/{name}/play", (_OFF,), "Whether the sound plays.", "/player/play", "/player/pause"),
    Leaf("/sound/{name}/rate", (_RATE,), "How fast the sound plays.", "/player/rate"),
    Leaf("/sound/{name}/loop", (_OFF,), "Whether the sound plays again and again.", "/player/loop"),
    Leaf("/sound/{name}/position", (_POSITION,), "The play head.", "/player/seek"),
    Leaf("/sound/{name}/region", (_FROM, _TO), "The part that plays, or would; all of it at first."),
    Leaf("/sound/{name}/gain", (_GAIN,), "The gain of the whole sound.", "/player/gain"),
    Leaf(f"{_COMPONENT}/gain", (_GAIN,), "A component's gain in the mix.", "/component/gain"),
    Leaf(f"{_COMPONENT}/mute", (_OFF,), "Whether a component is muted.", "/component/mute"),
    Leaf(f"{_COMPONENT}/solo", (_OFF,), "Whether a component is soloed.", "/component/solo"),
    Leaf(f"{_COMPONENT}/pan", (_PAN,), "Where a component stands.", "/component/pan"),
    Leaf(f"{_COMPONENT}/object", (_IN,), "The object that a component is in; -1 is none."),
    Leaf(f"{_OBJECT}/gain", (_GAIN,), "An object's gain in the mix.", "/object/gain"),
    Leaf(f"{_OBJECT}/mute", (_OFF,), "Whether an object is muted.", "/object/mute"),
    Leaf(f"{_OBJECT}/solo", (_OFF,), "Whether an object is soloed.", "/object/solo"),
    Leaf(f"{_OBJECT}/pan", (_PAN,), "How far an object is moved to one side.", "/object/pan"),
    Leaf("/sound/{name}/objects", (_count("objects"),), "How many objects there are."),
    Leaf(f"{_COMPONENT}/cue", (_OFF,), "Whether a component is heard in the cue.", "/component/cue"),
    Leaf(
        f"{_COMPONENT}/keep",
        (_OFF,),
        "Whether a component stays when the others are found anew.",
        "/component/keep",
    ),
    Leaf(
        "/sound/{name}/matrix/{activation}/{basis}",
        (replace(GAIN, default=0.0),),
        "The gain with which an activation drives a basis; at first 1 where both are one component's.",
        "/matrix/set",
        together=True,
    ),
    Leaf(
        "/sound/{name}/phase",
        (replace(METHOD, default="pghi"),),
        "From where what never sounded has its phases.",
        "/matrix/phase",
    ),
    Leaf(
        "/sound/{name}/exponent",
        (replace(EXPONENT, default=1.0),),
        "How hard masks part the components.",
        "/edit/exponent",
    ),
    Leaf(
        "/sound/{name}/threshold",
        (replace(THRESHOLD, default=0.0),),
        "Below what masks are 0.",
        "/edit/threshold",
    ),
    Leaf(
        "/sound/{name}/residual",
        (replace(RESIDUAL, default=0),),
        "Whether what masks leave over is a component.",
        "/edit/residual",
    ),
    Leaf("/sound/{name}/level", (_RMS, _PEAK), "How loud the sound is now, as it is heard."),
    Leaf(f"{_COMPONENT}/level", (_RMS,), "How loud a component is now, after its fader."),
    Leaf("/sound/{name}/seconds", (Arg("seconds", "f", "length", 0.0, minimum=0, unit="s"),), "Its length."),
    Leaf("/sound/{name}/channels", (_count("channels"),), "How many channels the sound has."),
    Leaf("/sound/{name}/sample_rate", (_count("rate", "Hz"),), "How many samples a second the sound has."),
    Leaf("/sound/{name}/components", (_count("components"),), "How many components were found."),
    Leaf(
        "/sound/{name}/job",
        (Arg("job", "s", "what is being done", "", choices=("", "load", "factorize", "export")),),
        "What is being done with the sound; nothing where it is empty.",
    ),
    Leaf(
        "/sound/{name}/version",
        (Arg("version", "i", "only ever grows", 0, minimum=0),),
        "Another number whenever the sound or its layers look otherwise: then draw them anew.",
    ),
    Leaf("/master/gain", (_GAIN,), "The gain of all that is heard.", "/master/gain"),
    Leaf("/master/mute", (_OFF,), "Whether all that is heard is silenced.", "/master/mute"),
    Leaf("/master/limiter", (_OFF,), "Whether there is a limiter.", "/master/limiter"),
    Leaf("/master/level", (_RMS, _PEAK), "How loud all is that is heard, the cue apart."),
    Leaf("/cue/gain", (_GAIN,), "The gain of the cue.", "/cue/gain"),
    Leaf("/cue/outputs", (replace(CUE_CHANNEL, default=2),), "Where the cue is heard.", "/cue/outputs"),
    Leaf(
        "/input/state",
        (Arg("state", "s", "of the input", "closed", choices=("closed", "open", "lost")),),
        "Whether the live input is open; `lost` while its device has vanished.",
    ),
    Leaf("/input/device", (Arg("device", "s", "its name", ""),), "What is heard; empty while closed."),
    Leaf("/input/channels", (_count("channels"),), "How many channels the input has."),
    Leaf("/input/sample_rate", (_count("rate", "Hz"),), "How many samples a second the input has."),
    Leaf(
        "/input/missed",
        (_count("missed"),),
        "Blocks of the wire, or samples of a device, that were lost.",
    ),
    Leaf("/input/level", (_RMS, _PEAK), "How loud the input is now: its loudest channel."),
    Leaf("/input/{channel}/level", (_RMS,), "How loud a channel of the input is now."),
    Leaf("/scene/names", (Arg("names", "s", "with commas", ""),), "The names of all scenes."),
)
