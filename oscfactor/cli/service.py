"""`oscfactor service`: the system starts the daemon for its user, and starts it again when it has died."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor import config
from oscfactor.cli.programs import System, this_system
from oscfactor.errors import FileError, OscFactorError, printable
from oscfactor.machine import running
from oscfactor.machine.launch import command
from oscfactor.machine.replacing import replace

NAME: Final = "oscfactor"
"""The service's name, as the system's own tools want it."""

Say = Callable[[str], None]
"""Takes one line of text."""
Do = Callable[[Sequence[str]], None]
"""Runs a program of the system; raises OscFactorError with what it said if it fails."""


@dataclass(frozen=True, slots=True)
class Service:
    """How a system is told to start the daemon."""

    path: Path  # of the file that says so
    text: str
    start: tuple[tuple[str, ...], ...]  # commands that make the system read the file now
    stop: tuple[tuple[str, ...], ...]  # and forget it
    log: str  # where the daemon's lines are read


def run(action: str, *, dry_run: bool, say: Say, system: System | None = None, do: Do | None = None) -> int:
    """Install, remove or show the service; return 0, or 1 if `status` finds none.

    Parameters
    ----------
    action : `install`, `remove` or `status`
    dry_run : only say what would be done

    Raises
    ------
    FileError
        The file cannot be written or removed.
    OscFactorError
        This system starts no services of users, or its tool has failed.
    """
    service = service_of(system or this_system())
    if action == "status":
        return _status(service, say)
    (_install if action == "install" else _remove)(service, dry_run, say, do or _do)
    return 0


def service_of(system: System) -> Service:
    """Return the service of a system.

    Raises
    ------
    OscFactorError
        It is a Linux without systemd.
    """
    words = _words()
    if system.platform == "darwin":
        return _launchd(system, words)
    if system.platform == "win32":
        return _startup(system, words)
    if shutil.which("systemctl", path=system.environ.get("PATH", "")) is None:
        shown = subprocess.list2cmdline(words[-2:])
        raise OscFactorError(f"there is no systemd here; let your own way of starting programs run {shown}")
    return _systemd(system, words)


def _words() -> list[str]:
    """Return the command that the system is to run; the session of a daemon that died comes back."""
    script = Path(sys.executable).with_name("oscfactor.exe" if os.name == "nt" else "oscfactor")
    daemon = ("serve", "--recover")
    return [str(script), *daemon] if script.is_file() else command(*daemon)


def _systemd(system: System, words: Sequence[str]) -> Service:
    path = system.variable("XDG_CONFIG_HOME", ".config") / "systemd/user" / f"{NAME}.service"
    text = f"""[Unit]
Description=oscfactor breaks sounds into layers, over OSC

[Service]
ExecStart={" ".join(map(_systemd_word, words))}
Restart=on-failure

[Install]
WantedBy=default.target
"""
    ctl = ("systemctl", "--user")
    start = ((*ctl, "daemon-reload"), (*ctl, "enable", NAME), (*ctl, "restart", NAME))
    return Service(path, text, start, ((*ctl, "disable", "--now", NAME),), f"journalctl --user -u {NAME}")


def _systemd_word(word: str) -> str:
    """Return a word as a unit file wants it (systemd.service(5), *Command lines*)."""
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(sign, written)
    return f'"{word}"'


def _launchd(system: System, words: Sequence[str]) -> Service:
    label = f"org.{NAME}.daemon"
    path = system.home / "Library/LaunchAgents" / f"{label}.plist"
    log = system.home / "Library/Logs" / f"{NAME}.log"
    agent = {
        "Label": label,
        "ProgramArguments": list(words),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "StandardOutPath": str(log),
        "StandardErrorPath": str(log),
    }
    domain = f"gui/{os.getuid() if sys.platform != 'win32' else 0}"
    stop = (("launchctl", "bootout", f"{domain}/{label}"),)
    start = (("launchctl", "bootstrap", domain, str(path)),)
    return Service(path, plistlib.dumps(agent).decode(), start, stop, str(log))


def _startup(system: System, words: Sequence[str]) -> Service:
    folder = system.variable("APPDATA", "AppData/Roaming") / "Microsoft/Windows/Start Menu/Programs/Startup"
    started = subprocess.list2cmdline(words).replace("%", "%%")
    text = f'@echo off\r\nchcp 65001 >nul\r\nstart "{NAME}" /min {started}\r\n'
    return Service(folder / f"{NAME}.cmd", text, (), (), f"the window {NAME}, which begins minimised")


def _install(service: Service, dry_run: bool, say: Say, do: Do) -> None:
    would = "would be " if dry_run else ""
    say(f"{printable(str(service.path))} {would}written:")
    for line in service.text.splitlines():
        say(f"    {line}")
    for words in service.start:
        say(f"{would}run: {subprocess.list2cmdline(words)}")
    if not dry_run:
        if service.path.exists():
            _forgiven(service.stop, do)  # launchd takes no second service of one name
        _write(service)
        for words in service.start:
            do(words)
    if not service.start:
        say("It starts when you log in the next time.")
    say(f"Its log: {service.log}")
    say(f"Its settings: {printable(str(config.settings_path()))}; its port: {_port()}")


def _remove(service: Service, dry_run: bool, say: Say, do: Do) -> None:
    if not service.path.exists():
        say(f"no service is installed: there is no {printable(str(service.path))}")
        return
    would = "would be " if dry_run else ""
    for words in service.stop:
        say(f"{would}run: {subprocess.list2cmdline(words)}")
    say(f"{printable(str(service.path))} {would}removed")
    if dry_run:
        return
    _forgiven(service.stop, do)
    try:
        service.path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"cannot remove {service.path}: {error.strerror}") from error


def _status(service: Service, say: Say) -> int:
    is_there = service.path.exists()
    say(f"service  {'is' if is_there else 'is not'} installed: {printable(str(service.path))}")
    daemons = running.running()
    for daemon in daemons:
        say(f"daemon   runs on port {daemon.port}, process {daemon.pid}")
    if not daemons:
        say("daemon   none runs")
    say(f"log      {service.log}")
    return 0 if is_there else 1


def _port() -> str:
    return str(config.load().port)


def _write(service: Service) -> None:
    part = service.path.with_name(service.path.name + ".part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(service.text.encode())
        replace(part, service.path)
    except OSError as error:
        raise FileError(f"cannot write {service.path}: {error.strerror}") from error


def _forgiven(commands: Sequence[Sequence[str]], do: Do) -> None:
    """Run commands whose failure means that there was nothing to do."""
    for words in commands:
        try:
            do(words)
        except OscFactorError:
            continue


def _do(words: Sequence[str]) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OscFactorError(f"{words[0]} cannot be run: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
        raise OscFactorError(f"{subprocess.list2cmdline(words)} failed: {said[-1]}")
