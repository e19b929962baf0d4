"""Measure what a musician waits for in Pure Data: components into arrays, and a take into layers.

Run `python -m bench.clients`; it writes bench/results/clients.md. A real Pd without a window talks to a real
daemon. Times end when Pd says that the arrays are there. All is measured in one run on one machine: ratios
say more than seconds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from oscfactor.cli import demo_loop
from tests.support.pdprogram import Pd, patched
from tests.support.programs import Daemon
from tests.support.wire import Udp

RESULTS = Path(__file__).parent / "results" / "clients.md"
N_COMPONENTS = 8
SECONDS = 6.0  # of the sound whose components are pulled
TAKE_SECONDS = 8.0
TAKE_LAYERS = 6
N_ROUNDS = 10
RATE = 44100


def main() -> None:
    """Measure, print and write the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _sound(folder / "sound.wav", SECONDS)
        _sound(folder / "take.wav", TAKE_SECONDS)
        anew = {"OSCFACTOR_RESULT_CACHE": "0", "OSCFACTOR_AUTOSAVE": "0"}
        with Daemon(folder, env=anew) as daemon, Udp(daemon.port) as peer:
            peer.done("/buffer/load", "guit", str(folder / "sound.wav"))
            peer.done("/buffer/factorize", "guit", N_COMPONENTS, "iterations", 20)
            rows = _components(folder, daemon, peer)
            rows += _takes(folder, daemon)
    page = "\n".join(
        [
            "# What a musician waits for in Pure Data",
            "",
            "Written by `python -m bench.clients`; a real Pd and a real daemon on one machine.",
            "",
            "| what | measured |",
            "|---|---|",
            *(f"| {what} | {measured} |" for what, measured in rows),
            "",
        ]
    )
    print(page)
    RESULTS.write_text(page)


def _sound(path: Path, seconds: float) -> None:
    loop = np.sum(list(demo_loop.parts().values()), axis=0)[0]
    samples = np.resize(loop, round(seconds * RATE)).astype(np.float32)
    soundfile.write(path, samples, RATE, subtype="FLOAT")


def _components(folder: Path, daemon: Daemon, peer: Udp) -> list[tuple[str, str]]:
    """Components into arrays, one after another and all at once, in ranges and as files."""
    rows, cords = ["r local", "v oscfactor.local"], [(0, 0, 1, 0)]
    for k in range(N_COMPONENTS):
        n = len(rows)
        rows += [f"r c{k}", f"oscfactor.component guit {k} a-{k}", "print got", f"array define a-{k} 10"]
        cords += [(n, 0, n + 1, 0), (n + 1, 0, n + 2, 0)]
    found = []
    with Pd(folder, daemon.port, patched(folder / "pull.pd", rows, cords)) as pd:
        pd.wait_for("oscfactor: connected")
        for local, way in ((0, "in ranges"), (1, "as files")):
            pd.say("local", local)
            single = statistics.median(sum(_one_by_one(pd, peer)) for _ in range(3))
            together = statistics.median(_at_once(pd, peer) for _ in range(3))
            found.append(
                (
                    f"{N_COMPONENTS} components of {SECONDS:g} s at once, {way}",
                    f"{together:.2f} s, {together / single:.2f} times the sum of single ones, {single:.2f} s",
                )
            )
    return found


def _anew(peer: Udp) -> None:
    """Let the daemon forget what it has rendered."""
    peer.done("/activation/reverse", "guit", 0)
    peer.done("/edit/undo", "guit")


def _timed(pd: Pd, ks: range) -> float:
    started = time.monotonic()
    for k in ks:
        pd.say(f"c{k}", "bang")
    for _ in ks:
        pd.wait_for("got: to")
    return time.monotonic() - started


def _one_by_one(pd: Pd, peer: Udp) -> list[float]:
    _anew(peer)
    return [_timed(pd, range(k, k + 1)) for k in range(N_COMPONENTS)]


def _at_once(pd: Pd, peer: Udp) -> float:
    _anew(peer)
    return _timed(pd, range(N_COMPONENTS))


def _takes(folder: Path, daemon: Daemon) -> list[tuple[str, str]]:
    """From the end of a take in an array to its layers in arrays, round after round."""
    rows = ["r lay", f"oscfactor.layers live {TAKE_LAYERS}", "print lay", "array define take 10"]
    patch = patched(folder / "live.pd", rows, [(0, 0, 1, 0), (1, 2, 2, 0)])
    with Pd(folder, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("test.file", "read", "-resize", folder / "take.wav", "take")
        pd.wait_for("file: ")
        pd.say("lay", "rate", RATE)
        times = [_round(pd) for _ in range(N_ROUNDS)]
    what = f"a take of {TAKE_SECONDS:g} s, mono, into {TAKE_LAYERS} layers in arrays, {N_ROUNDS} rounds"
    return [(what, f"{min(times):.2f} to {max(times):.2f} s, median {statistics.median(times):.2f}")]


def _round(pd: Pd) -> float:
    started = time.monotonic()
    pd.say("lay", "from", "take")
    pd.wait_for(f"lay: layers {TAKE_LAYERS}")
    return time.monotonic() - started


if __name__ == "__main__":
    main()
