"""Commands of the matrix: which activation drives which basis."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import BUFFER, FOLDER, GAIN, GLIDE, MAX_GAIN, ON, SEED, STEPS, switch
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Answer, Command

_ROW = Arg("activation", "i", "component whose activation drives, counted from 0; -1 means all", minimum=-1)
_COLUMN = Arg("basis", "i", "component whose basis is driven, counted from 0; -1 means all", minimum=-1)
METHOD = Arg(
    "method",
    "s",
    "from the sound, integrated, or by Griffin and Lim",
    choices=("source", "pghi", "griffinlim"),
)

COMMANDS = (
    Command(
        "/matrix/set",
        doc="Let an activation drive a basis with a gain: that cell is heard at the next hop.",
        handler="set_matrix",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, _ROW, _COLUMN, GAIN),
        options=(GLIDE,),
        done=("name", "activation", "basis", "gain", STEPS),
        example=("drums", 0, 1, 0.5),
        notes="A component's gain, mute, solo and pan act on its row: on all that its activation drives. With"
        " `seconds` what plays glides there, each cell in its own time; files, pulls and undo take the goal.",
    ),
    Command(
        "/matrix/mute",
        doc="Silence cells, whatever their gains, or let them sound again.",
        handler="mute_cell",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, _ROW, _COLUMN, ON),
        options=(GLIDE,),
        done=("name", "activation", "basis", "on", STEPS),
        example=("drums", 0, 1, 1),
        notes="What sets gains leaves mutes and solos alone; `/edit/reset` takes them away too.",
    ),
    Command(
        "/matrix/solo",
        doc="Let only the soloed cells sound: those of them that are not muted.",
        handler="solo_cell",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, _ROW, _COLUMN, ON),
        options=(GLIDE,),
        done=("name", "activation", "basis", "on", STEPS),
        example=("drums", 0, 1, 1),
    ),
    Command(
        "/matrix/get",
        doc="Give the gains, row by row: those of one activation, from one basis on; then the switches.",
        handler="get_matrix",
        needs=(SOUND, EDITS, SESSION),
        args=(BUFFER,),
        answers=(
            Answer("/oscfactor/matrix", ("name", "activation", "basis", "gains…"), "one or more each row"),
            Answer(
                "/oscfactor/cell",
                ("name", "activation", "basis", "mute", "solo"),
                "one for each with either",
            ),
        ),
        done=("name", "n_components"),
        example=("drums",),
    ),
    Command(
        "/matrix/identity",
        doc="Let each activation drive its own basis: the sound itself.",
        handler="matrix_identity",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER,),
        done=("name", STEPS),
        example=("drums",),
    ),
    Command(
        "/matrix/clear",
        doc="Set all gains to 0: silence, to build on.",
        handler="clear_matrix",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER,),
        done=("name", STEPS),
        example=("drums",),
    ),
    Command(
        "/matrix/scale",
        doc="Multiply all gains.",
        handler="scale_matrix",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, replace(GAIN, name="factor")),
        done=("name", "factor", STEPS),
        example=("drums", 0.5),
        notes=f"No gain becomes more than {MAX_GAIN:g}.",
    ),
    Command(
        "/matrix/random",
        doc="Draw a matrix by chance: each activation has a cell or more, whose gains add up to 1.",
        handler="random_matrix",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER,),
        options=(
            Arg("density", "f", "share of the cells that sound", 0.3, minimum=0, maximum=1, positional=True),
            SEED,
            switch("permutation", "1 gives each activation another's basis, each basis once", 0),
        ),
        done=("name", STEPS),
        example=("drums", 0.4, 7),
        notes="A `permutation` takes two components or more.",
    ),
    Command(
        "/matrix/shuffle",
        doc="Deal the bases out anew: each column of the matrix goes elsewhere, in an order drawn by chance.",
        handler="shuffle_matrix",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER,),
        options=(SEED, switch("inverse", "1 takes back a shuffle with the same seed", 0)),
        done=("name", STEPS),
        example=("drums", 7),
    ),
    Command(
        "/matrix/phase",
        doc="Choose the phases of what never sounded: cells off the diagonal, and what edits add.",
        handler="set_phase",
        makes=(EDITS,),
        cost="edit_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, METHOD),
        done=("name", "method", STEPS),
        example=("drums", "pghi"),
        notes="Files get better phases than pulls and players with `pghi`, and by far with `griffinlim`,"
        " which plays as `pghi`; with `source` all are the same. A player that stretches takes those of the"
        " stretched sound, whatever is chosen here.",
    ),
    Command(
        "/matrix/export",
        doc="Write the sound of one cell, at gain 1, to a file.",
        handler="export_cell",
        cost="export_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(
            BUFFER,
            Arg("activation", "i", "component, counted from 0", minimum=0),
            Arg("basis", "i", "component, counted from 0", minimum=0),
            FOLDER,
        ),
        options=(
            Arg("format", "s", "kind of file", "wav", choices=("wav", "aiff", "flac")),
            Arg("subtype", "s", "how samples are stored; by default 32-bit float, in FLAC 24 bits", ""),
        ),
        answers=(Answer("/oscfactor/file", ("name", "activation", "basis", "path")),),
        done=("name", "activation", "basis", "path"),
        example=("drums", 0, 1, "cells"),
        notes="A cell that is heard in the mix has the phases of the mix, as rows have: times their gains,"
        " the cells of a row add up to its file. A cell that is not heard has phases of its own.",
    ),
)
