"""Components shaped over OSC: layers add up to the sound all the way, leaves and faders follow."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watcher import VALUE
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


def total(peer: Udp, n: int) -> np.ndarray:
    return sum(peer.pull("p", k) for k in range(n))


def test_layers_add_up_to_the_sound_through_split_keep_merge_and_undo(daemon, peer, tmp_path):
    sound = drums(0.3)
    soundfile.write(tmp_path / "p.wav", sound, SAMPLE_RATE, subtype="FLOAT")
    peer.done("/buffer/load", "p", str(tmp_path / "p.wav"))
    peer.done("/buffer/factorize", "p", 3, "iterations", 10, "tries", 2)
    original = peer.read("p")
    bases = [peer.done("/component/basis", "p", k, 0, 500).one("/oscfactor/basis")[4:] for k in range(3)]
    peer.done("/component/gain", "p", 2, 0.5)

    def holds(n, place_of_last):
        assert np.abs(total(peer, n) - original).max() < 1e-5
        told = peer.done("/component/basis", "p", place_of_last, 0, 500).one("/oscfactor/basis")[4:]
        assert told == bases[2]
        assert peer.done(f"/sound/p/{place_of_last}/gain").one(VALUE)[1] == 0.5

    assert peer.done("/component/split", "p", 0).last.args[1:] == ("p", 4)
    holds(4, 2)
    peer.done("/component/keep", "p", 2, 1)
    assert peer.done("/sound/p/2/keep").one(VALUE)[1] == 1
    peer.done("/buffer/factorize", "p", 5, "iterations", 10)
    holds(5, 2)
    merged = peer.done("/component/merge", "p", 0, 1, 4)
    assert merged.last.args[1:] == ("p", 3)
    assert merged.all("/oscfactor/moved") == [("p", 2, 1), ("p", 3, 2)]
    holds(3, 1)
    for n, k in ((5, 2), (4, 2), (3, 2)):
        peer.done("/edit/undo", "p")
        holds(n, k)
    peer.fail("/component/split", "p", 9, code="argument")
    peer.fail("/component/merge", "p", 1, code="argument")
    peer.fail("/buffer/choose", "p", 1, code="not-found")
