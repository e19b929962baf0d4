"""The page: its files, the pictures of sounds that it draws, and the sounds that are dropped on it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import Final, NamedTuple, Protocol
from urllib.parse import unquote

from oscfactor.errors import ArgumentError, LimitError, NotFoundError, OscFactorError
from oscfactor.model.values import Buffer
from oscfactor.protocol.commands import COMMANDS
from oscfactor.session.session import Session
from oscfactor.web.assets import DOOR, INDEX, assets, headers_of
from oscfactor.web.query import BAD_REQUEST, NOT_FOUND, OK, Answer

PLACE: Final = "/page/"
"""Begins the paths of all that is the page's; no leaf and no command begins so."""
OVERVIEW: Final = "overview"
UPLOAD: Final = "upload"
COLUMNS: Final = 1200
QUIET: Final = 20.0  # seconds without any byte of a sound that is sent
NOT_MODIFIED, FORBIDDEN, TOO_LARGE, FAILED = 304, 403, 413, 422
_STATUS: Final = {NotFoundError: NOT_FOUND, LimitError: TOO_LARGE, ArgumentError: BAD_REQUEST}
_NAME: Final = COMMANDS["/buffer/load"].args[0]


class Instrument(NamedTuple):
    """What the page asks of the session by HTTP; all else goes over its WebSocket."""

    names: Callable[[], Collection[str]]
    overview: Callable[[str, int], Awaitable[bytes]]
    check_upload: Callable[[int], None]
    upload: Callable[[str, str, AsyncIterator[bytes]], Awaitable[Buffer]]


class Body(Protocol):
    """What comes after the head of a request."""

    async def readany(self) -> bytes:
        """Return some bytes, none at the end."""


def instrument_of(session: Session) -> Instrument:
    """Return what the page needs of a session."""
    overviews, uploads = session.overviews, session.uploads
    return Instrument(lambda: session.buffers.by_name, overviews.packed, uploads.check, uploads.take)


def is_page(path: str, words: Collection[str], headers: Mapping[str, str]) -> bool:
    """Return whether a browser asks for the page, and not a client of OSCQuery for the tree.

    The page is for whoever says `text/html` himself; `*/*`, or nothing, is a program that wants JSON.
    """
    kinds = [part.partition(";")[0].strip() for part in headers.get("Accept", "").lower().split(",")]
    return path == "/" and not words and "text/html" in kinds


class Site:
    """Answers what is asked of the page; without an `instrument` there are just its files."""

    def __init__(self, instrument: Instrument | None = None) -> None:
        self._instrument = instrument
        self._assets = assets()

    def is_upload(self, method: str, path: str) -> bool:
        """Return whether a request brings a sound: the one kind that is no GET."""
        return method == "POST" and path == PLACE + UPLOAD and self._instrument is not None

    async def answer(
        self, path: str, words: Collection[str], given: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer | None:
        """Answer a question that is about the page; None is for one that is not."""
        if is_page(path, words, headers):
            return self._file(INDEX, headers)
        if not path.startswith(PLACE):
            return None
        name = path.removeprefix(PLACE)
        if name in self._assets:
            return self._file(name, headers)
        if self._instrument is None or name not in (OVERVIEW, UPLOAD):
            return Answer(NOT_FOUND, b"the page has no such file")
        try:
            if name == UPLOAD:
                return self._may_upload(self._instrument, given)
            sound = unquote(given.get("sound", ""), errors="replace")
            columns = _whole(given.get("columns", str(COLUMNS)))
            return Answer(OK, await self._instrument.overview(sound, columns), "application/octet-stream")
        except OscFactorError as error:
            return _refused(error)

    def door(self, headers: Mapping[str, str]) -> Answer:
        """Return the page that asks another computer for the token."""
        return self._file(DOOR, headers)._replace(status=FORBIDDEN)

    async def upload(self, given: Mapping[str, str], body: Body) -> Answer:
        """Take the sound that a request brings; answer with the buffer, or a sentence."""
        instrument = self._instrument
        if instrument is None:
            return Answer(NOT_FOUND, b"no sounds are taken here")
        try:
            name = _NAME.coerce(unquote(given.get("name", ""), errors="replace"))
            file_name = unquote(given.get("file", ""), errors="replace")
            buffer = await instrument.upload(name, file_name, _parts(body))
        except OscFactorError as error:
            return _refused(error)
        except ConnectionError:  # nobody is there to read this
            return Answer(BAD_REQUEST, b"the sound did not come to its end")
        except TimeoutError:
            return Answer(408, b"the sound stopped coming; drop the file once more")
        return _json(name=name, seconds=buffer.n_samples / buffer.sample_rate, notice=buffer.remark)

    def _file(self, name: str, headers: Mapping[str, str]) -> Answer:
        asset = self._assets[name]
        told = headers_of(asset, headers.get("Host", ""))
        if asset.etag in headers.get("If-None-Match", ""):
            return Answer(NOT_MODIFIED, b"", asset.kind, told)
        return Answer(OK, asset.body, asset.kind, told)

    def _may_upload(self, instrument: Instrument, given: Mapping[str, str]) -> Answer:
        """Say under which name a file would be kept, before it is sent, or why it cannot be."""
        instrument.check_upload(_whole(given.get("bytes", "0")))
        file_name = unquote(given.get("file", ""), errors="replace")
        return _json(name=free_name(file_name, instrument.names()))


def free_name(file_name: str, taken: Collection[str]) -> str:
    """Return a buffer's name for a file: the file's own, with a number where it is taken."""
    stem = re.sub(r"\.[^.]{1,5}$", "", file_name)
    kept = "".join("-" if c in _NAME.forbidden or not c.isprintable() else c for c in stem).strip()
    name = kept[: _NAME.max_length] or "sound"
    number = 2
    while name in taken:
        ending = f"-{number}"
        name = (kept[: _NAME.max_length - len(ending)] or "sound") + ending
        number += 1
    return name


async def _parts(body: Body) -> AsyncIterator[bytes]:
    """Yield what comes; raises TimeoutError where nothing does."""
    while True:
        async with asyncio.timeout(QUIET):
            part = await body.readany()
        if not part:
            return
        yield part


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ArgumentError(f"a whole number is wanted, not {text[:20]!r}")
    return int(text)


def _json(**values: object) -> Answer:
    return Answer(OK, json.dumps(values, ensure_ascii=False).encode(), "application/json")


def _refused(error: OscFactorError) -> Answer:
    return Answer(_STATUS.get(type(error), FAILED), str(error).encode(), "text/plain")
