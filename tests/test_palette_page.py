"""The examples of docs/palette.md, sent line by line to a daemon."""

import shlex
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.cli.send import typed
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import Udp

PAGE = Path(__file__).parents[1] / "docs" / "palette.md"

pytestmark = pytest.mark.peer


def test_the_examples_of_the_page_work(tmp_path):
    soundfile.write(tmp_path / "loop.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    examples = PAGE.read_text("utf-8").split("```")[1::2]
    with Daemon(tmp_path) as daemon, Udp(daemon.port) as peer:
        for line in filter(None, "".join(examples).splitlines()):
            address, *words = shlex.split(line.partition(";")[0])
            peer.done(address, *typed(address, words))
        assert len(list((tmp_path / "layers").iterdir())) == 2
        layers = sum(
            peer.pull("drums", k) for k in range(peer.done("/sound/drums/components").before[0].args[1])
        )
        np.testing.assert_allclose(layers, peer.read("drums"), atol=1e-5)
