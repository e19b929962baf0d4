"""A small ring, the card's end of it, and links to small programs in the place of ours."""

import sys
from dataclasses import asdict

import pytest

from oscfactor.realtime import program_link
from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.ring import Ring
from tests.support.linked import Linked


@pytest.fixture
def ring():
    ring = Ring(64, 2)
    yield ring
    ring.close()


@pytest.fixture
def reader(ring):
    reader = RingReader(*asdict(ring.shape).values())
    yield reader
    reader.close()


@pytest.fixture
def links(monkeypatch):
    """A function that starts a program, by a kind of link and its source."""
    started = []

    def start(kind, code):
        monkeypatch.setattr(program_link, "command", lambda *_, module: [sys.executable, "-c", code])
        started.append(Linked(kind))
        return started[-1]

    yield start
    for linked in started:
        linked.link.close(0.0)
