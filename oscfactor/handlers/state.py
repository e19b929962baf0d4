"""The requests to leaves, and the commands that watch them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.handlers.registry import on_session
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.leafplan import Plan
from oscfactor.protocol.leafrows import REACH_TO_SET
from oscfactor.protocol.leaves import set_by
from oscfactor.protocol.patterns import Pattern
from oscfactor.protocol.request import ASKED, Request
from oscfactor.protocol.spec import COMPONENTS
from oscfactor.protocol.wire import GONE, VALUE
from oscfactor.session.changes import NOBODY, Asked
from oscfactor.session.places import Values
from oscfactor.session.session import Session

Done = tuple[Any, ...]


def asked() -> Asked:
    """Return the request that is under way, as the state wants to know it."""
    request = ASKED.get()
    if request is None or request.command is None:
        return NOBODY
    if request.command is REACH_TO_SET:
        return Asked(request.client, request.address, ())
    address, values = set_by(request.command, request.bound) or ("", ())
    return Asked(request.client, address, values)


@on_session
async def watch(session: Session, request: Request, pattern: str, rate: float, ttl: float) -> Done:
    """Send what leaves hold, now and whenever it changes."""
    if not pattern.startswith("/"):
        raise ArgumentError(f"pattern must begin with /, got {pattern!r}; //gain is every gain")
    client = request.client

    def send(address: str, values: Values | None) -> None:
        client.deliver(_gone(address) if values is None else _told(address, values))

    client.watches = True  # also while the first values are on their way
    try:
        count = await session.watches.add(client, pattern, Pattern(pattern), rate=rate, send=send, ttl=ttl)
    finally:
        client.watches = client in session.watches.owners
    return pattern, count


@on_session
def unwatch(session: Session, request: Request, pattern: str) -> Done:
    """End a watch."""
    count = session.watches.remove(request.client, pattern)
    request.client.watches = request.client in session.watches.owners
    return pattern, count


@on_session
async def ask_leaf(session: Session, request: Request, address: str) -> Done:
    """Give a leaf's values, waiting where the sound or its components are being made."""
    if session.state.find(address) is None:
        await request.made(COMPONENTS)
        await session.leaf_made(address)
    await session.looked_at(address)
    request.send(VALUE, address, *session.state.value(address))
    return ()


@on_session
async def ask_leaves(session: Session, request: Request, pattern: str, values: Values) -> Done:
    """Give the values of all leaves that a pattern reaches."""
    count = 0
    async for address in _reached(session, request, pattern):
        await session.looked_at(address)
        request.send(VALUE, address, *session.state.value(address))
        count += 1
    return (count,)


@on_session
async def set_leaves(session: Session, request: Request, pattern: str, values: Values, plan: Plan) -> Done:
    """Set all leaves that a pattern reaches and that can be set."""
    async for address in _reached(session, request, pattern):
        plan.add(address)
    async for set_one in session.state.paced(plan.steps()):
        result = set_one(request)
        if not isinstance(result, tuple):
            await result
    return (plan.count,)


@on_session
def leaf_taken(session: Session, request: Request, address: str, sent: Values, taken: Values | None) -> Done:
    """Give what a leaf has taken; whoever set it is told like others where that is something else."""
    return session.state.taken(address, sent, taken)


@on_session
def leaf_is_off(session: Session, request: Request, address: str) -> bool:
    """Say whether there is such a leaf and it holds 0."""
    return session.state.find(address) is not None and session.state.value(address) == (0,)


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


@lru_cache(maxsize=256)
def _told(address: str, values: Values) -> bytes:
    """Return the packet that tells a leaf's values; many who watch it are sent the same."""
    return encode_message(VALUE, (address, *values))


def _gone(address: str) -> bytes:
    return encode_message(GONE, (address,))
