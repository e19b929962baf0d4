"""Commands that move faders."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import COMPONENT, GAIN, GLIDE, NAMES, ON
from oscfactor.protocol.spec import MIX, SESSION, SOUND, Command

_HEARD = (
    "What plays goes there along a straight ramp from where it is, over the next block of 256 samples or in"
    " so many seconds; files, pulls and sessions take the goal at once. A pattern as the name, such as `*`,"
    " moves the faders of every buffer with components that it matches."
)

PAN = Arg("position", "f", "-1 left, 0 as it is, 1 right", minimum=-1, maximum=1)

COMMANDS = (
    Command(
        "/component/gain",
        doc="Set a component's gain in the mix.",
        handler="set_component_gain",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, COMPONENT, GAIN),
        options=(GLIDE,),
        done=("name", "k", "gain"),
        example=("drums", 0, 0.5, 2.0),
        notes=_HEARD,
    ),
    Command(
        "/component/mute",
        doc="Mute a component, or not; a muted one is silent even when it is soloed.",
        handler="mute_component",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, COMPONENT, ON),
        options=(GLIDE,),
        done=("name", "k", "on"),
        example=("drums", 0, 0),
        notes=_HEARD,
    ),
    Command(
        "/component/solo",
        doc="Solo a component, or end that; where any is soloed, only those are heard.",
        handler="solo_component",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, COMPONENT, ON),
        options=(GLIDE,),
        done=("name", "k", "on"),
        example=("drums", 0, 0),
        notes=_HEARD,
    ),
    Command(
        "/component/pan",
        doc="Move a component to one side: the other one fades out.",
        handler="pan_component",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, COMPONENT, PAN),
        options=(GLIDE,),
        done=("name", "k", "position"),
        example=("drums", -1, 0.0),
        notes="At `position` p the gain of the side that it leaves is cos(|p| π/2), that of the other is 1. "
        + _HEARD,
    ),
    Command(
        "/player/gain",
        doc="Set the gain of a whole buffer.",
        handler="set_player_gain",
        makes=(MIX,),
        needs=(SOUND, SESSION),
        args=(NAMES, GAIN),
        options=(GLIDE,),
        done=("name", "gain"),
        example=("drums", 1.0),
        notes=_HEARD.replace(" with components", ""),
    ),
)
