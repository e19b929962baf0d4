"""The words of the command line: the commands, the arguments of each, and the values that were given."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from oscfactor import __version__, config
from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.commands import COMMANDS

FACTORIZE: Final = COMMANDS["/buffer/factorize"]
CROSS: Final = COMMANDS["/cross/make"]
OFFLINE_OPTIONS: Final = tuple(
    option for option in FACTORIZE.options if not option.name.startswith(("bases", "activations", "cache"))
)
"""The options of `factorize FILE`: the buffers to begin from are known to a daemon only."""

EXIT_CODES: Final = {
    0: "done",
    1: "failed",
    2: "a word or a setting that cannot be used",
    3: "no daemon answers",
    130: "interrupted",
}
"""What each exit code of the command line means."""

DATA_FORMATS: Final = ("npz", "csv", "mid")
"""The endings of files of activations and bases."""
SHELLS: Final = ("bash", "zsh", "fish", "tcsh", "powershell")
"""The shells for which `completion` writes."""

NEGATIVE: Final = re.compile(r"-(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
"""A word that begins as a flag does, and is a number."""

MAX_DECIBELS: Final = 120
"""The largest change of a level that a command takes."""

Run = Callable[[argparse.Namespace], int]
"""Carries out a command, and returns the exit code."""


def parser(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Return the parser of the whole command line; its result holds the command's function as `run`.

    Parameters
    ----------
    runs : the name of each command -> its function
    """
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where an error came from")
    whole = argparse.ArgumentParser(
        prog="oscfactor",
        description="Break sounds into playable layers, over OSC.",
        epilog="Start with: oscfactor demo. Exit codes: "
        + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()),
    )
    whole.add_argument("--version", action="version", version=f"oscfactor {__version__}")
    whole.set_defaults(run=lambda _args: _printed(whole), debug=False)
    commands = whole.add_subparsers(title="commands", metavar="COMMAND")
    for name, summary, add_arguments in _ROWS:
        command = commands.add_parser(name, help=summary, description=summary, parents=[common])
        # argparse takes `-5.` and `-1e-3` for flags, and has no public way to say otherwise.
        command._negative_number_matcher = NEGATIVE
        command.set_defaults(run=runs[name])
        add_arguments(command)
    return whole


def _printed(whole: argparse.ArgumentParser) -> int:
    """Print the help of the whole command line, for a user who gives no command."""
    whole.print_help()
    return 0


def given(args: argparse.Namespace, options: Sequence[Arg]) -> dict[str, Any]:
    """Return the options by name, as their rows in the table want them."""
    values = {option.name: getattr(args, option.name) for option in options}
    return {
        option.name: option.default if values[option.name] is None else option.coerce(values[option.name])
        for option in options
    }


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        f"The same settings can stand in {config.settings_path()} as `port = 57130`, "
        f"or in the environment as {config.BY_NAME['port'].variable}=57130; a flag goes before both."
    )
    for setting in config.SETTINGS:
        if setting.type is bool:
            parser.add_argument(setting.flag, nargs="?", const="true", metavar="BOOL", help=_help(setting))
        else:
            parser.add_argument(setting.flag, metavar=setting.name.upper(), help=_help(setting))


def _factorize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="sound files, and folders of them")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for the components")
    parser.add_argument(
        "--components", type=int, default=8, metavar="N", help="how many; 0 chooses (default: 8)"
    )
    parser.add_argument("--picture", action="store_true", help="also draw bases and activations")
    forms = ", ".join(DATA_FORMATS)
    parser.add_argument("--data", choices=DATA_FORMATS, help=f"also write activations and bases: {forms}")
    _add_json(parser, "a line for each sound")
    _add_options(parser, OFFLINE_OPTIONS)


def _render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", metavar="SESSION", help="a file that /session/save wrote")
    parser.add_argument("out", metavar="OUT", help="the sound file to write")
    repeated: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("--buffer", metavar="NAME", help="only this buffer; may be repeated", **repeated)
    parser.add_argument(
        "--search", metavar="DIR", help="look here for sound files that have moved", **repeated
    )
    _add_finish(parser)


def _cross(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activations", metavar="A", help="the sound file whose activations drive")
    parser.add_argument("bases", metavar="B", help="the sound file whose bases are driven")
    parser.add_argument("out", metavar="OUT", help="the sound file to write")
    parser.add_argument("--components", type=int, default=8, metavar="N", help="of each (default: 8)")
    _add_finish(parser)
    _add_options(parser, CROSS.options)
    _add_options(parser, OFFLINE_OPTIONS)


def _send(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="a command such as /buffer/info, or a pattern")
    parser.add_argument("args", metavar="ARG", nargs="*", help="numbers and words, as `reference` lists them")
    _add_daemon(parser)
    parser.add_argument(
        "--timeout", type=float, default=5.0, metavar="S", help="longest silence (default: 5)"
    )
    _add_json(parser, "a line for each answer: address, args")


def _replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what `serve --log-actions FILE` wrote")
    parser.add_argument("--host", help="where the daemon runs (default: this computer)")
    parser.add_argument("--port", help="its port (default: the setting)")
    parser.add_argument(
        "--speed",
        type=float,
        default=1.0,
        metavar="X",
        help="2 is twice as fast; 0 waits for each action to be done and no longer (default: 1)",
    )
    parser.add_argument("--write", action="store_true", help="also write the files that were written then")


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", metavar="ACTION", choices=("init",), help="init writes the file, and replaces none"
    )


