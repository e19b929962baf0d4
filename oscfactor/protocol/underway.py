"""The requests that are under way, and how many there may be: of one client, of one computer, of all."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

from oscfactor.errors import LimitError
from oscfactor.protocol.client import Client
from oscfactor.protocol.request import Request

MAX_UNDER_WAY: Final = 4096
MAX_UNDER_WAY_PER_CLIENT: Final = 1024  # and another computer
MAX_BYTES_UNDER_WAY: Final = 64 * 2**20  # of the packets that asked


class UnderWay:
    """Requests without an answer yet, by number; requests that are due later count against no limit."""

    def __init__(self) -> None:
        self._requests: dict[int, Request] = {}
        self._n_bytes = 0  # of the requests that do not wait for their time
        self._n_later = 0  # requests that wait for their time
        self._n_of_strangers: Counter[str] = Counter()  # by host

    def all(self) -> list[Request]:
        """Return all requests as they are now."""
        return list(self._requests.values())

    def check(self, request: Request) -> None:
        """Raise `LimitError` if there is no room for a request that begins now."""
        client = request.client
        was_later = request.number in self._requests  # then it is counted already
        n_mine = len(client.pending) - client.n_later - was_later
        n_all = len(self._requests) - self._n_later - was_later
        if client.is_stranger:
            n_mine = max(n_mine, self._n_of_strangers[client.host] - was_later)
        if n_mine >= MAX_UNDER_WAY_PER_CLIENT or n_all >= MAX_UNDER_WAY:
            raise LimitError(f"{n_mine} of your requests are under way; wait for an answer")
        if self._n_bytes + (0 if was_later else request.n_bytes) > MAX_BYTES_UNDER_WAY:
            raise LimitError("the requests under way are too large together; wait for an answer")

    def add(self, request: Request) -> None:
        """Count a request from now on."""
        if request.number not in self._requests:
            request.client.pending[request.number] = request
            self._requests[request.number] = request
            if not request.is_later:
                self._count(request, 1)

    def set_later(self, request: Request, is_later: bool) -> None:
        """Count a request among those that wait for their time, or no more."""
        if request.is_later == is_later:
            return
        request.is_later = is_later
        change = 1 if is_later else -1
        request.client.n_later += change
        self._n_later += change
        if request.number in self._requests:
            self._count(request, -change)

    def remove(self, request: Request) -> None:
        """Forget a request that has ended."""
        client = request.client
        if self._requests.pop(request.number, None) is not None:
            client.pending.pop(request.number, None)
            if request.is_later:
                self.set_later(request, False)
            else:
                self._count(request, -1)

    def _count(self, request: Request, change: int) -> None:
        self._n_bytes += change * request.n_bytes
        if request.client.is_stranger:
            host = request.client.host
            self._n_of_strangers[host] += change
            if not self._n_of_strangers[host]:
                del self._n_of_strangers[host]


def wake(client: Client) -> None:
    """Wake each of a client's requests that waits until all before it have ended, if they have."""
    if not client.waiting:
        return
    oldest = next(iter(client.pending), math.inf)
    waiting, client.waiting = client.waiting, []
    for number, ended in waiting:
        if number > oldest:
            client.waiting.append((number, ended))
        elif not ended.done():
            ended.set_result(None)
