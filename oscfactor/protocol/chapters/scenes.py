"""Commands of scenes."""

from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.protocol.arguments import Arg, Names
from oscfactor.protocol.chapters.words import GLIDE, NAMES
from oscfactor.protocol.spec import EDITS, MIX, PLAYER, SESSION, SOUND, Answer, Command

SCENE = Arg(
    "scene", "s", "the scene's name", forbidden=NAME_FORBIDDEN, max_length=MAX_NAME, number_passes=True
)


COMMANDS = (
    Command(
        "/scene/store",
        doc="Keep how sounds sound now: faders, matrix and player of each.",
        handler="store_scene",
        changes=True,
        needs=(SOUND, EDITS, MIX, PLAYER, SESSION),
        args=(SCENE,),
        options=(
            Names(
                "names",
                "s",
                "names of buffers, or patterns of such names, one after the other",
                "*",
                forbidden=NAMES.forbidden,
                max_length=MAX_NAME,
                number_passes=True,
                positional=True,
            ),
        ),
        done=("scene", "count"),
        example=("verse", "drums"),
        notes="A scene of that name is replaced. Scenes are saved in sessions.",
    ),
    Command(
        "/scene/recall",
        doc="Go back to a scene; faders and cells glide there and arrive at the same sample.",
        handler="recall_scene",
        cost="edit_bytes",
        makes=(EDITS, MIX, PLAYER),
        needs=(SOUND, EDITS, PLAYER, SESSION),
        args=(SCENE,),
        options=(GLIDE,),
        done=("scene", "count", "missing"),
        example=("verse", 2.0),
        notes="What plays goes on where it is, in the loop and at the rate of the scene; what does not play"
        " begins where it was, and what the scene has silent stops: both fade. `count` sounds were recalled;"
        " `missing` names, with commas, those that are gone, and matrices of other components. If nothing of"
        " the scene is here, it fails. A matrix that changes is one step of undo of its sound. Sounds of"
        " another rate than the device's arrive within a block of the others.",
    ),
    Command(
        "/scene/list",
        doc="List the scenes.",
        handler="list_scenes",
        answers=(Answer("/oscfactor/scene", ("scene", "names…"), "one each, with the names of its sounds"),),
        done=("count",),
    ),
    Command(
        "/scene/free",
        doc="Forget a scene.",
        handler="free_scene",
        changes=True,
        args=(SCENE,),
        done=("scene",),
        example=("verse",),
    ),
)
