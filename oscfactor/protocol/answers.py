"""The packets in which requests end: `done`, or `fail` with a code and a sentence."""

from __future__ import annotations

import errno
from array import array
from asyncio import CancelledError
from collections.abc import Iterable
from typing import Any, Final

from oscfactor import errors
from oscfactor.errors import LimitError, OscFactorError
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.wire import DONE, FAIL

ECHO_BYTES: Final = 1024  # of a request's arguments in `fail`
ECHO_LENGTH: Final = 256  # of one text or blob there
MAX_SENTENCE: Final = 1000  # characters
INTERNAL: Final = "internal"
TOO_MANY_FILES: Final = "too many files are open on that computer; end connections or players, then try again"


def done(address: str, result: Iterable[Any]) -> bytes:
    """Return the packet that ends a request well."""
    return encode_message(DONE, (address, *result))


def fail(address: str, code: str, text: str, args: Iterable[Any]) -> bytes:
    """Return the packet that ends a request badly, with its arguments as far as a short answer holds them."""
    return encode_message(FAIL, (address[:ECHO_LENGTH] or "/", code, text[:MAX_SENTENCE], *_echo(args)))


def explained(error: BaseException, *, to_stranger: bool) -> tuple[str, str]:
    """Return the code and the sentence of an error; a stranger is not told the text of a fault."""
    if isinstance(error, CancelledError):
        return errors.CancelledError.code, "the daemon ends"
    if _lacks_files(error):
        return LimitError.code, TOO_MANY_FILES
    if isinstance(error, OscFactorError):
        return error.code, str(error)
    if to_stranger:
        return INTERNAL, "a fault in oscfactor; its log tells more"
    return INTERNAL, f"a fault in oscfactor, {type(error).__name__}: {error}; its log tells more"


def _lacks_files(error: BaseException | None) -> bool:
    """Whether an error, or a cause of the error, is that the system opens no more files."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            return True
        error = error.__cause__ or error.__context__
    return False


def _echo(args: Iterable[Any]) -> list[Any]:
    """Return the arguments as received, as far as a short answer holds them."""
    echo: list[Any] = []
    room = ECHO_BYTES
    for arg in args:
        if isinstance(arg, array):  # of floats, more than an answer holds
            echo += arg[: max(0, room) // 4].tolist()
            break
        value = arg[:ECHO_LENGTH] if isinstance(arg, (str, bytes)) else arg
        room -= len(value) + 8 if isinstance(value, (str, bytes)) else 4
        if room < 0:
            break
        echo.append(value)
    return echo
