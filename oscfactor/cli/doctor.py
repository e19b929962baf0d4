"""`oscfactor doctor`: what is installed, what is missing and how to get it on this system."""

from __future__ import annotations

import contextlib
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata, util
from typing import Any, Final

from rich.console import Console

from oscfactor import PACKAGE, __version__, config
from oscfactor.cli.hosts import HOSTS
from oscfactor.errors import OscFactorError
from oscfactor.machine.environment import cache_folder, why_not_writable
from oscfactor.machine.kernelcache import State, state

OK, ABSENT, BROKEN = "ok", "--", "!!"
"""There; not there, and oscfactor runs without; without it oscfactor does not run."""
STYLES: Final = {OK: "green", ABSENT: "yellow", BROKEN: "bold red"}
PACKAGES: Final = ("numpy", "numba", "scipy", "soundfile", "python-osc", "rich", "appdirs")
PORTAUDIO: Final = {
    "linux": "install it with your package manager, for example: apt install libportaudio2",
    "darwin": "pip install --force-reinstall sounddevice, which brings it",
    "win32": "pip install --force-reinstall sounddevice, which brings it",
}
NO_DEVICE: Final = {
    "linux": "plug one in, or start JACK or PipeWire",
    "darwin": "choose one in System Settings, Sound",
    "win32": "choose one in Settings, System, Sound",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    state: str
    what: str
    text: str
    remedy: str = ""


def run(settings: config.Settings) -> int:
    """Print every finding; return 1 if something is broken that oscfactor cannot run without."""
    console = Console(highlight=False, soft_wrap=True)
    broken = False
    for finding in findings(settings):
        broken = broken or finding.state == BROKEN
        console.print(f"[{STYLES[finding.state]}]{finding.state}[/]  {finding.what:14}", end="")
        console.print(finding.text, markup=False)
        if finding.remedy:
            console.print(f"{'':18}-> {finding.remedy}", markup=False)
    return int(broken)


def print_devices() -> int:
    """Print the sound devices, the default ones marked; return 1 if there is no PortAudio."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        sounddevice = _sounddevice()
    except OSError:
        console.print(f"PortAudio is missing: {_here(PORTAUDIO)}", markup=False)
        return 1
    text = str(sounddevice.query_devices())
    console.print(text if text.strip() else f"no sound devices: {_here(NO_DEVICE)}", markup=False)
    return 0


def findings(settings: config.Settings) -> Iterator[Finding]:
    """Look at one thing after the other."""
    yield Finding(OK, "oscfactor", f"{__version__}, in {PACKAGE}")
    yield Finding(OK, "Python", f"{platform.python_version()} on {platform.platform()}")
    looks: tuple[Callable[[config.Settings], Iterator[Finding]], ...] = (
        _packages,
        _settings_file,
        _cache,
        _port,
        _sound,
        _picture,
        _programs,
    )
    for look in looks:
        yield from look(settings)


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
        remedy = f"take another one: oscfactor serve --port {settings.port + 1}"
        yield Finding(BROKEN, "port", f"{where} cannot be used: {error.strerror or error}", remedy)


def _sound(_: config.Settings) -> Iterator[Finding]:
    try:
        sounddevice = _sounddevice()
    except OSError:
        yield Finding(ABSENT, "PortAudio", "missing; everything but playing works", _here(PORTAUDIO))
        return
    yield Finding(OK, "PortAudio", sounddevice.get_portaudio_version()[1])
    try:
        name = sounddevice.query_devices(kind="output")["name"]
        n_devices = len(sounddevice.query_devices())
        yield Finding(OK, "sound device", f"{name}, one of {n_devices}; oscfactor devices lists them")
    except (sounddevice.PortAudioError, ValueError):
        yield Finding(ABSENT, "sound device", "none; everything but playing works", _here(NO_DEVICE))


def _picture(_: config.Settings) -> Iterator[Finding]:
    if util.find_spec("matplotlib"):
        yield Finding(OK, "matplotlib", metadata.version("matplotlib"))
    else:
        remedy = f"{sys.executable} -m pip install matplotlib"
        yield Finding(ABSENT, "matplotlib", "not installed; needed for pictures only", remedy)


def _programs(_: config.Settings) -> Iterator[Finding]:
    for host in HOSTS:
        program, folder = host.program(), host.folder()
        if program is None:
            yield Finding(ABSENT, host.name, "not found", host.remedy())
            continue
        note = "" if folder is None or folder.is_dir() else ", not made yet"
        yield Finding(OK, host.name, f"{program}; what you add goes to {folder}{note}")


def _bind(host: str, port: int, kind: socket.SocketKind) -> None:
    """Take a port and let it go again; raise OSError if that fails."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as trial:
        if kind == socket.SOCK_STREAM and sys.platform != "win32":
            # A connection that has just ended holds its port for a minute; a server may have it all the same.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))


def _daemon_answers(settings: config.Settings) -> bool:
    from oscfactor.cli.send import reachable
    from oscfactor.client import Client

    with (
        contextlib.suppress(OscFactorError),
        Client(reachable(settings.host), settings.port, timeout=1) as client,
    ):
        client.request("/version")
        return True
    return False


def _sounddevice() -> Any:
    """Import sounddevice late: it looks for PortAudio, and raises OSError without."""
    import sounddevice

    return sounddevice


def _here(by_platform: dict[str, str]) -> str:
    return by_platform.get(sys.platform, by_platform["linux"])
