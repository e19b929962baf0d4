"""Addresses and bounds that the daemon and its clients share; docs/protocol.md says the rest."""

from typing import Final
from urllib.parse import unquote

DEFAULT_PORT: Final = 57130
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
MAX_NAME: Final = 64
"""Characters of a buffer's name."""
NAME_FORBIDDEN: Final = '/\\:*?"<>|[]{},#'
"""Characters that no buffer's name holds: signs of a pattern in an address, or of a path in a file's name."""
ADDRESS_FORBIDDEN: Final = " #*,/?[]{}%"
"""Characters that stand in a leaf's address as `%XX`: OSC forbids them there, and `%` begins such a code."""


def quoted(name: str) -> str:
    """Return a sound's name as it stands in an address."""
    return "".join(f"%{ord(c):02X}" if c in ADDRESS_FORBIDDEN else c for c in name)


def unquoted(part: str) -> str:
    """Return the name that a part of an address stands for."""
    return unquote(part, errors="replace") if "%" in part else part
