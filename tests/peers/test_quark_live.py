"""Two performances in a real sclang and scsynth: what a set does to the classes, and how exact Events are."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.peers.test_quark import PROGRAM, sclang, stage  # noqa: F401
from tests.support.onsets import onsets
from tests.support.programs import free_port
from tests.support.sounds import SAMPLE_RATE

pytestmark = [pytest.mark.peer, pytest.mark.slow]


@pytest.mark.skip(reason="written, but not yet seen to end within a minute beside a busy machine")
def test_a_set_with_faders_at_400_hz_cmd_period_and_a_daemon_that_is_killed(stage):  # noqa: F811
    with sclang(stage, "quark_performance.scd", free_port(), PROGRAM, stage[0] / "drums.wav") as sc:
        sc.wait_for("the end")
        assert sc.finish() == 0
    said = [line for line in sc.lines if line.endswith(("true", "false"))]
    assert said == [
        "the Routine of the faders ended: true",
        "all faders were answered: true",
        "the daemon is another: true",
        "the Routine of the faders ended too: true",
        "nothing waits: true",
    ], sc.output
    assert "after Cmd-.: playing 0, streams 0" in sc.lines
    assert "[ voice, 4 ]" in sc.lines
    assert "queue is full" not in sc.output
    assert "ERROR" not in sc.output


def test_events_sound_on_the_beat_of_their_pattern(stage):  # noqa: F811
    folder = stage[0]
    hit = np.zeros((SAMPLE_RATE // 4, 1), np.float32)
    hit[:64] = 0.9
    soundfile.write(folder / "hit.wav", hit, SAMPLE_RATE, subtype="FLOAT")
    n_events, seconds = 24, 0.125
    with sclang(
        stage, "quark_onsets.scd", stage[1].port, folder / "hit.wav", folder / "played.wav", n_events, seconds
    ) as sc:
        late = [float(word) for word in sc.wait_for("late: ").split()[1:]]
        sc.wait_for("recorded")
    samples, rate = soundfile.read(folder / "played.wav", always_2d=True)
    found = onsets(samples[:, 0]) / rate
    assert len(found) == n_events == len(late)
    jitter = found - found[0] - np.arange(n_events) * seconds
    # A server that works in blocks of 64 samples places Events by its own clock, which follows the card's.
    assert np.ptp(jitter) < 0.02
    assert min(late) > -0.001  # no fader moves before its time
