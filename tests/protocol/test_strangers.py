"""Clients on other computers: who they are, and the paths that they may read."""

import pytest

from oscfactor.errors import ConfigError
from oscfactor.files.roots import Roots
from oscfactor.protocol.strangers import Strangers
from tests.protocol.conftest import Stranger


def test_a_stranger_hears_bare_names_of_files_that_are_elsewhere(network):
    stranger = Stranger(network)
    network.clients.subscribe(stranger.proven())
    network.clients.strangers.folders = Roots()
    stranger.heard.clear()
    sentence = "cannot write /home/anna/take.wav: there is no folder /home/anna"
    network.clients.broadcast("/oscfactor/recorded", "drums", "/home/anna/take.wav", 1.5, sentence)
    (event,) = stranger.heard
    assert event.args[1] == "take.wav"
    assert "/home" not in event.args[3]
    assert "take.wav" in event.args[3]


@pytest.mark.parametrize(
    ("host", "stranger"),
    [
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("10.0.0.1", True),
        ("::ffff:10.0.0.1", True),
        ("fe80::1%eth0", True),
        ("0.0.0.0", True),
        ("10.0.0.7", False),
        ("192.168.1.20", False),
        ("::ffff:192.168.1.20", False),
        ("192.168.2.20", True),
    ],
)
def test_who_is_on_this_machine_or_trusted(host, stranger):
    strangers = Strangers(trusted="192.168.1.0/24, 10.0.0.7")
    assert strangers.include(host) is stranger


def test_who_is_trusted_must_be_an_address():
    with pytest.raises(ConfigError, match=r"192\.168\.1\.20"):
        Strangers(trusted="anna's laptop")
