"""The first start of a daemon: no kernels are there yet, and what can be done is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from oscfactor.dsp.transform.stft import Stft
from oscfactor.files.savedsound import SavedSound
from oscfactor.files.sessions import write_sounds
from oscfactor.model.layers import Recombination
from oscfactor.model.values import Buffer, Factorization
from tests.support.programs import Daemon
from tests.support.wire import Tcp

pytestmark = pytest.mark.peer


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon without a kernel, in a folder with a session that was edited elsewhere."""
    random = np.random.default_rng(0)
    stft = Stft(window=256, hop=64, fft=256)
    sound = Buffer(random.uniform(-1, 1, (1, 4000)).astype(np.float32), 8000)
    W = random.uniform(0, 1, (2, stft.n_bins)).astype(np.float32)
    H = random.uniform(0, 1, (1, stft.n_frames(4000), 2)).astype(np.float32)
    found = Factorization(W=W, H=H, stft=stft, loss="kl", loss_value=1.0, n_iterations=1, seconds=0.1)
    edited = Recombination(activations={1: H[:, ::-1, 0]})
    saved = SavedSound("noise", sound, embedded=True, factorization=found, recombination=edited)
    write_sounds(tmp_path / "evening.oscf", [saved], {}, without_bad=False)
    with Daemon(tmp_path, env={"OSCFACTOR_CACHE_DIR": str(tmp_path / "cache")}) as running:
        yield running


def compiler(daemon: Daemon) -> psutil.Process:
    (child,) = (c for c in psutil.Process(daemon.process.pid).children() if "warmup" in c.cmdline())
    return child


def test_a_session_is_there_before_the_kernels_that_play_it(first: Daemon):
    with Tcp(first.port, "size") as peer, Tcp(first.port, "size") as other:
        assert peer.done("/session/load", "evening.oscf").last.args[2] == 1
        assert peer.done("/buffer/info", "noise").one("/oscfactor/buffer")[:3] == ("noise", 1, 4000)
        other.send("/component/audio", "noise", 0, 0, 0, 10)  # of which every sample waits
        peer.done("/buffer/alloc", "take", 64)
        assert peer.status()["ready"] == 0
        with pytest.raises(TimeoutError):
            other.receive(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="there a killed program ends as any other")
def test_a_compiler_that_is_killed_is_started_again_while_the_daemon_answers(first: Daemon):
    with Tcp(first.port, "size") as peer:
        peer.done("/notify", 1)
        peer.until("/oscfactor/warmup")
        killed = compiler(first)
        killed.kill()
        peer.until("/oscfactor/warmup", 0.0)
        assert compiler(first).pid != killed.pid
        assert peer.status()["ready"] == 0
        peer.send("/quit")
    assert first.finish() == 0
    assert "it is started again" in first.output
    first.assert_unruffled()
    assert not [path for path in (first.folder / "cache").rglob("*") if ".part" in path.name]
