"""Arrays that cannot be written: kernels are compiled for these, and frozen values hold these."""

from __future__ import annotations

from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


@overload
def frozen(array: NDArray[Any], *, copy: bool = False) -> NDArray[np.float32]: ...
@overload
def frozen(array: NDArray[Any], dtype: type[Number], *, copy: bool = False) -> NDArray[Number]: ...
def frozen(array: NDArray[Any], dtype: Any = np.float32, *, copy: bool = False) -> NDArray[Any]:
    """Return a read-only, contiguous view of an array, or a copy where a view cannot be contiguous.

    Numba compiles a kernel anew for an array that can be written or that is not contiguous.

    Parameters
    ----------
    array : any shape and type of numbers
    dtype : type of the result's numbers; a copy is made if the array has another
    copy : make a copy in any case, so that later writes into `array` do not change the result
    """
    result = np.array(array, dtype, order="C", copy=True if copy else None).view()
    result.flags.writeable = False
    return result


def owner(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array that owns an array's memory, or that keeps the memory's owner alive."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
