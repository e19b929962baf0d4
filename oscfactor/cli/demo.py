"""The demo: a sound goes into a daemon over OSC, its layers come out as files with a picture of them."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console

from oscfactor.cli import demo_loop, picture
from oscfactor.cli.childdaemon import ChildDaemon
from oscfactor.cli.demo_layers import Layer, error_db, print_layers
from oscfactor.cli.demo_ride import ride
from oscfactor.cli.outputs import GET_PICTURES, can_draw, checked_folder, put_aside
from oscfactor.cli.progress import loss_text, progress_bar
from oscfactor.client import Client, Message
from oscfactor.errors import FileError, printable
from oscfactor.files.paths import absolute
from oscfactor.protocol.commands import COMMANDS

JOB_TIMEOUT: Final = 120.0
"""Seconds of silence that a job may keep; a first start compiles before it begins."""
FFT: Final = 2048  # samples
HOP: Final = 512  # samples


def run(file: str | None, out: str, n_components: int) -> int:
    """Run `oscfactor demo`: make a loop, or take `file`, break it into layers and list them."""
    console = Console(highlight=False, soft_wrap=True)
    folder = _made_folder(out)
    parts = {} if file else demo_loop.parts()
    sound = absolute(file) if file else _write_loop(folder / "loop.wav", parts)
    if parts:
        console.print(f"made   {printable(str(sound))} of {', '.join(parts)}", markup=False)
    started = time.monotonic()
    with ChildDaemon() as daemon:
        console.print(f"start  a daemon on port {daemon.port}, {time.monotonic() - started:.1f} s")
        with Client(daemon.host, daemon.port, timeout=JOB_TIMEOUT) as client:
            client.request("/notify", 1)
            layers, drawn = _break_up(client, console, sound, folder, n_components)
            ride(client, console, buffer_name(sound), len(layers), folder)
            client.request("/quit")
    print_layers(console, layers, parts)
    shown = printable(str(drawn)) if drawn else f"none without matplotlib: {GET_PICTURES}"
    console.print(f"\npicture     {shown}", markup=False)
    console.print(f"adding up   the layers differ from the sound by {error_db(sound, layers):.0f} dB")
    console.print(_next_step(sound, layers), markup=False)
    return 0


def buffer_name(path: Path) -> str:
    """Return a buffer's name for a file: the file's own, less the characters that no name may hold."""
    row = COMMANDS["/buffer/load"].args[0]
    bad = {c for c in path.stem if c in row.forbidden or c.isspace() or not c.isprintable()}
    return "".join("-" if c in bad else c for c in path.stem)[: row.max_length] or "sound"


def _made_folder(out: str) -> Path:
    folder = checked_folder(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot make the folder {folder}: {error.strerror}") from error
    return folder


def _write_loop(path: Path, parts: dict[str, NDArray[np.float32]]) -> Path:
    mix = np.sum(list(parts.values()), axis=0)
    soundfile.write(path, mix.T, demo_loop.SAMPLE_RATE, subtype="FLOAT")
    return path


def _break_up(
    client: Client, console: Console, sound: Path, folder: Path, n_components: int
) -> tuple[list[Layer], Path | None]:
    """Load, factorize, export and, where that can be, draw `sound`, all through OSC."""
    name = buffer_name(sound)
    loaded = client.request("/buffer/load", name, str(sound))
    _, n_channels, n_samples, sample_rate = loaded.args
    seconds = n_samples / sample_rate
    console.print(
        f"load   {printable(sound.name)}: {seconds:.1f} s at {sample_rate} Hz, {n_channels} channels",
        markup=False,
    )
    for notice in (m for m in loaded.messages if m.address == "/oscfactor/notice"):
        console.print(f"note   {notice.args[-1]}", markup=False)
    (_, found, _, loss, took), first_start = _factorize(client, console, name, n_components)
    speed = f"{seconds / max(took, 1e-3):.1f} times as fast as it plays"
    if first_start:
        speed = "this first time the kernels were loaded as well"
    console.print(f"find   {found} components in {took:.2f} s, {speed}; loss {loss:.5g}")
    exported = client.request("/component/export", name, -1, str(folder))
    paths = [Path(str(m.args[2])) for m in exported.messages if m.address == "/oscfactor/file"]
    described = client.request("/component/info", name, -1)
    rows = [m.args for m in described.messages if m.address == "/oscfactor/component"]
    layers = [Layer(path, row[2], row[4], row[5]) for path, row in zip(paths, rows, strict=True)]
    console.print(f"write  {len(paths)} files, 32-bit float WAV, into {printable(str(folder))}", markup=False)
    for old in put_aside(paths):
        console.print(
            f"move   {printable(old.name)}, of an earlier run, into {old.parent.name}/", markup=False
        )
    title = f"{sound.name} · {len(layers)} components"
    path = folder / f"{name}.png"
    return layers, _drawn(client, name, layers, path, sample_rate, title) if can_draw() else None


def _drawn(
    client: Client, name: str, layers: Sequence[Layer], path: Path, sample_rate: int, title: str
) -> Path:
    """Draw bases and activations, pulled from the daemon, into a file; return its path."""
    every = range(len(layers))
    picture.draw(
        path,
        np.stack([client.pull("/component/basis", name, k) for k in every]),
        np.stack([client.pull("/component/activation", name, k) for k in every], axis=1),
        [layer.energy for layer in layers],
        sample_rate=sample_rate,
        hop=HOP,
        title=title,
    )
    return path


def _factorize(
    client: Client, console: Console, name: str, n_components: int
) -> tuple[tuple[Any, ...], bool]:
    """Factorize with a bar that moves as the daemon tells.

    Returns
    -------
    the numbers of its `done`, and whether the daemon had kernels to compile before
    """
    first_start = False
    with progress_bar(console) as bar:
        task = bar.add_task("waiting", total=1.0, loss="")

        def told(message: Message) -> None:
            nonlocal first_start
            if message.address == "/oscfactor/warmup":
                first_start = True
                bar.update(task, completed=message.args[0], description="first start")
            elif message.address == "/oscfactor/progress":
                _, fraction, _, loss = message.args
                bar.update(task, completed=fraction, description="factorizing", loss=loss_text(loss))

        options = ("fft", FFT, "hop", HOP)
        numbers = client.request("/buffer/factorize", name, n_components, *options, on_message=told).args
    return numbers, first_start


def _next_step(sound: Path, layers: Sequence[Layer]) -> str:
    command, name = _command(), buffer_name(sound)
    return (
        f"listen to   {layers[0].path}\n"
        f"see it      {command} open, and drop a sound on the page\n"
        f"next        {command} serve\n"
        f"            and from another terminal:\n"
        f"            {command} send /buffer/load {name} {shlex.quote(printable(str(sound)))}\n"
        f"            {command} send /buffer/factorize {name} 8"
    )


def _command() -> str:
    """Return the words that run this oscfactor from this folder."""
    script = Path(sys.executable).parent / "oscfactor"
    found = shutil.which("oscfactor")
    if found and Path(found).resolve() == script.resolve():
        return "oscfactor"
    shown = script if script.exists() else Path(sys.executable)
    if shown.is_relative_to(Path.cwd()):
        shown = shown.relative_to(Path.cwd())
    return str(shown) if script.exists() else f"{shown} -m oscfactor"
