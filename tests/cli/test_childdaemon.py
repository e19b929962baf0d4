"""A daemon as a child process: it tells its port, and ends with its parent's word."""

import pytest

from oscfactor.cli.childdaemon import ChildDaemon
from oscfactor.client import Client
from oscfactor.errors import OscFactorError


def test_it_listens_when_it_has_been_made_and_ends_with_the_block() -> None:
    with ChildDaemon(["--device=none"]) as running:
        assert running.lines[0] == f"ready {running.host} {running.port}"
        with Client(running.host, running.port, timeout=60) as client:
            assert client.request("/version").messages
    assert running.process.returncode == 0


def test_a_daemon_that_does_not_start_says_why() -> None:
    with pytest.raises(
        OscFactorError, match=r"^the daemon did not start: latency must be a number, got 'soon'"
    ):
        ChildDaemon(["--latency=soon"])
