"""The port, the addresses and the bounds of integers that the daemon and its clients share."""

from typing import Final

DEFAULT_PORT: Final = 57130
DONE: Final = "/oscfactor/done"
FAIL: Final = "/oscfactor/fail"
CHALLENGE: Final = "/challenge"
ASKING: Final = "/oscfactor/challenge"
"""With this address the daemon asks another computer for a `CHALLENGE` with the same number."""
INT32_MIN: Final = -(2**31)
INT32_MAX: Final = 2**31 - 1
