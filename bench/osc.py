"""Measure the daemon's front door: start, messages a second against python-osc, round trips, pulls.

Run `python -m bench.osc`; it writes bench/results/osc.md. Everything is measured over sockets, in one run on
one machine, with a client that keeps a fixed number of requests under way, so that nothing is lost.
"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import soundfile

from oscfactor import __version__
from oscfactor.cli import demo_loop
from oscfactor.cli.childdaemon import ChildDaemon
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.encoding import encode_message

RESULTS = Path(__file__).parent / "results" / "osc.md"
N_ADDRESSES = 100
N_MESSAGES = 20_000
N_LARGE = 1000
N_ROUNDS = 3
UNDER_WAY = 16
N_ROUND_TRIPS = 500
PULL_SECONDS = 3.0


class Wire:
    """A datagram socket connected to a server."""

    def __init__(self, port: int) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**22)
        self.sock.connect(("127.0.0.1", port))
        self.sock.settimeout(30)

    def ask(self, address: str, *args: object) -> tuple[object, ...]:
        """Return what `done` says."""
        self.sock.send(encode_message(address, args))
        while True:
            (message,) = decode_packet(self.sock.recv(65536))
            if message.address == "/oscfactor/fail":
                raise RuntimeError(message.args)
            if message.address == "/oscfactor/done" and message.args[0] == address:
                return message.args

    def status(self) -> dict[str, object]:
        self.sock.send(encode_message("/status"))
        pairs = decode_packet(self.sock.recv(65536))[0].args
        self.sock.recv(65536)
        return dict(zip(pairs[::2], pairs[1::2], strict=True))


def messages_a_second(port: int, packets: list[bytes]) -> float:
    """Return how many requests a second are answered, with `UNDER_WAY` of them outstanding."""
    sock = Wire(port).sock
    for packet in packets[:UNDER_WAY]:
        sock.send(packet)
    began = time.perf_counter()
    for packet in packets[UNDER_WAY:]:
        sock.recv(4096)
        sock.send(packet)
    for _ in range(UNDER_WAY):
        sock.recv(4096)
    return len(packets) / (time.perf_counter() - began)


def round_trips(wire: Wire) -> tuple[float, float]:
    """Return p50 and p99, in milliseconds, of `/status`, asked every few milliseconds."""
    times = []
    for _ in range(N_ROUND_TRIPS):
        began = time.perf_counter()
        wire.status()
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(0.004)
    return statistics.median(times), float(np.percentile(times, 99))


def pull(port: int, request: Callable[[int], bytes], total: int, chunk: int) -> float:
    """Return samples a second, pulled in ranges again and again."""
    sock = Wire(port).sock
    offsets = iter(range(0, 10**12, chunk))
    for _ in range(UNDER_WAY):
        sock.send(request(next(offsets) % (total - chunk)))
    began = time.perf_counter()
    n_samples = 0
    while time.perf_counter() - began < PULL_SECONDS:
        packet = sock.recv(65536)
        if len(packet) > 4 * chunk:
            n_samples += chunk
        else:
            if packet.startswith(b"/oscfactor/fail"):
                raise RuntimeError(decode_packet(packet))
            sock.send(request(next(offsets) % (total - chunk)))
    return n_samples / (time.perf_counter() - began)


@contextmanager
def python_osc(kind: str) -> Iterator[tuple[int, int]]:
    """Run python-osc's own server in a process of its own; its process id and port."""
    command = [sys.executable, "-m", "bench.osc", "--serve", kind]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def serve(kind: str) -> None:
    """Be python-osc: 100 addresses, each answers with its own address and its argument."""
    from pythonosc.dispatcher import Dispatcher
    from pythonosc.osc_server import AsyncIOOSCUDPServer, BlockingOSCUDPServer

    dispatcher = Dispatcher()
    for i in range(N_ADDRESSES):
        dispatcher.map(f"/address/{i}", lambda address, value: ("/oscfactor/done", address, value))
    block = [float(i) for i in range(1000)]
    dispatcher.map("/floats", lambda address, value: ("/oscfactor/samples", address, value, *block))
    if kind == "blocking":
        server = BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
        print(server.server_address[1], flush=True)
        server.serve_forever()
    else:
        asyncio.run(_serve_asyncio(AsyncIOOSCUDPServer, dispatcher))


