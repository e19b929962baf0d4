"""`oscfactor controls`: a page of faders for a control surface, of the sounds that a daemon holds now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from oscfactor.cli.openstagecontrol import session
from oscfactor.client import Client
from oscfactor.errors import FileError, NotFoundError
from oscfactor.files.paths import absolute
from oscfactor.files.temporary import temporary_beside
from oscfactor.machine.replacing import replace
from oscfactor.machine.running import reachable
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.leaves import find
from oscfactor.protocol.wire import VALUE

ALL_LEAVES: Final = "/sound//"
SURFACES: Final[dict[str, Callable[..., dict[str, Any]]]] = {"open-stage-control": session}
"""The control surfaces that pages are made for."""
OUT: Final = "oscfactor-controls.json"


class Control(NamedTuple):
    """A leaf as it is now: its address, its row, what stands in the places of its address, and its values."""

    address: str
    row: Leaf
    places: dict[str, str | int]
    values: tuple[Any, ...]


def run(surface: str, out: str, *, host: str, port: int | None, say: Callable[[str], None]) -> int:
    """Write the page of a control surface and return 0.

    Parameters
    ----------
    surface : one of `SURFACES`
    out : the file to write; one that is there is replaced
    port : of the daemon; None is that of the daemon which runs here
    say : takes one line of text

    Raises
    ------
    NoDaemonError
        If no daemon answers.
    NotFoundError
        If the daemon holds no sound.
    FileError
        If the file cannot be written.
    """
    with Client(reachable(host), port) as client:
        sounds = _by_sound(_controls(client))
        page = SURFACES[surface](sounds, f"{client.host}:{client.port}")
    if not sounds:
        raise NotFoundError("there is no sound to control; load one, then make the page")
    path = absolute(out)
    try:
        part = temporary_beside(path)
        part.write_text(json.dumps(page, indent=2, ensure_ascii=False) + "\n", "utf-8")
        replace(part, path)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error
    say(f"wrote {path}: {sum(map(len, sounds.values()))} controls of {len(sounds)} sounds")
    return 0


def _controls(client: Client) -> Iterable[Control]:
    """Ask a daemon for all leaves of sounds."""
    try:
        reply = client.request(ALL_LEAVES)
    except NotFoundError:
        return
    for message in reply.messages:
        if message.address != VALUE:
            continue
        address, *values = message.args
        found = find(address)
        if found is not None:  # a newer daemon may have other leaves
            yield Control(address, found.row, found.places, tuple(values))


def _by_sound(controls: Iterable[Control]) -> dict[str, list[Control]]:
    found: dict[str, list[Control]] = defaultdict(list)
    for control in controls:
        found[str(control.places["name"])].append(control)
    return found
