"""What zeroconf tells of the daemon, where, and that it is taken back; the network is a stand-in here."""

import asyncio
import threading

import pytest
import zeroconf
import zeroconf.asyncio

from oscfactor.web.discovery import OSC, OSCQUERY, Discovery

PATIENCE = 20.0


class Network:
    """Stands in for zeroconf's own network, and writes down what it is told."""

    fault: Exception | None = None

    def __init__(self):
        self.where = None
        self.told, self.taken_back, self.closed = [], False, False
        self.heard = threading.Event()

    def opened(self, interfaces, ip_version):
        self.where = interfaces
        return self

    async def async_register_service(self, info, *, allow_name_change):
        assert allow_name_change
        if self.fault is not None:
            raise self.fault
        self.told.append(info)
        if info.type == OSCQUERY:
            self.heard.set()

    async def async_unregister_all_services(self):
        self.taken_back = True

    async def async_close(self):
        self.closed = True


@pytest.fixture
def network(monkeypatch):
    made = Network()
    monkeypatch.setattr(zeroconf.asyncio, "AsyncZeroconf", made.opened)
    return made


def services(monkeypatch, *args):
    """Return what would be told, by the types of the services."""
    monkeypatch.setattr(Discovery, "_run", lambda self: None)
    return {info.type: info for info in Discovery(*args)._services(zeroconf.ServiceInfo)}


def test_both_services_are_told_and_taken_back_and_this_machine_only_hears_of_what_is_for_it(network):
    discovery = Discovery("mine", "127.0.0.1", 57130, 57180)
    assert network.heard.wait(PATIENCE)
    assert network.where == ["127.0.0.1"]
    discovery.close()
    discovery._thread.join(PATIENCE)
    assert [(info.type, info.port) for info in network.told] == [(OSC, 57130), (OSCQUERY, 57180)]
    assert network.taken_back
    assert network.closed


def test_a_network_that_takes_nothing_is_told_in_the_log_and_harms_nothing(network, caplog):
    network.fault = OSError("no multicast here")
    discovery = Discovery("mine", "127.0.0.1", 57130, 57180)
    discovery._thread.join(PATIENCE)
    assert "do not find this daemon by zeroconf: OSError: no multicast here" in caplog.text
    assert network.closed
    discovery.close()


def test_who_is_closed_before_it_began_tells_nothing(network, monkeypatch):
    monkeypatch.setattr(Discovery, "_run", lambda self: None)
    discovery = Discovery("mine", "127.0.0.1", 57130, 57180)
    discovery.close()
    asyncio.run(asyncio.wait_for(discovery._until_the_end(), PATIENCE))
    assert network.where is None


def test_what_is_told_leads_to_the_daemon(monkeypatch):
    told = services(monkeypatch, "mine", "127.0.0.1", 57130, 57180)
    assert told.keys() == {OSC, OSCQUERY}
    for info in told.values():
        assert info.name == f"mine.{info.type}"
        assert info.parsed_addresses() == ["127.0.0.1"]
        assert (info.properties[b"osc"], info.properties[b"http"]) == (b"57130", b"57180")


def test_without_a_web_server_there_is_no_oscquery(monkeypatch):
    told = services(monkeypatch, "mine", "127.0.0.1", 57130, 0)
    assert told.keys() == {OSC}
    assert b"http" not in told[OSC].properties


@pytest.mark.parametrize(("name", "label"), [("Ämy 2.0", "Ämy 2-0"), ("ü" * 60, "ü" * 31)])
def test_a_name_that_zeroconf_cannot_hold_is_made_to_fit(monkeypatch, name, label):
    told = services(monkeypatch, name, "127.0.0.1", 57130, 57180)
    assert told[OSC].name == f"{label}.{OSC}"
    assert told[OSC].properties[b"name"] == name.encode()
