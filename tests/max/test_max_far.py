"""Max at one end of a cable, the daemon at the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from network import HERE, Network
from programs import Daemon
from standin import PACKAGE, Max

pytestmark = pytest.mark.peer


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.close()


def test_our_max_objects_answer_the_challenge_by_themselves(network: Network, tmp_path: Path):
    flags = ("--host", "0.0.0.0", "--port", "57199")
    with Daemon(tmp_path, *flags, preexec_fn=network.go_here) as daemon, network.elsewhere():
        patch_file = PACKAGE / "help" / "oscfactor.maxhelp"
        with Max(57130, patch_file) as patch:
            patch.command(tell="oscfactor", words=["target", HERE, daemon.port])
            # Asked before the daemon knows that we hear it, and sent anew when it does.
            patch.command(tell="oscfactor", words=["osc", "/buffer/info", "drms"])
            patch.until("post", f"oscfactor: connected to {HERE} port {daemon.port}\n")
            assert "no buffer named 'drms'" in patch.until("error")["error"]
        assert not any("/challenge" in complaint for complaint in patch.complaints)
