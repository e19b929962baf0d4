"""`oscfactor completion SHELL`: the words of the command line, for the shell to complete with the Tab key."""

from __future__ import annotations

import argparse
from typing import Final

import shtab

from oscfactor.protocol.commands import COMMANDS

_FILES: Final = frozenset({"FILE", "OUT", "SESSION", "A", "B"})
_FOLDERS: Final = frozenset({"DIR"})
_COMMANDS: Final = frozenset({"ADDRESS", "WHAT"})


def script(whole: argparse.ArgumentParser, shell: str) -> str:
    """Return the lines that teach a shell our commands, their options, and the addresses of the daemon.

    Parameters
    ----------
    whole : the parser of the whole command line; its arguments are marked, so it parses no more
    shell : one of `SHELLS` of `oscfactor.cli.parser`
    """
    for action in _arguments(whole):
        if action.metavar in _COMMANDS:
            action.choices = list(COMMANDS)
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return str(shtab.complete(whole, shell))


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments of a parser and of the parsers of its commands."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                found += _arguments(command)
        else:
            found.append(action)
    return found
