"""`oscfactor factorize`: sounds broken into components without a daemon, one after the other, under a bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TaskID

from oscfactor.cli.jsonlines import print_json
from oscfactor.cli.outputs import check_pictures, checked_folder, put_aside
from oscfactor.cli.progress import loss_text, print_path, progress_bar
from oscfactor.cli.sounds import Sound, planned
from oscfactor.cli.warmup import Compile
from oscfactor.compute import datafile, export, factorize
from oscfactor.compute.options import Options
from oscfactor.config import Settings, n_threads
from oscfactor.errors import OscFactorError, printable
from oscfactor.files import audiofile
from oscfactor.files.paths import as_sent
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer, Factorization


@dataclass(frozen=True, slots=True)
class Extras:
    """What is made beside the sound files."""

    picture: bool = False  # of bases and activations
    data: str | None = None  # the ending of a file of bases and activations
    as_json: bool = False  # a line for each sound


def factorize_files(
    words: Sequence[str],
    out: str,
    components: int,
    options: Mapping[str, Any],
    *,
    settings: Settings,
    compile_first: Compile,
    extras: Extras,
) -> int:
    """Break sound files into components and write them, under a bar; return 0, or 1 if a sound failed.

    A sound among several that cannot be factorized is told in a line, and holds up no other.

    Parameters
    ----------
    words, out : sound files and folders of them; the folder for the components
    components, options : how many, 0 chooses; those of `/buffer/factorize` that name no buffer

    Raises
    ------
    OscFactorError
        The only sound cannot be read, its components cannot be written, or limits or options forbid it.
    """
    chosen = options_of(components, options)
    folder = checked_folder(out)
    if extras.picture:
        check_pictures()
    sounds = planned(words, folder)
    console = Console(highlight=False, soft_wrap=True, stderr=extras.as_json)
    batch = _Batch(chosen, settings, compile_first, console, extras)
    if len(sounds) == 1:
        batch.factorize(sounds[0])
        return 0
    n_done = sum(map(batch.tried, sounds))
    console.print(f"{n_done} of {len(sounds)} sounds factorized")
    return int(n_done < len(sounds))


def options_of(components: int, options: Mapping[str, Any]) -> Options:
    """Return the options of a factorisation that begins from no other buffer."""
    return Options(components=components, bases_mode="seed", activations_mode="seed", **options)


@dataclass(frozen=True)
class _Done:
    """What has become of a sound."""

    sound: Buffer
    found: Factorization
    files: Sequence[Path]  # of the components, in order
    put_aside: Sequence[Path]
    picture: Path | None
    data: Path | None
    seconds: float

    def print(self, console: Console) -> None:
        """Print the paths, a line each, and last how much was done in how many seconds."""
        for path in (*self.files, self.picture, self.data):
            if path is not None:
                print_path(console, path)
        if self.put_aside:
            text = f"{len(self.put_aside)} components of an earlier run are now in {self.put_aside[0].parent}"
            console.print(printable(text), markup=False)
        length = self.sound.n_samples / self.sound.sample_rate
        text = f"{self.found.n_components} components of {length:.1f} s in {self.seconds:.1f} s"
        loss = f"loss {self.found.loss_value:.6g} after {self.found.n_iterations} iterations"
        console.print(f"{text}; {loss}")

    def print_json(self) -> None:
        """Print all that is known of the components as a line of JSON."""
        every = zip(self.files, factorize.describe(self.sound, self.found), strict=True)
        row = {
            "sound": as_sent(Path(self.sound.path)),
            "sample_rate": self.sound.sample_rate,
            "n_channels": self.sound.n_channels,
            "n_samples": self.sound.n_samples,
            "loss": self.found.loss_value,
            "iterations": self.found.n_iterations,
            "seconds": round(self.seconds, 3),
            "components": [{"path": as_sent(path), **asdict(numbers)} for path, numbers in every],
            "picture": as_sent(self.picture) if self.picture else None,
            "data": as_sent(self.data) if self.data else None,
            "put_aside": [as_sent(path) for path in self.put_aside],
        }
        print_json({**row, "remark": self.sound.remark} if self.sound.remark else row)


@dataclass(frozen=True)
class _Batch:
    """How each sound of a run is factorized."""

    options: Options
    settings: Settings
    compile_first: Compile
    console: Console
    extras: Extras

    def tried(self, sound: Sound) -> bool:
        """Factorize a sound, one among several; return whether it could be done, and tell why not."""
        try:
            self.factorize(sound)
        except OscFactorError as error:
            if self.extras.as_json:
                print_json({"sound": sound.file, "error": str(error), "code": error.code})
            else:
                sys.stderr.write(f"oscfactor: {printable(sound.file)}: {error}\n")
            return False
        return True

    def factorize(self, sound: Sound) -> None:
        """Read a sound, factorize it under a bar, write its components, and print what has been made."""
        done = self._factorized(sound)
        if self.extras.as_json:
            done.print_json()
        else:
            done.print(self.console)

    def _factorized(self, sound: Sound) -> _Done:
        started = time.monotonic()
        read = self._read(sound.file)
        with progress_bar(self.console) as bar:
            task = bar.add_task("compiling", total=1.0, loss="")
            self.compile_first(lambda done, _text: bar.update(task, completed=done))
            found = self._found(read, bar, task)
            bar.update(task, completed=1.0, description="writing", loss=loss_text(found.loss_value))
            files = export.export_components(
                read,
                found,
                range(found.n_components),
                sound.folder,
                name=sound.stem,
                n_threads=n_threads(self.settings),
            )
        picture = _draw(read, found, sound) if self.extras.picture else None
        data = _write_data(read, found, sound, self.extras.data) if self.extras.data else None
        return _Done(read, found, files, put_aside(files), picture, data, time.monotonic() - started)

    def _read(self, file: str) -> Buffer:
        """Return the sound of a file, if the limits allow that it is factorized."""
        max_bytes = int(self.settings.max_memory * 1e6)
        sound = audiofile.read(file, max_seconds=self.settings.max_seconds, max_bytes=max_bytes)
        if sound.remark:
            sys.stderr.write(f"{printable(sound.path)}: {sound.remark}\n")
        factorize.check(sound, self.options, max_bytes=max_bytes - sound.n_bytes)
        return sound

    def _found(self, sound: Buffer, bar: Progress, task: TaskID) -> Factorization:
        """Return the factorisation of a sound."""
        bar.update(task, completed=0.0, description="analysing")

        def told(fraction: float, _iteration: int, loss: float) -> None:
            bar.update(task, completed=fraction, description="factorizing", loss=loss_text(loss))

        return factorize.factorize(sound, self.options, n_threads=n_threads(self.settings), progress=told)


def _write_data(sound: Buffer, found: Factorization, place: Sound, ending: str) -> Path:
    """Write activations and bases to a file that is named after the sound; return its path."""
    path, every = place.folder / f"{place.stem}.{ending}", range(found.n_components)
    return datafile.write_data(Layers(sound, found), every, path, name=place.stem)


def _draw(sound: Buffer, found: Factorization, place: Sound) -> Path:
    """Draw the components into a file that is named after the sound; return its path."""
    from oscfactor.cli import picture

    path = place.folder / f"{place.stem}.png"
    picture.draw(
        path,
        found.W,
        found.H.mean(axis=0),
        [component.energy for component in factorize.describe(sound, found)],
        sample_rate=sound.sample_rate,
        hop=found.stft.hop,
        title=f"{place.stem} · {found.n_components} components",
    )
    return path
