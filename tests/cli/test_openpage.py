"""The page in the user's browser, of a daemon that runs or is started."""

from __future__ import annotations

import dataclasses
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from oscfactor.cli import openpage
from oscfactor.client import Client, NoDaemonError
from oscfactor.errors import OscFactorError
from oscfactor.machine import running


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No other daemon is found, and one that is started takes free ports."""
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / "running"))
    monkeypatch.setenv("OSCFACTOR_PORT", "0")
    monkeypatch.setenv("OSCFACTOR_HTTP_PORT", "0")


def test_a_daemon_is_started_where_none_runs_and_used_where_one_does() -> None:
    said: list[str] = []
    shown: list[str] = []

    def show(url: str) -> bool:
        shown.append(url)
        return True

    try:
        assert openpage.run(say=said.append, show=show) == 0
        first = running.default()
        assert openpage.run(say=said.append, show=show) == 0
        assert running.default() == first
    finally:
        daemon = running.default()
        if daemon is not None:
            with Client(daemon.host, daemon.port) as client:
                client.request("/quit")
    assert [line.startswith("starting a daemon") for line in said] == [True, False, False]
    assert len(set(shown)) == 1
    assert daemon is not None
    assert urlsplit(shown[0]).port == daemon.http_port


def test_the_page_is_there_when_it_is_opened(start_daemon, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    start_daemon()

    def show(url: str) -> bool:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        connection.request("GET", "/", headers={"Accept": "text/html"})
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/html; charset=utf-8")
        answer.read()
        connection.close()
        return False

    said: list[str] = []
    openpage.run(say=said.append, show=show)
    assert said[-1].startswith("no browser could be opened; open this address in one: http://127.0.0.1:")


def test_a_daemon_without_a_web_server_is_told_in_a_sentence() -> None:
    with pytest.raises(OscFactorError, match="port 57130 has no web server"):
        openpage.page_of(running.NOBODY)
    daemon = dataclasses.replace(running.NOBODY, host="::1", http_port=57180)
    assert openpage.page_of(daemon) == "http://[::1]:57180/"


def test_a_daemon_that_ends_at_once_is_told_in_a_sentence(monkeypatch) -> None:
    monkeypatch.setenv("OSCFACTOR_MAX_MEMORY", "no number")
    with pytest.raises(NoDaemonError, match="ended at once, with exit code 2; start it yourself"):
        openpage.run(say=lambda _: None, show=lambda _: True)
