"""Commands that give the components back."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import (
    BUFFER,
    CHANNEL,
    COMPONENT,
    COUNT,
    FOLDER,
    NEW_PATH,
    OFFSET,
    ONE_COMPONENT,
)
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, SOUND, Answer, Command

_FRAME_OFFSET = replace(OFFSET, doc="where to begin, in frames")
_BIN_OFFSET = replace(OFFSET, doc="where to begin, in bins")

FORMAT = Arg("format", "s", "kind of file", "wav", choices=("wav", "aiff", "flac"), positional=True)
SUBTYPE = Arg("subtype", "s", "kind of sample; empty is 32-bit float, for flac 24 bit", "", positional=True)

COMMANDS = (
    Command(
        "/component/info",
        doc="Describe a component: its share of the energy, where its spectrum lies, when it begins.",
        handler="component_info",
        needs=(SOUND, EDITS, SESSION),
        args=(BUFFER, COMPONENT),
        answers=(
            Answer("/oscfactor/component", ("name", "k", "energy", "centroid_hz", "peak_hz", "onset_s")),
        ),
        done=("name", "count"),
        example=("drums", -1),
    ),
    Command(
        "/component/audio",
        doc="Give a range of a component's sound; a range past the end is cut there.",
        handler="component_audio",
        needs=(SOUND, EDITS, SESSION),
        args=(BUFFER, ONE_COMPONENT, CHANNEL, OFFSET, COUNT),
        answers=(Answer("/oscfactor/audio", ("name", "k", "channel", "offset", "total", "samples…")),),
        done=("name", "k", "channel", "offset", "count"),
        example=("drums", 0, 0, 0, 512),
    ),
    Command(
        "/component/activation",
        doc="Give a range of a component's activation, one value a frame.",
        handler="component_activation",
        needs=(SOUND, EDITS, SESSION),
        args=(BUFFER, ONE_COMPONENT, _FRAME_OFFSET, COUNT),
        options=(Arg("channel", "i", "channel; -1 is their mean", -1, minimum=-1, positional=True),),
        answers=(Answer("/oscfactor/activation", ("name", "k", "offset", "total", "values…")),),
        done=("name", "k", "offset", "count"),
        example=("drums", 0, 0, 128),
    ),
    Command(
        "/component/basis",
        doc="Give a range of a component's basis, one value a frequency bin.",
        handler="component_basis",
        needs=(SOUND, EDITS, SESSION),
        args=(BUFFER, ONE_COMPONENT, _BIN_OFFSET, COUNT),
        answers=(Answer("/oscfactor/basis", ("name", "k", "offset", "total", "values…")),),
        done=("name", "k", "offset", "count"),
        example=("drums", 0, 0, 128),
    ),
    Command(
        "/component/file",
        doc="Give components as sound files: the quick way for programs on this machine.",
        handler="component_file",
        notes=(
            "32-bit float WAV in a folder of the daemon's own; `format` is `wav`, or `rf64` where the sound"
            " is beyond 4 GB. A file is written once while nothing changes. It goes some seconds after the"
            " sound or its components change, and when the daemon ends: read it at once."
        ),
        cost="export_bytes",
        local=True,
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, COMPONENT),
        answers=(Answer("/oscfactor/file", ("name", "k", "path", "format"), "one per component"),),
        done=("name", "count", "k"),
        example=("drums", -1),
    ),
    Command(
        "/component/export",
        doc="Write components to sound files `name-00.wav` …; old ones are replaced when the new are whole.",
        handler="export_components",
        cost="export_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, COMPONENT, FOLDER),
        options=(FORMAT, SUBTYPE),
        answers=(Answer("/oscfactor/file", ("name", "k", "path"), "one per file"),),
        done=("name", "count", "k"),
        example=("drums", -1, "layers"),
    ),
    Command(
        "/component/data",
        doc="Write activations and bases, as edited, to one file: npz, csv or mid.",
        handler="component_data",
        notes=(
            "The path's ending says which kind of file. `npz` holds `activations` (component, channel, frame)"
            " and `bases` (component, bin), with `seconds` and `hz`, for `numpy.load`. `csv` is a table"
            " for any spreadsheet: a line a frame with the activations, beside it a line a bin with the"
            " bases. `mid` has a track for each component: its events are notes at the strongest frequency of"
            " its basis, its activation is controller 11; velocities and curve are shares of the component's"
            " own maximum."
        ),
        cost="data_bytes",
        needs=(SOUND, COMPONENTS, EDITS, SESSION),
        args=(BUFFER, COMPONENT, NEW_PATH),
        options=(
            Arg(
                "tempo",
                "f",
                "beats a minute of a MIDI file; its notes are when they sound at any tempo",
                120.0,
                minimum=10,
                maximum=1000,
                positional=True,
            ),
        ),
        answers=(Answer("/oscfactor/file", ("name", "k", "path")),),
        done=("name", "count", "k"),
        example=("drums", -1, "drums.mid"),
    ),
)
