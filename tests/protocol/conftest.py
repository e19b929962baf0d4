"""Clients whose packets land in lists, and strangers."""

import pytest

from oscfactor.protocol.clients import Clients
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.encoding import encode_message


class Network:
    """Clients whose packets land in a list: (place, address)."""

    def __init__(self):
        self.now = 0.0
        self.clients = Clients(lambda: self.now, self.to_port)
        self.heard = []

    def to_port(self, host, port):
        return lambda packet: self.land((host, port), packet)

    def land(self, place, packet):
        self.heard.append((place, decode_packet(packet)[0].address))

    def sender(self, port, host="127.0.0.1"):
        known = self.clients.sender(host, port)
        return known or self.clients.new_sender(host, port, lambda packet: self.land((host, port), packet))

    def event(self, **options):
        self.heard.clear()
        self.clients.broadcast("/event", 1, **options)
        return [place for place, _ in self.heard]


@pytest.fixture
def network():
    return Network()


class Stranger:
    """Somebody on another computer, who keeps what comes."""

    def __init__(self, network, port=1, host="10.0.0.1"):
        self.network, self.host, self.port = network, host, port
        self.heard = []

    def send(self, address, *args):
        def deliver(packet):
            self.heard.append(decode_packet(packet)[0])

        clients = self.network.clients
        data = encode_message(address, args)
        return clients.sender(self.host, self.port) or clients.new_sender(self.host, self.port, deliver, data)

    def proven(self):
        assert self.send("/version") is None
        return self.send("/challenge", self.heard[0].args[0])