def _completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    parser.epilog = 'In bash: eval "$(oscfactor completion bash)", also as a line of ~/.bashrc.'


def _service(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", metavar="ACTION", choices=("install", "remove", "status"), help="install, remove or status"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def _controls(parser: argparse.ArgumentParser) -> None:
    surfaces = ("open-stage-control",)
    parser.add_argument("surface", metavar="SURFACE", choices=surfaces, help=", ".join(surfaces))
    default = "oscfactor-controls.json"
    parser.add_argument("--out", metavar="FILE", default=default, help=f"the file (default: {default})")
    _add_daemon(parser)


def _listen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pattern", metavar="PATTERN", nargs="?", default="//", help="which values, as //gain (default: all)"
    )
    _add_daemon(parser)
    parser.add_argument(
        "--rate", type=float, default=20.0, metavar="HZ", help="how often one value is shown (default: 20)"
    )
    _add_json(parser, "a line for each value and event: address, args")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="a sound file; without one a loop is made")
    parser.add_argument("--out", metavar="DIR", default="demo", help="folder for the layers (default: demo)")
    parser.add_argument("--components", metavar="N", type=int, default=6, help="how many (default: 6)")


def _doctor(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, "a list of state, part, text, remedy")


def _warmup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lines", action="store_true", help="print progress as lines for another program")
    # One process of ours starts another: to compile into a folder, or to check a folder.
    parser.add_argument("--into", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--check", metavar="DIR", type=Path, help=argparse.SUPPRESS)


def _install(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clients", metavar="CLIENT", nargs="*", help="pd, max or sc (default: all)")
    parser.add_argument("--dest", metavar="DIR", default="", help="a folder to use instead of their own")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument("--uninstall", action="store_true", help="take away what was put there")


def _reference(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "wanted", metavar="WHAT", nargs="?", default="", help="one command's address, or one chapter's name"
    )
    form.add_argument("--markdown", action="store_true", help="as docs/protocol.md has it")
    form.add_argument("--settings", action="store_true", help="the settings, as docs/settings.md has them")


def _devices(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, "a line for each device")


_ROWS: Final = (
    ("serve", "Run the daemon until /quit or Ctrl-C.", _serve),
    ("factorize", "Break sound files into components, without a daemon.", _factorize),
    ("render", "Mix a saved session down to a sound file, without a daemon.", _render),
    ("cross", "Let one sound file's activations drive another's bases.", _cross),
    ("send", "Send a message to a running daemon and print its answers.", _send),
    ("config", "Write a settings file that holds each setting as a comment.", _config),
    (
        "controls",
        "Make a page of faders for a control surface, of the sounds that a daemon holds.",
        _controls,
    ),
    ("listen", "Show the values and events of a running daemon as they change.", _listen),
    ("open", "Open the page in the browser; start a daemon if none runs.", lambda _parser: None),
    ("replay", "Send the actions of an evening again.", _replay),
    ("demo", "Hear what it does: break a loop, or your own file, into six layers.", _demo),
    ("doctor", "Say what is installed, what is missing and how to get it.", _doctor),
    ("warmup", "Compile ahead, so that the first start is as quick as any.", _warmup),
    ("devices", "List the sound devices.", _devices),
    ("service", "Let the system start the daemon when you log in, and again if it dies.", _service),
    ("completion", "Print what teaches a shell to complete our words with the Tab key.", _completion),
    ("install-clients", "Put the packages where Pure Data, Max and SuperCollider look.", _install),
    ("reference", "Print every command that the daemon understands, or one of them.", _reference),
)
"""Each command: its name, its summary, and the function that adds its arguments."""


def _add_daemon(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="where the daemon runs (default: this computer)")
    parser.add_argument(
        "--port", help="its port (default: the setting, or that of the daemon that runs here)"
    )


def _add_json(parser: argparse.ArgumentParser, form: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"as JSON, for a script: {form}")


def _add_finish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--volume", type=decibels, default=0.0, metavar="DB", help="louder by so much (default: 0)"
    )
    parser.add_argument(
        "--normalize",
        type=decibels,
        nargs="?",
        const=-1.0,
        metavar="DB",
        help="bring the highest sample to so many decibels of full scale, before the volume (default: -1)",
    )
    parser.add_argument("--subtype", help="PCM_16, PCM_24, FLOAT … (default: FLOAT, in FLAC PCM_24)")


def decibels(word: str) -> float:
    """Return a level on the command line as a number of decibels."""
    level = float(word)
    if not abs(level) <= MAX_DECIBELS:
        raise argparse.ArgumentTypeError(
            f"a level lies between -{MAX_DECIBELS} and {MAX_DECIBELS} dB, got {word}"
        )
    return level


def _add_options(parser: argparse.ArgumentParser, options: Sequence[Arg]) -> None:
    for option in options:
        parser.add_argument(
            f"--{option.name}",
            type={"i": int, "f": float, "s": str}[option.type],
            choices=option.choices or None,
            metavar=None if option.choices else option.name.upper(),
            help=_help(option),
        )


def _help(row: config.Setting | Arg) -> str:
    default = "" if row.default in (None, "") else f" (default: {row.default})"
    unit = f", in {row.unit}" if row.unit else ""
    return f"{row.doc}{unit}{default}".replace("%", "%%")
