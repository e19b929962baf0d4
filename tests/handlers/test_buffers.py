"""Buffers: made, written, read back, described, saved and freed."""

import numpy as np
import pytest
import soundfile

from oscfactor.errors import NotFoundError


def test_a_buffer_is_written_and_read_back(bench, tmp_path):
    assert bench.ask("/buffer/alloc", "w", 500, "channels", 2, "sample_rate", 8000)[0] == ("w", 2, 500, 8000)
    assert bench.ask("/buffer/write", "w", 1, 10, 0.5, -0.25)[0] == ("w", 1, 10, 2)
    done, ((address, *args, samples),) = bench.ask("/buffer/read", "w", 1, 9, 4)
    assert (done, address, args) == (("w", 1, 9, 4), "/oscfactor/samples", ["w", 1, 9, 500])
    assert samples.tolist() == [0, 0.5, -0.25, 0]
    done, (described,) = bench.ask("/buffer/info", "w")
    assert done == ("w",)
    assert described == ("/oscfactor/buffer", "w", 2, 500, 8000, 0, "")
    place = bench.ask("/buffer/save", "w", str(tmp_path / "w.wav"))[0][1]
    assert soundfile.read(place)[0][10, 1] == 0.5
    assert bench.ask("/buffer/free", "w")[0] == ("w",)
    with pytest.raises(NotFoundError):
        bench.ask("/buffer/info", "w")


def test_a_part_of_a_file_is_loaded(bench, tmp_path):
    soundfile.write(tmp_path / "ramp.wav", np.linspace(0, 0.5, 8000), 8000, "FLOAT")
    path = str(tmp_path / "ramp.wav")
    assert bench.ask("/buffer/load", "r", path)[0] == ("r", 1, 8000, 8000)
    assert bench.ask("/buffer/load", "r", path, 0.25, 0.5)[0] == ("r", 1, 4000, 8000)
    assert bench.ask("/buffer/load", "r", path, "start", 0.25)[0] == ("r", 1, 6000, 8000)
    bench.ask("/buffer/free", "r")


def test_all_buffers_are_listed_with_their_components(bench):
    done, sent = bench.ask("/buffer/list")
    assert done == (2,)
    assert [(m[1], m[5]) for m in sent] == [("n", 3), ("other", 2)]


@pytest.mark.parametrize(
    ("address", "args"),
    [("/buffer/read", (0, 0, 4)), ("/buffer/write", (0, 0, 0.5)), ("/buffer/info", ())],
)
def test_a_sound_that_is_being_loaded_is_waited_for(bench, tmp_path, address, args):
    soundfile.write(tmp_path / "ramp.wav", np.linspace(0, 0.5, 8000), 8000, "FLOAT")
    loading = bench.begin("/buffer/load", "r", str(tmp_path / "ramp.wav"))
    asked = bench.begin(address, "r", *args)
    assert bench.run(loading) == ("r", 1, 8000, 8000)
    assert bench.run(asked)[0] == "r"
    bench.ask("/buffer/free", "r")
