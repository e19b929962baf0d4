"""The command line; a command's modules are imported when it runs, so that `--help` answers at once."""

from __future__ import annotations

import argparse
import dataclasses
import io
import sys
import sysconfig
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from oscfactor import config
from oscfactor.cli.parser import CROSS, FACTORIZE, OFFLINE_OPTIONS, Run, given, parser
from oscfactor.errors import OscFactorError

if TYPE_CHECKING:
    from oscfactor.compute.bounce import Finish
    from oscfactor.machine.environment import Environment

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
FREE_THREADED: Final = (
    "oscfactor: this is a free-threaded Python, on which oscfactor has not been tried;"
    " make the environment with the ordinary one, for example: python3.14 -m venv .venv"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code, one of `EXIT_CODES`."""
    for stream in (sys.stdout, sys.stderr):
        # Other programs read UTF-8 from us on every system.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        print(FREE_THREADED, file=sys.stderr)
        return EXIT_FAILED
    args = parser(RUNS).parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt as error:
        print(str(error) or "interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, such as `head`, has ended; Python must not flush into it at exit.
        sys.stdout = None
        return 0
    except OscFactorError as error:
        _tell(error, debug=args.debug)
        return error.exit_code
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


def _settings(args: argparse.Namespace) -> config.Settings:
    return config.load({name: getattr(args, name, None) for name in config.BY_NAME})


def _port(settings: config.Settings) -> int | None:
    """Return the port of the daemon to talk to; None is that of the daemon which runs here."""
    return settings.port if "port" in settings.given else None


def _prepared(args: argparse.Namespace) -> tuple[config.Settings, Environment]:
    """Return the settings and where kernels are, with the environment made ready for numba."""
    from oscfactor.machine.environment import prepare_environment

    settings = _settings(args)
    environment = prepare_environment(settings)
    if environment.notice:
        print(environment.notice, file=sys.stderr)
    return dataclasses.replace(settings, cache_dir=str(environment.base)), environment


def _offline(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings, and a function that compiles missing kernels, for a job without a daemon."""
    settings, environment = _prepared(args)
    from oscfactor.cli.kernelbuild import fill

    is_filled = False

    def compile_first(progress: Callable[[float, str], None]) -> None:
        nonlocal is_filled
        # Kernels that cannot be kept are compiled as they are needed.
        problem = fill(environment, progress) if environment.kept and not is_filled else ""
        is_filled = True
        if problem:
            print(f"oscfactor: {problem}; this run compiles as it goes", file=sys.stderr)

    return {"settings": settings, "compile_first": compile_first}


def _serve(args: argparse.Namespace) -> int:
    settings, environment = _prepared(args)
    from oscfactor.daemon import serve

    return serve(settings, environment)


def _factorize(args: argparse.Namespace) -> int:
    options = given(args, OFFLINE_OPTIONS)
    components = FACTORIZE.args[1].coerce(args.components)
    prepared = _offline(args)
    from oscfactor.cli.batch import Extras, factorize_files

    extras = Extras(args.picture, args.data, args.json)
    return factorize_files(args.files, args.out, components, options, extras=extras, **prepared)


def _render(args: argparse.Namespace) -> int:
    prepared = _offline(args)
    from oscfactor.cli.offline import render_file

    places = (args.session, args.out, args.buffer, args.search)
    return render_file(*places, finish=_finish(args), **prepared)


def _cross(args: argparse.Namespace) -> int:
    options, found = given(args, CROSS.options), given(args, OFFLINE_OPTIONS)
    components = FACTORIZE.args[1].coerce(args.components)
    prepared = _offline(args)
    from oscfactor.cli.offline import cross_file

    files = (args.activations, args.bases, args.out)
    return cross_file(*files, components, options, found, finish=_finish(args), **prepared)


def _finish(args: argparse.Namespace) -> Finish:
    from oscfactor.compute.bounce import Finish

    return Finish(gain=args.volume, peak=args.normalize, subtype=args.subtype)


def _send(args: argparse.Namespace) -> int:
    from oscfactor.cli.send import send

    settings = _settings(args)
    asked = {"timeout": args.timeout, "as_json": args.json}
    return send(args.address, args.args, host=settings.host, port=_port(settings), **asked)


def _config(_: argparse.Namespace) -> int:
    from oscfactor.cli import settingsfile

    print(settingsfile.init(config.settings_path()))
    return 0


def _completion(args: argparse.Namespace) -> int:
    from oscfactor.cli.completion import script

    print(script(parser(RUNS), args.shell))
    return 0


def _service(args: argparse.Namespace) -> int:
    from oscfactor.cli import service

    return service.run(args.action, dry_run=args.dry_run, say=print)


def _controls(args: argparse.Namespace) -> int:
    from oscfactor.cli import controls

    settings = _settings(args)
    return controls.run(args.surface, args.out, host=settings.host, port=_port(settings), say=print)


def _open(_: argparse.Namespace) -> int:
    from oscfactor.cli.openpage import run

    return run(say=print)


def _replay(args: argparse.Namespace) -> int:
    from oscfactor.cli.replay import replay

    settings = _settings(args)
    return replay(args.file, host=settings.host, port=settings.port, speed=args.speed, write=args.write)


def _listen(args: argparse.Namespace) -> int:
    from oscfactor.cli.listen import listen

    settings = _settings(args)
    asked = {"rate": args.rate, "as_json": args.json}
    return listen(args.pattern, host=settings.host, port=_port(settings), **asked)


def _demo(args: argparse.Namespace) -> int:
    from oscfactor.cli.demo import run

    return run(args.file, args.out, args.components)


def _doctor(args: argparse.Namespace) -> int:
    from oscfactor.cli.doctor import run

    return run(_settings(args), as_json=args.json)


def _warmup(args: argparse.Namespace) -> int:
    environment = None if args.check or args.into else _prepared(args)[1]
    from oscfactor.cli import kernelbuild
    from oscfactor.machine.cachefolder import cache_folder

    if environment is not None:
        return kernelbuild.run(environment, lines=args.lines)
    if args.check:
        kernelbuild.check(args.check)
    else:
        kernelbuild.build(cache_folder(_settings(args)), args.into, kernelbuild.write_line)
    return 0


def _devices(args: argparse.Namespace) -> int:
    from oscfactor.cli.doctor import print_devices

    return print_devices(as_json=args.json)


def _install(args: argparse.Namespace) -> int:
    from oscfactor.cli import install

    return install.run(
        args.clients, dest=args.dest, dry_run=args.dry_run, uninstall=args.uninstall, say=print
    )


def _reference(args: argparse.Namespace) -> int:
    from oscfactor.protocol import reference

    if args.settings:
        text = config.markdown()
    else:
        text = reference.markdown() if args.markdown else reference.text(args.wanted)
    print(text.rstrip("\n"))
    return 0


RUNS: Final[dict[str, Run]] = {
    "serve": _serve,
    "factorize": _factorize,
    "render": _render,
    "cross": _cross,
    "send": _send,
    "completion": _completion,
    "service": _service,
    "config": _config,
    "controls": _controls,
    "listen": _listen,
    "open": _open,
    "replay": _replay,
    "demo": _demo,
    "doctor": _doctor,
    "warmup": _warmup,
    "devices": _devices,
    "install-clients": _install,
    "reference": _reference,
}
"""The function that carries out each command."""
