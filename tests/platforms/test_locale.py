"""A computer whose locale is C: names and texts are UTF-8 all the same."""

from __future__ import annotations

import numpy as np
import soundfile

from tests.support.programs import Daemon
from tests.support.wire import Udp

NAME = "Größe 音 é.wav"


def test_a_sound_is_loaded_and_written_by_a_name_beyond_ascii(tmp_path):
    soundfile.write(tmp_path / NAME, np.zeros((64, 1), np.float32), 48000, subtype="FLOAT")
    with Daemon(tmp_path, env={"LC_ALL": "C", "LANG": "C"}) as daemon, Udp(daemon.port) as peer:
        peer.done("/buffer/load", "größe", NAME)
        info = peer.ask("/buffer/info", "größe").one("/oscfactor/buffer")
        assert info[-1].endswith(NAME)
        peer.done("/buffer/save", "größe", "neu é.wav")
    daemon.assert_unruffled()
    assert (tmp_path / "neu é.wav").is_file()
