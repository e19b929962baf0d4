"""Storm the daemon for long: eight clients send the whole table, and its children are killed.

Run `python -m bench.storm --seconds 600`; it writes bench/results/storm.md. Half of the time is paced, as
programs send that move faders, half is as fast as the daemon answers. `--seed` repeats one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
import soundfile

from bench._measure import Row, below, machine
from oscfactor.machine.launch import command
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.storm import (
    BAR_PACED,
    BAR_UNPACED,
    COMPILER,
    MAX_MEMORY,
    OVERHEAD,
    PACED,
    PLAYING,
    Report,
    Storm,
)

COLD_PATIENCE = 400.0  # seconds until the last answer: on a first start jobs wait for the compiler
COLD_SECONDS = 30.0

RESULTS = Path(__file__).parent / "results" / "storm.md"


def rage(seed: int, rate: float, seconds: float, *, cold: bool = False) -> tuple[Report, list[str]]:
    """Let a daemon of its own stand a storm; return what came to light, and all that must not be.

    A `cold` one is on its first start: kernels are compiled meanwhile, and the compiler is killed too.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        soundfile.write(folder / "drums.wav", drums(0.1), SAMPLE_RATE, subtype="FLOAT")
        flags = (
            "--log-level",
            "warning",
            "--max-memory",
            str(MAX_MEMORY),
            "--data-dir",
            str(folder / "data"),
        )
        env = {"OSCFACTOR_CACHE_DIR": str(folder / "cache")} if cold else {}
        with Daemon(folder, *flags, "--autosave", "10", env=env) as daemon:
            kills = (*PLAYING, COMPILER) if cold else PLAYING
            storm = Storm(daemon, seed, rate=rate, kills=kills, patience=COLD_PATIENCE)
            report = storm.run(seconds)
            daemon.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            code = daemon.finish(timeout=30)
        faults = [*report.faults(), *storm.litter(folder)]
        if code:
            faults.append(f"the daemon ended with {code}: {daemon.output[-2000:]}")
        if any(word in daemon.output for word in ("Traceback", "Warning", "never retrieved")):
            faults.append(daemon.output[-2000:])
        if time.monotonic() - began > 10:
            faults.append(f"the end took {time.monotonic() - began:.1f} s")
    return report, faults


def rows(what: str, report: Report, faults: list[str], bar: float) -> list[Row]:
    """Return the lines of the table for one storm."""
    killed = ", ".join(f"{n} × {name.rpartition('.')[2]}" for name, n in sorted(report.n_killed.items()))
    codes = ", ".join(f"{n:,} {code}" for code, n in report.codes().most_common())
    sent = sum((one.sent for one in report.heard), Counter[str]()).total()
    half, most = (report.quantile(q) for q in (0.5, 0.99))
    return [
        Row(f"{what}: requests answered", f"{sent:,}, {report.requests_per_second:,.0f} a second", "", None),
        Row(f"{what}: how", codes, "", None),
        Row(f"{what}: killed or stopped", killed or "none", "", None),
        Row(f"{what}: faults", str(len(faults)), "0", not faults),
        Row(f"{what}: `/status` p50 / p99", f"{1000 * half:.1f} / {1000 * most:.0f} ms", "", None),
        below(f"{what}: `/status` at most", report.quantile(1.0), bar, " s"),
        below(f"{what}: memory of all processes at most", report.peak_mb, MAX_MEMORY + OVERHEAD, " MB"),
        Row(f"{what}: memory of the daemon at most", f"{report.daemon_peak_mb:.0f} MB", "", None),
    ]


def main() -> None:
    """Storm, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    where = machine()
    # Kernels are at hand, as they are for a musician after the first start: jobs would wait for them.
    subprocess.run(command("warmup"), check=True, stdout=subprocess.DEVNULL)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    found: list[Row] = []
    all_faults: list[str] = []
    half, cold = args.seconds / 2, min(COLD_SECONDS, args.seconds)
    storms = (("paced", PACED, BAR_PACED, half), ("unpaced", 0.0, BAR_UNPACED, half))
    for what, rate, bar, seconds in (*storms, ("paced, a first start", PACED, BAR_PACED, cold)):
        report, faults = rage(args.seed, rate, seconds, cold="first" in what)
        found += rows(what, report, faults, bar)
        all_faults += [f"{what}: {fault}" for fault in faults]
    others = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    text = (
        f"# A storm\n\n`python -m bench.storm --seconds {args.seconds:g} --seed {args.seed}`: eight clients,"
        " four over UDP and two in each framing of TCP, two of which read slowly. They send the whole table,"
        " half of it with one wrong argument, on the same few names, while the programs that render and feed"
        " the card are killed or stopped every second or two; on a first start also the one that compiles."
        " Paced is"
        f" {PACED:g} requests a second of each client.\n\n"
        f"{where}, {psutil.virtual_memory().total / 1e9:.0f} GB of memory; load average {load:.1f} before and"
        f" {others:.1f} behind, the storm's own part included. max_memory is {MAX_MEMORY} MB; {OVERHEAD} MB"
        " beside it are allowed for three processes with nothing in them and for what is under way.\n\n"
        "| what | found | asked | |\n|---|---|---|---|\n"
    )
    for row in found:
        mark = "" if row.reached is None else ("reached" if row.reached else "**missed**")
        text += f"| {row.what} | {row.found} | {row.floor} | {mark} |\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    for fault in all_faults[:50]:
        print(fault[:600])
    sys.exit(bool(all_faults))


if __name__ == "__main__":
    main()
