"""`oscfactor doctor`: each part of the installation, and how to get a missing one on this system."""

from __future__ import annotations

import contextlib
import json
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Final

from rich.console import Console

from oscfactor import PACKAGE, __version__, config
from oscfactor.cli.jsonlines import print_json
from oscfactor.cli.manifest import installed_version, plan_copy
from oscfactor.cli.programs import PROGRAMS, Program, System, this_system
from oscfactor.errors import DeviceError, FileError, OscFactorError
from oscfactor.machine import running
from oscfactor.machine.cachefolder import cache_folder, why_not_writable
from oscfactor.machine.kernelcache import State, state
from oscfactor.protocol.wire import DEFAULT_PORT
from oscfactor.realtime import card_process
from oscfactor.realtime.card_link import NO_DEVICE

OK, ABSENT, BROKEN = "ok", "--", "!!"
"""A finding is in order; it is absent, and oscfactor runs without it; oscfactor does not run without it."""
STYLES: Final = {OK: "green", ABSENT: "yellow", BROKEN: "bold red"}
STATE_WORDS: Final = {OK: "ok", ABSENT: "absent", BROKEN: "broken"}
"""What a script reads in place of the signs."""
PACKAGES: Final = (
    "aiohttp",
    "numpy",
    "numba",
    "scipy",
    "soundfile",
    "soxr",
    "sounddevice",
    "python-osc",
    "mido",
    "shtab",
    "rich",
    "appdirs",
    "zeroconf",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation: its state, and how to mend it where it is not in order."""

    state: str
    part: str
    text: str
    remedy: str = ""


def run(settings: config.Settings, *, as_json: bool = False) -> int:
    """Print every finding; return 1 if something is broken that oscfactor cannot run without."""
    if as_json:
        return _print_json(list(findings(settings)))
    console = Console(highlight=False, soft_wrap=True)
    broken = False
    for finding in findings(settings):
        broken = broken or finding.state == BROKEN
        console.print(f"[{STYLES[finding.state]}]{finding.state}[/]  {finding.part:14}", end="")
        console.print(finding.text, markup=False)
        if finding.remedy:
            console.print(f"{'':18}-> {finding.remedy}", markup=False)
    return int(broken)


def _print_json(found: list[Finding]) -> int:
    rows = [{**asdict(finding), "state": STATE_WORDS[finding.state]} for finding in found]
    sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    return int(any(finding.state == BROKEN for finding in found))


def print_devices(*, as_json: bool = False) -> int:
    """Print the devices that can play, the default device marked; return 1 without a sound system."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        devices = card_process.devices()
    except DeviceError as error:
        Console(stderr=as_json, soft_wrap=True).print(str(error), markup=False)
        return 1
    if as_json:
        for device in devices:
            print_json(asdict(device))
        return 0
    for device in devices:
        mark = "*" if device.is_default else " "
        line = f"{mark} {device.index:3} {device.name}, {device.api}: {device.n_channels} channels"
        console.print(f"{line}, {device.sample_rate:.0f} Hz", markup=False)
    if not devices:
        console.print(NO_DEVICE, markup=False)
    return 0


def findings(settings: config.Settings) -> Iterator[Finding]:
    """Yield a finding for each part of the installation, as each is looked at."""
    yield Finding(OK, "oscfactor", f"{__version__}, in {PACKAGE}")
    yield Finding(OK, "Python", f"{platform.python_version()} on {platform.platform()}")
    looks: tuple[Callable[[config.Settings], Iterator[Finding]], ...] = (
        _store,
        _packages,
        _settings_file,
        _cache,
        _daemons,
        _port,
        _sound,
        _picture,
        _programs,
    )
    for look in looks:
        yield from look(settings)


def _store(_: config.Settings) -> Iterator[Finding]:
    """Find a Python from Microsoft's store: Windows keeps apart what such a program writes for others."""
    if "WindowsApps" in Path(sys.base_prefix).parts:
        remedy = "make the environment with the Python from https://www.python.org/downloads"
        text = "it comes from Microsoft's store: other programs may not see what install-clients copies"
        yield Finding(ABSENT, "", text, remedy)


def _packages(_: config.Settings) -> Iterator[Finding]:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Finding(BROKEN, name, "not installed", f"{sys.executable} -m pip install {name}")
    yield Finding(OK, "packages", ", ".join(found))
    try:
        import soundfile

        yield Finding(OK, "libsndfile", str(soundfile.__libsndfile_version__))
    except (ImportError, OSError) as error:
        yield Finding(BROKEN, "libsndfile", str(error), "install libsndfile with your package manager")


def _settings_file(_: config.Settings) -> Iterator[Finding]:
    path = config.settings_path()
    text = f"{path}" if path.exists() else f"none; the defaults are in force ({path})"
    yield Finding(OK, "settings", text)


def _cache(settings: config.Settings) -> Iterator[Finding]:
    folder = cache_folder(settings)
    problem = why_not_writable(folder)
    if problem:
        remedy = f"name another folder with the setting cache_dir, in {config.settings_path()}"
        yield Finding(ABSENT, "cache", f"{folder} cannot be written ({problem})", remedy)
        return
    found = state(folder)
    if found is State.WARM:
        yield Finding(OK, "cache", f"{folder}, kernels are compiled, and as they were checked")
    else:
        text = "not compiled yet" if found is State.ABSENT else "damaged; the next start compiles them anew"
        yield Finding(ABSENT, "cache", f"{folder}, kernels are {text}", "oscfactor warmup")


def _daemons(_: config.Settings) -> Iterator[Finding]:
    """Look at the daemons that run on this machine, first the one that clients use which name no port."""
    n_found = 0
    for daemon in running.running():
        if daemon.answers():
            n_found += 1
            web = f", OSCQuery on port {daemon.http_port}" if daemon.http_port else ""
            where = f"{daemon.host} port {daemon.port}{web}"
            yield Finding(OK, "daemon", f"{daemon.name}: {daemon.version}, on {where}")
    if not n_found:
        yield Finding(ABSENT, "daemon", "none runs here", "oscfactor serve")


def _port(settings: config.Settings) -> Iterator[Finding]:
    where = f"{settings.host} {settings.port}"
    try:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            _bind(settings.host, settings.port, kind)
        yield Finding(OK, "port", f"{where} is free, UDP and TCP")
    except OSError as error:
        if _daemon_answers(settings):
            yield Finding(OK, "port", f"{where} has a running oscfactor")
            return
        if "port" not in settings.given and settings.port == DEFAULT_PORT:
            remedy = "nothing is to be done: oscfactor serve takes the next free port, and clients find it"
            yield Finding(ABSENT, "port", f"{where} is in use by another program", remedy)
            return
        remedy = f"take another one: oscfactor serve --port {settings.port + 1}"
        yield Finding(BROKEN, "port", f"{where} cannot be used: {error.strerror or error}", remedy)


def _sound(_: config.Settings) -> Iterator[Finding]:
    try:
        devices = card_process.devices()
        default = next((device.name for device in devices if device.is_default), None)
        if default is None:
            raise DeviceError(NO_DEVICE)
    except DeviceError as error:
        yield Finding(ABSENT, "sound device", "none; everything but playing works", str(error))
        return
    yield Finding(OK, "sound device", f"{default}, one of {len(devices)}; oscfactor devices lists them")


def _picture(_: config.Settings) -> Iterator[Finding]:
    if util.find_spec("matplotlib"):
        yield Finding(OK, "matplotlib", metadata.version("matplotlib"))
    else:
        remedy = f"{sys.executable} -m pip install matplotlib"
        yield Finding(ABSENT, "matplotlib", "not installed; needed for pictures only", remedy)


def _programs(_: config.Settings) -> Iterator[Finding]:
    system = this_system()
    for program in PROGRAMS:
        found = program.executable(system)
        if found is None:
            yield Finding(ABSENT, program.name, "not found", program.remedy(system))
        else:
            yield Finding(OK, program.name, str(found))
        yield from _clients(program, system, wanted=found is not None)


def _clients(program: Program, system: System, *, wanted: bool) -> Iterator[Finding]:
    """Look at each folder for our files: not there, as this version has them, or of another version."""
    remedy = f"oscfactor install-clients {program.key}"
    for target in program.targets(system):
        try:
            version = installed_version(target)
            plan = plan_copy(program.files(), target)
        except FileError as error:
            yield Finding(ABSENT, "", str(error), remedy)
            continue
        if version is None:
            if wanted:
                yield Finding(ABSENT, "", f"our files are not in {target}", remedy)
        elif plan.write or plan.remove or version != __version__:
            text = f"our files in {target} are those of another oscfactor, {version}"
            yield Finding(ABSENT, "", text, remedy)
        else:
            yield Finding(OK, "", f"our files, of this version, are in {target}")


def _bind(host: str, port: int, kind: socket.SocketKind) -> None:
    """Take a port and let it go again; raise OSError if that fails."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as trial:
        if kind == socket.SOCK_STREAM and sys.platform != "win32":
            # A connection that has just ended holds its port for a minute; a server may have it all the same.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))


def _daemon_answers(settings: config.Settings) -> bool:
    from oscfactor.client import Client

    with (
        contextlib.suppress(OscFactorError),
        Client(running.reachable(settings.host), settings.port, timeout=1) as client,
    ):
        client.request("/version")
        return True
    return False
