"""Which sounds a command line names, in files and folders, and where the components of each go."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor.errors import ArgumentError, FileError
from oscfactor.files.paths import absolute

_ENDINGS: Final = "wav wave bwf rf64 w64 aif aiff aifc flac ogg oga opus mp3 caf au snd"
SOUND_ENDINGS: Final = tuple(f".{name}" for name in _ENDINGS.split())
"""How files end that are taken for sounds in a folder; a file that is named itself may end as it likes."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file, the folder for its components, and how the name of each of them begins."""

    file: str
    folder: Path
    stem: str


def planned(words: Sequence[str], out: Path) -> list[Sound]:
    """Return each sound that the words name, once, in order; those of a folder by their paths.

    The components of a file go to `out`; those of a folder's sounds to the same place below `out` as the
    sound has below the folder. Two sounds never share a name there: the second `kick` is `kick-2`.

    Raises
    ------
    ArgumentError
        The components would lie among the sounds of a folder, and be taken for sounds the next time.
    FileError
        A folder holds no sound.
    """
    sounds: list[Sound] = []
    seen: set[Path] = set()
    taken: set[tuple[Path, str]] = set()
    for file, folder in _files(words, out):
        place = absolute(file)
        real = place.resolve()
        if real not in seen:
            seen.add(real)
            sounds.append(Sound(file, folder, _free_stem(place.stem, folder, taken)))
    return sounds


def _files(words: Iterable[str], out: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file that is named, and the folder for its components."""
    for word in words:
        top = absolute(word)
        if not top.is_dir():
            yield word, out
            continue
        if top == out:
            raise ArgumentError(
                f"the components would lie among the sounds; give --out another folder than {out}"
            )
        found = sorted(_below(top, out))
        if not found:
            raise FileError(f"no sounds are below {top}; sounds end in {', '.join(SOUND_ENDINGS)}")
        for path in found:
            yield str(path), out / path.parent.relative_to(top)


def _below(top: Path, out: Path) -> Iterator[Path]:
    """Yield the sounds in a folder and in those below it, but for hidden ones and for what we write."""
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".") and here / name != out]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SOUND_ENDINGS:
                yield here / name


def _free_stem(stem: str, folder: Path, taken: set[tuple[Path, str]]) -> str:
    """Return a name that no other sound has in that folder, on disks too that take `A` for `a`."""
    number, free = 1, stem
    while (folder, free.casefold()) in taken:
        number += 1
        free = f"{stem}-{number}"
    taken.add((folder, free.casefold()))
    return free
