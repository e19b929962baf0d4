"""Sessions: saved, loaded, listed and recovered, with a copy that is kept or none."""

from pathlib import Path

import numpy as np
import pytest

from oscfactor.session.copies import Copy
from tests.handlers.conftest import Bench


@pytest.fixture
def own():
    """A session that may be replaced."""
    made = Bench()
    yield made
    made.close()


class Autosave:
    """A stand-in that writes down what it is asked for."""

    def __init__(self):
        self.asked = []
        self.left = [
            Copy("2026-01-02 03:04:05", 2, Path("/left/new.oscf")),
            Copy("2026-01-01", 1, Path("/left/old")),
        ]

    async def keep(self):
        self.asked.append("keep")

    async def describe(self):
        return self.left

    async def recover(self, search, on_remark, *, which):
        self.asked.append((str(search), which))
        on_remark("n", "", "it comes without its edits")
        return self.left[which].path, self.left[which].n_sounds

    def close(self):
        pass


def test_a_session_is_saved_and_replaces_another(own, tmp_path):
    place = str(tmp_path / "evening.oscf")
    own.ask("/component/gain", "n", 1, 0.5)
    activation = own.layers.activation(2)
    assert own.ask("/session/save", str(tmp_path / "evening"))[0] == (place, 2)
    own.ask("/buffer/free", "n")
    own.ask("/buffer/alloc", "later", 10)
    assert own.ask("/session/load", place)[0] == (place, 2)
    assert [m[1] for m in own.ask("/buffer/list")[1]] == ["n", "other"]
    np.testing.assert_array_equal(own.layers.activation(2), activation)
    assert own.session.mixer.mix("n").gains.tolist() == [1, 0.5, 1]


def test_a_save_lets_the_copy_go(own, tmp_path):
    own.session.autosave = Autosave()
    own.ask("/session/save", str(tmp_path / "evening"))
    assert own.session.autosave.asked == ["keep"]


def test_without_a_copy_there_is_nothing_to_recover(bench):
    assert bench.ask("/session/recover")[0] == ("", 0)
    assert bench.ask("/session/recoverable") == ((0,), [])


def test_copies_are_numbered_from_the_newest_and_one_is_recovered(own):
    copies = own.session.autosave = Autosave()
    done, sent = own.ask("/session/recoverable")
    assert done == (2,)
    assert sent[0] == ("/oscfactor/recoverable", 0, "2026-01-02 03:04:05", 2, str(Path("/left/new.oscf")))
    assert [m[1] for m in sent] == [0, 1]
    done, sent = own.ask("/session/recover", "which", 1)
    assert done == (str(Path("/left/old")), 1)
    assert sent == [("/oscfactor/notice", "n", "n: it comes without its edits")]
    own.ask("/session/recover", "/moved")
    assert copies.asked == [("", 1), ("/moved", 0)]
