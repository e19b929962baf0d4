"""Components and objects handed over as files to programs on this machine: quicker than in messages."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from oscfactor.files.audiowriter import MAX_BYTES
from oscfactor.files.runfolder import RunFolder
from oscfactor.limits import sound_bytes
from oscfactor.model.layers import Layers
from oscfactor.session.components import Components, layer_indices
from oscfactor.session.exporter import Exporter

GRACE: Final = 5.0
"""Seconds that files of a sound that has changed stay, for programs that were just told of them."""
_MAX_STEM: Final = 40  # characters of a sound's name that begin a file's


class File(NamedTuple):
    """A component or object as a file; `format` is `wav`, or `rf64` where a WAV file would be too small."""

    k: int
    path: Path
    format: str


class Part(NamedTuple):
    """What goes into one file: a component, or the components of an object."""

    k: int
    members: tuple[int, ...]
    suffix: str = ""  # of the beginning of the file's name


Writing = asyncio.Future[Sequence[tuple[int, Path]]]


@dataclass(slots=True, eq=False)
class _Set:
    """The files of one sound as its components are now."""

    layers: Layers
    folder: Path
    written: dict[Part, Path] = field(default_factory=dict)
    being_written: dict[Part, Writing] = field(default_factory=dict)


class Handover:
    """Writes each component to a file once; lives on the event loop.

    The files go when the sound or its components change, a little later, and when the daemon ends.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, components: Components, exporter: Exporter, folder: RunFolder
    ) -> None:
        self._loop, self._components, self._exporter = loop, components, exporter
        self._folder = folder
        self._sets: dict[str, _Set] = {}

    async def files(self, name: str, k: int) -> list[File]:
        """Return one component, or all, as files, written now if they are not there.

        Raises
        ------
        FileError, LimitError, CancelledError
            As an export does.
        """
        layers = await self._components.layers_of(name)
        return await self.handed(name, layers, [Part(i, (i,)) for i in layer_indices(layers, k)])

    async def handed(self, name: str, layers: Layers, wanted: Sequence[Part]) -> list[File]:
        """Return parts of one kind as files, written now if they are not there; raises as `files` does."""
        buffer = layers.buffer
        is_long = sound_bytes(buffer.n_channels, buffer.n_samples) > MAX_BYTES
        format = "rf64" if is_long else "wav"
        held = self._set(name, layers)
        missing = [i for i in wanted if i not in held.being_written and not self._is_there(held, i)]
        if missing:
            self._write(name, held, missing, format)
        for writing in {id(w): w for i in wanted if (w := held.being_written.get(i))}.values():
            await asyncio.shield(writing)  # others may wait for it too
        return [File(part.k, held.written[part], format) for part in wanted]

    def forget(self, name: str) -> None:
        """Let the files of a sound go, because it or its components are others now."""
        held = self._sets.pop(name, None)
        if held is not None and not held.being_written:
            self._remove_soon(held)

    def close(self) -> None:
        """Remove all files."""
        self._sets.clear()
        self._folder.close()

    def _set(self, name: str, layers: Layers) -> _Set:
        held = self._sets.get(name)
        if held is None or held.layers is not layers:
            self.forget(name)
            held = self._sets[name] = _Set(layers, self._folder.new())
        return held

    def _is_there(self, held: _Set, part: Part) -> bool:
        """Return whether a file has been written, and nobody has removed it."""
        return part in held.written and held.written[part].exists()

    def _write(self, name: str, held: _Set, parts: list[Part], format: str) -> None:
        """Begin to write parts of one kind, all in one job."""
        writing: Writing = asyncio.ensure_future(
            self._exporter.write(
                name,
                held.layers,
                [part.k for part in parts],
                held.folder,
                stem=name[:_MAX_STEM] + parts[0].suffix,
                format=format,
                parts=[part.members for part in parts],
            )
        )
        held.being_written.update(dict.fromkeys(parts, writing))

        def ended(_: Writing) -> None:
            if not writing.cancelled() and writing.exception() is None:
                held.written.update(zip(parts, [path for _, path in writing.result()], strict=True))
            for part in parts:
                held.being_written.pop(part, None)
            if self._sets.get(name) is not held and not held.being_written:
                self._remove_soon(held)

        writing.add_done_callback(ended)

    def _remove_soon(self, held: _Set) -> None:
        self._loop.call_later(GRACE, self._loop.run_in_executor, None, _remove, held.folder)


def _remove(folder: Path) -> None:
    """Remove a folder; a file that is being read on Windows stays until the daemon ends."""
    shutil.rmtree(folder, ignore_errors=True)
