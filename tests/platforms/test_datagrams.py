"""Datagrams as macOS lets them leave: 9216 bytes, unless its user changes that."""

from __future__ import annotations

import pytest

from tests.support.programs import Daemon
from tests.support.wire import Udp

LARGEST = 9216


class Narrow(Udp):
    """A client that notices datagrams which macOS would not have let out."""

    def receive_raw(self, timeout: float) -> bytes:
        data = super().receive_raw(timeout)
        assert len(data) <= LARGEST
        return data


@pytest.fixture
def peer(daemon: Daemon):
    with Narrow(daemon.port) as peer:
        yield peer


def test_no_answer_is_too_long_whatever_was_asked(peer):
    peer.fail("/buffer/write", "absent", 0, 0, *[0.5] * 8000, code="not-found")
    peer.fail("/no/such/command", *["word" * 50] * 60, code="unknown-command")
    peer.fail("/buffer/info", "n" * 4000, code="argument")
    peer.done("/help")
    peer.done("/buffer/alloc", "wide", 8192)
    peer.done("/buffer/read", "wide", 0, 0, 1000)
