"""A JACK server of one's own with the dummy driver, and a client of it that records its input."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.programs import missing

RATE = 48000
PATIENCE = 20.0
PR_SET_PDEATHSIG = 1
NAMES = tuple(f"oscfactor-test-{n}" for n in range(4))
"""JACK keeps the place of a server that crashed until one of the same name comes: there are only eight."""


def start_jack(period: int = 1024, n_ports: int = 2) -> JackServer:
    """Start a server, or skip where there is none."""
    if shutil.which("jackd") is None:
        missing("jackd")
    if os.environ.get("CI") != "true":
        pytest.importorskip("jack", exc_type=(ImportError, OSError))
    return JackServer(period, n_ports)


def _end_with_parent() -> None:
    """Let a test run that is killed leave no server behind: there may be only eight."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class JackServer:
    """`jackd` in synchronous mode: it waits for its clients, so nothing is lost on a busy machine."""

    def __init__(self, period: int, n_ports: int, *, real_time: bool = False) -> None:
        self.period = period
        for self.name in NAMES:
            self.environ = {
                **os.environ,
                "JACK_DEFAULT_SERVER": self.name,
                "JACK_NO_START_SERVER": "1",
                "JACK_NO_AUDIO_RESERVATION": "1",
            }
            self._command = [
                *("jackd", "-n", self.name, "-R" if real_time else "-r", "-S", "-d", "dummy"),
                *("-r", str(RATE), "-p", str(period), "-P", str(n_ports)),
            ]
            if self._runs():
                return
        raise AssertionError(f"jackd ended at once, under each of the names {', '.join(NAMES)}")

    def start(self, rate: int = RATE) -> None:
        """Start it again under the same name, and wait until clients can come."""
        self._command[self._command.index("dummy") + 2] = str(rate)
        assert self._runs(), "jackd ended at once"

    def _runs(self) -> bool:
        """Start it, and wait until clients can come or it has ended."""
        if self._is_there():
            return False  # another test run's
        self.process = subprocess.Popen(
            self._command,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,
        )
        deadline = time.monotonic() + PATIENCE
        while not self._is_there():
            assert time.monotonic() < deadline, "jackd did not start"
            if self.process.poll() is not None:
                return False
        return True

    def _is_there(self) -> bool:
        return not subprocess.run(["jack_lsp"], env=self.environ, capture_output=True, check=False).returncode

    def ports(self) -> list[str]:
        """Return the names of all ports."""
        found = subprocess.run(["jack_lsp"], env=self.environ, capture_output=True, text=True, check=True)
        return found.stdout.split()

    def kill(self) -> None:
        """Let it vanish as if it had crashed."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self) -> JackServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Ear:
    """Records ports of another client, from the moment it is made, up to `seconds`."""

    def __init__(self, server: JackServer, sources: list[str], seconds: float) -> None:
        os.environ.update({k: v for k, v in server.environ.items() if k.startswith("JACK_")})
        import jack

        self._client: Any = jack.Client("ear", servername=server.name, no_start_server=True)
        self._ports = [self._client.inports.register(f"in_{i}") for i in range(len(sources))]
        self._heard = np.zeros((len(sources), int(seconds * RATE)), np.float32)
        self._n = 0
        self.cycles: list[tuple[int, float]] = []  # the first sample of each cycle, and when it came
        self._client.set_process_callback(self._process)
        self._client.activate()
        for source, port in zip(sources, self._ports, strict=True):
            self._client.connect(source, port)

    def _process(self, n: int) -> None:
        self.cycles.append((self._n, time.perf_counter()))
        stop = min(self._n + n, self._heard.shape[1])
        for row, port in zip(self._heard, self._ports, strict=True):
            row[self._n : stop] = port.get_array()[: stop - self._n]
        self._n = stop

    def wait(self, n_samples: int) -> None:
        """Wait until so many samples have been heard."""
        deadline = time.monotonic() + PATIENCE + n_samples / RATE
        while self._n < n_samples:
            assert time.monotonic() < deadline, "jackd stands still"
            time.sleep(0.01)

    def wait_for_silence(self) -> None:
        """Wait until earlier sound has died away, and forget it."""
        deadline = time.monotonic() + PATIENCE
        while self._n < RATE // 4 or self._heard[:, self._n - RATE // 4 : self._n].any():
            assert time.monotonic() < deadline, "it never falls silent"
            time.sleep(0.01)
        self._heard[:, : self._n] = 0.0

    def wait_for_sound(self, n_samples: int) -> None:
        """Wait until so many samples have been heard since the first that is not silent."""
        deadline = time.monotonic() + PATIENCE
        while not self._heard[:, : self._n].any():
            assert time.monotonic() < deadline, "nothing was heard"
            time.sleep(0.01)
        self.wait(self.begin + n_samples)

    @property
    def begin(self) -> int:
        """The first sample that is not silent."""
        return int(self._heard[:, : self._n].any(axis=0).argmax())

    @property
    def n_samples(self) -> int:
        """How many samples have been heard."""
        return self._n

    def heard(self, start: int | None = None) -> np.ndarray:
        """Return the samples of each source from `start` on, by default the first that is not silent."""
        return self._heard[:, self.begin if start is None else start : self._n].copy()

    def close(self) -> None:
        """Let go."""
        self._client.deactivate()
        self._client.close()

    def __enter__(self) -> Ear:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Mouth:
    """Plays a sound (n_channels, n_samples) round and round into ports of another client."""

    def __init__(self, server: JackServer, targets: list[str], sound: np.ndarray) -> None:
        os.environ.update({k: v for k, v in server.environ.items() if k.startswith("JACK_")})
        import jack

        self._client: Any = jack.Client("mouth", servername=server.name, no_start_server=True)
        self._ports = [self._client.outports.register(f"out_{i}") for i in range(len(targets))]
        self._sound, self._n = sound, 0
        self._client.set_process_callback(self._process)
        self._client.activate()
        for target, port in zip(targets, self._ports, strict=True):
            self._client.connect(port, target)

    def _process(self, n: int) -> None:
        places = np.arange(self._n, self._n + n) % self._sound.shape[1]
        for row, port in zip(self._sound, self._ports, strict=True):
            port.get_array()[:] = row[places]
        self._n += n

    def close(self) -> None:
        """Fall silent."""
        self._client.deactivate()
        self._client.close()

    def __enter__(self) -> Mouth:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def noise(folder: Path, name: str, seconds: float, seed: int) -> np.ndarray:
    """Write a stereo noise that begins at once, and return it."""
    import soundfile

    samples = np.random.default_rng(seed).uniform(-0.5, 0.5, (2, int(seconds * RATE))).astype(np.float32)
    soundfile.write(folder / name, samples.T, RATE, subtype="FLOAT")
    return samples
