"""The connections that may be open at once, and which one is closed to let another in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Protocol

from oscfactor.protocol.client import Client

MAX_CONNECTIONS: Final = 64
MAX_OF_STRANGERS: Final = 48  # so that this machine always has room
MAX_OF_ONE_STRANGER: Final = 16


class Place(Protocol):
    """A connection, as far as its place is concerned."""

    client: Client
    active_at: float  # when something last came or went

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, and nothing is expected to be sent."""

    def abort(self) -> None:
        """Close the connection at once."""


class Places:
    """All connections of the daemon."""

    def __init__(self) -> None:
        self.taken: set[Place] = set()

    def make_room(self, client: Client) -> bool:
        """Return whether there is a place for `client`; if need be, close a connection that is idle."""
        strangers = [place for place in self.taken if place.client.is_stranger]
        same = [place for place in strangers if place.client.host == client.host]
        if client.is_stranger and len(same) >= MAX_OF_ONE_STRANGER:
            return self.close_one(same)
        if client.is_stranger and len(strangers) >= MAX_OF_STRANGERS:
            return self.close_one(strangers)
        return len(self.taken) < MAX_CONNECTIONS or self.close_one(self.taken)

    def close_one(self, places: Iterable[Place]) -> bool:
        """Close the longest idle connection of the host with most idle ones; return whether there was any."""
        idle = [place for place in places if place.is_idle]
        if not idle:
            return False
        n_of = Counter(place.client.host for place in idle)
        gone = max(idle, key=lambda place: (n_of[place.client.host], -place.active_at))
        self.taken.discard(gone)
        gone.abort()
        return True
