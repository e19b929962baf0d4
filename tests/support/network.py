"""A network of two computers on one: two network namespaces with a cable between them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.programs import missing, need

HERE, THERE = "10.77.0.1", "10.77.0.2"
"""The daemon's address, and the stranger's."""


class Network:
    """Two namespaces; made by root only, they go with the processes that hold them."""

    def __init__(self) -> None:
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only Linux's root can make a network")
        ip, unshare, self._nsenter = need("ip"), need("unshare"), need("nsenter")
        self._holders = [
            # `cat` ends when its stdin does, so also when this process is killed.
            subprocess.Popen([unshare, "-n", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        try:
            self._lay_cable(ip)
        except (OSError, subprocess.CalledProcessError):
            self.close()
            missing("the right to make a network")

    def _lay_cable(self, ip: str) -> None:
        for holder in self._holders:
            assert holder.stdin is not None
            assert holder.stdout is not None
            holder.stdin.write(b"here\n")
            holder.stdin.flush()
            if holder.stdout.readline() != b"here\n":
                raise OSError("no network namespace")
        here, there = (holder.pid for holder in self._holders)
        other_end = ("peer", "name", "cable", "netns", str(there))
        self._run(here, ip, "link", "add", "cable", "type", "veth", *other_end)
        for pid, address in ((here, HERE), (there, THERE)):
            self._run(pid, ip, "link", "set", "lo", "up", "multicast", "on")
            self._run(pid, ip, "addr", "add", f"{address}/24", "dev", "cable")
            self._run(pid, ip, "link", "set", "cable", "up")
            self._run(pid, ip, "route", "add", "224.0.0.0/4", "dev", "cable")

    def _run(self, pid: int, *command: str) -> None:
        subprocess.run([self._nsenter, f"--net=/proc/{pid}/ns/net", *command], check=True)

    @property
    def go_here(self) -> Callable[[], None]:
        """A `preexec_fn` for programs that are to run on the daemon's computer."""
        path = f"/proc/{self._holders[0].pid}/ns/net"
        return lambda: _enter(path)

    @property
    def go_there(self) -> Callable[[], None]:
        """A `preexec_fn` for programs that are to run on the other computer."""
        path = f"/proc/{self._holders[1].pid}/ns/net"
        return lambda: _enter(path)

    @contextlib.contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Sockets that are made now are on the other computer."""
        with _inside(f"/proc/{self._holders[1].pid}/ns/net"):
            yield

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Sockets that are made now are on the daemon's computer."""
        with _inside(f"/proc/{self._holders[0].pid}/ns/net"):
            yield

    def close(self) -> None:
        for holder in self._holders:
            with contextlib.suppress(BrokenPipeError):
                holder.communicate()


@contextlib.contextmanager
def _inside(path: str) -> Iterator[None]:
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(path)
        yield
    finally:
        _set_namespace(before)
        os.close(before)


def _enter(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    _set_namespace(descriptor)
    os.close(descriptor)


def _set_namespace(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, 0):
        raise OSError(ctypes.get_errno(), "setns", str(Path("/proc/self/ns/net")))
