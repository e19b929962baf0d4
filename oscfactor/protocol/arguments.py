"""The arguments of a command: type, range, unit, and how a handler is given each."""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from string import hexdigits
from typing import Any, Final, cast

from oscfactor.errors import ArgumentError
from oscfactor.protocol.wire import INT32_MAX, INT32_MIN

REQUIRED: Final = object()
"""The default of an argument that must be given."""
FRAMES: Final = "frames"
WHOLE_FRAMES: Final = "whole frames"
FRAMES_A_BEAT: Final = "frames a beat"
BINS: Final = "bins"
SECONDS: Final = "seconds"
SWITCH: Final = "switch"
"""How a handler is given what a message says in seconds, beats a minute, Hz, milliseconds, or as 1 and 0."""
_NEGATIVE: Final = re.compile(r"-\d+")
TYPE_WORDS: Final = {"i": "a whole number", "f": "a number", "s": "text", "b": "a blob"}


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: its name is the handler's parameter, its `type` one of OSC's `i f s b`."""

    name: str
    type: str
    doc: str
    default: Any = REQUIRED
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    forbidden: str = ""  # characters that the text may not hold
    max_length: int = 1024
    positional: bool = False  # an option that may also be given by its place
    given: str = ""  # the unit in which the handler gets the value, where that is another unit
    number_passes: bool = False  # a whole number from 0 on passes for the text
    empty: bool = False  # whether the text may be empty
    file: str = (
        ""  # a path: `read` a file that is there, `new` a file to be written; a path may hold any character
    )

    @property
    def required(self) -> bool:
        """Whether the argument must be given."""
        return self.default is REQUIRED

    def coerce(self, value: object) -> Any:
        """Return `value` as the handler is given it; only here a whole float passes for an integer.

        Raises
        ------
        ArgumentError
            If the value is of another type, not finite, out of range or not among the choices.
        """
        if self.type in "if":
            return self.as_given(self._number(value))
        if self.type == "s":
            return self._text(value)
        if not isinstance(value, bytes):
            raise self._wrong(value)
        return value

    def as_given(self, value: Any) -> Any:
        """Return a number, or None, as the handler is given it, as far as that depends on no buffer."""
        if value is None or self.given not in (SECONDS, SWITCH):
            return value
        return bool(value) if self.given == SWITCH else value / 1000

    def _number(self, value: object) -> float | int:
        if isinstance(value, bool):
            value = int(value)
        if not isinstance(value, (int, float)):
            raise self._wrong(value)
        if not math.isfinite(value):
            raise ArgumentError(f"{self.name} must be a finite number, got {value}")
        number: int | float
        if self.type == "i":
            if value != int(value):
                raise self._wrong(value)
            number = int(value)
        else:
            number = float(value)
        low = INT32_MIN if self.minimum is None and self.type == "i" else self.minimum
        high = INT32_MAX if self.maximum is None and self.type == "i" else self.maximum
        if self.type == "f":
            number = _at_limit(number, self.minimum, self.maximum)
        if low is not None and number < low:
            raise ArgumentError(f"{self.name} must be at least {low:g}, got {number:g}")
        if high is not None and number > high:
            raise ArgumentError(f"{self.name} must be at most {high:.10g}, got {number:.10g}")
        return number

    def _text(self, value: object) -> str:
        whole = type(value) is int or (isinstance(value, float) and value.is_integer())
        if self.number_passes and whole:
            value = str(int(cast("float", value)))
        if not isinstance(value, str):
            raise self._wrong(value)
        if self.number_passes and _NEGATIVE.fullmatch(value):
            raise ArgumentError(f"{self.name} must be text or a whole number from 0, got {value}")
        if self.choices and value not in self.choices:
            raise ArgumentError(f"{self.name} must be one of {', '.join(self.choices)}; got {value!r}")
        if not value and not self.empty:
            raise ArgumentError(f"{self.name} must not be empty")
        if len(value) > self.max_length:
            raise ArgumentError(f"{self.name} is {len(value)} characters long; at most {self.max_length}")
        bad = [c for c in value if c in self.forbidden or not (self.file or c.isprintable())]
        if bad:
            raise ArgumentError(f"{self.name} {shown(value)} holds {bad[0]!r}, which a {self.name} may not")
        return value

    def _wrong(self, value: object) -> ArgumentError:
        return ArgumentError(f"{self.name} must be {TYPE_WORDS[self.type]}, got {shown(value)}")


@dataclass(frozen=True, slots=True)
class Names(Arg):
    """An option that takes all texts that are left in the message, or one."""

    def collect(self, values: Sequence[object]) -> tuple[str, ...]:
        """Return all `values` as texts; raises as `coerce` does."""
        return tuple(self.coerce(value) for value in values)


@dataclass(frozen=True, slots=True)
class Samples(Arg):
    """The tail of a message: numbers one by one, or one blob of big-endian float32."""

    def collect(self, values: Sequence[object]) -> array[float]:
        """Return all `values` as finite float32.

        Raises
        ------
        ArgumentError
            If there are none, one is no finite number, or a blob is not whole floats.
        """
        floats = array("f")
        if values and isinstance(values[-1], array):  # many floats in a row
            self._check_numbers(values[:-1])
            floats = values[-1]
            if len(values) > 1:
                floats = array("f", cast("Sequence[float]", values[:-1])) + floats
        elif len(values) == 1 and isinstance(values[0], bytes):
            if len(values[0]) % 4:
                raise ArgumentError(f"the blob must be whole big-endian float32, got {len(values[0])} bytes")
            floats.frombytes(values[0])
            if sys.byteorder == "little":
                floats.byteswap()
        else:
            self._check_numbers(values)
            floats.extend(cast("Sequence[float]", values))
        if not floats:
            raise ArgumentError(f"{self.name} are missing: give at least one number, or a blob of float32")
        import numpy as np  # late: the command line reads the table, and answers `--help` at once

        # A number that no float32 can hold has become an infinity.
        wrong = np.flatnonzero(~np.isfinite(np.frombuffer(floats, np.float32)))
        if wrong.size:
            i = int(wrong[0])
            raise ArgumentError(f"{self.name}: value {i} is {floats[i]}; {self.name} must be finite")
        return floats

    def _check_numbers(self, values: Sequence[object]) -> None:
        if set(map(type, values)) <= {float, int, bool}:
            return
        for i, value in enumerate(values):
            if not isinstance(value, (int, float)):
                raise ArgumentError(f"{self.name}: value {i} must be a number, got {shown(value)}")


@dataclass(frozen=True, slots=True)
class Indices(Samples):
    """The tail of a message: a whole number or more, each once."""

    def collect(self, values: Sequence[object]) -> tuple[int, ...]:  # type: ignore[override]
        """Return all `values`; raises as `coerce` does, if there are none, and if one comes twice."""
        each = [one for value in values for one in (value if isinstance(value, array) else (value,))]
        numbers = tuple(self.coerce(value) for value in each)
        if not numbers:
            raise ArgumentError(f"{self.name}: give at least one whole number")
        if len(set(numbers)) < len(numbers):
            raise ArgumentError(f"{self.name} must be different numbers, got {shown(list(numbers))}")
        return numbers


@dataclass(frozen=True, slots=True)
class Colour(Arg):
    """A colour: `#` and two hexadecimal digits each of red, green and blue; one digit each passes."""

    def coerce(self, value: object) -> str:
        """Return the colour as `#rrggbb`.

        Raises
        ------
        ArgumentError
            It is no colour.
        """
        digits = value.removeprefix("#").lower() if isinstance(value, str) else ""
        if len(digits) == 3:
            digits = "".join(2 * digit for digit in digits)
        if len(digits) != 6 or set(digits) - set(hexdigits):
            raise ArgumentError(f"{self.name} must be a colour such as #ff6b6b, got {shown(value)}")
        return f"#{digits}"


def _at_limit(number: float, *limits: float | None) -> float:
    """Return the limit that `number` is as a float32, else `number`: 0.01 arrives as a little less."""
    return next((float(x) for x in limits if x is not None and array("f", [x])[0] == number), number)


def shown(value: object, limit: int = 40) -> str:
    """Return `value` short enough for a sentence."""
    if isinstance(value, array):
        return f"{len(value)} floats"
    text = f"{len(value)} bytes" if isinstance(value, bytes) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
