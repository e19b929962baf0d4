"""The log of actions: written beside whoever gives them, read back as it was given."""

from array import array

import pytest

from oscfactor.errors import FileError
from oscfactor.files import actionlog
from oscfactor.files.actionlog import Action, ActionLog, read_actions

ACTIONS = [
    Action(0.5, "/buffer/load", ("drums", "loop.wav")),
    Action(0.75, "/component/gain", ("drums", 1, 0.1)),
    Action(1.0, "/buffer/write", ("drums", 0, 0, b"\x00\x01\xff")),
    Action(1.5, "/activation/set", ("drums", 0, 0, array("f", [0.1, 1e-20]))),
]


def written(path, actions=ACTIONS):
    log = ActionLog(str(path))
    for action in actions:
        log.add(action, [1] if action.address == "/buffer/load" else [])
    log.close(10)
    return list(read_actions(str(path)))


def test_actions_come_back_as_they_were_with_paths_that_lead_there_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, *others, last = written(tmp_path / "log")
    assert first == Action(0.5, "/buffer/load", ("drums", str(tmp_path / "loop.wav")))
    assert others == ACTIONS[1:-1]
    assert last.args[:3] == ("drums", 0, 0)
    assert list(last.args[3]) == list(ACTIONS[-1].args[3])


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path):
    place = tmp_path / "log"
    written(place)
    place.write_bytes(place.read_bytes()[:-10])
    assert len(list(read_actions(str(place)))) == len(ACTIONS) - 1


@pytest.mark.parametrize(
    "text", ["", "[]\n", "{}\n", "\x00\xff", '{"oscfactor": "actions", "version": 99}\n']
)
def test_what_is_no_log_is_refused(tmp_path, text):
    place = tmp_path / "log"
    place.write_text(text)
    with pytest.raises(FileError):
        list(read_actions(str(place)))


def test_lines_that_are_no_actions_are_refused(tmp_path):
    place = tmp_path / "log"
    for line in ("1", "[1]", '[0, "/a", [null]]', '["x", "/a", []]', '[0, "/a", [{"blob": 1}]]', "{"):
        place.write_text('{"oscfactor": "actions", "version": 1}\n' + line + "\n")
        with pytest.raises(FileError):
            list(read_actions(str(place)))


def test_a_place_that_cannot_be_written_is_said_at_once(tmp_path):
    with pytest.raises(FileError, match="cannot write"):
        ActionLog(str(tmp_path / "nowhere" / "log"))
    with pytest.raises(FileError, match="cannot read"):
        list(read_actions(str(tmp_path / "nowhere")))


def test_what_waits_is_bounded(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(actionlog, "MAX_WAITING", 1000)
    log = ActionLog(str(tmp_path / "log"))
    log.add(Action(0.0, "/buffer/write", ("a", b"x" * 2000)), [])
    log.add(ACTIONS[1], [])
    log.close(10)
    assert list(read_actions(str(tmp_path / "log"))) == [ACTIONS[1]]
    assert "1 actions were left out" in caplog.text
