"""Events of a request: sent to its asker and to all subscribers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from oscfactor.errors import printable
from oscfactor.protocol.request import Request
from oscfactor.session.jobs import ProgressListener
from oscfactor.session.saving import Remark
from oscfactor.session.session import Session

log = logging.getLogger(__name__)


def tell(session: Session, request: Request, address: str, *args: Any) -> None:
    """Send an event to the asker and to every subscriber, to each once."""
    request.send(address, *args)
    session.broadcast(address, *args, but_not=request.client)


def progress(session: Session, request: Request, name: str) -> ProgressListener:
    """Return a listener that tells how far the job on a buffer is."""
    return lambda fraction, iteration, loss: tell(
        session, request, "/oscfactor/progress", name, fraction, iteration, loss
    )


def moved(session: Session, request: Request, name: str) -> Callable[[int, int], None]:
    """Return a listener that tells which component has another number."""
    return lambda old, new: tell(session, request, "/oscfactor/moved", name, old, new)


def notice(session: Session, request: Request) -> Remark:
    """Return a listener that tells, and logs, that a sound is not whole."""

    def listener(name: str, path: str, text: str) -> None:
        log.warning("%s: %s", printable(path or name), printable(text))
        tell(session, request, "/oscfactor/notice", name, f"{name}: {text}")

    return listener
