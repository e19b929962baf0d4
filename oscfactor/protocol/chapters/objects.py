"""Commands for objects: components that move together."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg, Indices
from oscfactor.protocol.chapters.mixing import PAN
from oscfactor.protocol.chapters.words import BUFFER, EDITING, GAIN, GLIDE, NAMES, ON, STEPS
from oscfactor.protocol.spec import COMPONENTS, EDITS, MIX, SESSION, SOUND, Answer, Command

OBJECT = Arg("o", "i", "object, counted from 0; -1 means all", minimum=-1)
ONE_OBJECT = Arg("o", "i", "object, counted from 0", minimum=0)
_NAMES = replace(NAMES, doc="a buffer's name, or a pattern of names of buffers that have objects")
_NEEDS = (SOUND, COMPONENTS, EDITS, SESSION)
_HEARD = "It glides as faders of components do. A component is heard by its own gain times its object's."


def _fader(word: str, doc: str, value: Arg, handler: str, example: float, notes: str = "") -> Command:
    """Return the row of a fader of an object."""
    return Command(
        f"/object/{word}",
        doc=doc,
        handler=handler,
        makes=(MIX,),
        needs=_NEEDS,
        args=(_NAMES, OBJECT, value),
        options=(GLIDE,),
        done=("name", "o", value.name),
        example=("drums", 0, example),
        notes=notes + _HEARD,
    )


COMMANDS = (
    Command(
        "/object/find",
        doc="Find objects: group all components by where they stand, or by how they sound.",
        handler="find_objects",
        args=(
            BUFFER,
            Arg("n", "i", "how many; 0 chooses, to be corrected by ear", minimum=0, maximum=1024),
        ),
        options=(
            Arg(
                "by",
                "s",
                "`auto` is `pan`, where components stand left and right; for a mono sound it is `timbre`",
                "auto",
                choices=("auto", "pan", "timbre"),
                positional=True,
            ),
        ),
        done=("name", "count", STEPS),
        example=("drums", 2, "timbre"),
        notes="It takes the place of objects that there were, and is one step of undo. By pan, the objects"
        " are numbered from left to right: factorize into some 28 components first, more than there are"
        " sources. By timbre, the loudest object comes first: a suggestion, to be edited by `/object/set`. It"
        " is of use where each source has tones of its own. It is not good on drums and on mixes of"
        " recordings, where fewer components serve better. Components without any sound are in no object.",
        **EDITING,
    ),
    Command(
        "/object/set",
        doc="Let an object consist of these components, and of no others.",
        handler="set_object",
        args=(BUFFER, ONE_OBJECT, Indices("k", "i", "components, counted from 0; -1 means all", minimum=-1)),
        done=("name", "o", "count", STEPS),
        example=("drums", 0, 0, 1),
        notes="A component is in one object at most: it leaves the one that it was in. Components in no"
        " object are heard by their own faders alone. `count` components are in the object. It is a step of"
        " undo, and changes nothing that is heard while the object's faders are as they were at first.",
        **EDITING,
    ),
    Command(
        "/object/clear",
        doc="Let an object have no components; they go on by themselves.",
        handler="clear_object",
        args=(BUFFER,),
        options=(replace(OBJECT, default=-1, positional=True),),
        done=("name", "o", STEPS),
        example=("drums", 1),
        notes="Other objects keep their numbers. Faders stay where they are, for components that come later.",
        **EDITING,
    ),
    Command(
        "/object/list",
        doc="List the objects, and the components of each.",
        handler="list_objects",
        needs=_NEEDS,
        args=(BUFFER,),
        answers=(Answer("/oscfactor/object", ("name", "o", "k…"), "one or more each"),),
        done=("name", "count"),
        example=("drums",),
        notes="Components that are in none are not listed.",
    ),
    _fader("gain", "Set an object's gain in the mix.", GAIN, "set_object_gain", 0.5),
    _fader(
        "mute",
        "Mute an object, or not; all of it is silent even where it is soloed.",
        ON,
        "mute_object",
        0,
    ),
    _fader(
        "solo",
        "Solo an object, or end that; where any object or component is soloed, only those are heard.",
        ON,
        "solo_object",
        0,
    ),
    _fader(
        "pan",
        "Move an object to one side, and each of its components by as much.",
        PAN,
        "pan_object",
        -0.5,
        notes="A component stands at the sum of its own place and its object's, from -1 to 1. ",
    ),
)
