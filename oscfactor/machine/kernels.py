"""How many of the compiled kernels there are: on a first start they come in two steps."""

from __future__ import annotations

from enum import IntEnum


class Kernels(IntEnum):
    """The kernels that are compiled, or that a job needs."""

    NONE = 0
    DEFAULT = 1  # those of a factorisation with default options
    ALL = 2
