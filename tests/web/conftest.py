"""A web server over a fake tree, and a WebSocket to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from websockets.sync.client import ClientConnection

from tests.support.webharness import WebHarness, web_harness


@pytest.fixture
def server() -> Iterator[WebHarness]:
    with web_harness() as made:
        yield made


@pytest.fixture
def ws(server: WebHarness) -> Iterator[ClientConnection]:
    with server.socket() as made:
        yield made
