"""npm's osc: all types of OSC 1.1 go in, and answers come over UDP and SLIP."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from tests.support.programs import HERE, Daemon, Program, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


@pytest.mark.parametrize("how", ["udp", "slip"])
def test_a_node_program_sends_every_type_and_pulls_a_component(
    daemon: Daemon, peer: Udp, sound, tmp_path, node_modules, how
):
    out = tmp_path / "pulled.f32"
    env = {**os.environ, "OSCFACTOR_NODE_MODULES": str(node_modules)}
    command = [need("node"), HERE / "node" / "pull.js", how, str(daemon.port), sound, out]
    with Program(command, env=env) as node:
        assert node.finish() == 0, node.output
    said = dict(line.split(" ", 1) for line in node.lines)

    echoed = json.loads(said["types"])
    assert echoed[:3] == [7, 0.5, "text"]
    assert list(echoed[3].values()) == [0xC0, 0xDB, 1]
    assert echoed[4:6] == [8, 0.25]
    assert echoed[-1] == "the end"
    assert "symbol" in echoed
    assert echoed[-4:-1] == [1, 2, 3]
    assert json.loads(said["wrote"]) == ["numbers", 0, 0, 6]
    assert peer.read("numbers").tolist() == [2, 0.5, 0.25, -3, 1, 0]

    assert json.loads(said["loaded"]) == ["drums", 2, 24000, 48000]
    assert said["factorized"].startswith("true ")
    assert int(said["factorized"].split()[1]) >= 1
    assert np.array_equal(np.fromfile(out, np.float32), peer.pull("drums", 1))
    assert "foreign" not in said

    peer.done("/buffer/free", "numbers")
