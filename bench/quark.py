"""The SuperCollider classes in a real sclang and scsynth: bulk, faders, and the beat.

    python -m bench.quark

Needs `sclang`, `scsynth` and `jackd`. `asBuffers` is held against the export of the same components to files;
faders at 400 Hz against the three seconds that they take on an idle clock; onsets in the recording of a Pdef
against the pattern's own clock.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

import numpy as np
import soundfile

from bench._measure import Row, below, machine, minute
from oscfactor.cli import demo_loop
from tests.peers.test_quark import write_startup
from tests.support.jackserver import start_jack
from tests.support.onsets import onsets
from tests.support.programs import HERE, Daemon, Program, need

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "quark.md"
N_EVENTS, BEAT = 64, 0.125


def language(folder: Path, env: dict[str, str], script: Path, *arguments: object) -> Program:
    """Start sclang with the classes."""
    (folder / "conf.yaml").write_text(
        f"includePaths:\n    - {ROOT / 'supercollider' / 'oscfactor'}\nexcludePaths: []\n"
    )
    command = [need("sclang"), "-l", folder / "conf.yaml", script, *map(str, arguments)]
    return Program(command, env=env)


def bulk(folder: Path, env: dict[str, str], port: int) -> list[Row]:
    """Time the exchange of a minute of stereo, and faders at 400 Hz."""
    soundfile.write(folder / "minute.wav", minute(n_channels=2).T, demo_loop.SAMPLE_RATE, subtype="FLOAT")
    found = defaultdict(list)
    with language(
        folder, env, ROOT / "bench" / "quark.scd", port, folder / "minute.wav", folder / "layers"
    ) as sc:
        sc.wait_for("the end", timeout=600)
    for line in sc.lines:
        if line.startswith("figure: "):
            _, what, value = line.split()
            found[what].append(float(value))
    # The first of each also renders what later ones find.
    export, buffers = (median(found[what][1:]) for what in ("export", "asBuffers"))
    return [
        below("asBuffers of 8 components of 60 s stereo / their export", buffers / export, 1.5, "×"),
        Row("the same in seconds", f"{buffers:.2f} s, {export:.2f} s", "", None),
        below("1200 faders at 400 Hz / 3 s", found["faders"][0] / 3, 1.1, "×"),
        Row("samples of one channel, 60 s", f"{found['samples'][0]:.2f} s", "", None),
        Row("activationsAsBuffer", f"{found['activationsAsBuffer'][0]:.2f} s", "", None),
    ]


def beat(folder: Path, env: dict[str, str], port: int) -> list[Row]:
    """Measure the onsets of Events in a recording, and when faders on the beat were answered."""
    hit = np.zeros((12_000, 1), np.float32)
    hit[:64] = 0.9
    soundfile.write(folder / "hit.wav", hit, 48_000, subtype="FLOAT")
    script = HERE / "quark_onsets.scd"
    with language(folder, env, script, port, folder / "hit.wav", folder / "played.wav", N_EVENTS, BEAT) as sc:
        late = np.array([float(word) for word in sc.wait_for("late: ", timeout=60).split()[1:]])
        sc.wait_for("recorded")
    samples, rate = soundfile.read(folder / "played.wav", always_2d=True)
    found = onsets(samples[:, 0]) / rate
    jitter = 1000 * (found - found[0] - np.arange(len(found)) * BEAT)
    return [
        below("onsets of a Pdef's Events against its clock, worst apart", float(np.ptp(jitter)), 10, " ms"),
        Row("the same, standard deviation", f"{jitter.std():.2f} ms", "", None),
        below(
            "faders on the beat, answered after they were due, median",
            1000 * float(np.median(late)),
            5,
            " ms",
        ),
        Row("the same, worst", f"{1000 * late.max():.2f} ms", "", None),
    ]


def main() -> None:
    """Measure and write the table."""
    with tempfile.TemporaryDirectory() as place, start_jack() as jack:
        folder = Path(place)
        write_startup(folder)
        names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
        sound = {name: value for name, value in jack.environ.items() if name.startswith("JACK_")}
        env = {
            **os.environ,
            **sound,
            **dict.fromkeys(names, str(folder)),
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
        }
        with Daemon(folder, env=sound) as daemon:
            rows = [*bulk(folder, env, daemon.port), *beat(folder, env, daemon.port)]
    text = f"# The SuperCollider classes, measured\n\n`python -m bench.quark`: {machine()}.\n\n"
    text += "| what | found | asked |\n|---|---|---|\n"
    text += "".join(f"| {row.what} | {row.found} | {row.floor} |\n" for row in rows)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    sys.exit(any(row.reached is False for row in rows))


if __name__ == "__main__":
    main()
