"""Play 16 components under JACK while everything else is asked of the daemon at once, beside scsynth.

Run `python -m bench.realtime [--seconds 600]`; it writes bench/results/realtime.md. A buffer loops, while
another one is factorized on all cores again and again and 5 000 OSC messages a second arrive. Measured are
underruns, the share of a core, how long a fader takes to be heard, and how evenly an activation stream
comes.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import platform
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile

ROOT = Path(__file__).parent.parent

from oscfactor.cli import demo_loop
from oscfactor.cli.childdaemon import ChildDaemon
from oscfactor.machine.launch import command
from tests.support.jackserver import RATE, Ear, JackServer
from tests.support.wire import Udp, decode, encode

RESULTS = Path(__file__).parent / "results" / "realtime.md"
K = 16
PERIOD = 256  # samples: 5.3 ms
MESSAGES = 5000  # a second
STREAM_RATE = 200  # Hz
N_FADERS = 20
SO_TIMESTAMPNS = 35  # Linux
SYNTHDEF = 'SynthDef(\\p, {|b| Out.ar(0, PlayBuf.ar(2, b, loop: 1) * 0.05)}).writeDefFile("%s"); 0.exit;'


class Busy:
    """A second buffer factorized again and again, and messages at a steady rate, from other processes."""

    def __init__(self, port: int) -> None:
        self.port, self.running, self.n_jobs = port, True, 0
        self._thread = threading.Thread(target=self._factorize, daemon=True)
        self._thread.start()
        self._sender = subprocess.Popen([sys.executable, __file__, "--send-to", str(port)])

    def _factorize(self) -> None:
        with Udp(self.port) as peer:
            while self.running:
                peer.done("/buffer/factorize", "other", K, "cache", 0, timeout=300)
                self.n_jobs += 1

    def end(self) -> None:
        self.running = False
        self._sender.terminate()
        self._sender.wait()
        self._thread.join(60)


def send_messages(port: int) -> None:
    """Move faders and ask for the version, `MESSAGES` times a second, and read what comes back."""
    peer = Udp(port)
    peer.socket.setblocking(False)
    packets = [encode("/component/gain", "loop", k, 0.9 + k / 100) for k in range(K)] + [
        encode("/version")
    ] * 4
    due = time.perf_counter()
    for i in itertools.count():
        peer.send_raw(packets[i % len(packets)])
        if i % 25 == 24:
            try:
                while True:
                    peer.socket.recv(2048)
            except BlockingIOError:
                pass
            due += 25 / MESSAGES
            time.sleep(max(0.0, due - time.perf_counter()))


class Stream:
    """An activation stream that notes at which sample of the sound card's clock each frame came."""

    def __init__(self, port: int, jack: JackServer) -> None:
        import jack as client

        os.environ.update({name: value for name, value in jack.environ.items() if name.startswith("JACK_")})
        self.came: list[tuple[float, float]] = []  # when by the card, and the second of the sound
        self._clock = client.Client("clock", servername=jack.name, no_start_server=True)
        self._peer = Udp(port)
        self._peer.done("/stream/activations", "loop", STREAM_RATE, "clock", "player")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.running = True
        self._thread.start()

    def _run(self) -> None:
        sock = self._peer.socket
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.settimeout(0.5)
        while self.running:
            try:
                data, ancillary, _, _ = sock.recvmsg(65536, 512)
            except TimeoutError:
                continue
            message = decode(data)
            if message.address == "/oscfactor/frame" and ancillary:
                # When the system had it, not when this program, on a busy machine, got to see it.
                seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
                ago = time.time() - seconds - nanoseconds * 1e-9
                self.came.append((self._clock.frame_time / RATE - ago, message.args[1]))

    def jitter(self, length: float) -> dict[str, float]:
        """Return by how much frames came off the card's own time, in milliseconds."""
        self.running = False
        self._thread.join()
        self._clock.close()
        came, place = np.array(self.came[STREAM_RATE:]).T
        sound = place + length * np.cumsum(np.concatenate([[0], np.diff(place) < -length / 2]))
        late = came - sound
        late -= np.median(late)
        steps = np.diff(sound)
        lost = int((steps > 1.5 / STREAM_RATE).sum())
        p50, p99, most = 1000 * np.percentile(np.abs(late), [50, 99, 100])
        return {"p50": p50, "p99": p99, "max": most, "lost": lost, "n": len(late)}


def fader_latencies(jack: JackServer, port: int) -> list[float]:
    """Return how long it took from sending a gain to the first sample that is heard, in milliseconds."""
    found = []
    with Udp(port) as peer:
        peer.done("/player/play", "steady", "loop", 1)
        for _ in range(N_FADERS):
            peer.done("/player/gain", "*", 0.0)
            with Ear(jack, ["oscfactor:out_0"], 20.0) as ear:
                ear.wait_for_silence()
                sent = time.perf_counter()
                peer.send("/player/gain", "steady", 1.0)
                ear.wait_for_sound(1)
                begin, arrived = ear.begin, dict(ear.cycles)
                cycle = max(at for at in arrived if at <= begin)
                found.append(1000 * (arrived[cycle] - sent))
        peer.done("/player/gain", "*", 1.0)
        peer.done("/player/stop", "steady")
    return found


