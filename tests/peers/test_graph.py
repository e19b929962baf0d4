"""All together: jackd, scsynth, Pd and the daemon in one graph, and Pd records one component's ports."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, JackServer, noise, start_jack
from tests.support.programs import Daemon, Program, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

K, CHOSEN = 3, 1
PATCH = """#N canvas 0 0 500 300 12;
#X obj 20 20 adc~ 1 2;
#X obj 20 200 writesf~ 2;
#X obj 200 20 loadbang;
#X msg 200 60 \\; pd dsp 1;
#X msg 260 100 open -wave -bytes 4 heard.wav \\, start;
#X obj 200 140 del 6000;
#X msg 200 170 stop;
#X obj 300 140 del 6500;
#X msg 300 170 \\; pd quit;
#X obj 400 140 print recording;
#X connect 0 0 1 0;
#X connect 0 1 1 1;
#X connect 2 0 3 0;
#X connect 2 0 4 0;
#X connect 2 0 5 0;
#X connect 2 0 7 0;
#X connect 2 0 9 0;
#X connect 4 0 1 0;
#X connect 5 0 6 0;
#X connect 6 0 1 0;
#X connect 7 0 8 0;
"""


def connect(jack: JackServer, source: str, target: str) -> None:
    subprocess.run(["jack_connect", source, target], env=jack.environ, check=True, capture_output=True)


def connected(jack: JackServer) -> str:
    return subprocess.run(
        ["jack_lsp", "-c"], env=jack.environ, check=True, capture_output=True, text=True
    ).stdout


def test_pd_records_the_ports_of_one_component_while_scsynth_plays(tmp_path: Path):
    pd, scsynth = need("pd"), need("scsynth")
    noise(tmp_path, "a.wav", 1.5, 1)
    (tmp_path / "record.pd").write_text(PATCH)
    with (
        start_jack(n_ports=2 * K) as jack,
        Daemon(tmp_path, "--latency", "150", env=jack.environ) as daemon,
        Udp(daemon.port) as peer,
    ):
        peer.done("/buffer/load", "a", "a.wav")
        peer.done("/buffer/factorize", "a", K, "fft", 1024, "iterations", 5)
        peer.done("/component/export", "a", CHOSEN, str(tmp_path))
        peer.done("/audio/device")
        synth = ["-u", "57217", "-B", "127.0.0.1", "-i", "2", "-o", "2", "-R", "0"]
        with Program([scsynth, *synth], env=jack.environ) as server:
            server.wait_for("ready")
            options = ["-noprefs", "-nogui", "-nomidi", "-stderr", "-jack", "-audiobuf", "100"]
            options += ["-inchannels", "2", "-outchannels", "2", "-r", str(RATE), "-open", "record.pd"]
            with Program([pd, *options], env=jack.environ, cwd=tmp_path) as recorder:
                recorder.wait_for("recording")
                ins = [p for p in jack.ports() if p.startswith("pure_data") and "input" in p]
                others = [p for p in jack.ports() if p.startswith("SuperCollider:in")]
                for side in range(2):
                    connect(jack, f"oscfactor:out_{2 * CHOSEN + side}", ins[side])
                    connect(jack, f"oscfactor:out_{side}", others[side])
                peer.done("/player/play", "a", "outputs", "components")
                assert "SuperCollider:in" in connected(jack)
                recorder.finish()
    heard = soundfile.read(tmp_path / "heard.wav", dtype="float32")[0].T
    layer = soundfile.read(tmp_path / f"a-{CHOSEN:02d}.wav", dtype="float32")[0].T
    begin = int(heard.any(axis=0).argmax())
    assert np.array_equal(heard[:, begin : begin + layer.shape[1]], layer)
