"""From packets to handlers and back: the one place where a request gets its answer.

Nothing here knows sockets or sound; tasks and timers go through the loop that is handed in. Handlers
are plain functions or coroutines. A coroutine's first step runs at once, before the next message is looked
at, so that requests take effect in their order; a task does only the rest, after the first wait.
"""

from __future__ import annotations

import difflib
import inspect
import itertools
import logging
import time
from asyncio import AbstractEventLoop, CancelledError, Task
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import partial
from typing import Any, Final

from oscfactor import errors
from oscfactor.errors import LimitError, MalformedError, OscFactorError, UnknownCommandError
from oscfactor.protocol import answers
from oscfactor.protocol.arguments import shown
from oscfactor.protocol.client import Client
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.decoding import Message
from oscfactor.protocol.leafrows import LeafRows
from oscfactor.protocol.leaves import find, reaches_leaves, starts_like_leaf
from oscfactor.protocol.packets import MAX_MATCHES, Packet, Packets
from oscfactor.protocol.patterns import Pattern, is_pattern, matches
from oscfactor.protocol.request import ASKED, Request, resumed
from oscfactor.protocol.rows import Handler, Row
from oscfactor.protocol.schedule import Schedule
from oscfactor.protocol.spec import Command
from oscfactor.protocol.strangers import Strangers
from oscfactor.protocol.turns import Turns
from oscfactor.protocol.underway import UnderWay, wake
from oscfactor.protocol.wire import FAIL

OURS: Final = "/oscfactor/"
QUIET: Final = 1.0  # seconds from one failure of a quiet command to the next that is told

log = logging.getLogger(__name__)


