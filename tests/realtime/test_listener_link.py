"""Talking with the listener's program, with small programs in its place."""

from functools import partial

import pytest

from oscfactor.realtime import listener_link
from oscfactor.realtime.listener_link import ListenerLink
from oscfactor.realtime.program_link import ENDED

ECHO = """
import pickle, sys
while True:
    message = pickle.load(sys.stdin.buffer)
    if message[0] == "quit":
        sys.exit()
    pickle.dump(message, sys.stdout.buffer)
    sys.stdout.flush()
"""


@pytest.fixture
def linked_to(links):
    """A function that starts a program, by its source."""
    return partial(links, ListenerLink)


def test_messages_arrive_in_their_order_and_an_end_is_told(linked_to):
    linked = linked_to(ECHO)
    for i in range(50):
        linked.link.tell("number", i)
    linked.link.tell("quit")
    assert [linked.next() for _ in range(50)] == [("number", i) for i in range(50)]
    assert linked.next() == (ENDED,)
    linked.link.tell("more")  # nobody reads it, and nobody is hurt


def test_a_program_that_does_not_read_is_ended_before_what_waits_takes_much_memory(linked_to, monkeypatch):
    monkeypatch.setattr(listener_link, "MAX_WAITING", 20)
    linked = linked_to("import time; time.sleep(60)")
    for _ in range(40):
        linked.link.tell("hear", bytes(1 << 20))
    assert linked.next() == (ENDED,)
