"""OSC address patterns, matched in time proportional to pattern times address: nothing ever backtracks.

A set of positions in the text is one integer whose bit `i` says "the pattern so far matches the first `i`
characters". Each token of the pattern moves all positions at once, so stars cost no more than letters.

References
----------
M. Wright, "The Open Sound Control 1.0 specification", 2002; `//` after A. Freed & A. Schmeder, "Features and
future of Open Sound Control version 1.1", NIME 2009.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from oscfactor.errors import MalformedError

MAX_LENGTH: Final = 255  # of a pattern: longer than any address we have, short enough to be harmless
MAX_REMEMBERED: Final = 4096  # parts of addresses, by each pattern
_SPECIAL: Final = re.compile(r"[?*\[\]{}]|//")
_TOKENS: Final = re.compile(r"\*+|\?|\[[^\]]*\]|\{[^{}]*\}|[^?*\[\]{}]")

Positions = int
Parts = int
Token = tuple[str, tuple[str, ...]]  # kind, and the characters or words that it stands for


class Pattern:
    """A pattern that is held against many addresses, part by part, so that a whole branch fails at once.

    `start` says which parts of the pattern may come first; `step` which may come after one more part of an
    address, 0 for none; `accepts` whether the pattern may end there. Each is a set, one bit for a part.

    Raises
    ------
    MalformedError
        As `matches` does.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _compiled(text)
        self._spans: Parts = sum(1 << i for i, tokens in enumerate(self._parts) if tokens is None)
        self._fitting: dict[str, Parts] = {}  # by a part of an address
        self.start = self._with_empty(1)

    def step(self, reached: Parts, part: str) -> Parts:
        """Return what may come next after one more part of an address."""
        fitting = self._fitting.get(part)
        if fitting is None:
            if len(self._fitting) >= MAX_REMEMBERED:
                self._fitting.clear()
            fitting = self._fitting[part] = self._fits(part)
        spans = reached & fitting & self._spans  # which stay where they are
        return self._with_empty(((reached & fitting & ~self._spans) << 1) | spans)

    def accepts(self, reached: Parts) -> bool:
        """Return whether the pattern may end here."""
        return bool(reached >> len(self._parts) & 1)

    def matches(self, address: str) -> bool:
        """Return whether the pattern matches all of an address."""
        reached = self.start
        for part in address[1:].split("/"):
            reached = self.step(reached, part)
        return self.accepts(reached)

    def _fits(self, part: str) -> Parts:
        return sum(
            1 << i for i, tokens in enumerate(self._parts) if tokens is None or _fits_all(tokens, part)
        )

    def _with_empty(self, reached: Parts) -> Parts:
        """Return the same, and what comes after each `//` that stands for no part at all."""
        for i, tokens in enumerate(self._parts):
            if tokens is None and reached >> i & 1:
                reached |= 2 << i
        return reached


def is_pattern(address: str) -> bool:
    """Return whether an address may reach more than one command."""
    return _SPECIAL.search(address) is not None


def matches(pattern: str, address: str) -> bool:
    """Return whether `pattern` matches all of `address`, segment by segment; `//` spans any number of them.

    Raises
    ------
    MalformedError
        If a bracket of the pattern has no partner, or the pattern is longer than any address.
    """
    segments = address[1:].split("/")
    reached: Positions = 1
    for tokens in _compiled(pattern):
        if tokens is None:
            reached = _from_lowest(reached, len(segments))
        else:
            hits = (i for i, text in enumerate(segments) if reached >> i & 1 and _fits_all(tokens, text))
            reached = sum(2 << i for i in hits)
        if not reached:
            return False
    return bool(reached >> len(segments) & 1)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> tuple[tuple[Token, ...] | None, ...]:
    """Return the tokens of each segment; None stands for any number of segments."""
    if len(pattern) > MAX_LENGTH:
        raise MalformedError(f"an address pattern may be {MAX_LENGTH} characters long, got {len(pattern)}")
    return tuple(_tokens(segment) if segment else None for segment in pattern[1:].split("/"))


def _tokens(segment: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position = 0
    while position < len(segment):
        found = _TOKENS.match(segment, position)
        if found is None:
            raise MalformedError(f"{segment[position]!r} has no partner in the address pattern")
        text = found.group()
        position = found.end()
        if text[0] == "[":
            tokens.append(("not" if text[1:2] == "!" else "among", _ranges(text[1:-1].removeprefix("!"))))
        elif text[0] == "{":
            tokens.append(("one of", tuple(text[1:-1].split(","))))
        elif text[0] in "*?":
            tokens.append((text[0], ()))
        else:
            tokens.append(("one of", (text,)))
    return tuple(tokens)


def _ranges(text: str) -> tuple[str, ...]:
    """Return the first and last character of each range in `a-z_`; a dash at an end is itself."""
    return tuple(r[0] + r[-1] for r in re.findall(r".-.|.", text, re.DOTALL))


def _fits_all(tokens: tuple[Token, ...], text: str) -> bool:
    reached: Positions = 1
    for kind, words in tokens:
        if kind == "*":
            reached = _from_lowest(reached, len(text))
        elif kind == "one of":
            reached = _after_words(reached, words, text)
        else:
            fitting = sum(1 << i for i, c in enumerate(text) if _fits(kind, words, c))
            reached = (reached & fitting) << 1
        if not reached:
            return False
    return bool(reached >> len(text) & 1)


def _from_lowest(reached: Positions, length: int) -> Positions:
    """Return the lowest position and all that follow it up to `length`."""
    return (2 << length) - (reached & -reached)


def _after_words(reached: Positions, words: tuple[str, ...], text: str) -> Positions:
    after = 0
    for word in words:
        for i in range(len(text) - len(word) + 1):
            if reached >> i & 1 and text.startswith(word, i):
                after |= 1 << (i + len(word))
    return after


def _fits(kind: str, ranges: tuple[str, ...], character: str) -> bool:
    if kind == "?":
        return True
    return any(r[0] <= character <= r[1] for r in ranges) == (kind == "among")