def scsynth_share(jack: JackServer, folder: Path) -> float | None:
    """Return scsynth's share of a core while it plays 16 stereo PlayBufs, or None without it."""
    (folder / "p.scd").write_text(SYNTHDEF % folder)
    environ = {**jack.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    try:
        subprocess.run(
            ["sclang", str(folder / "p.scd")],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        command = ["scsynth", "-u", "57219", "-B", "127.0.0.1", "-i", "0", "-o", "2", "-R", "0"]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    try:
        time.sleep(3)
        with Udp(57219) as peer:
            peer.send("/d_load", str(folder / "p.scsyndef"))
            for i in range(K):
                peer.send("/b_allocRead", i, str(folder / "loop.wav"), 0, 0)
            time.sleep(2)
            for i in range(K):
                peer.send("/s_new", "p", 1000 + i, 0, 0, "b", i)
            time.sleep(1)
        return psutil.Process(process.pid).cpu_percent(8.0)
    finally:
        process.terminate()
        process.wait()


def measure(seconds: float) -> list[str]:
    """Return the lines of the report."""
    environ_load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, JackServer(PERIOD, 2, real_time=True) as jack:
        folder = Path(name)
        samples = np.sum(list(demo_loop.parts().values()), axis=0).T
        soundfile.write(folder / "loop.wav", samples, demo_loop.SAMPLE_RATE, subtype="FLOAT")
        soundfile.write(folder / "steady.wav", np.full((RATE, 1), 0.25, np.float32), RATE, subtype="FLOAT")
        length = len(samples) / demo_loop.SAMPLE_RATE
        with ChildDaemon(environ=jack.environ, timeout=120) as daemon, Udp(daemon.port) as peer:
            for buffer, file in (("loop", "loop"), ("other", "loop"), ("steady", "steady")):
                peer.done("/buffer/load", buffer, str(folder / f"{file}.wav"))
            peer.done("/buffer/factorize", "loop", K, timeout=300)
            peer.done("/player/play", "loop", "loop", 1, timeout=100)
            quiet = fader_latencies(jack, daemon.port)
            busy = Busy(daemon.port)
            stream = Stream(daemon.port, jack)
            before, begun = peer.status(), time.perf_counter()
            child = psutil.Process(daemon.process.pid).children()
            cards = [p for p in child if "oscfactor.realtime.card" in p.cmdline()]
            card_before = sum(sum(p.cpu_times()[:2]) for p in cards)
            time.sleep(seconds)
            after, passed = peer.status(), time.perf_counter() - begun
            card_seconds = sum(sum(p.cpu_times()[:2]) for p in cards) - card_before
            jitter = stream.jitter(length)
            loaded = fader_latencies(jack, daemon.port)
            busy.end()
            peer.done("/player/stop", "loop")
        sc = scsynth_share(jack, folder)
    return report(
        seconds, environ_load, before, after, passed, card_seconds, jitter, quiet, loaded, busy.n_jobs, sc
    )


def report(
    seconds: float,
    load: float,
    before: dict[str, Any],
    after: dict[str, Any],
    passed: float,
    card_seconds: float,
    jitter: dict[str, float],
    quiet: list[float],
    loaded: list[float],
    n_jobs: int,
    sc: float | None,
) -> list[str]:
    render = (after["render_seconds"] - before["render_seconds"]) / passed
    scsynth = "not there" if sc is None else f"{sc:.1f} %"
    rows = {
        "underruns": after["underruns"] - before["underruns"],
        "the sound system itself late": after["late"] - before["late"],
        "render thread, share of a core": f"{render:.1%}",
        "sound card process, share of a core": f"{card_seconds / passed:.1%}",
        "scsynth with 16 stereo PlayBufs, share of a core": scsynth,
        "fader to sound, otherwise idle, ms (median, max)": f"{np.median(quiet):.1f}, {max(quiet):.1f}",
        "fader to sound, under load, ms (median, max)": f"{np.median(loaded):.1f}, {max(loaded):.1f}",
        "activation stream, off its time, ms (p50, p99, max)": ", ".join(
            f"{jitter[name]:.2f}" for name in ("p50", "p99", "max")
        ),
        "activation frames that came, lost": f"{jitter['n']}, {jitter['lost']}",
        "factorisations done meanwhile": n_jobs,
    }
    return [
        "# Real time",
        "",
        f"`python -m bench.realtime --seconds {seconds:g}`: {K} components stereo, {MESSAGES} messages a",
        f"second, under JACK's synchronous dummy driver, at real-time priority: {PERIOD} samples, {RATE} Hz.",
        "Where it may, all of it goes before the machine's other programs (nice -5).",
        f"{platform.platform()}, {os.cpu_count()} cores, load {load:.1f} before the start.",
        "",
        "| measured | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--send-to", type=int)
    options = parser.parse_args()
    if options.send_to:
        send_messages(options.send_to)
        return
    with contextlib.suppress(OSError):
        os.nice(-5)  # what else runs on this machine is not what is measured
    # A first start would still be compiling beside what is measured.
    subprocess.run(command("warmup", "--lines"), check=True, stdout=subprocess.DEVNULL)
    lines = measure(options.seconds)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