class Dispatcher:
    """Takes packets, calls handlers, and sees that every request ends in exactly one `done` or `fail`.

    Parameters
    ----------
    handlers : by the name that a row of the table gives; called as `handler(request, **bound)`, they return
        the arguments of `done` after the address, or an awaitable of them
    loop : where coroutines and timers run
    commands : the table
    clock : unix seconds, which time tags are held against
    strangers : which commands and files are for clients on other computers
    on_action : called with each request that changes something, once it has been understood
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        loop: AbstractEventLoop,
        commands: Mapping[str, Command] = COMMANDS,
        clock: Callable[[], float] = time.time,
        strangers: Strangers | None = None,
        on_action: Callable[[Request, Command], None] = lambda *_: None,
    ) -> None:
        self._rows = {
            address: Row(row, handlers[row.handler], inspect.iscoroutinefunction(handlers[row.handler]))
            for address, row in commands.items()
        }
        self._leaf_rows = LeafRows(self._rows, handlers)
        self._strangers = strangers or Strangers()
        self._on_action = on_action
        self.dump_level = 0
        self._loop = loop
        self._clock = clock
        self._numbers = itertools.count()
        self._under_way = UnderWay()
        self._tasks: set[Task[None]] = set()
        self._turns = Turns(loop)
        self._schedule = Schedule(clock, loop.call_later)
        self._packets = Packets(loop, read=self._read, take=self._take, refuse=self._refuse_packet)

    def receive(self, data: bytes, client: Client) -> None:
        """Carry out the requests of a packet, at once or in their turn; never raises."""
        try:
            self._packets.add(data, client)
        except LimitError as error:
            client.send(FAIL, "/", error.code, str(error))

    def _read(self, data: bytes, client: Client) -> Packet:
        if self.dump_level > 1:
            log.info("%s sent %d bytes: %s", client, len(data), data[:256].hex(" ", 4))
        return Packet(data)

    def _refuse_packet(self, error: MalformedError, client: Client) -> None:
        if self.dump_level:
            log.info("%s sent a packet: %s", client, error)
        client.send(FAIL, "/", error.code, str(error))

    def _take(self, message: Message, packet: Packet, client: Client) -> None:
        """Carry out one message, which may reach one command, several, or none."""
        if self.dump_level:
            log.info("%s: %s %s", client, message.address, shown(message.args, 200))
        row = self._rows.get(message.address)
        if row is not None and not message.args and find(message.address) is not None:
            self._take_leaf(message, packet, client)  # it is a value's address, too, and is asked for it
        elif row is not None and message.error is None:
            self._ask(row, client, message.address, message, packet.n_bytes)
        elif message.address.startswith(OURS):
            # An answer is never answered: two daemons that hear each other would do so for ever.
            log.debug("%s sent an answer, %s", client, message.address)
        elif message.error is None and is_pattern(message.address):
            self._take_matching(message, packet, client)
        elif message.error is None and starts_like_leaf(message.address):
            self._take_leaf(message, packet, client)
        else:
            packet.hints_left -= 1
            self._refuse(message, client, may_hint=packet.hints_left >= 0)

    async def close(self) -> None:
        """Take no more requests, and answer all that is under way or due later `cancelled`."""
        self._packets.close()
        self._turns.close()
        self._schedule.close()
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            try:
                await task
            except CancelledError:
                continue
        for request in self._under_way.all():
            self._fail(request, errors.CancelledError("the daemon ends"))

    def _take_leaf(self, message: Message, packet: Packet, client: Client) -> None:
        try:
            row = self._leaf_rows.row(message.address, message.args)
        except OscFactorError as error:
            self._refuse(message, client, error=error)
        else:
            self._ask(row, client, message.address, message, packet.n_bytes)

    def _take_matching(self, message: Message, packet: Packet, client: Client) -> None:
        try:
            if reaches_leaves(Pattern(message.address)):
                row = self._leaf_rows.reaching(message.address, message.args)
                self._ask(row, client, message.address, message, packet.n_bytes)
                return
            if packet.matches_left <= 0:
                raise LimitError(f"the patterns of one packet may reach {MAX_MATCHES} commands")
            addresses = [address for address in self._rows if matches(message.address, address)]
        except OscFactorError as error:
            self._refuse(message, client, error=error)
            return
        packet.matches_left -= max(1, len(addresses))
        # Each in its place among the messages, so that none of them holds up more than one message would.
        packet.put_back(message._replace(address=address) for address in addresses)
        if not addresses:
            self._refuse(message, client)

    def _ask(self, row: Row, client: Client, address: str, message: Message, n_bytes: int) -> None:
        """Start a request now, or put it on the heap until its time."""
        hide = self._strangers.hide if client.is_stranger else None
        request = Request(client, address, message.args, next(self._numbers), n_bytes, self._loop, hide)
        if message.time is None or message.time <= self._clock():
            self._start(row, request)
            return
        try:
            self._schedule.add(
                message.time,
                partial(self._start_due, row, request),
                n_bytes=n_bytes,
                owner=client.party,
                drop=partial(self._drop, request),
            )
        except LimitError as error:
            self._fail(request, error)
        else:
            self._under_way.set_later(request, True)
            self._under_way.add(request)

    def _start_due(self, row: Row, request: Request) -> None:
        self._under_way.set_later(request, False)
        self._start(row, request)

    def _drop(self, request: Request) -> None:
        self._fail(request, LimitError("others need the room in which this waited for its time; send later"))

    def _start(self, row: Row, request: Request) -> None:
        """Begin with a request, or let it wait for those that it depends on."""
        command, client = row.command, request.client
        try:
            request.command = command
            bound = request.bound = command.bind(request.args if row.args is None else row.args)
            if client.is_stranger:
                bound = self._strangers.bind(command, bound)
            if command.is_action:
                self._on_action(request, command)
            if command.makes or (client.turns and command.needs):
                begin = partial(self._begin, row, request, bound)
                request.turns = self._turns
                request.turn = self._turns.enter(command, bound, client, begin)
                if self._turns.must_wait(request.turn):
                    self._under_way.check(request)
                    self._under_way.add(request)
                    return
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker hears of it
            self._fail(request, error)
        else:
            self._begin(row, request, bound)

    def _begin(self, row: Row, request: Request, bound: dict[str, Any]) -> None:
        outer = ASKED.set(request)
        try:
            if row.waits:
                self._under_way.check(request)
            result = row.handler(request, **bound)
            if not isinstance(result, tuple):
                coroutine = result if inspect.iscoroutine(result) else _awaited(result)
                try:
                    waits_for = coroutine.send(None)
                except StopIteration as end:
                    result = end.value
                else:
                    self._go_on(request, coroutine, waits_for)
                    return
            self._done(request, result)
        except (Exception, CancelledError) as error:  # noqa: BLE001 - whatever it is, the asker hears of it
            self._fail(request, error)
        finally:
            ASKED.reset(outer)

    def _go_on(self, request: Request, coroutine: Coroutine[Any, Any, Any], waits_for: Any) -> None:
        self._under_way.add(request)
        task = self._loop.create_task(self._finish(request, coroutine, waits_for))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, request: Request, coroutine: Coroutine[Any, Any, Any], waits_for: Any) -> None:
        try:
            self._done(request, await resumed(coroutine, waits_for))
        except (Exception, CancelledError) as error:  # noqa: BLE001 - whatever it is, the asker hears of it
            self._fail(request, error)

    def _done(self, request: Request, result: Iterable[Any]) -> None:
        if request.command is None or not request.command.quiet:
            request.deliver(answers.done(request.address, result))
        self._end(request)

    def _fail(self, request: Request, error: BaseException) -> None:
        code, text = answers.explained(error, to_stranger=request.client.is_stranger)
        if code == answers.INTERNAL:
            log.error("%s: %s failed", request.client, request.address, exc_info=error)
        elif text == answers.TOO_MANY_FILES:
            log.warning("%s: %s: %s", request.client, request.address, error)
        if self._may_tell(request):
            request.deliver(answers.fail(request.address, code, text, request.args))
        self._end(request)

    def _may_tell(self, request: Request) -> bool:
        """Return whether a failure is told: of what comes many times a second, one is enough for a second."""
        if request.command is None or not request.command.quiet:
            return True
        client, now = request.client, self._loop.time()
        if now < client.quiet_until:
            return False
        client.quiet_until = now + QUIET
        return True

    def _end(self, request: Request) -> None:
        self._under_way.remove(request)
        if request.turn is not None:
            self._turns.leave(request.turn)
        wake(request.client)

    def _refuse(
        self, message: Message, client: Client, *, error: OscFactorError | None = None, may_hint: bool = True
    ) -> None:
        """Answer a message that reaches no command."""
        error = error or message.error
        if error is None:
            address = message.address[: answers.ECHO_LENGTH]
            near = self._near(address) if may_hint else []
            hint = f"; did you mean {' or '.join(near)}?" if near else "; /help lists all commands"
            error = UnknownCommandError(f"no command {shown(address)}{hint}")
        client.deliver(answers.fail(message.address, error.code, str(error), message.args))

    def _near(self, address: str) -> list[str]:
        return difflib.get_close_matches(address[:64], self._rows, 3)


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
