"""The command that starts a daemon, noted in a file for programs that may have no search path."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from oscfactor.machine import running
from oscfactor.machine.launch import command
from oscfactor.machine.replacing import replace

NAME: Final = "program.txt"

log = logging.getLogger(__name__)


def place() -> Path:
    """Return where the note lies: beside the files by which clients find a daemon's port.

    Raises
    ------
    OSError
        If this user has no home folder.
    """
    return running.folder() / NAME


def put() -> None:
    """Note how this oscfactor is run, one word of the command a line; what was noted before goes."""
    try:
        path = place()
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text("".join(f"{word}\n" for word in command()), "utf-8", newline="\n")
        replace(part, path)
    except OSError as error:
        log.warning(
            "Max and SuperCollider cannot start a daemon: no file can name this program: %s",
            error,
        )


def remove() -> None:
    """Forget how it is run."""
    try:
        place().unlink(missing_ok=True)
    except OSError as error:
        log.warning("cannot remove the note of where this program is: %s", error)
