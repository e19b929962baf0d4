"""The tests of the Max package use the real programs' helpers, and a daemon that plays to nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.programs import Daemon
from tests.support.wire import Udp


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One daemon for the tests of a module; it plays to nobody."""
    with Daemon(tmp_path_factory.mktemp("max")) as running:
        with Udp(running.port) as udp:
            udp.done("/audio/device", "silent")
        yield running
    assert "Traceback" not in running.output, running.output


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    """A stranger's UDP socket."""
    with Udp(daemon.port) as udp:
        yield udp
