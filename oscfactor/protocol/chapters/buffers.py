"""Commands that hold sound."""

from oscfactor.protocol.arguments import Arg, Samples
from oscfactor.protocol.chapters.words import (
    BUFFER,
    BUFFER_ANSWER,
    CHANNEL,
    COUNT,
    NEW_PATH,
    NOTICE,
    OFFSET,
    PATH,
)
from oscfactor.protocol.spec import COMPONENTS, SESSION, SOUND, Answer, Command

_FORMAT = ("name", "n_channels", "n_samples", "sample_rate")

COMMANDS = (
    Command(
        "/buffer/load",
        doc="Read a sound file into a buffer; one of that name is replaced when the file has been read.",
        handler="load_buffer",
        cost="sound_bytes",
        makes=(SOUND, COMPONENTS),
        args=(BUFFER, PATH),
        options=(
            Arg(
                "start",
                "f",
                "where to begin in the file",
                0.0,
                minimum=0,
                maximum=1e7,
                unit="s",
                positional=True,
            ),
            Arg("duration", "f", "how much to read; 0 is to the end", 0.0, 0, 1e7, unit="s", positional=True),
        ),
        answers=(NOTICE,),
        done=_FORMAT,
        example=("drums", "drums.wav"),
        notes="A file that was cut off, or not ended in order, gives what it holds; a notice says so.",
    ),
    Command(
        "/buffer/alloc",
        doc="Make a silent buffer to write into; the name must be free.",
        handler="alloc_buffer",
        changes=True,
        cost="sound_bytes",
        args=(BUFFER, Arg("n_samples", "i", "length in samples of one channel", minimum=1)),
        options=(
            Arg("channels", "i", "number of channels", 1, minimum=1, maximum=1024),
            Arg("sample_rate", "i", "samples a second", 48000, minimum=1, maximum=1_000_000, unit="Hz"),
        ),
        done=_FORMAT,
        example=("take", 4096, "channels", 1),
    ),
    Command(
        "/buffer/write",
        doc="Write samples into a buffer; its components, if any, are dropped.",
        handler="write_buffer",
        cost="sound_bytes",
        makes=(SOUND,),
        needs=(SOUND, SESSION),
        args=(BUFFER, CHANNEL, OFFSET, Samples("samples", "f", "floats, or one blob of big-endian float32")),
        done=("name", "channel", "offset", "count"),
        example=("take", 0, 0, 0.0, 0.5, -0.5),
    ),
    Command(
        "/buffer/read",
        doc="Give a range of a buffer's samples; a range past the end is cut there.",
        handler="read_buffer",
        needs=(SOUND, SESSION),
        args=(BUFFER, CHANNEL, OFFSET, COUNT),
        answers=(Answer("/oscfactor/samples", ("name", "channel", "offset", "total", "samples…")),),
        done=("name", "channel", "offset", "count"),
        example=("take", 0, 0, 64),
    ),
    Command(
        "/buffer/info",
        doc="Describe a buffer.",
        handler="buffer_info",
        needs=(SOUND, SESSION),
        args=(BUFFER,),
        answers=(BUFFER_ANSWER,),
        done=("name",),
        example=("drums",),
    ),
    Command(
        "/buffer/list",
        doc="Describe every buffer.",
        handler="list_buffers",
        answers=(BUFFER_ANSWER,),
        done=("count",),
    ),
    Command(
        "/buffer/save",
        doc="Write a buffer to a sound file; the path's ending says which kind (wav, aiff, flac).",
        handler="save_buffer",
        needs=(SOUND, SESSION),
        args=(BUFFER, NEW_PATH),
        done=("name", "path"),
        example=("take", "take.wav"),
    ),
    Command(
        "/buffer/free",
        doc="Forget a buffer and its components; a job on it is cancelled.",
        handler="free_buffer",
        changes=True,
        args=(BUFFER,),
        done=("name",),
        example=("take",),
    ),
)
