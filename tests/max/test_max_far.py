"""Max at one end of a cable, the daemon at the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.network import HERE, Network
from tests.support.programs import Daemon
from tests.support.standin import Max

pytestmark = pytest.mark.peer


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.close()


def test_our_max_objects_answer_the_challenge_by_themselves(network: Network, tmp_path: Path):
    text = f"oscfactor 57199 {HERE}"
    box = {"id": "obj-1", "maxclass": "newobj", "text": text, "numinlets": 1, "numoutlets": 3}
    patch_file = tmp_path / "far.maxpat"
    patch_file.write_text(json.dumps({"patcher": {"boxes": [{"box": box}], "lines": []}}))
    flags = ("--host", "0.0.0.0", "--port", "57199")
    with Daemon(tmp_path, *flags, preexec_fn=network.go_here), network.elsewhere():
        with Max(57130, patch_file) as patch:
            # Asked before the daemon knows that we hear it, and sent anew when it does.
            patch.command(tell=text, words=["osc", "/buffer/info", "drms"])
            patch.until("post", f"oscfactor: connected to {HERE} port 57199\n")
            assert "no buffer named 'drms'" in patch.until("error")["error"]
        assert not any("/challenge" in complaint for complaint in patch.complaints)
