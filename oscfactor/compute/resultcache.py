"""Kept factorizations, in files named by a digest of the sound, the settings and the start."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from oscfactor import __version__
from oscfactor.compute.factorize import factorize
from oscfactor.compute.keeping import KeptComponents
from oscfactor.compute.options import Options, Progress
from oscfactor.errors import FileError, OscFactorError
from oscfactor.files import archive
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import factorization_document
from oscfactor.files.room import Room
from oscfactor.files.savedcomponents import read_factorization
from oscfactor.files.savedsound import sha256_of
from oscfactor.model.values import Buffer, Factorization, exchanged

log = logging.getLogger(__name__)

_SUFFIX = ".oscc"


@dataclass(frozen=True, slots=True)
class ResultCache:
    """A folder of factorizations; those used longest ago are removed first. Any thread may use it.

    A folder that cannot be read or written never keeps a sound from being factorized.

    Parameters
    ----------
    folder : Path
    max_bytes : float
        Of all files together; 0 keeps nothing.
    salt : str
        Stands for all else that results depend on, such as the kernels.
    """

    folder: Path
    max_bytes: float
    salt: str = ""

    def factorize(
        self,
        buffer: Buffer,
        options: Options,
        *,
        bases: Factorization | None = None,
        activations: Factorization | None = None,
        kept: KeptComponents | None = None,
        n_threads: int = 1,
        progress: Progress = lambda _fraction, _iteration, _loss: None,
        look: Callable[[], None] = lambda: None,
    ) -> Factorization:
        """Return the components of a sound, at once if they are kept; arguments as for `factorize`."""
        started = time.perf_counter()
        key = key_of(buffer, options, bases, activations, kept, salt=self.salt)
        found = self.get(key)
        if found is not None and _fits(found, buffer, options, bases or activations):
            return replace(found, seconds=time.perf_counter() - started)
        given: dict[str, Any] = {"bases": bases, "activations": activations, "kept": kept}
        found = factorize(buffer, options, n_threads=n_threads, progress=progress, look=look, **given)
        self.put(key, found)
        return found

    def get(self, key: str) -> Factorization | None:
        """Return the factorisation that is kept under a key, None if there is none."""
        place = self.folder / (key + _SUFFIX)
        if not self.max_bytes or not place.is_file():
            return None
        try:
            with archive.opened(place, Room(place, self.max_bytes)) as (document, run):
                if document.get("key") != key:
                    raise FileError(f"{place} was kept for another sound, or by an older oscfactor")
                found = read_factorization(document["factorization"], run)
            place.touch()  # so that it is among the last to go
        except (OscFactorError, OSError, LookupError, TypeError, ValueError) as error:
            log.warning("a kept factorisation cannot be used: %s", error)
            with suppress(OSError):  # another process may hold it open
                place.unlink(missing_ok=True)
            return None
        return found

    def put(self, key: str, factorization: Factorization) -> None:
        """Keep a factorisation, and forget old ones as far as the limit asks for it."""
        if factorization.n_bytes > self.max_bytes:
            return
        arrays = Arrays()
        document = {"key": key, "factorization": factorization_document(factorization, arrays)}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            archive.write(self.folder / (key + _SUFFIX), document, arrays)
            self._trim()
        except (OscFactorError, OSError) as error:
            log.warning("a factorisation is not kept: %s", error)

    def _trim(self) -> None:
        files = [(path, path.stat()) for path in self.folder.glob("*" + _SUFFIX)]
        files.sort(key=lambda file: file[1].st_mtime, reverse=True)
        total = 0
        for path, stat in files:
            total += stat.st_size
            if total > self.max_bytes:
                path.unlink(missing_ok=True)


def _fits(found: Factorization, buffer: Buffer, options: Options, given: Factorization | None) -> bool:
    """Return whether a kept factorization can belong to this sound and these settings."""
    n_components = given.n_components if given else options.components or found.n_components
    shape = buffer.n_channels, options.stft.n_frames(buffer.n_samples), n_components
    return found.H.shape == shape and (found.stft, found.loss) == (options.stft, options.loss)


def key_of(
    buffer: Buffer,
    options: Options,
    bases: Factorization | None = None,
    activations: Factorization | None = None,
    kept: KeptComponents | None = None,
    *,
    salt: str = "",
) -> str:
    """Return a digest of the sound, the settings and the start: a factorization depends on nothing else."""
    facts: dict[str, Any] = {
        "version": [__version__, salt],
        "numpy": np.__version__,
        "samples": sha256_of(buffer.samples),
        "shape": buffer.samples.shape,
        "options": asdict(options),
    }
    if bases is not None:
        W, _ = exchanged(bases.W, bases.H)
        facts["bases"] = W.shape, sha256_of(W)
    if activations is not None:
        _, H = exchanged(activations.W, activations.H)
        facts["activations"] = H.shape, sha256_of(H)
    if kept is not None:
        f, numbers = kept.factorization, kept.numbers
        facts["kept"] = kept.kept, sha256_of(f.W[numbers]), sha256_of(f.H[..., numbers])
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
