"""What nobody reads, and who only takes room, hold up nobody else: each with a daemon of its own."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.support.programs import PATIENCE, Daemon
from tests.support.wire import DONE, Tcp, Udp, encode, encode_bundle

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(sys.platform != "linux", reason="pipes are narrowed as Linux does it"),
]

NARROW = 4096  # bytes, the least that a pipe of Linux holds


@contextmanager
def unread(folder: Path, *flags: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a daemon of which only the line `ready` is read; yield its port and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oscfactor", "serve", "--port", "0", *flags],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        for pipe in (process.stdout, process.stderr):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, NARROW)
        line = b""
        while not line.startswith(b"ready"):
            line = process.stdout.readline()
            assert line, "the daemon ended before it was ready"
        yield int(line.split()[2]), process
    finally:
        process.kill()
        process.communicate()


def test_a_log_that_nobody_reads_holds_up_neither_answers_nor_the_end(tmp_path: Path):
    with unread(tmp_path) as (port, process), Udp(port) as peer:
        peer.done("/dump", 1)
        for i in range(600):
            peer.done("/sync", i)
        for i in range(6000):
            peer.send("/dump", 2)
            if i % 100 == 99:
                peer.done("/sync", i)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0


def test_what_was_dropped_of_the_log_is_told_when_somebody_reads_again(tmp_path: Path):
    with unread(tmp_path) as (port, process), Udp(port) as peer:
        peer.done("/dump", 2)
        for i in range(6000):
            peer.send("/dump", 2)
            if i % 100 == 99:
                peer.done("/sync", i)
        assert process.stderr is not None
        while b"lines were dropped" not in (line := process.stderr.readline()):
            assert line
        assert int(line.split()[1]) > 100


def test_a_renderer_that_complains_much_goes_on(tmp_path: Path):
    with unread(tmp_path) as (port, process), Udp(port) as peer:
        peer.done("/audio/device", "silent")
        peer.done("/buffer/alloc", "take", 48000)
        peer.done("/player/play", "take", "loop", 1)
        children = psutil.Process(process.pid).children()
        (renderer,) = (p for p in children if "oscfactor.realtime.renderer" in p.cmdline())
        writing = threading.Thread(target=_complain, args=(renderer.pid,), daemon=True)
        writing.start()
        writing.join(20)
        assert not writing.is_alive()
        peer.done("/player/stop", "take")


def _complain(pid: int) -> None:
    with Path(f"/proc/{pid}/fd/2").open("wb") as stderr:
        for _ in range(10_000):
            stderr.write(b"x" * 99 + b"\n")


def test_connections_that_do_nothing_lock_nobody_out(tmp_path: Path):
    with Daemon(tmp_path) as daemon:
        idle = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(64)]
        try:
            with Tcp(daemon.port, "size") as peer:
                peer.done("/version")
                for _ in range(100):
                    socket.create_connection(("127.0.0.1", daemon.port)).close()
                peer.done("/version")
        finally:
            for sock in idle:
                sock.close()


def test_bundles_for_tomorrow_bar_nobodys_way(tmp_path: Path):
    tomorrow = time.time() + 3600
    with Daemon(tmp_path) as daemon, Udp(daemon.port) as peer:
        greedy = [Udp(daemon.port) for _ in range(5)]
        for other in greedy:
            for _ in range(10):
                other.send_raw(encode_bundle(*[encode("/buffer/list")] * 100, at=tomorrow))
            other.done("/version")
            peer.done("/buffer/list")
        peer.send_raw(encode_bundle(encode("/version"), at=time.time() + 0.1))
        peer.until(DONE, "/version")
        peer.done("/buffer/alloc", "now", 64)
        peer.done("/buffer/read", "now", 0, 0, 64)
        for other in greedy:
            other.close()


class Crowd:
    """Connections that each wait for an answer, so that none of them is idle."""

    def __init__(self, port: int) -> None:
        self._port, self._held = port, list[socket.socket]()

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self.go()

    def grow(self) -> None:
        self._held.append(socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE))
        packet = encode("/notify", 1)
        with suppress(ConnectionError):  # the daemon has closed it for want of files
            self._held[-1].sendall(len(packet).to_bytes(4, "big") + packet)

    def go(self) -> None:
        while self._held:
            self._held.pop().close()


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def test_too_many_open_files_are_a_sentence_and_connections_give_way(tmp_path: Path):
    with (
        Daemon(tmp_path, preexec_fn=few_files) as daemon,
        Udp(daemon.port) as peer,
        Crowd(daemon.port) as crowd,
    ):
        peer.done("/buffer/alloc", "take", 64)
        for _ in range(60):
            crowd.grow()
        deadline = time.monotonic() + PATIENCE
        while peer.ask("/buffer/save", "take", "take.wav").last.address == DONE:
            assert time.monotonic() < deadline
            crowd.grow()  # a file that the daemon has closed since then has made room again
        assert "too many files" in peer.fail("/buffer/save", "take", "take.wav", code="limit")
        assert "too many files" in peer.fail("/audio/device", "silent", code="limit")
        spent = cpu_seconds(daemon.process.pid)
        with pytest.raises(TimeoutError):
            peer.receive(1.0)
        assert cpu_seconds(daemon.process.pid) - spent < 0.5, "it does not spin while it cannot accept"
        crowd.go()
        with Tcp(daemon.port, "size") as late:
            late.done("/version")
        peer.done("/buffer/save", "take", "take.wav")
    daemon.assert_unruffled()


def cpu_seconds(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
