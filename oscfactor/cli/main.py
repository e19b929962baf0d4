"""The command line; what a command needs is imported when it runs, so that `--help` answers at once."""

from __future__ import annotations

import argparse
import dataclasses
import io
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscfactor import __version__, config
from oscfactor.errors import OscFactorError
from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.commands import COMMANDS

if TYPE_CHECKING:
    from oscfactor.machine.environment import Environment

EXIT_FAILED = 1
EXIT_NO_DAEMON = 2
EXIT_INTERRUPTED = 130

FACTORIZE = COMMANDS["/buffer/factorize"]
CROSS = COMMANDS["/cross/make"]
OFFLINE_OPTIONS = tuple(
    option for option in FACTORIZE.options if not option.name.startswith(("bases", "activations", "cache"))
)
"""What `factorize FILE` takes: other buffers, to begin from, are known to a daemon only."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 failed, 2 no daemon or wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # What others read from us is UTF-8 on every system.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output, `head` for one, has had enough; Python must not flush into it at exit.
        sys.stdout = None
        return 0
    except OscFactorError as error:
        _tell(error, debug=args.debug)
        return getattr(error, "exit_code", EXIT_FAILED)
    except Exception as error:  # noqa: BLE001 - a musician reads a sentence; --debug shows the rest
        _tell(error, debug=args.debug)
        return EXIT_FAILED


def _tell(error: Exception, *, debug: bool) -> None:
    if debug:
        traceback.print_exception(error)
    if isinstance(error, OscFactorError):
        print(f"oscfactor: {error}", file=sys.stderr)
    else:
        kind = type(error).__name__
        hint = "" if debug else " (a mistake of ours; --debug says more)"
        print(f"oscfactor: {kind}: {error}{hint}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where an error came from")
    parser = argparse.ArgumentParser(
        prog="oscfactor",
        description="Break sounds into playable layers, over OSC.",
        epilog="Start with: oscfactor demo",
    )
    parser.add_argument("--version", action="version", version=f"oscfactor {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Any, summary: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(
            name, help=summary, description=summary, parents=[common]
        )
        command.set_defaults(run=run)
        return command

    _add_serve(add("serve", _serve, "Run the daemon until /quit or Ctrl-C."))
    _add_factorize(add("factorize", _factorize, "Break a sound file into components, without a daemon."))
    _add_render(add("render", _render, "Mix a saved session down to a sound file, without a daemon."))
    _add_cross(add("cross", _cross, "Let one sound file's activations drive another's bases."))
    _add_send(add("send", _send, "Send a message to a running daemon and print its answers."))
    demo = add("demo", _demo, "Hear what it does: break a loop, or your own file, into six layers.")
    demo.add_argument("file", metavar="FILE", nargs="?", help="a sound file; without one a loop is made")
    demo.add_argument("--out", metavar="DIR", default="demo", help="folder for the layers (default: demo)")
    demo.add_argument("--components", metavar="N", type=int, default=6, help="how many (default: 6)")
    add("doctor", _doctor, "Say what is installed, what is missing and how to get it.")
    warm = add("warmup", _warmup, "Compile ahead, so that the first start is as quick as any.")
    warm.add_argument("--lines", action="store_true", help="print progress as lines that a program can read")
    # For a process of ours that starts another, which is to compile into its folder, or to check one.
    warm.add_argument("--into", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    warm.add_argument("--check", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    add("devices", _devices, "List the sound devices.")
    clients = add(
        "install-clients", _install, "Put the packages where Pure Data, Max and SuperCollider look."
    )
    clients.add_argument("clients", metavar="CLIENT", nargs="*", help="pd, max or sc (default: all)")
    clients.add_argument("--dest", metavar="DIR", default="", help="a folder to use instead of their own")
    clients.add_argument("--dry-run", action="store_true", help="only say what would be done")
    clients.add_argument("--uninstall", action="store_true", help="take away what was put there")
    reference = add("reference", _reference, "Print every command that the daemon understands.")
    which = reference.add_mutually_exclusive_group()
    which.add_argument("--markdown", action="store_true", help="as docs/protocol.md has it")
    which.add_argument("--settings", action="store_true", help="the settings, as docs/settings.md has them")
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        f"The same settings can stand in {config.settings_path()} as `port = 57130`, "
        f"or in the environment as {config.BY_NAME['port'].variable}=57130; a flag goes before both."
    )
    for setting in config.SETTINGS:
        if setting.type is bool:
            parser.add_argument(setting.flag, nargs="?", const="true", metavar="BOOL", help=_help_of(setting))
        else:
            parser.add_argument(setting.flag, metavar=setting.name.upper(), help=_help_of(setting))


def _add_factorize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a sound file")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for the components")
    parser.add_argument(
        "--components", type=int, default=8, metavar="N", help="how many; 0 chooses (default: 8)"
    )
    parser.add_argument("--picture", action="store_true", help="also draw bases and activations")
    _add_options(parser, OFFLINE_OPTIONS)


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", metavar="SESSION", help="a file that /session/save wrote")
    parser.add_argument("out", metavar="OUT", help="the sound file to write")
    parser.add_argument(
        "--buffer", metavar="NAME", action="append", default=[], help="only this one; may be repeated"
    )
    parser.add_argument(
        "--search",
        metavar="DIR",
        action="append",
        default=[],
        help="look here for sound files that have moved",
    )


def _add_cross(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activations", metavar="A", help="the sound file whose activations drive")
    parser.add_argument("bases", metavar="B", help="the sound file whose bases are driven")
    parser.add_argument("out", metavar="OUT", help="the sound file to write")
    parser.add_argument("--components", type=int, default=8, metavar="N", help="of each (default: 8)")
    _add_options(parser, CROSS.options)
    _add_options(parser, OFFLINE_OPTIONS)


def _add_options(parser: argparse.ArgumentParser, options: Sequence[Arg]) -> None:
    for option in options:
        parser.add_argument(
            f"--{option.name}",
            type={"i": int, "f": float, "s": str}[option.type],
            choices=option.choices or None,
            metavar=None if option.choices else option.name.upper(),
            help=_help_of(option),
        )


def _given(args: argparse.Namespace, options: Sequence[Arg]) -> dict[str, Any]:
    """Return the options by name, as their rows in the table want them."""
    values = {option.name: getattr(args, option.name) for option in options}
    return {
        option.name: option.default if values[option.name] is None else option.coerce(values[option.name])
        for option in options
    }


def _add_send(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="a command such as /buffer/info, or a pattern")
    parser.add_argument("args", metavar="ARG", nargs="*", help="numbers and words, as `reference` lists them")
    parser.add_argument("--host", help="where the daemon runs (default: this computer)")
    parser.add_argument("--port", help="its port (default: the setting)")
    parser.add_argument(
        "--timeout", type=float, default=5.0, metavar="S", help="longest silence (default: 5)"
    )


def _help_of(row: config.Setting | Arg) -> str:
    default = "" if row.default in (None, "") else f" (default: {row.default})"
    unit = f", in {row.unit}" if row.unit else ""
    return f"{row.doc}{unit}{default}".replace("%", "%%")


def _settings(args: argparse.Namespace) -> config.Settings:
    return config.load({name: getattr(args, name, None) for name in config.BY_NAME})


def _prepared(args: argparse.Namespace) -> tuple[config.Settings, Environment]:
    """Return the settings and where kernels are, with the environment made ready for numba."""
    from oscfactor.machine.environment import prepare_environment

    settings = _settings(args)
    environment = prepare_environment(settings)
    if environment.notice:
        print(environment.notice, file=sys.stderr)
    return dataclasses.replace(settings, cache_dir=str(environment.base)), environment


def _offline(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings, and what compiles all kernels that are not there, for a job without a daemon."""
    settings, environment = _prepared(args)
    from oscfactor.cli.kernelbuild import fill

    def compile_first(progress: Callable[[float, str], None]) -> None:
        # What cannot be kept is compiled as it is needed.
        problem = fill(environment, progress) if environment.kept else ""
        if problem:
            print(f"oscfactor: {problem}; this run compiles as it goes", file=sys.stderr)

    return {"settings": settings, "compile_first": compile_first}


