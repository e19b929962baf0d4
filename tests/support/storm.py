"""A storm: eight clients send the whole table at once, while the daemon's children are killed.

Each client is a process of its own, so that the daemon and not the test's own interpreter is what is slow.
What they send depends on the seed and on what they hear; when it arrives, on the machine.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from oscfactor.protocol.commands import CODES, COMMANDS, EVENTS
from tests.support.messages import WALKED, example, near_miss
from tests.support.programs import Daemon
from tests.support.wire import DONE, FAIL, Message, Peer, Tcp, Udp

KINDS = ("udp", "udp", "udp", "udp", "size", "size", "slip", "slip")
SLOW = (5, 7)  # which of them read slowly
UNDER_WAY = 32  # requests of one client that may be unanswered
END_PATIENCE = 60.0  # seconds until the last answer must have come
STATUS_EVERY = 0.05  # seconds
KILL_EVERY = 1.5  # seconds
MAX_MEMORY = 512  # MB
OVERHEAD = 900  # MB: what three processes take with nothing in them, and what is under way
PACED = 20.0  # requests a second of each client
BAR_PACED, BAR_UNPACED = 0.25, 1.0  # seconds
RENDERER, CARD, COMPILER = "oscfactor.realtime.renderer", "oscfactor.realtime.card", "warmup"
LISTENER = "oscfactor.realtime.listener"
PLAYING = (RENDERER, CARD, LISTENER)
MOST_KILLS = {COMPILER: 2}  # so often it is started again; then the daemon compiles as it goes, and is slow
KNOWN = {answer.address for row in COMMANDS.values() for answer in row.answers}
KNOWN |= {answer.address for answer in EVENTS} | {DONE, FAIL}
STARTING = ("/audio/devices", "/input/devices")  # each of these starts a process
QUICK = [row for row in WALKED if row.address not in STARTING]


@dataclass
class Heard:
    """What one client has sent and heard."""

    sent: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    n_dropped: int = 0  # datagrams that the system dropped before the client read them

    def take(self, message: Message) -> None:
        """Count an answer, and look at what came."""
        address, args = message
        checked = args
        if address not in KNOWN:
            self.faults.append(f"unknown address {address}")
        if address == DONE:
            self.answered[args[0]] += 1
            self.codes["done"] += 1
        elif address == FAIL:
            self.answered[args[0]] += 1
            self.codes[args[1]] += 1
            if args[1] == "internal" or args[1] not in CODES or not args[2]:
                self.faults.append(str(message)[:500])
            checked = args[:3]  # behind that stands what was sent
        if any(isinstance(value, float) and not math.isfinite(value) for value in checked):
            self.faults.append(f"not finite: {str(message)[:500]}")

    @property
    def n_under_way(self) -> int:
        return self.sent.total() - self.answered.total()

    def unmatched(self) -> list[str]:
        """Return the addresses that were answered too often, and those too seldom beyond what was dropped."""
        often = [f"{a} +{n}" for a, n in (self.answered - self.sent).items()]
        seldom = self.sent - self.answered
        return often + ([f"{a} -{n}" for a, n in seldom.items()] if seldom.total() > self.n_dropped else [])


class Stormer:
    """One client: sends what chance says, and reads what comes."""

    def __init__(self, port: int, number: int, seed: int, rate: float) -> None:
        self.rng = random.Random(seed * 100 + number)
        kind = KINDS[number]
        self.peer: Peer = Udp(port) if kind == "udp" else Tcp(port, kind)
        self.is_slow = number in SLOW
        self.rate = rate  # requests a second; 0 is as fast as they are answered
        self.heard = Heard()
        self.names = ["drums"]

    def run(self, seconds: float, patience: float = END_PATIENCE) -> Heard:
        """Storm, then wait until all is answered, or patience is at its end."""
        began = time.monotonic()
        pause_at = began + self.rng.uniform(0, 2)
        due = began
        while (now := time.monotonic()) < began + seconds:
            if self.is_slow and now > pause_at:
                time.sleep(0.5)
                pause_at = now + self.rng.uniform(1, 3)
            if self.heard.n_under_way < UNDER_WAY and now >= due:
                self._send()
                due = max(due + 1 / self.rate, now - 0.5) if self.rate else now
                self._read(0.0)
            else:
                self._read(min(0.02, max(0.0, due - now)) if now < due else 0.02)
        self._put(("/stream/stop", ["*"]))
        self._put(("/notify", [0]))
        end = time.monotonic() + patience
        while self.heard.n_under_way > 0 and time.monotonic() < end:
            self._read(0.1)
        while self._read(0.05):  # whether anything is answered twice
            pass
        if isinstance(self.peer, Udp):
            self.heard.n_dropped = dropped(self.peer.port)
        self.peer.close()
        return self.heard

    def _send(self) -> None:
        choice = self.rng.randrange(120)
        name = self.rng.choice(self.names)
        if choice < 2:
            self._put(("/buffer/load", ["drums", "drums.wav"]))
        elif choice < 6:
            self._put(("/buffer/factorize", ["drums", 4, "iterations", 5]))
        elif choice == 6:
            self._put(("/buffer/free", [name]))
        elif choice == 7:
            self._put(("/buffer/cancel", [name]))
        elif choice == 8:
            self._put(("/buffer/list", []))
        else:
            rows = WALKED if self.rng.randrange(20) == 0 else QUICK
            address, args = near_miss(self.rng, rows)
            if self.rng.randrange(2) and address != "/notify":
                args = list(example(COMMANDS[address]))
            if address == "/audio/device":  # nothing that can be heard
                args[:1] = [self.rng.choice(["silent", "none"])]
            if address == "/input/open":  # nobody is to be heard
                args[:1] = [self.rng.choice(["silent", "wire"])]
            self._put((address, args))

    def _put(self, message: tuple[str, list[Any]]) -> None:
        address, args = message
        self.peer.send(address, *args)
        self.heard.sent[address] += 1

    def _read(self, patience: float) -> bool:
        """Read what has come, or wait for one packet; return whether there was any."""
        try:
            message = self.peer.receive(patience)
        except TimeoutError:
            return False
        self.heard.take(message)
        if message.address == "/oscfactor/buffer":
            self.names = [*self.names[-20:], message.args[0], "drums"]
        if self.is_slow:
            time.sleep(0.002)
        return True


def dropped(port: int) -> int:
    """Return how many datagrams the system has dropped at a port, as far as it tells."""
    table = Path("/proc/net/udp")
    if not table.exists():
        return 10**9
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return sum(int(row[12]) for row in rows if int(row[1].rpartition(":")[2], 16) == port)


def _stormer(
    port: int, number: int, seed: int, rate: float, seconds: float, patience: float, pipe: Connection
) -> None:
    stormer = Stormer(port, number, seed, rate)
    pipe.send("ready")
    pipe.recv()
    try:
        pipe.send(stormer.run(seconds, patience))
    except (OSError, AssertionError, ValueError) as error:
        stormer.heard.faults.append(f"client {number}: {error!r}"[:2000])
        pipe.send(stormer.heard)


@dataclass
class Report:
    """What a storm has brought to light."""

    heard: list[Heard]
    latencies: list[float]  # seconds of each /status
    seconds: float
    n_killed: Counter[str]
    peak_mb: float  # daemon and children
    daemon_peak_mb: float

    @property
    def requests_per_second(self) -> float:
        return sum(one.sent.total() for one in self.heard) / self.seconds

    def quantile(self, q: float) -> float:
        return float(np.quantile(self.latencies, q))

    def codes(self) -> Counter[str]:
        return sum((one.codes for one in self.heard), Counter())

    def faults(self) -> list[str]:
        """Return all that must not be."""
        found = [fault for one in self.heard for fault in one.faults]
        for number, one in enumerate(self.heard):
            found += [f"client {number} ({KINDS[number]}): {what}" for what in one.unmatched()]
        return found


class Storm:
    """Eight clients, one who asks for the status, one who kills children, one who looks at the memory."""

    def __init__(
        self,
        daemon: Daemon,
        seed: int,
        *,
        rate: float = 0.0,
        kills: tuple[str, ...] = PLAYING,
        patience: float = END_PATIENCE,
    ) -> None:
        self.daemon, self.seed, self.rate, self.kills = daemon, seed, rate, kills
        self.patience = patience
        self.process = psutil.Process(daemon.process.pid)
        self.children: dict[int, psutil.Process] = {}
        self.segments: set[str] = set()
        self._n_killed: Counter[str] = Counter()
        self._peak = self._daemon_peak = 0.0
        self._over = threading.Event()

    def run(self, seconds: float) -> Report:
        """Let it rage for so long."""
        context = multiprocessing.get_context("spawn")
        pipes, clients = [], []
        for number in range(len(KINDS)):
            ours, theirs = context.Pipe()
            client = context.Process(
                target=_stormer,
                args=(self.daemon.port, number, self.seed, self.rate, seconds, self.patience, theirs),
                daemon=True,
            )
            client.start()
            theirs.close()
            pipes.append(ours)
            clients.append(client)
        watching = [threading.Thread(target=self._look_at_memory)]
        if self.kills:
            watching.append(threading.Thread(target=self._kill))
        try:
            for pipe in pipes:
                assert pipe.recv() == "ready"
            for pipe in pipes:
                pipe.send("go")
            for thread in watching:
                thread.start()
            latencies = self._ask(seconds)
            self._over.set()
            heard = [pipe.recv() for pipe in pipes]
        finally:
            self._over.set()
            for client in clients:
                client.terminate()
                client.join()
        for thread in watching:
            thread.join()
        return Report(heard, latencies, seconds, self._n_killed, self._peak, self._daemon_peak)

    def _ask(self, seconds: float) -> list[float]:
        found = []
        end = time.monotonic() + seconds
        with Udp(self.daemon.port) as peer:
            while (began := time.monotonic()) < end:
                assert peer.status()["version"]
                found.append(time.monotonic() - began)
                time.sleep(STATUS_EVERY)
        return found

    def _look_at_memory(self) -> None:
        while True:
            mine = self.process.memory_info().rss
            total = mine
            for child in self.process.children(recursive=True):
                self.children[child.pid] = child
                try:
                    total += child.memory_info().rss
                except psutil.Error:
                    continue
            self._note_segments()
            self._peak = max(self._peak, total / 1e6)
            self._daemon_peak = max(self._daemon_peak, mine / 1e6)
            if self._over.wait(0.1):
                return

    def _note_segments(self) -> None:
        maps = Path(f"/proc/{self.process.pid}/maps")
        if maps.exists():
            lines = maps.read_text().splitlines()
            self.segments |= {line.split()[5] for line in lines if "/dev/shm/" in line}

    def _kill(self) -> None:
        rng = random.Random(self.seed)
        while not self._over.wait(rng.uniform(0.5, 1.5) * KILL_EVERY):
            wanted = rng.choice(self.kills)
            if self._n_killed[wanted] >= MOST_KILLS.get(wanted, sys.maxsize):
                continue
            for child in self.process.children():
                try:
                    if wanted not in child.cmdline():
                        continue
                    if rng.randrange(3) == 0:
                        child.suspend()
                        self._over.wait(0.5)
                        child.resume()
                        self._n_killed[f"{wanted} stopped"] += 1
                    else:
                        child.kill()
                        self._n_killed[wanted] += 1
                except psutil.Error:
                    continue

    def litter(self, *folders: Path) -> list[str]:
        """Return what is left when the daemon has ended: unfinished files, shared memory, children."""
        found = [str(path) for folder in folders for path in folder.rglob("*") if _is_unfinished(path)]
        found += [name for name in self.segments if Path(name).exists()]
        _, left = psutil.wait_procs(self.children.values(), timeout=5)
        return found + [str(child) for child in left]


def _is_unfinished(path: Path) -> bool:
    return ".part" in path.name or path.name.startswith("building-")
