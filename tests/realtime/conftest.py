"""A small ring, and the card's end of it."""

from dataclasses import asdict

import pytest

from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.ring import Ring


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
