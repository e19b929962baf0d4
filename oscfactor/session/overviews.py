"""Pictures of sounds for those who draw them: made beside the loop, kept until the sound is another."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from oscfactor.compute.overview import n_columns_for, overview
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components

MAX_KEPT: Final = 16  # pictures, of a megabyte at most

Key = tuple[str, int]


class Overviews:
    """Makes pictures, and counts how often a sound has become another to look at; lives on the event loop."""

    def __init__(self, buffers: Buffers, components: Components) -> None:
        self._buffers, self._components = buffers, components
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="overview")
        self._kept: OrderedDict[Key, tuple[Buffer, Layers | None, asyncio.Future[bytes]]] = OrderedDict()
        self._versions: dict[str, int] = {}
        self._numbers = itertools.count(1)

    async def packed(self, name: str, n_columns: int) -> bytes:
        """Return a picture as bytes, as `Overview.packed` says.

        Raises
        ------
        NotFoundError
            There is no such sound now.
        """
        buffer, layers = self._buffers.existing(name), self._components.layers.get(name)
        n_columns = n_columns_for(layers.n_layers if layers else 0, n_columns)
        kept = self._kept.get((name, n_columns))
        if kept is None or kept[0] is not buffer or kept[1] is not layers:
            loop = asyncio.get_running_loop()
            future = loop.run_in_executor(self._thread, _packed, buffer, layers, n_columns)
            kept = self._kept[name, n_columns] = buffer, layers, future
        self._kept.move_to_end((name, n_columns))
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return await asyncio.shield(kept[2])  # others may wait for it too

    def version(self, name: str) -> int:
        """Return a number that is another whenever a sound is another to look at."""
        return self._versions.get(name, 0)

    def changed(self, name: str) -> None:
        """Let the pictures of a sound go: it or its layers are others now, or it is gone."""
        for key in [key for key in self._kept if key[0] == name]:
            del self._kept[key]
        if name in self._buffers.by_name:
            self._versions[name] = next(self._numbers)
        else:
            self._versions.pop(name, None)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _packed(buffer: Buffer, layers: Layers | None, n_columns: int) -> bytes:
    return overview(buffer, layers, n_columns).packed()
