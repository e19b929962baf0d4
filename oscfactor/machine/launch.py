"""The command that starts another process of this package, which takes nothing from the current folder."""

from __future__ import annotations

import sys
from typing import Final

from oscfactor import PACKAGE

_CODE: Final = (
    "import runpy, sys; "
    "root, module = sys.argv[1:3]; del sys.argv[1:3]; "
    "sys.path.insert(0, root); import oscfactor; sys.path.remove(root); "
    "runpy.run_module(module, run_name='__main__', alter_sys=True)"
)
"""Only the package itself is looked up in that folder: nothing else there goes before Python's own."""


CREATE_NO_WINDOW: Final = 0x08000000 if sys.platform == "win32" else 0
"""The creation flag with which a child of ours opens no console; only Windows has it."""


def command(*arguments: str, module: str = "oscfactor") -> list[str]:
    """Return the command that runs a module of this package as a program, in this Python.

    `python -m` would look into the current folder first, and that is the user's: a `random.py` there would be
    run, and another copy of this package would be taken for it. `-P` leaves that folder out.
    """
    return [sys.executable, "-P", "-c", _CODE, str(PACKAGE.parent), module, *arguments]
