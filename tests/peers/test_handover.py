"""Components as files from a real daemon: right, tidied, and cleaned after a kill."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


def files(peer: Udp, name: str, k: int) -> list[Path]:
    reply = peer.done("/component/file", name, k)
    told = reply.all("/oscfactor/file")
    assert reply.last.args[1:] == (name, len(told), k)
    assert all(m[0] == name and m[3] == "wav" for m in told)
    return [Path(m[2]) for m in told]


def test_files_are_the_pulled_samples_and_go_with_the_sound(daemon: Daemon, peer: Udp, sound: Path):
    peer.done("/buffer/load", "bulk", str(sound))
    peer.send("/buffer/factorize", "bulk", 3, "iterations", 5)
    all_files = files(peer, "bulk", -1)  # waits for the components that it was sent with
    assert [path.name for path in all_files] == ["bulk-00.wav", "bulk-01.wav", "bulk-02.wav"]
    assert files(peer, "bulk", 1) == all_files[1:2]
    samples, _ = soundfile.read(all_files[1], dtype="float32", always_2d=True)
    np.testing.assert_array_equal(samples[:, 1], peer.pull("bulk", 1, 1))
    peer.done("/buffer/free", "bulk")
    peer.fail("/component/file", "bulk", 0, code="not-found")


def test_the_folder_is_cleaned_at_the_end_and_after_a_kill_by_the_next_start(tmp_path, sound: Path):
    def handed_over(running: Daemon) -> Path:
        with Udp(running.port) as peer:
            peer.done("/buffer/load", "bulk", str(sound))
            peer.done("/buffer/factorize", "bulk", 2, "iterations", 2)
            return files(peer, "bulk", -1)[0]

    with Daemon(tmp_path) as first, Daemon(tmp_path) as second:
        left, ended = handed_over(first), handed_over(second)
        first.process.kill()
        first.process.wait()
        with Udp(second.port) as peer:
            peer.done("/quit")
        second.finish()
        assert left.exists()
        assert not ended.parents[1].exists()
    with Daemon(tmp_path):
        assert not left.parents[1].exists()
