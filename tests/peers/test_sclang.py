"""SuperCollider: the language pulls a component, and the synthesis server plays an exported one."""

from __future__ import annotations

import os

import numpy as np
import pytest
import soundfile

from tests.support.programs import HERE, Daemon, Program, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


def sclang(tmp_path, script: str, *arguments: object) -> Program:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    env = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
    }
    return Program([need("sclang"), HERE / script, *map(str, arguments)], env=env)


def test_a_script_pulls_a_component_over_udp_and_tcp(daemon: Daemon, peer: Udp, sound, tmp_path):
    with sclang(tmp_path, "pull.scd", daemon.port, sound, tmp_path) as sc:
        assert sc.finish() == 0
    assert "loaded: [ drums, 2, 24000, 48000 ]" in sc.output
    assert "factorized: [ drums, 3, " in sc.output
    assert "progress: 1.0" in sc.output
    (fail,) = [line for line in sc.lines if line.startswith("fail: ")]
    assert fail.startswith("fail: [ /buffer/lode, unknown-command, ")

    heard = peer.pull("drums", 1)
    assert np.abs(heard).max() > 0.01
    for how in ("udp", "tcp"):
        assert np.array_equal(np.fromfile(tmp_path / f"{how}.f32", ">f4"), heard), how
    for k in range(3):
        exported, _ = soundfile.read(tmp_path / "layers" / f"drums-{k:02d}.wav", dtype="float32")
        assert np.array_equal(exported[:, 1], peer.pull("drums", k, 1))


def test_scsynth_plays_an_exported_layer_exactly(daemon: Daemon, peer: Udp, sound, tmp_path):
    need("scsynth")
    peer.done("/buffer/load", "layered", str(sound))
    peer.done("/buffer/factorize", "layered", 2, "iterations", 5)
    peer.done("/component/export", "layered", -1, str(tmp_path))
    layer = tmp_path / "layered-00.wav"
    exported, sample_rate = soundfile.read(layer, dtype="float32")
    with sclang(
        tmp_path, "play.scd", layer, tmp_path / "played.wav", len(exported), sample_rate, tmp_path
    ) as sc:
        assert sc.finish() == 0
    played, _ = soundfile.read(tmp_path / "played.wav", dtype="float32")
    assert np.abs(exported).max() > 0.01
    assert np.array_equal(played[: len(exported)], exported[:, 0])