async def _serve_asyncio(kind: type, dispatcher: object) -> None:
    server = kind(("127.0.0.1", 0), dispatcher, asyncio.get_running_loop())
    transport, _ = await server.create_serve_endpoint()
    print(transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.Event().wait()


def started(folder: str) -> tuple[float, float]:
    """Return the seconds until the daemon answers and until a default job could run."""
    began = time.perf_counter()
    with ChildDaemon(["--cache-dir", folder]) as daemon:
        answering = time.perf_counter() - began
        wire = Wire(daemon.port)
        while not wire.status()["ready"]:
            time.sleep(0.02)
        return answering, time.perf_counter() - began


def measure() -> list[tuple[str, str]]:
    """Return the rows of the table."""
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = started(folder), started(folder)
        rows.append(("start, cold: answers after / jobs run after", f"{cold[0]:.2f} s / {cold[1]:.1f} s"))
        rows.append(("start, warm: answers after / jobs run after", f"{warm[0]:.2f} s / {warm[1]:.2f} s"))
        sound = Path(folder) / "loop.wav"
        soundfile.write(
            sound, np.sum(list(demo_loop.parts().values()), axis=0).T, demo_loop.SAMPLE_RATE, "FLOAT"
        )
        with ChildDaemon(["--cache-dir", folder, "--chunk", "1000"]) as daemon:
            rows += throughput(daemon)
            rows += with_sound(daemon.port, str(sound))
    return rows


def throughput(daemon: ChildDaemon) -> list[tuple[str, str]]:
    """Return requests a second of the daemon and of python-osc, the best of three rounds in turn."""
    ours = [encode_message("/dump", [0])] * N_MESSAGES
    theirs = [encode_message(f"/address/{i % N_ADDRESSES}", [0]) for i in range(N_MESSAGES)]
    with python_osc("blocking") as blocking, python_osc("asyncio") as on_asyncio:
        servers = {
            "oscfactor, the whole daemon": (daemon.process.pid, daemon.port, ours),
            f"python-osc BlockingOSCUDPServer, {N_ADDRESSES} addresses": (*blocking, theirs),
            f"python-osc AsyncIOOSCUDPServer, {N_ADDRESSES} addresses": (*on_asyncio, theirs),
        }
        best = dict.fromkeys(servers, (0.0, 0.0))
        for _ in range(N_ROUNDS):
            for name, (pid, port, packets) in servers.items():
                process = psutil.Process(pid)
                before = sum(process.cpu_times()[:2])
                rate = messages_a_second(port, packets)
                cost = 1e6 * (sum(process.cpu_times()[:2]) - before) / len(packets)
                best[name] = max(best[name], (rate, cost))
        rows = [
            (f"requests answered a second: {name}", f"{rate:,.0f} ({cost:.0f} µs of processor each)")
            for name, (rate, cost) in best.items()
        ]
        floats = [encode_message("/floats", [0])] * N_LARGE
        rate = messages_a_second(blocking[1], floats)
        rows.append(("answers of 1000 floats a second: python-osc BlockingOSCUDPServer", f"{rate:,.0f}"))
    return rows


def with_sound(port: int, sound: str) -> list[tuple[str, str]]:
    """Return what is measured with a sound in the daemon."""
    wire = Wire(port)
    wire.ask("/buffer/load", "a", sound)
    *_, total, _ = wire.ask("/buffer/load", "b", sound)
    wire.ask("/buffer/factorize", "a", 6, "iterations", 20)
    idle = round_trips(wire)
    other = Wire(port)
    other.sock.send(encode_message("/buffer/factorize", ["b", 16, "iterations", 100_000]))
    busy = round_trips(wire)
    assert wire.status()["jobs"] == 1
    wire.ask("/buffer/cancel", "b")
    n_samples = int(str(total))
    rows = [
        ("`/status` there and back, idle: p50 / p99", f"{idle[0]:.2f} / {idle[1]:.2f} ms"),
        ("`/status` there and back, factorizing: p50 / p99", f"{busy[0]:.2f} / {busy[1]:.2f} ms"),
    ]
    for chunk in (512, 1000):
        for what, address, args in (
            ("buffer", "/buffer/read", (0,)),
            ("component", "/component/audio", (0, 0)),
        ):
            rate = pull(
                port,
                lambda i, n=chunk, a=address, r=args: encode_message(a, ["a", *r, i, n]),
                n_samples,
                chunk,
            )
            rows.append(
                (
                    f"pull of a {what}, {chunk} samples a datagram",
                    f"{4e-6 * rate:.0f} MB/s, {rate / chunk:,.0f} answers/s",
                )
            )
    return rows


def main() -> None:
    """Measure and write the table."""
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
        return
    rows = measure()
    text = (
        f"# The front door, measured\n\n`python -m bench.osc`, oscfactor {__version__}, {platform.system()}"
        f" {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()};"
        f" UDP on the loopback, {UNDER_WAY} requests under way.\n\n| what | |\n|---|---|\n"
    )
    text += "".join(f"| {what} | {value} |\n" for what, value in rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
