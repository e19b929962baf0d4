"""The log of an evening's actions: every request that changed something, a line each, to be replayed."""

from __future__ import annotations

import base64
import json
import logging
import queue
import threading
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from oscfactor.errors import FileError
from oscfactor.files.paths import absolute

MAX_WAITING: Final = 64_000_000
"""Bytes of arguments that wait for the disk at most; actions that come then are left out, and counted."""
VERSION: Final = 1
_MARGIN: Final = 256  # bytes that an action takes besides long arguments

log = logging.getLogger(__name__)


class Action(NamedTuple):
    """A request."""

    seconds: float  # since the log began
    address: str
    args: tuple[Any, ...]  # int, float, str, bytes, or an `array` of floats


class ActionLog:
    """Writes actions to a file on a thread of its own: whoever gives them never waits.

    Parameters
    ----------
    path : str
        What is there is replaced.

    Raises
    ------
    FileError
        The file cannot be written.
    """

    def __init__(self, path: str) -> None:
        self._place = absolute(path)
        try:
            self._file = self._place.open("w", encoding="utf-8")
            self._file.write(json.dumps({"oscfactor": "actions", "version": VERSION}) + "\n")
            self._file.flush()
        except OSError as error:
            raise FileError(f"cannot write {self._place}: {str(error.strerror or error).lower()}") from error
        self._waiting: queue.SimpleQueue[tuple[Action, tuple[int, ...], int] | None] = queue.SimpleQueue()
        self._n_given = self._n_taken = 0  # bytes; each is counted by one thread
        self._n_left_out = 0
        self._is_broken = False
        self._thread = threading.Thread(target=self._run, name="actions", daemon=True)
        self._thread.start()

    def add(self, action: Action, paths: Sequence[int]) -> None:
        """Write an action soon; `paths` says which of its arguments are paths, which are made absolute."""
        size = _MARGIN + sum(_size(arg) for arg in action.args)
        if self._is_broken or self._n_given - self._n_taken + size > MAX_WAITING:
            self._n_left_out += 1
            return
        self._n_given += size
        self._waiting.put((action, tuple(paths), size))

    def close(self, timeout: float) -> None:
        """Write what waits, and close the file."""
        self._waiting.put(None)
        self._thread.join(timeout)
        if self._n_left_out:
            log.warning("%s: %d actions were left out", self._place, self._n_left_out)

    def _run(self) -> None:
        try:
            with self._file as file:
                while (given := self._waiting.get()) is not None:
                    action, paths, size = given
                    args = [
                        str(absolute(arg)) if i in paths and isinstance(arg, str) else _written(arg)
                        for i, arg in enumerate(action.args)
                    ]
                    file.write(json.dumps([round(action.seconds, 6), action.address, args]) + "\n")
                    self._n_taken += size
                    if self._waiting.empty():
                        file.flush()
        except OSError as error:
            self._is_broken = True
            log.warning("no more actions are logged: %s: %s", self._place, error.strerror or error)


def read_actions(path: str) -> Iterator[Action]:
    """Yield the actions of a log, in their order; a last line that was cut off is left out.

    Raises
    ------
    FileError
        The file cannot be read, or is no such log.
    """
    place = absolute(path)
    try:
        with place.open(encoding="utf-8") as file:
            head = _line(place, file.readline())
            if not isinstance(head, dict) or head.get("oscfactor") != "actions":
                raise FileError(f"{place} is no log of actions; `serve --log-actions` writes one")
            if head.get("version") != VERSION:
                raise FileError(f"{place} was written by another oscfactor: update oscfactor")
            for line in file:
                if line.endswith("\n"):
                    seconds, address, args = _line(place, line)
                    yield Action(float(seconds), str(address), tuple(_read(arg) for arg in args))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise FileError(f"cannot read {place}: {str(reason or error).lower()}") from error
    except (TypeError, ValueError, LookupError) as error:
        raise FileError(f"{place} holds what this oscfactor does not understand: {error}") from error


def _line(place: Path, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise FileError(f"{place} is no log of actions, or not whole") from error


def _size(arg: Any) -> int:
    if isinstance(arg, array):
        return len(arg) * arg.itemsize
    return len(arg) if isinstance(arg, str | bytes) else 0


def _written(arg: Any) -> Any:
    if isinstance(arg, array):
        return {"floats": base64.b64encode(array("d", arg).tobytes()).decode()}
    if isinstance(arg, bytes):
        return {"blob": base64.b64encode(arg).decode()}
    return int(arg) if isinstance(arg, bool) else arg


def _read(arg: Any) -> Any:
    if not isinstance(arg, dict):
        if not isinstance(arg, int | float | str):
            raise TypeError(f"{type(arg).__name__} as an argument")
        return arg
    if "floats" in arg:
        floats = array("d")
        floats.frombytes(base64.b64decode(arg["floats"]))
        return floats
    return base64.b64decode(arg["blob"])
