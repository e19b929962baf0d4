"""Handlers are registered once each."""

import pytest

from oscfactor.handlers import registry


def test_two_handlers_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(registry, "ON_SESSION", {})
    monkeypatch.setattr(registry, "ON_DAEMON", {})

    def play():
        pass

    assert registry.on_session(play) is play
    assert {"play": play} == registry.ON_SESSION
    with pytest.raises(ValueError, match="two handlers are named play"):
        registry.on_daemon(play)
