"""The life of a program that the daemon talks with over pipes, whichever it is."""

import logging
import time
from functools import partial

import pytest

from oscfactor.realtime.listener_link import ListenerLink
from oscfactor.realtime.program_link import ENDED
from oscfactor.realtime.renderer_link import RendererLink
from tests.support.wire import PATIENCE


@pytest.fixture(params=[ListenerLink, RendererLink])
def linked_to(links, request):
    """A function that starts a program, by its source."""
    return partial(links, request.param)


def test_a_program_that_does_not_end_is_killed(linked_to):
    linked = linked_to("import time; time.sleep(60)")
    begun = time.monotonic()
    linked.link.close(0.1)
    assert linked.next() == (ENDED,)
    assert time.monotonic() - begun < 20


def test_what_the_program_complains_of_is_logged(linked_to, caplog):
    with caplog.at_level(logging.WARNING):
        linked = linked_to("import sys; print('Ümläut', file=sys.stderr)")
        assert linked.next() == (ENDED,)
        deadline = time.monotonic() + PATIENCE
        while not caplog.messages:
            assert time.monotonic() < deadline
    assert len(caplog.messages) == 1
