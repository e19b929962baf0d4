"""Commands that find the components of a sound."""

from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import BUFFER, switch
from oscfactor.protocol.spec import COMPONENTS, EDITS, SESSION, Answer, Command

MODES = ("seed", "fixed")

TRIES = Arg("tries", "i", "the best of so many seeds, which follow `seed`", 1, minimum=1, maximum=64)
PROGRESS = Answer("/oscfactor/progress", ("name", "fraction", "iteration", "loss"), "at most 20 a second")
MOVED = Answer("/oscfactor/moved", ("name", "old", "new"), "for each component that has another number")

COMMANDS = (
    Command(
        "/buffer/factorize",
        doc="Break a buffer into components by non-negative matrix factorisation.",
        handler="factorize_buffer",
        cost="factorization_bytes",
        makes=(COMPONENTS,),
        needs=(COMPONENTS, EDITS, SESSION),
        uses=("bases", "activations"),
        args=(
            BUFFER,
            Arg(
                "components",
                "i",
                "how many; 0 lets the daemon choose, and `done` says how many",
                minimum=0,
                maximum=1024,
            ),
        ),
        options=(
            Arg(
                "fft", "i", "length of the Fourier transform", 2048, minimum=2, maximum=131072, unit="samples"
            ),
            Arg("window", "i", "length of the window; 0 is `fft`", 0, minimum=0, unit="samples"),
            Arg(
                "hop",
                "i",
                "from frame to frame; by default a quarter of the window",
                None,
                minimum=1,
                unit="samples",
            ),
            Arg("iterations", "i", "how long to go on", 100, minimum=1, maximum=1_000_000),
            Arg("loss", "s", "what is made small", "kl", choices=("kl", "is", "euclidean")),
            Arg("tolerance", "f", "stop when an iteration gains less than this share of the loss", 0.0, 0, 1),
            Arg("seed", "i", "the same seed gives the same components", 0, minimum=0),
            Arg("init", "s", "where to start", "random", choices=("random", "nndsvd")),
            Arg("solver", "s", "how to get there", "auto", choices=("auto", "mu")),
            Arg(
                "sort",
                "s",
                "order of the components: by default `energy`, but that of given bases or activations",
                None,
                choices=("energy", "centroid", "peak", "onset", "none"),
            ),
            Arg(
                "bases",
                "s",
                "start from this buffer's bases, of any rate and fft",
                "",
                forbidden=NAME_FORBIDDEN,
                number_passes=True,
                max_length=MAX_NAME,
            ),
            Arg("bases_mode", "s", "let them change, or hold them", "seed", choices=MODES),
            Arg(
                "activations",
                "s",
                "start from this buffer's activations, of any rate and hop; it must be as long",
                "",
                forbidden=NAME_FORBIDDEN,
                number_passes=True,
                max_length=MAX_NAME,
            ),
            Arg("activations_mode", "s", "let them change, or hold them", "seed", choices=MODES),
            switch("cache", "0 finds them again, even if they were found before", 1),
            TRIES,
        ),
        answers=(PROGRESS, MOVED),
        done=("name", "n_components", "n_frames", "loss", "seconds"),
        example=("drums", 4, "iterations", 20),
        notes="One job at a time on a buffer: a second one while the first waits or runs is answered `busy`."
        " Components that are kept (`/component/keep`) count among `components`, and `sort` leaves them where"
        " they are. Where there were components, this is a step of undo.",
    ),
    Command(
        "/buffer/cancel",
        doc="Stop the job on a buffer; the job itself answers `cancelled`.",
        handler="cancel_job",
        changes=True,
        needs=(),
        args=(BUFFER,),
        done=("name",),
        example=("drums",),
    ),
)
