"""Who calls back: Python in the daemon, C in the daemon, or Python in a process of its own.

Each plays for some seconds from a ring that is 20 ms ahead, under JACK's dummy driver, while two threads of
the same process factorize and a third takes 5 000 datagrams a second. Counted is how often the ring was found
empty, how often the sound system was late, and how much of real time passed: in its synchronous mode the
server waits for a callback that is late, and everything else with it.

    python -m bench.callback [--seconds 20] [--period 256]
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time

import numpy as np

from oscfactor.machine.priority import go_first
from tests.support.jackserver import JackServer

RATE, N_CHANNELS, AHEAD, BLOCK = 48000, 2, 960, 256
MESSAGES = 5000  # a second


class Load:
    """Kernels on two threads, and datagrams that are taken and sent, until it is stopped."""

    def __enter__(self) -> Load:
        self.running = True
        jobs = [self._compute, self._compute, self._listen]
        self.threads = [threading.Thread(target=job, daemon=True) for job in jobs]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.running = False
        for thread in self.threads:
            thread.join()

    def _compute(self) -> None:
        from oscfactor.dsp.nmf.factorize import factorize

        V = np.random.default_rng(0).random((2000, 513)).astype(np.float32)
        while self.running:
            factorize(V, 16, iterations=20, n_threads=1)

    def _listen(self) -> None:
        from oscfactor.protocol.decoding import decode_packet
        from oscfactor.protocol.encoding import encode_message

        a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        a.bind(("127.0.0.1", 0))
        packet = encode_message("/component/gain", ("drums", 3, 0.5))
        due = time.perf_counter()
        while self.running:
            for _ in range(5):
                a.sendto(packet, a.getsockname())
                decode_packet(a.recv(2048))
            due += 5 / MESSAGES
            time.sleep(max(0.0, due - time.perf_counter()))


def feed(ring, seconds: float) -> float:
    """Keep a ring 20 ms ahead, as the render thread does; return which share of real time passed."""
    go_first()
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (N_CHANNELS, BLOCK)).astype(np.float32)
    ahead = max(AHEAD, ring.largest_block + 2 * BLOCK)
    n_calls, until = ring.n_calls, time.perf_counter() + seconds
    while time.perf_counter() < until:
        while ring.n_waiting + BLOCK <= ahead:
            ring.write(noise * np.float32(0.5))
        ring.set_active(True)
        time.sleep(BLOCK / RATE / 2)
    ring.set_active(False)
    return (ring.n_calls - n_calls) * ring.largest_block / RATE / seconds


def in_process(seconds: float) -> dict[str, int]:
    """Play by a Python callback in this process."""
    import sounddevice

    from oscfactor.realtime.card.ringreader import RingReader
    from oscfactor.realtime.ring import Ring

    ring = Ring(16384, N_CHANNELS)
    reader = RingReader(ring.shape.name, 16384, N_CHANNELS)

    def callback(out, n, _time, status) -> None:
        reader.read(memoryview(out), n, time.perf_counter_ns(), status.output_underflow)

    stream = sounddevice.RawOutputStream(
        samplerate=RATE, channels=N_CHANNELS, dtype="float32", callback=callback
    )
    with stream, Load():
        time.sleep(0.5)
        passed = feed(ring, seconds)
        return {"empty": ring.n_underruns, "late": ring.n_late, "passed": passed}


def in_c(seconds: float) -> dict[str, int]:
    """Play by the C callback of rtmixer in this process."""
    import rtmixer

    mixer = rtmixer.Mixer(samplerate=RATE, channels=N_CHANNELS)
    ring = rtmixer.RingBuffer(4 * N_CHANNELS, 16384)
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (BLOCK, N_CHANNELS)).astype(np.float32)
    with mixer, Load():
        time.sleep(0.5)
        go_first()  # not before the load has begun, whose threads would inherit it
        for _ in range(3):
            ring.write(noise)
        action = mixer.play_ringbuffer(ring)
        until, begun = time.perf_counter() + seconds, mixer.time
        n_restarts = 0
        while time.perf_counter() < until:
            while ring.read_available + BLOCK <= AHEAD:
                ring.write(noise * np.float32(0.5))
            if action not in mixer.actions:  # it gives up when the ring is empty
                n_restarts += 1
                action = mixer.play_ringbuffer(ring)
            time.sleep(BLOCK / RATE / 2)
        passed = mixer.time - begun
    return {"empty": n_restarts, "late": mixer.stats.output_underflows, "passed": passed / seconds}


def apart(seconds: float) -> dict[str, int]:
    """Play by the daemon's own sound card process."""
    from oscfactor.realtime.card_process import SoundCard, Wanted

    card = SoundCard(Wanted(n_channels=N_CHANNELS))
    with Load():
        time.sleep(0.5)
        passed = feed(card.ring, seconds)
        ring = card.ring
        found = {"empty": ring.n_underruns, "late": ring.n_late, "passed": passed}
    card.close()
    return found


WAYS = {
    "Python, in the daemon": in_process,
    "C (rtmixer), in the daemon": in_c,
    "Python, its own process": apart,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--period", type=int, default=256)
    parser.add_argument("--switch", type=float, default=0.005, help="seconds of sys.setswitchinterval")
    parser.add_argument("--real-time", action="store_true", help="run jackd with -R")
    parser.add_argument("--way", choices=range(3), type=int)
    options = parser.parse_args()
    if options.way is not None:
        sys.setswitchinterval(options.switch)
        name = list(WAYS)[options.way]
        found = WAYS[name](options.seconds)
        print(f"| {name} | {found['empty']} | {found['late']} | {found['passed']:.1%} |", flush=True)
        os._exit(0)  # PortAudio may wait for ever for a server that is gone
    load = os.getloadavg()[0]
    print(f"{options.seconds:g} s each, blocks of {options.period} at {RATE} Hz, load {load:.1f} before\n")
    print("| callback | ring empty | sound system late | of real time |\n|---|---|---|---|", flush=True)
    for way in range(3):
        with JackServer(options.period, N_CHANNELS, real_time=options.real_time) as server:
            command = [sys.executable, __file__, "--way", str(way), "--seconds", str(options.seconds)]
            command += ["--switch", str(options.switch)]
            os.spawnve(os.P_WAIT, sys.executable, command, server.environ)


if __name__ == "__main__":
    main()
