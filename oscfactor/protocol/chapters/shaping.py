"""Commands that shape the components by hand: split, merged, kept, chosen among alternatives."""

from oscfactor.protocol.arguments import Arg, Indices
from oscfactor.protocol.chapters.factorizing import MOVED, PROGRESS
from oscfactor.protocol.chapters.words import BUFFER, COMPONENT, ON, ONE_COMPONENT, switch
from oscfactor.protocol.spec import COMPONENTS, EDITS, MIX, SESSION, SOUND, Answer, Command

COMMANDS = (
    Command(
        "/component/split",
        doc="Split a component: one part keeps its number, others become the last.",
        handler="split_component",
        cost="factorization_bytes",
        makes=(COMPONENTS,),
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER,),
        options=(
            Arg(
                "k",
                "i",
                "component, counted from 0; without it the one that fits the sound worst",
                None,
                minimum=0,
                positional=True,
            ),
            Arg("into", "i", "how many parts", 2, minimum=2, maximum=16, positional=True),
        ),
        answers=(PROGRESS, MOVED),
        done=("name", "n_components"),
        example=("drums", 0),
        notes="All other components stay as they are. The parts have the faders of the whole; edits of its"
        " activation or basis are given up. A step of undo.",
    ),
    Command(
        "/component/merge",
        doc="Make one component of several, in the place of the lowest.",
        handler="merge_components",
        cost="factorization_bytes",
        makes=(COMPONENTS,),
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, ONE_COMPONENT, Indices("others", "i", "others, counted from 0", minimum=0)),
        answers=(PROGRESS, MOVED),
        done=("name", "n_components"),
        example=("drums", 0, 1),
        notes="Those above the others move down. The lowest keeps its faders, its name and its colour; edits"
        " of activations and bases of those that are merged are given up. A step of undo.",
    ),
    Command(
        "/component/keep",
        doc="Keep a component, its number too, when the others are found anew.",
        handler="keep_component",
        makes=(MIX,),
        needs=(SOUND, COMPONENTS, SESSION),
        args=(BUFFER, COMPONENT, ON),
        options=(switch("activations", "1 keeps its activation, too; 0 only its basis", 0, positional=True),),
        done=("name", "k", "on"),
        example=("drums", 0, 1),
        notes="Then the sound has to be factorized with the same `fft`, `window` and `hop`. A switch like a"
        " mute: no step of undo. Sessions keep it.",
    ),
    Command(
        "/buffer/vary",
        doc="Find alternatives to a buffer's components from other seeds, and hold them side by side.",
        handler="vary_buffer",
        cost="factorization_bytes",
        makes=(COMPONENTS,),
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, Arg("n", "i", "how many, beside the present ones", minimum=1, maximum=64)),
        answers=(
            PROGRESS,
            Answer("/oscfactor/alternative", ("name", "i", "loss"), "one each; 0 is what there was before"),
        ),
        done=("name", "count"),
        example=("drums", 2),
        notes="What is heard stays until `/buffer/choose`. Components that are kept are in all of them. They"
        " go with the next `/buffer/vary`, or when the sound is replaced; sessions do not keep them.",
    ),
    Command(
        "/buffer/choose",
        doc="Let a buffer have one of the alternatives that `/buffer/vary` found; 0 is what there was.",
        handler="choose_alternative",
        cost="components_bytes",
        makes=(COMPONENTS,),
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, Arg("i", "i", "alternative, counted from 0", minimum=0)),
        answers=(MOVED,),
        done=("name", "i", "n_components", "loss"),
        example=("drums", 0),
        notes="A step of undo.",
    ),
)
