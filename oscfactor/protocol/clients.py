"""All clients: the known senders of datagrams, and the subscribers to events."""

from __future__ import annotations

import itertools
import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from oscfactor.errors import LimitError
from oscfactor.protocol.client import Client, Deliver
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.hosts import is_loopback
from oscfactor.protocol.strangers import Strangers
from oscfactor.protocol.wire import ALIVE, ASKING

MAX_CLIENTS: Final = 1024  # datagram senders that are remembered; senders with nothing under way go first
MAX_SUBSCRIBERS: Final = 128
MAX_SUBSCRIBERS_PER_HOST: Final = 32  # of one other computer
ASK_AGAIN: Final = 20.0  # seconds of silence after which a stranger is asked whether it still hears
FORGET: Final = 60.0  # seconds of silence after which a stranger is sent nothing more

log = logging.getLogger(__name__)


class Clients:
    """The clients that the daemon knows, and which of them subscribe to events.

    Parameters
    ----------
    clock : seconds that only grow, as `time.monotonic`
    to_port : (host, port) -> function that sends a packet to that datagram port
    strangers : tells clients on other computers apart, and says which commands they may use

    Attributes
    ----------
    on_end : called with a client that ends its subscription or is gone, so that its streams end too
    on_vanished : called with a host when its last client that wanted players to stop then has gone silently
    """

    def __init__(
        self,
        clock: Callable[[], float],
        to_port: Callable[[str, int], Deliver] | None = None,
        strangers: Strangers | None = None,
    ) -> None:
        self.to_port = to_port
        self.strangers = strangers or Strangers(clock=clock)
        self.on_end: Callable[[Client], None] = lambda _: None
        self.on_vanished: Callable[[str], None] = lambda _: None
        self._clock = clock
        self._senders: dict[tuple[str, int], Client] = {}
        self._subscribers: dict[tuple[str, str, int], Client] = {}
        self._ids = itertools.count(1)
        self._first_end = math.inf  # of all subscriptions

    def __len__(self) -> int:
        self.expire(self._clock())
        return len(self._subscribers)

    def sender(self, host: str, port: int) -> Client | None:
        """Return the client that sends datagrams from `host` and `port`, if it is known."""
        if self._first_end < math.inf:
            self.expire(self._clock())
        client = self._senders.get((host, port))
        if client is not None:
            client.heard_at = self._clock()
        return client

    def new_sender(self, host: str, port: int, deliver: Deliver, data: bytes = b"") -> Client | None:
        """Return a client for datagrams from an unknown sender, which is answered by `deliver`.

        A sender on another computer gets a client only if its datagram `data` meets the challenge; nothing
        is kept of others.
        """
        if not is_loopback(host):

            def deliver_to(other: int) -> Deliver:
                return deliver if other == port or self.to_port is None else self.to_port(host, other)

            if not self.strangers.challenges.is_met(data, host, port, deliver_to):
                return None
        if len(self._senders) >= MAX_CLIENTS:
            self._forget_idle()
        client = self._senders[host, port] = self.connected("udp", host, port, deliver)
        return client

    def connected(self, transport: str, host: str, port: int, deliver: Deliver) -> Client:
        """Return a client for a connection; a client that can connect hears us."""
        client = Client(transport, host, port, deliver, is_stranger=self.strangers.include(host))
        client.heard_at = self._clock()
        return client

    def look_after_strangers(self) -> None:
        """Ask silent clients on other computers whether they still hear us, and stop sending to the deaf."""
        now = self._clock()
        self.expire(now)
        for (host, port), client in list(self._senders.items()):
            silence = 0.0 if is_loopback(host) else now - client.heard_at
            if silence > FORGET:
                log.info("%s: no sign of life, nothing more is sent there", client)
                self.unsubscribe(client)
                del self._senders[host, port]
            elif silence > ASK_AGAIN:
                client.send(ASKING, self.strangers.challenges.number(host, port))

    def subscribe(self, client: Client, port: int = 0, ttl: float = 0.0, *, stops: bool = False) -> int:
        """Make `client` hear of every event, at `port` of its own host if given; return its id.

        With `stops`, what clients of its host play stops when the last such client has vanished.

        Raises
        ------
        LimitError
            If too many subscribe already.
        """
        self.expire(self._clock())
        self._check_share(client)
        if client.key not in self._subscribers and len(self._subscribers) >= MAX_SUBSCRIBERS:
            self._make_room(("udp", client.host, port) if port else client.key)
        if port and self.to_port is not None:
            client.redirect(port, self.to_port(client.host, port))
        else:
            client.redirect(None, None)
        client.stops = stops
        client.until = self._clock() + ttl if ttl else math.inf
        self._first_end = min(self._first_end, client.until)
        client.id = client.id or next(self._ids)
        # The latest subscription stands last: of two with one target, the newer client is served.
        self._subscribers.pop(client.key, None)
        self._subscribers[client.key] = client
        return client.id

    def unsubscribe(self, client: Client) -> None:
        """End the subscription of `client`, if it has one; its answers go back to where it sends from."""
        if self._subscribers.pop(client.key, None) is not None:
            client.redirect(None, None)
            client.id = 0
        self.on_end(client)

    def vanished(self, client: Client) -> None:
        """End the subscription of a client that has gone without saying so."""
        self.unsubscribe(client)
        others = (c for c in self._subscribers.values() if c.host == client.host)
        if client.stops and not any(other.stops for other in others):
            self.on_vanished(client.host)

    def expire(self, now: float) -> None:
        """End the subscriptions whose time to live has run out."""
        if now < self._first_end:
            return
        for client in [c for c in self._subscribers.values() if c.until <= now]:
            log.info("%s: subscription ended, no /notify in time", client)
            self.vanished(client)
        self._first_end = min((c.until for c in self._subscribers.values()), default=math.inf)

    def refused(self, host: str, port: int) -> None:
        """End the subscriptions that go to a datagram port on which nobody listens any more."""
        target = ("udp", host, port)
        for client in [c for c in self._subscribers.values() if c.target == target]:
            log.info("%s: subscription ended, port %d of its host refuses", client, port)
            self.vanished(client)
        sender = self._senders.get((host, port))
        if sender is not None and sender.answer_port is None:
            self.on_end(sender)

    def say_alive(self, watchers: Iterable[Client]) -> None:
        """Tell all subscribers, and all who watch the state, that the daemon is there."""
        self.expire(self._clock())
        packet = encode_message(ALIVE)
        for client in {client.target: client for client in (*self._subscribers.values(), *watchers)}.values():
            client.deliver(packet)

    def broadcast(self, address: str, *args: Any, but_not: Client | None = None) -> None:
        """Send an event to every subscriber, once to each place, but not to where `but_not` hears."""
        if not self._subscribers:
            return
        self.expire(self._clock())
        targets = {client.target: client for client in self._subscribers.values()}
        if but_not is not None:
            targets.pop(but_not.target, None)
        packet = encode_message(address, args)
        shown = self.strangers.hide(address, args)
        for_strangers = packet if shown is args else encode_message(address, shown)
        for client in targets.values():
            client.deliver(for_strangers if client.is_stranger else packet)

    def _check_share(self, client: Client) -> None:
        if not client.is_stranger or client.key in self._subscribers:
            return
        n_subscribers = Counter(c.host for c in self._subscribers.values())[client.host]
        if n_subscribers >= MAX_SUBSCRIBERS_PER_HOST:
            raise LimitError(f"{n_subscribers} clients of your computer subscribe; end one with /notify 0")

    def _make_room(self, target: tuple[str, str, int]) -> None:
        # A patch that is opened again sends from a new port each time but listens on the same one.
        for client in self._subscribers.values():
            if client.target == target:
                self.unsubscribe(client)
                return
        raise LimitError(f"{MAX_SUBSCRIBERS} clients subscribe already; end one with /notify 0")

    def _forget_idle(self) -> None:
        self._senders = {
            key: c
            for key, c in self._senders.items()
            if c.pending or c.packets or c.watches or c.key in self._subscribers
        }
