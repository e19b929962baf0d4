"""How many files and sockets the process may have open."""

from __future__ import annotations

import sys
from typing import Final

WANTED: Final = 4096
"""Far more than all connections, players and exports together; macOS gives 256 to whoever does not ask."""


def allow_many_files() -> None:
    """Ask the system for as many open files as it lets everybody have."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if most == resource.RLIM_INFINITY else min(WANTED, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        except (OSError, ValueError):
            return
