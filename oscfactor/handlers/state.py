"""The requests to leaves, and the commands that watch them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from oscfactor.errors import NotFoundError
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.leaves import set_by
from oscfactor.protocol.patterns import Pattern
from oscfactor.protocol.request import ASKED, Request
from oscfactor.protocol.spec import COMPONENTS
from oscfactor.session.changes import NOBODY, Asked
from oscfactor.session.places import Values
from oscfactor.session.session import Session

Done = tuple[Any, ...]
VALUE = "/oscfactor/value"


def asked() -> Asked:
    """Return the request that is under way, as the state wants to know it."""
    request = ASKED.get()
    if request is None or request.command is None:
        return NOBODY
    address, values = set_by(request.command, request.bound) or ("", ())
    return Asked(request.client, address, values)


@on_session
async def ask_leaf(session: Session, request: Request, address: str) -> Done:
    """Give a leaf's values, waiting where the sound or its components are being made."""
    if session.state.find(address) is None:
        await request.made(COMPONENTS)
        await session.leaf_made(address)
    request.send(VALUE, address, *session.state.value(address))
    return ()


@on_session
async def ask_leaves(session: Session, request: Request, pattern: str, values: Values) -> Done:
    """Give the values of all leaves that a pattern reaches."""
    count = 0
    async for address in _reached(session, request, pattern):
        request.send(VALUE, address, *session.state.value(address))
        count += 1
    return (count,)


@on_session
async def set_leaves(
    session: Session,
    request: Request,
    pattern: str,
    values: Values,
    set_leaf: Callable[[Request, str, Sequence[Any]], Awaitable[None]],
) -> Done:
    """Set all leaves that a pattern reaches and that can be set."""
    count = 0
    async for address in _reached(session, request, pattern):
        await set_leaf(request, address, values)
        count += 1
    return (count,)


@on_session
def leaf_taken(session: Session, request: Request, address: str, values: Values) -> Done:
    """Give what a leaf has taken; whoever set it is told like others where that is something else."""
    return session.state.taken(address, values)


async def _reached(session: Session, request: Request, pattern: str) -> AsyncIterator[str]:
    """Yield the leaves that a pattern reaches, and if it reaches none, waits for what is being made.

    Raises
    ------
    NotFoundError
        It reaches none then, either.
    """
    for is_last in (False, True):
        n = 0
        async for address in session.state.reached(Pattern(pattern)):
            n += 1
            yield address
        if n:
            return
        if not is_last:
            await request.made(COMPONENTS)
    raise NotFoundError(f"no value has an address that {pattern!r} matches now")
