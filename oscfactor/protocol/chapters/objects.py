"""Commands for objects: components that move together."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg, Indices
from oscfactor.protocol.chapters.components import FORMAT, SUBTYPE
from oscfactor.protocol.chapters.mixing import PAN
from oscfactor.protocol.chapters.words import (
    BUFFER,
    CHANNEL,
    COUNT,
    EDITING,
    FOLDER,
    GAIN,
    GLIDE,
    NAMES,
    OFFSET,
    ON,
    ONE_OBJECT,
    STEPS,
)
from oscfactor.protocol.spec import COMPONENTS, EDITS, MIX, SESSION, SOUND, Answer, Command

OBJECT = Arg("o", "i", "object, counted from 0; -1 means all", minimum=-1)
_NAMES = replace(NAMES, doc="a buffer's name, or a pattern of names of buffers that have objects")
_NEEDS = (SOUND, COMPONENTS, EDITS, SESSION)
_SUM = "An object is the sum of its components, before all faders, as a component is."
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
        " may help where each source has tones of its own. It is not good on drums and on mixes of"
        " recordings, where fewer components serve better. Components without any sound are in no object.",
        **EDITING,
    ),
    Command(
        "/object/set",
        doc="Let an object consist of these components, and of no others.",
        handler="set_object",
        args=(BUFFER, ONE_OBJECT, Indices("k", "i", "components, counted from 0; -1 means all", minimum=-1)),
        done=("name", "o", "count", STEPS),
        example=("drums", 1, 2, 3),
        notes="A component is in one object at most: it leaves the one that it was in. Components in no"
        " object are heard by their own faders alone. `count` components are in the object. It is a step of"
        " undo, and changes nothing that is heard while the object's faders are as they were at first.",
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
    Command(
        "/object/audio",
        doc="Give a range of an object's sound; a range past the end is cut there.",
        handler="object_audio",
        needs=_NEEDS,
        args=(BUFFER, ONE_OBJECT, CHANNEL, OFFSET, COUNT),
        answers=(Answer("/oscfactor/object_audio", ("name", "o", "channel", "offset", "total", "samples…")),),
        done=("name", "o", "channel", "offset", "count"),
        example=("drums", 0, 0, 0, 512),
        notes=_SUM,
    ),
    Command(
        "/object/file",
        doc="Give objects as sound files: the quick way for programs on this machine.",
        handler="object_file",
        cost="export_bytes",
        local=True,
        needs=_NEEDS,
        args=(BUFFER, OBJECT),
        answers=(Answer("/oscfactor/object_file", ("name", "o", "path", "format"), "one per object"),),
        done=("name", "count", "o"),
        example=("drums", -1),
        notes=_SUM + " The file goes as that of `/component/file` does, and when the objects change.",
    ),
    Command(
        "/object/export",
        doc="Write objects to files `name-object-00.wav` …; old ones are replaced when the new are whole.",
        handler="export_objects",
        cost="export_bytes",
        needs=_NEEDS,
        args=(BUFFER, OBJECT, FOLDER),
        options=(FORMAT, SUBTYPE),
        answers=(Answer("/oscfactor/object_file", ("name", "o", "path"), "one per file"),),
        done=("name", "count", "o"),
        example=("drums", -1, "layers"),
        notes=_SUM + " Components in no object are not written.",
    ),
    Command(
        "/object/clear",
        doc="Let an object have no components; they go on by themselves.",
        handler="clear_object",
        args=(BUFFER,),
        options=(replace(OBJECT, default=-1, positional=True),),
        done=("name", "o", STEPS),
        example=("drums", 0),
        notes="Other objects keep their numbers. Faders stay where they are, for components that come later.",
        **EDITING,
    ),
)
