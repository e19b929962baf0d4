"""Devices at rates that hardware under macOS and Windows has."""

from __future__ import annotations

import pytest

from tests.support.programs import Daemon
from tests.support.wire import Udp


@pytest.mark.parametrize(("rate", "latency"), [(192_000, 100), (96_000, 250)])
def test_a_long_latency_at_a_high_rate_is_heard(rate, latency, tmp_path):
    flags = ("--device", "silent", "--device-rate", str(rate), "--latency", str(latency))
    with Daemon(tmp_path, *flags) as daemon, Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        peer.done("/buffer/alloc", "sound", rate // 2, "sample_rate", rate)
        peer.done("/player/play", "sound")
        peer.until("/oscfactor/player", "sound", "stopped")  # it was played to its end
    daemon.assert_unruffled()