def _serve(args: argparse.Namespace) -> int:
    settings, environment = _prepared(args)
    from oscfactor.daemon import serve

    return serve(settings, environment)


def _factorize(args: argparse.Namespace) -> int:
    options = _given(args, OFFLINE_OPTIONS)
    components = FACTORIZE.args[1].coerce(args.components)
    prepared = _offline(args)
    from oscfactor.cli.offline import factorize_file

    return factorize_file(args.file, args.out, components, options, picture=args.picture, **prepared)


def _render(args: argparse.Namespace) -> int:
    prepared = _offline(args)
    from oscfactor.cli.offline import render_file

    return render_file(args.session, args.out, args.buffer, args.search, **prepared)


def _cross(args: argparse.Namespace) -> int:
    given, found = _given(args, CROSS.options), _given(args, OFFLINE_OPTIONS)
    components = FACTORIZE.args[1].coerce(args.components)
    prepared = _offline(args)
    from oscfactor.cli.offline import cross_file

    return cross_file(args.activations, args.bases, args.out, components, given, found, **prepared)


def _send(args: argparse.Namespace) -> int:
    from oscfactor.cli.send import send

    settings = _settings(args)
    return send(args.address, args.args, host=settings.host, port=settings.port, timeout=args.timeout)


def _demo(args: argparse.Namespace) -> int:
    from oscfactor.cli.demo import run

    return run(args.file, args.out, args.components)


def _doctor(args: argparse.Namespace) -> int:
    from oscfactor.cli.doctor import run

    return run(_settings(args))


def _warmup(args: argparse.Namespace) -> int:
    environment = None if args.check or args.into else _prepared(args)[1]
    from oscfactor.cli import kernelbuild
    from oscfactor.machine.environment import cache_folder

    if environment is not None:
        return kernelbuild.run(environment, lines=args.lines)
    if args.check:
        kernelbuild.check(args.check)
    else:
        kernelbuild.build(cache_folder(_settings(args)), args.into, kernelbuild.write_line)
    return 0


def _devices(_: argparse.Namespace) -> int:
    from oscfactor.cli.doctor import print_devices

    return print_devices()


def _install(args: argparse.Namespace) -> int:
    from oscfactor.cli import install

    return install.run(
        args.clients, dest=args.dest, dry_run=args.dry_run, uninstall=args.uninstall, say=print
    )


def _reference(args: argparse.Namespace) -> int:
    from oscfactor.protocol import reference

    text = config.markdown() if args.settings else reference.markdown() if args.markdown else reference.text()
    print(text.rstrip("\n"))
    return 0
