"""Vanilla Pure Data: what a patch sends and hears, and the array it ends up with."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.support.programs import HERE, Daemon, Program, free_port, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

QUIET = ["-noprefs", "-nogui", "-nomidi", "-noaudio", "-stderr"]


@pytest.mark.parametrize("answers_to", ["netsend", "netreceive"])
def test_a_patch_pulls_a_component_into_an_array(daemon: Daemon, peer: Udp, sound, tmp_path, answers_to):
    port = free_port() if answers_to == "netreceive" else 0
    out = tmp_path / "array.wav"
    config = f"config {daemon.port} {port} {sound} {out}"
    with Program([need("pd"), *QUIET, "-open", HERE / "pull.pd", "-send", config]) as pd:
        assert pd.finish() == 0

    said = pd.output
    assert "couldn't create" not in said
    assert "connection failed" not in said
    assert "loaded: drums 2 24000 48000" in said
    assert "factorized: drums 3 " in said
    assert "written: 24000" in said
    progress = [line.split() for line in pd.lines if line.startswith("progress: drums")]
    assert progress[-1][2] == "1"
    losses = [float(words[4]) for words in progress]
    assert losses == sorted(losses, reverse=True)
    (fail,) = [line for line in pd.lines if line.startswith("fail: ")]
    assert fail.startswith("fail: /buffer/lode unknown-command ")
    assert "/buffer/load" in fail.split("unknown-command")[1]

    array, _ = soundfile.read(out, dtype="float32")
    heard = peer.pull("drums", 1)
    # Pd makes denormals zero.
    assert np.array_equal(array, np.where(np.abs(heard) < np.finfo(np.float32).tiny, 0, heard))
    peer.done("/component/export", "drums", 1, str(tmp_path / "layers"))
    exported, _ = soundfile.read(tmp_path / "layers" / "drums-01.wav", dtype="float32")
    assert np.array_equal(heard, exported[:, 0])
    assert np.abs(heard).max() > 0.01


def test_a_patch_without_a_daemon_ends_nowhere_but_says_nothing_wrong(tmp_path):
    with Program([need("pd"), *QUIET, "-open", HERE / "pull.pd", "-send", "; pd quit"]) as pd:
        assert pd.finish() == 0
    assert "couldn't create" not in pd.output
    assert "connection failed" not in pd.output
