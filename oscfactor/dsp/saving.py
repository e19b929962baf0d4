"""How numba saves compiled kernels, and tells namesakes apart; see docs/decisions/0006.

Both are set when the package is imported, before anything is compiled.
"""

import itertools
import logging
import os
import secrets
from pathlib import Path
from typing import Any

from numba.core.bytecode import FunctionIdentity
from numba.core.caching import FunctionCache

from oscfactor.machine.environment import READ_ONLY

log = logging.getLogger(__name__)

compiled: list[str] = []
"""Names of the kernels that this process has compiled, in place of loading them."""


def install() -> None:
    """Let numba leave a read-only folder alone, and give no two processes the same numbers.

    A number goes into the name by which the linker knows a compiled function, numba's own helpers included,
    and numba counts from 1 in each process: what one has saved and another compiles could then be namesakes.
    """
    FunctionIdentity._unique_ids = itertools.count(secrets.randbits(48))
    save: Any = FunctionCache.save_overload

    def save_overload(cache: Any, signature: Any, data: Any) -> None:
        name = cache._py_func.__qualname__
        compiled.append(name)
        log.debug("compiled %s for %s", name, signature)
        if not _is_read_only(cache.cache_path):
            save(cache, signature, data)

    FunctionCache.save_overload = save_overload  # type: ignore[method-assign]


def _is_read_only(folder: str) -> bool:
    fixed = os.environ.get(READ_ONLY)
    return bool(fixed) and Path(folder).is_relative_to(str(fixed))
