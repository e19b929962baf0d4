"""The port, the addresses and the bounds of integers that the daemon and its clients share."""

from typing import Final

DEFAULT_PORT: Final = 57130
DEFAULT_HTTP_PORT: Final = 57180
ENV_RUNNING: Final = "OSCFACTOR_RUNNING"
"""Names another folder for the files by which clients find daemons; it is no setting."""
DONE: Final = "/oscfactor/done"
FAIL: Final = "/oscfactor/fail"
CHALLENGE: Final = "/challenge"
ASKING: Final = "/oscfactor/challenge"
"""With this address the daemon asks another computer for a `CHALLENGE` with the same number."""
VALUE: Final = "/oscfactor/value"
GONE: Final = "/oscfactor/gone"
"""With these addresses the daemon tells what a leaf holds, and that there is no such leaf any more."""
ALIVE: Final = "/oscfactor/alive"
INT32_MIN: Final = -(2**31)
INT32_MAX: Final = 2**31 - 1
ADDRESS_FORBIDDEN: Final = " #*,/?[]{}%"
"""Characters that stand in a leaf's address as `%XX`: OSC forbids them there, and `%` begins such a code."""


def quoted(name: str) -> str:
    """Return a sound's name as it stands in an address."""
    return "".join(f"%{ord(c):02X}" if c in ADDRESS_FORBIDDEN else c for c in name)


def unquoted(part: str) -> str:
    """Return the name that a part of an address stands for."""
    if "%" not in part:
        return part
    from urllib.parse import unquote  # late: the command line answers `--help` at once

    return unquote(part, errors="replace")
