"""`oscfactor listen`: what a running daemon holds and does, live in a terminal, or line by line in a pipe."""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Callable
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from oscfactor.cli.jsonlines import print_message
from oscfactor.client import ALIVE_WITHIN, Client, Message, NoDaemonError, error_of
from oscfactor.errors import ArgumentError, printable
from oscfactor.machine.running import reachable
from oscfactor.protocol.wire import ALIVE, DONE, FAIL, GONE, VALUE

N_EVENTS: Final = 6
"""Events that stay on the screen."""
REFRESH: Final = 15
"""How often the screen is drawn in a second."""


def listen(pattern: str, *, host: str, port: int | None, rate: float, as_json: bool = False) -> int:
    """Show what a daemon's leaves hold, and its events, until Ctrl-C.

    Parameters
    ----------
    port : of the daemon; None is that of the daemon which runs here
    as_json : print a line of JSON for each value and event

    Raises
    ------
    NoDaemonError
        If no daemon answers, or it goes.
    ArgumentError
        If the daemon refuses the pattern.
    """
    if not pattern.startswith("/"):
        raise ArgumentError(f"an address begins with '/': /{pattern}")
    console = Console(highlight=False)
    with Client(reachable(host), port) as client:
        client.request("/notify", 1)
        client.send("/watch", pattern, rate)
        try:
            _show(client, _view(console, as_json=as_json))
        except KeyboardInterrupt:
            return 0
        finally:
            with contextlib.suppress(NoDaemonError):
                client.send("/unwatch", pattern)
                client.send("/notify", 0)
    return 0


def _view(console: Console, *, as_json: bool) -> Lines | Screen:
    if as_json:
        return Lines(print_message)
    return Screen(console) if console.is_terminal else Lines()


def _show(client: Client, view: Lines | Screen) -> None:
    with view:
        for message in client.receive(ALIVE_WITHIN):
            if message.address == FAIL:
                raise error_of(message)
            if message.address not in (ALIVE, DONE):
                view.take(message)
    raise client.silent(ALIVE_WITHIN)


def _print_line(message: Message) -> None:
    sys.stdout.write(f"{printable(str(message))}\n")
    sys.stdout.flush()


class Lines:
    """Prints each message on a line, as `send` does.

    Parameters
    ----------
    print_message : prints one
    """

    def __init__(self, print_message: Callable[[Message], None] = _print_line) -> None:
        self._print = print_message

    def __enter__(self) -> None:
        """Need nothing."""

    def __exit__(self, *_: object) -> None:
        """Leave nothing."""

    def take(self, message: Message) -> None:
        """Print a value as its address and what it holds, an event as it came."""
        is_value = message.address == VALUE
        self._print(Message(str(message.args[0]), message.args[1:]) if is_value else message)


class Screen:
    """Keeps a table of all values and the last events on a terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._values: dict[str, str] = {}
        self._events: deque[str] = deque(maxlen=N_EVENTS)
        self._live = Live(
            console=console, get_renderable=self.drawn, refresh_per_second=REFRESH, vertical_overflow="crop"
        )

    def __enter__(self) -> None:
        """Begin to draw."""
        self._live.start()

    def __exit__(self, *_: object) -> None:
        """Leave the last picture."""
        self._live.stop()

    def take(self, message: Message) -> None:
        """Keep a value, or an event."""
        if message.address == VALUE:
            address, *values = message.args
            self._values[str(address)] = str(Message("", tuple(values))).strip()
        elif message.address == GONE:
            self._values.pop(str(message.args[0]), None)
        else:
            self._events.append(str(message))

    def drawn(self) -> Group:
        """Return the picture: as many values as there is room for, in the order of their addresses."""
        room = max(self.console.height - N_EVENTS - 3, 1)
        shown = sorted(self._values)[:room]
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for address in shown:
            table.add_row(Text(printable(address)), Text(printable(self._values[address]), style="bold"))
        n_more = len(self._values) - len(shown)
        rest = [Text(f"… and {n_more} more; name fewer with a pattern", style="dim")] if n_more else []
        events = [Text(printable(event), style="dim") for event in self._events]
        return Group(table, *rest, Text(""), *events)
