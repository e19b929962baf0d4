"""Answers for scripts: each a JSON value on a line of its own, as it comes."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from oscfactor.client import Argument, Message


def print_json(row: Mapping[str, Any]) -> None:
    """Print a JSON object on a line of stdout, at once."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_message(message: Message) -> None:
    """Print an OSC message: its address, and its arguments as JSON has them."""
    print_json({"address": message.address, "args": _values(message.args)})


def _values(args: Iterable[Argument]) -> list[Any]:
    return [_value(arg) for arg in args]


def _value(arg: Argument) -> Any:
    """Return an argument as JSON has it: a blob as hexadecimal digits; JSON knows no infinity."""
    if isinstance(arg, bytes):
        return arg.hex()
    if isinstance(arg, float) and not math.isfinite(arg):
        return None
    return arg
