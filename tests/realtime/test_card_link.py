"""Talking with the sound card's program, with small programs in its place."""

import sys
import time

import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime import card_link
from oscfactor.realtime.card_link import CardLink

SAY = "import json, sys; print(json.dumps({}), flush=True); sys.stdin.read()"


@pytest.fixture
def link_to(monkeypatch):
    """A function that returns a link to a program, by its source."""
    links = []

    def start(code):
        monkeypatch.setattr(card_link, "command", lambda *_, module: [sys.executable, "-c", code])
        links.append(CardLink())
        return links[-1]

    yield start
    for link in links:
        link.end(0.0)


def test_words_go_there_and_come_back(link_to):
    link = link_to("import sys\nfor line in sys.stdin: print(line, end='', flush=True)")
    link.say({"name": "Ümläut", "capacity": 4})
    assert link.answer() == {"name": "Ümläut", "capacity": 4}
    assert link.runs


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"missing": "PortAudio"}, "PortAudio is missing; install it"),
        ({"error": "Error querying device -1"}, "no output device; plug one in"),
        (
            {"error": "Invalid sample rate\nhost error"},
            "^the device cannot be opened: Invalid sample rate; /audio",
        ),
    ],
)
def test_a_failure_is_a_sentence_with_a_way_out(link_to, words, sentence):
    link = link_to(SAY.format(words))
    with pytest.raises(DeviceError, match=sentence):
        link.answer()


def test_a_program_that_ends_without_an_answer_is_said(link_to):
    link = link_to("pass")
    with pytest.raises(DeviceError, match="does not answer"):
        link.answer()


def test_a_program_that_has_ended_is_said_to_whoever_tells_it_something(link_to):
    link = link_to("import os; os.close(0); print('{}', flush=True)")
    link.answer()
    with pytest.raises(DeviceError, match="does not answer"):
        link.say({"name": "ring"})


def test_a_program_that_hangs_is_killed_in_time(link_to, monkeypatch):
    monkeypatch.setattr(card_link, "PATIENCE", 0.2)
    link = link_to("import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(DeviceError, match="does not answer"):
        link.answer()
    assert time.monotonic() - begun < 20
    link.end(20)
    assert not link.runs


def test_a_program_ends_when_its_pipes_close_and_is_killed_when_it_does_not(link_to):
    polite = link_to(SAY.format({}))
    polite.answer()
    begun = time.monotonic()
    polite.end(20)
    assert time.monotonic() - begun < 15
    assert not polite.runs
    deaf = link_to(SAY.format({}).replace("sys.stdin.read()", "__import__('time').sleep(60)"))
    deaf.answer()
    deaf.end(0.1)
    assert not deaf.runs
