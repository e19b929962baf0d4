"""`oscfactor send`: one message to a running daemon, its answers on stdout."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence

from oscfactor.cli.jsonlines import print_message
from oscfactor.cli.naming import named
from oscfactor.client import DEFAULT_HOST, Argument, Client, Message
from oscfactor.errors import ArgumentError
from oscfactor.machine.running import reachable
from oscfactor.protocol.arguments import Arg, Samples
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaves import find
from oscfactor.protocol.spec import Command
from oscfactor.protocol.wire import DEFAULT_PORT, DONE, FAIL

WHOLE = re.compile(r"[+-]?\d+")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
PATTERN_CHARACTERS = frozenset("?*[]{}")
SYNCED = "/oscfactor/synced"
SYNC_ID = 57130  # any number; nobody else uses this client's port


def send(
    address: str, words: Sequence[str], *, host: str, port: int | None, timeout: float, as_json: bool = False
) -> int:
    """Send a message and print each answer on a line, its values named, until the request has ended.

    Parameters
    ----------
    port : of the daemon; None is that of the daemon which runs here
    as_json : print a line of JSON for each answer

    Returns
    -------
    int
        0 if it was done, 1 if it failed.

    Raises
    ------
    NoDaemonError
        If no daemon answers.
    ArgumentError
        If the address does not begin with a slash.
    KeyboardInterrupt
        By Ctrl-C, with a sentence that says how to stop the job, too.
    """
    if not address.startswith("/"):
        raise ArgumentError(f"an address begins with '/': /{address}")
    with Client(reachable(host), port, timeout=timeout) as client:
        client.send(address, *typed(address, words))
        if is_pattern(address):
            # A pattern reaches any number of commands: all have answered when this comes back.
            client.send("/sync", SYNC_ID)
        try:
            return _print_answers(client, address, as_json=as_json)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_interrupted(address, words, client)) from None


def _interrupted(address: str, words: Sequence[str], client: Client) -> str:
    """Return a sentence for a user who waits no more: the daemon goes on."""
    command = COMMANDS.get(address)
    if command is None or not words or command.args[0].name != "name":
        return "interrupted; the daemon goes on"
    there = [] if client.host == DEFAULT_HOST else ["--host", client.host]
    there += [] if client.port == DEFAULT_PORT else ["--port", str(client.port)]
    cancel = shlex.join(["oscfactor", "send", "/buffer/cancel", words[0], *there])
    return f"interrupted; the daemon goes on. To stop its job on {words[0]}: {cancel}"


def typed(address: str, words: Sequence[str]) -> list[Argument]:
    """Return the words of a command line as arguments: numbers, unless the command wants text there."""
    command, leaf = COMMANDS.get(address), find(address)
    return [
        word
        if (command and _wants_text(command, words, i))
        or (leaf and i < len(leaf.row.values) and leaf.row.values[i].type == "s")
        else number_or_text(word)
        for i, word in enumerate(words)
    ]


def number_or_text(word: str) -> Argument:
    """Return `word` as a number if it is one."""
    if WHOLE.fullmatch(word):
        return int(word)
    return float(word) if NUMBER.fullmatch(word) else word


def is_pattern(address: str) -> bool:
    """Whether `address` may reach several commands."""
    return not PATTERN_CHARACTERS.isdisjoint(address) or "//" in address


def _wants_text(command: Command, words: Sequence[str], place: int) -> bool:
    arg = command.args[place] if place < len(command.args) else _option_before(command, words, place)
    return arg is not None and arg.type == "s" and not isinstance(arg, Samples)


def _option_before(command: Command, words: Sequence[str], place: int) -> Arg | None:
    options = {option.name: option for option in command.options}
    return options.get(words[place - 1]) if place > len(command.args) else None


def _print_answers(client: Client, address: str, *, as_json: bool) -> int:
    failed = False
    while True:
        for message in client.receive():
            ended = _ends(message, address)
            if message.address == SYNCED and message.args == (SYNC_ID,) and is_pattern(address):
                return int(failed)
            if message.address == DONE and message.args == ("/sync", SYNC_ID) and is_pattern(address):
                continue
            failed = failed or message.address == FAIL
            if as_json:
                print_message(message)
            else:
                sys.stdout.write(f"{named(message, address)}\n")
                sys.stdout.flush()
            if ended:
                return int(failed)
        # A long job may be silent; a daemon that is gone is, too.
        if not client.is_alive():
            raise client.silent()


def _ends(message: Message, address: str) -> bool:
    return message.address in (DONE, FAIL) and message.args[:1] == (address,)
